"""What reading the whole course costs: twelve copies of a shipped module, each with its thirty items, as CPU seconds.

Run it with `python -m benchmarks.content`. The copies have their translations, scenarios and surveys, so this is the
course as it will be, not as it is; the content is parsed once per process, at the first page that needs it.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from lti_tool.content import Catalogue, load_catalogue
from lti_tool.settings import shipped_dir

MODULES = 12
RUNS = 5
TARGET_SECONDS = 1.0
ORIGINAL = "culture-of-yes"
ITEM_PREFIX = "coy-"


def write_copies(original: Path, content_dir: Path, count: int) -> None:
    """Write a content folder with `count` copies of a module, every id its own."""
    for shared in ("frameworks", "people", "pictures"):
        shutil.copytree(original.parents[1] / shared, content_dir / shared)
    for cast in ("people.yaml", "pictures.yaml"):
        shutil.copy(original.parents[1] / cast, content_dir)
    for number in range(1, count + 1):
        names = {
            original.name: f"copy-{number}",
            ITEM_PREFIX: f"c{number}-",
            f"scene-copy-{number}": f"scene-{original.name}",
        }
        for file in sorted(original.rglob("*")):
            if file.is_file():
                target = content_dir / "modules" / f"copy-{number}" / file.relative_to(original)
                _copy_text(file, target, names)


def _copy_text(source: Path, target: Path, names: dict[str, str]) -> None:
    text = source.read_text(encoding="utf-8")
    for old, new in names.items():
        text = text.replace(old, new)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def measure(content_dir: Path) -> tuple[float, Catalogue]:
    """Return the CPU seconds of one loading, and what was loaded."""
    started = time.process_time()
    catalogue = load_catalogue(content_dir)
    return time.process_time() - started, catalogue


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        content_dir = Path(folder)
        write_copies(shipped_dir("content") / "modules" / ORIGINAL, content_dir, MODULES)
        runs = [measure(content_dir) for _ in range(RUNS)]
    seconds = [cost for cost, _ in runs]
    catalogue = runs[-1][1]
    items = sum(len(module.quiz.items) for module in catalogue.modules if module.quiz)
    activities = sum(len(lesson.activities) for module in catalogue.modules for lesson in module.lessons)
    print(f"{len(catalogue.modules)} modules, {items} items, {activities} activities")
    print(f"first loading {seconds[0]:.2f} s of CPU, best of {RUNS} {min(seconds):.2f} s")
    print(f"ratio to the target of {TARGET_SECONDS:.2f} s: {seconds[0] / TARGET_SECONDS:.2f}")


if __name__ == "__main__":
    main()
