"""What a search costs: the index (CPU and memory, once per content and language), a question, and the whole page.

Run it with `python -m benchmarks.search`. Every module is placed in the course, with a local policy at each lesson, so
that all of it is looked through; the page is answered in this process, on SQLite, its CPU the median of many requests.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from benchmarks.pages import Learner, measure, running
from benchmarks.visits import Answer
from lti_tool.content import Catalogue, load_catalogue
from lti_tool.content.search.catalogue import index_of
from lti_tool.db import utcnow
from lti_tool.lti.models import Context, ResourceLink
from lti_tool.placements.models import LocalPolicy, Placement
from lti_tool.settings import shipped_dir

PAGE_MS = 10.0
QUESTIONS = ("fines", "angry", "narcan", "how do i deal with an angry person who shouts", "card", "interp")
LANGUAGES = ("en", "es")
POLICY = "At our library, fines are waived at the desk, up to five dollars. Ask the lead about more than that."


def measure_index(catalogue: Catalogue) -> Iterator[str]:
    for language in LANGUAGES:
        tracemalloc.start()
        index = index_of(catalogue, language)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        yield f"index in {language}: {len(index.passages)} passages, {held / 2**20:.1f} MiB"


def seconds_to_make(catalogue: Catalogue) -> float:
    """Without the tracing, which makes it slow."""
    started = time.process_time()
    index_of(catalogue, "en")
    return time.process_time() - started


def question_ms(catalogue: Catalogue) -> float:
    index = index_of(catalogue, "en")
    taken = []
    for _, words in zip(range(600), cycle(QUESTIONS), strict=False):
        started = time.thread_time()
        index.find(words, catalogue.synonyms)
        taken.append((time.thread_time() - started) * 1000)
    return median(taken)


def place_everything(app: Flask, catalogue: Catalogue) -> None:
    with app.extensions["lti"].session_factory() as session:
        context_id = session.scalars(select(Context.id)).one()
        placed = set(session.scalars(select(Placement.module_id)))
        for module in catalogue.modules:
            if module.id not in placed:
                link = ResourceLink(context_id=context_id, id_on_platform=f"link-{module.id}")
                session.add(link)
                session.flush()
                row = {"context_id": context_id, "resource_link_id": link.id, "module_id": module.id}
                session.add(Placement(**row, created_at=utcnow()))
            for lesson in module.lessons:
                session.add(LocalPolicy(context_id=context_id, lesson_id=lesson.id, body=POLICY, updated_at=utcnow()))
        session.commit()


def main() -> None:
    print(f"index of the shipped course made in {seconds_to_make(load_catalogue(shipped_dir('content'))):.2f} s of CPU")
    catalogue = load_catalogue(shipped_dir("content"))
    for line in measure_index(catalogue):
        print(line)
    print(f"a question: {question_ms(catalogue):.2f} ms of CPU, the median")
    with running() as (app, learner):
        learner.get(learner.home)
        place_everything(app, catalogue)
        costs = [measure(app, words, _asking(learner, words), PAGE_MS) for words in QUESTIONS]
    for cost in costs:
        print(cost)
    print(f"dearest against its aim of {PAGE_MS:.0f} ms: {max(cost.milliseconds / PAGE_MS for cost in costs):.2f}")


def _asking(learner: Learner, words: str) -> Callable[[], Answer]:
    return lambda: learner.get(f"{learner.home}search?q={quote(words)}")


if __name__ == "__main__":
    main()
