"""docs/interoperability.md, made from the dialects and from the journeys: `make interoperability`.

The page is the record of what came of each step: a test takes the journeys again, and compares.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lti_tool.app import create_app
from lti_tool.demo_lms.dialects import DIALECTS
from lti_tool.demo_lms.dialects.dialect import Dialect, Fact, Feature, Standing
from lti_tool.settings import Settings
from tests.dialects.campus import open_campus
from tests.dialects.journey import Step
from tests.dialects.steps import travel
from tests.support.closing import close_app
from tests.support.databases import SECRET, SqliteDatabases

DOCUMENT = Path(__file__).parents[2] / "docs" / "interoperability.md"
Record = Mapping[str, Mapping[Step, str]]
JOURNEY = "## The journey"
HEAD = """# Interoperability

Made by `make interoperability`; a test holds this page to what is so.

## Platforms that we did not write

Run, or recorded from a real one, and what the tests do with each; the last row is our own. Each row is a test that
`make test` runs.

| counterpart | how | launch | deep linking | line items | scores | results | roster | registration |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| Open edX (`lti-consumer-xblock`) | its Django app in its own process, over HTTP (`tests/interop/test_openedx.py`) | yes | yes, and the picked link is launched | declared by it, and created by us | yes, and a 400 for an old timestamp | yes | yes | by hand: it has no dynamic registration |
| `lti1p3platform` | its library behind Flask, over HTTP (`tests/interop/test_lti1p3platform.py`) | yes | yes | found on a second page, or created | yes | yes | not in the library | by hand |
| Moodle 4.1 | what a real one sent and answered, replayed (`tests/certification/test_moodle.py`, `tests/functional/registering`) | yes | yes | its links, in curly quotes | its refusals | its 404 for `limit` | its paging | its answers |
| the demo LMS | our own, over HTTP, strict where the others are lenient (`tests/functional`, `tests/browser`) | yes | yes | yes | yes | yes | yes | yes |

Neither library checks media types, or an assertion's audience and that it is used only once; the demo LMS does. It
is also made to write the next page of a list on another host, and to ignore filters
(`tests/functional/grades/test_lists_in_pages.py`), as Canvas does the one and others the other.

Dates that an LMS sends with a launch, and Canvas's SpeedGrader, are *not run live*: tests send what the specification
and Canvas's own source say (`tests/functional/quizzes/test_lms_dates.py`, `tests/functional/quizzes/test_graders_view.py`).
Moodle 4.1, run live, fills in none of the dates. Dates of a column that we made are tried over HTTP against the demo LMS
(`tests/functional/grades/test_column_dates.py`).

The [install page for Moodle](install/moodle.md) was followed on a running Moodle 4.5.5+ (Build 20250613; PHP 8.2, PostgreSQL 15)
in Chromium on November 29, 2026, by hand and with no test to repeat it: registration by link, step 5, an update, where teachers
find the tool, *Select content*, a learner's quiz (the 90 was in Moodle's gradebook when we next looked, within seconds), and a
teacher's override to 77. After the next attempt Moodle kept the 77, and the learner read *Your instructor entered another grade:
77 of 100*. A locked column, a switched role and a registration by hand (up to its tokens; it was not launched) were tried too."""  # noqa: E501
STANDINGS = """## LMSs that are imitated

`lti-tool demo --as canvas` (or `moodle`, `blackboard`, `brightspace`, `sakai`) lets the demo LMS take on the ways of
another. *Run live*: seen on a running one. *Imitated*: made after the LMS's own words or its users' reports, and not
tried on a running one. *Not known*: the demo LMS's own ways stand there, and say nothing of that LMS."""
TRAVELLED = f"""{JOURNEY}

Each imitated LMS is registered, and people go through a course in it (`tests/dialects`); this is what the tool does
there. A step whose behavior is not known of an LMS is not taken there; the gradebook is emptied everywhere. What an
imitation answers is no proof of what the LMS itself does."""


def document(record: Record) -> str:
    """The whole page."""
    parts = [HEAD, STANDINGS, _standings(), TRAVELLED, _journeys(record), "## Where each way is known from"]
    parts += [f"### {dialect.title}\n\n{_facts(dialect)}" for dialect in DIALECTS.values()]
    return "\n\n".join(parts) + "\n"


def read_record(text: str) -> dict[str, dict[Step, str]]:
    """What the page says came of each step, by the name of the LMS."""
    rows = [line.strip("|").split("|") for line in text.partition(JOURNEY)[2].splitlines() if line.startswith("| ")]
    cells = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}
    return {name: {step: cells[step][place] for step in Step if step in cells} for place, name in enumerate(DIALECTS)}


def travel_all(folder: Path) -> Record:
    """Take every journey, each with a tool of its own."""
    databases, record = SqliteDatabases(folder), {}
    for name in DIALECTS:
        (folder / name).mkdir()
        settings = Settings(
            database_url=databases.fresh(folder / name),
            secret_key=SECRET,
            base_url="http://localhost:8000",
            allow_private_platforms=True,
        )
        tool = create_app(settings, AUTOMATIC_ROSTER=False)
        record[name] = travel(open_campus(tool, name))
        close_app(tool)
    return record


def _standings() -> str:
    rows = [
        [feature.capitalize(), *(dialect.standing_of(feature) for dialect in DIALECTS.values())] for feature in Feature
    ]
    return _table(rows)


def _journeys(record: Record) -> str:
    return _table([[step, *(record[name][step] for name in DIALECTS)] for step in Step])


def _table(rows: list[list[str]]) -> str:
    head = ["", *(dialect.title for dialect in DIALECTS.values())]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _facts(dialect: Dialect) -> str:
    lines = [_line(feature, fact) for feature in Feature for fact in dialect.said_of(feature)]
    unknown = [str(feature) for feature in Feature if dialect.standing_of(feature) == Standing.NOT_KNOWN]
    return "\n".join([*lines, f"- *Not known*: {', '.join(unknown)}." if unknown else ""]).rstrip()


def _line(feature: Feature, fact: Fact) -> str:
    source = f"[source]({fact.source})" if fact.standing == Standing.IMITATED else fact.source
    return f"- {feature.capitalize()}: {fact.says} ({source})"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        DOCUMENT.write_text(document(travel_all(Path(scratch))), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT} is written.\n")
