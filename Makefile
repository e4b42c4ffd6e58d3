# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# On a terminal pip shows what it does; elsewhere a line a step is enough.
QUIET := $(shell test -t 2 || echo --quiet)
PIP := $(BIN)/pip --disable-pip-version-check $(QUIET) install
TEST_ARGS ?=
# Where a shell forbids Python to keep what it compiled, each of hundreds of processes would compile the tool anew.
unexport PYTHONDONTWRITEBYTECODE
export PORT ?= 8000
export DEMO_LMS_PORT ?= 8001
SBOM ?= dist/library-service-lti.cdx.json

.DEFAULT_GOAL := help
.PHONY: help demo test check bench fuzz coverage roles interoperability privacy sbom format messages migration lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/app ## run the tool with a demo LMS and print one URL to open (PORT, DEMO_LMS_PORT; DEMO_AS=canvas imitates)
	@echo "Starting the tool and the demo LMS …"
	@$(BIN)/lti-tool demo

test: $(VENV)/dev $(VENV)/openedx/installed $(VENV)/previous/installed ## run every test (TEST_ARGS="-k launch" for some)
	@echo "Looking for Chromium (or installing it, as root) …"
	@$(BIN)/python -m tests.browser.find_browser
	@echo "Looking for WebKit (or installing it, as root) …"
	@$(BIN)/python -m tests.browser.webkit.find_webkit
	@echo "Looking for PgBouncer and sqlite3 (or installing them, as root) …"
	@$(BIN)/python -m tests.support.programs
	@echo "Running the tests …"
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TEST_ARGS)

check: $(VENV)/dev ## format, lint, types, import rules, migrations, content
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.complexity
	@folder=$$(mktemp -d) && export LTI_TOOL_DATABASE_URL=sqlite:///$$folder/check.sqlite3 \
	  && $(BIN)/lti-tool db upgrade && $(BIN)/lti-tool db check; status=$$?; rm -rf $$folder; exit $$status
	$(BIN)/lti-tool content check

.PHONY: chaos
chaos: $(VENV)/dev ## break the platform, the worker, the database and the clock, in full: are all grades there? (half an hour)
	@CHAOS_EXAMPLES=15000 $(BIN)/python -m pytest -q -n 2 --timeout 7200 tests/chaos
	@$(BIN)/python -m tests.chaos.table

bench: $(VENV)/dev ## measure what a launch costs, against a bare Flask app, what a grade costs, and a hanging platform
	@$(BIN)/python -m benchmarks.launch
	@$(BIN)/python -m benchmarks.grades --deliveries 2000 --rows 1000 100000
	@$(BIN)/python -m benchmarks.hanging

.PHONY: load
load: $(VENV)/bench ## measure visits, a herd and an outage, and write docs/capacity.md anew (some minutes; on a quiet machine)
	@$(BIN)/python -m benchmarks.load --write

coverage: $(VENV)/app ## write docs/coverage.md anew: what the content teaches, practises and tests
	@$(BIN)/lti-tool content coverage content > docs/coverage.md

roles: $(VENV)/dev ## write the table of docs/roles.md anew: which page each role may open
	@$(BIN)/python -m tests.support.role_walk

interoperability: $(VENV)/dev ## write docs/interoperability.md anew: each imitated LMS, and what comes of a course in it
	@$(BIN)/python -m tests.dialects.table

privacy: $(VENV)/dev ## write docs/privacy.md's tables anew: what is held on people, why, how long, who sees it
	@$(BIN)/python -m tests.support.privacy_page

sbom: $(VENV)/dev ## list the libraries that are installed with the tool, from the lock, as CycloneDX (SBOM, the file)
	@mkdir -p $(dir $(SBOM))
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements requirements/app.txt \
	  --pyproject pyproject.toml --mc-type application --output-format JSON --output-file $(SBOM)
	@echo "Written: $(SBOM)"

