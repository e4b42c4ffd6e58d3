"""Somebody who takes quizzes without a script: fills in the page's form with what the page offers, and sends it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bs4 import Tag
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lti_tool.attempts.models import Attempt, Response
from lti_tool.content.model import Item
from lti_tool.db import utcnow
from lti_tool.lti.models import ResourceLink
from lti_tool.placements.models import Placement
from lti_tool.quizzes import full_answer
from tests.support.door import Door
from tests.support.learners import bad_answer, csrf, item_ids
from tests.support.quiz_course import items_in
from tests.support.visitor import Page

Answers = Mapping[str, Collection[str]]
Enter = Callable[..., "Taker"]
P = TypeVar("P")


@dataclass
class Taker:
    """A person in a browser, who came through the link of one module."""

    door: Door
    browser: FlaskClient
    home: Page
    module: str

    @property
    def base(self) -> str:
        return f"/l/{self.home.launch_id}"

    def get(self, path: str) -> Page:
        return self._follow(self.door.get(self.browser, _path(path)))

    def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> Page:
        """Send a form, with its proof, and end where a browser would."""
        form = {"csrf_token": csrf(self.home), **(data or {})}
        url = f"{self.door.url}{_path(path)}"
        answer = self.browser.post(_path(path), base_url=self.door.url, data=form, headers=headers)
        return self._follow(Page(url, answer, "POST", form))

    def again(self) -> Page:
        """The module's page, as it is now."""
        return self.get(self.home.path)

    def start(self) -> Page:
        return self.post(f"{self.base}/attempts")

    def save(self, quiz: Page, item_id: str, *tokens: str, sure: str = "") -> Page:
        """What the page's script does at each change."""
        fields = {"option": list(tokens), "sure": sure}
        return self.post(f"{quiz.path}/responses/{item_id}", fields, Accept="text/plain")

    def submit(self, quiz: Page, given: Answers | None = None, **more: str) -> Page:
        """Press Submit with these answers typed into the page as it was shown."""
        return self.post(str(quiz.form("Submit your answers")["action"]), filled(quiz, given or {}) | more)

    def take(self, right: int = 99) -> Page:
        """A whole attempt with so many right answers; its result."""
        quiz = self.start()
        return self.submit(quiz, self.answers(quiz, right))

    def answers(self, quiz: Page, right: int = 99) -> dict[str, Collection[str]]:
        known = items_in(self.door)
        return {
            item_id: full_answer(known[item_id]) if place < right else bad_answer(known[item_id])
            for place, item_id in enumerate(item_ids(quiz))
        }

    def item(self, item_id: str) -> Item:
        return items_in(self.door)[item_id]

    def _follow(self, page: Page) -> Page:
        while page.status in (302, 303):
            page = self.door.get(self.browser, _path(page.response.location))
        return page


def entering(door: Door, role: Callable[..., P], module: str) -> Callable[..., P]:
    """Launch somebody into a module, this one where none is named; the same browser may be brought along."""
    usual = module

    def enter(person: str = "mei-ling", module: str = usual, browser: object = None, **claims: object) -> P:
        browser = browser or door.browser()
        link = {"id": f"link-{module}", "title": module}
        page = door.enter(browser, person, custom={"module": module}, resource_link=link, **claims)
        return role(door, browser, page, module)

    return enter


def filled(quiz: Page, given: Answers) -> dict[str, list[str]]:
    """What a browser sends of the page's form once these answers are typed in; each must be a field of the page."""
    form = quiz.form("Submit your answers")
    sent: dict[str, list[str]] = {}
    for name, value, is_chosen in _fields(form):
        item_id = name.partition("-")[2].partition("/")[0]
        is_answer = name.startswith("item-")
        is_sent = value in given[item_id] if is_answer and item_id in given else is_chosen
        if name.startswith("was-") or (value and is_sent):
            sent.setdefault(name, []).append(value)
    for item_id, tokens in given.items():
        missing = set(tokens) - _offered(form, item_id)
        assert not missing, f"the page offers no {missing} for {item_id}"
    return sent


def _offered(form: Tag, item_id: str) -> set[str]:
    return {value for name, value, _chosen in _fields(form) if item_id in name}


def chosen(page: Page, item_id: str) -> set[str]:
    """The answers to an item that the page shows as chosen."""
    return {
        value
        for name, value, is_chosen in _fields(page.form("Submit your answers"))
        if name.partition("/")[0] == f"item-{item_id}" and is_chosen and value
    }


def _fields(form: Tag) -> Iterable[tuple[str, str, bool]]:
    for each in form.select("input[name]"):
        is_switch = each.get("type") in ("radio", "checkbox")
        yield str(each["name"]), str(each.get("value", "")), each.has_attr("checked") or not is_switch
    for option in form.select("select[name] option"):
        select_ = option.find_parent("select")
        assert select_ is not None
        yield str(select_["name"]), str(option.get("value", "")), option.has_attr("selected")


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def set_rules(door: Door, module: str, **settings: Any) -> None:
    """Give the link of a module its quiz settings, as the instructor's form stores them."""
    stored = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in settings.items()}
    with door.session() as session:
        session.execute(update(Placement).where(Placement.module_id == module).values(quiz_settings=stored))
        session.commit()


def shift_attempts(door: Door, module: str, **moments: Any) -> None:
    """Move moments of all attempts at a module, given as offsets from now: time passes without anybody waiting."""
    now = utcnow()
    values = {name: now + offset if isinstance(offset, timedelta) else offset for name, offset in moments.items()}
    with door.session() as session:
        session.execute(update(Attempt).where(Attempt.module_id == module).values(**values))
        session.commit()


def attempts_of(door: Door, module: str) -> list[Attempt]:
    with door.session() as session:
        found = session.scalars(select(Attempt).where(Attempt.module_id == module).order_by(Attempt.id)).all()
        session.expunge_all()
        return list(found)


def stored_answers(door: Door) -> dict[str, tuple[list[str], int | None]]:
    """Every stored response by item: its tokens, and how sure."""
    with door.session() as session:
        return {each.item_id: (each.chosen, each.sure) for each in session.scalars(select(Response))}


def placement_id(door: Door, module: str) -> int:
    with door.session() as session:
        query = select(Placement.id).join(ResourceLink).where(Placement.module_id == module)
        return session.scalars(query).one()