fuzz: $(VENV)/dev ## many examples of whatever is said of all inputs (FUZZ_EXAMPLES=2500 of each, new ones each time)
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-2500} $(BIN)/python -m pytest -n auto --timeout 3600 -m hypothesis $(TEST_ARGS)

.PHONY: image image-test
# Where neither a daemon nor a registry is: BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs make image BASE=localhost/debian
BUILDAH ?= buildah
IMAGE ?= library-service-lti
IMAGE_ARGS ?=
image: ## build the container image with buildah (BASE: another base image; IMAGE, its name; IMAGE_ARGS for buildah)
	$(BUILDAH) build --format docker $(if $(BASE),--build-arg BASE=$(BASE)) $(IMAGE_ARGS) --tag $(IMAGE) .

image-test: $(VENV)/dev ## build it, start it as compose.yaml does, launch through it, see a grade arrive (Debian, as root)
	@$(BIN)/python -m tests.image.building
	@echo "Running it …"
	@unshare --net --mount $(BIN)/python -m pytest -q -n 0 --timeout 600 tests/image/as_composed.py tests/image/units.py

format: $(VENV)/dev ## put the code in its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/dev ## collect the words that pages say, for lti_tool/translations/, and compile what is translated
	@pot=$$(mktemp) && $(BIN)/pybabel -q extract -F babel.cfg --add-location=file --sort-output -o $$pot lti_tool \
	  && $(BIN)/pybabel -q update -i $$pot -d lti_tool/translations -w 120 --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date; status=$$?; rm -f $$pot; exit $$status
	@$(BIN)/pybabel -q compile -d lti_tool/translations --statistics

migration: $(VENV)/dev ## write a migration for what the models changed: make migration M="what changed"
	@folder=$$(mktemp -d) && export LTI_TOOL_DATABASE_URL=sqlite:///$$folder/before.sqlite3 \
	  && $(BIN)/lti-tool db upgrade && $(BIN)/python -m migrations.new "$(M)"; status=$$?; rm -rf $$folder; exit $$status

lock: $(VENV)/dev ## write requirements/ anew from pyproject.toml
	$(PIP) uv
	$(BIN)/python requirements/lock.py

clean: ## remove the virtual environment, the demo's data and the image that was built
	rm -rf $(VENV) .lti-tool-demo .image

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PYTHON=python3.12" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) (once) …"
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python's venv is missing: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/app: requirements/app.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tool needs (once) …"
	@$(PIP) --require-hashes -r requirements/app.txt
	@echo "Installing the tool itself …"
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/openedx/installed: requirements/openedx.txt | $(VENV)/bin/python
	@echo "Installing Open edX's platform for the tests, apart from all else (once) …"
	@$(PYTHON) -m venv $(VENV)/openedx
	@$(VENV)/openedx/bin/pip --disable-pip-version-check $(QUIET) install --require-hashes -r requirements/openedx.txt
	@touch $@

# The release before, from its own commit: the tests ask whether it runs on this one's schema.
$(VENV)/previous/installed: tests/upgrades/previous.txt | $(VENV)/bin/python
	@echo "Installing the release before for the tests, apart from all else (once) …"
	@rm -rf $(VENV)/previous && mkdir -p $(VENV)/previous/tool
	@git archive $$(cat $<) | tar -x -C $(VENV)/previous/tool \
	  || { echo "The commit in $< is missing here: git fetch --unshallow" >&2; rm -rf $(VENV)/previous; exit 1; }
	@$(PYTHON) -m venv $(VENV)/previous/venv
	@$(VENV)/previous/venv/bin/pip --disable-pip-version-check $(QUIET) install --require-hashes \
	  -r $(VENV)/previous/tool/requirements/dev.txt
	@$(VENV)/previous/venv/bin/pip --disable-pip-version-check $(QUIET) install --no-deps --no-build-isolation \
	  -e $(VENV)/previous/tool
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/app
	@echo "Installing what tests and checks need (once) …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bench: requirements/bench.txt $(VENV)/dev
	@echo "Installing what draws the plots (once) …"
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@
