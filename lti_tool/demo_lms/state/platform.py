"""The platform: everything the demo LMS knows, behind one object that pages, services and tests share."""

import dataclasses
import secrets
import threading
from collections.abc import Mapping
from typing import Any

from lti_tool.demo_lms.dialects import DIALECTS, OWN
from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.access_tokens import AccessTokens
from lti_tool.demo_lms.state.courses import (
    COURSES,
    FIRST_LINK,
    FIRST_LINKS,
    FRONT_DESK,
    ONBOARDING,
    Course,
    Link,
    Placed,
)
from lti_tool.demo_lms.state.events import EventLog
from lti_tool.demo_lms.state.faults import Faults
from lti_tool.demo_lms.state.gradebook import Gradebook, LineItem, ReceivedScore
from lti_tool.demo_lms.state.keys import KeyRing, PlatformKey, SigningKey
from lti_tool.demo_lms.state.people import BRANCH_STAFF, OTHERS, PEOPLE, Person
from lti_tool.demo_lms.state.selections import Selections
from lti_tool.demo_lms.state.single_use import LaunchHints, SeenOnce
from lti_tool.demo_lms.state.store import Store
from lti_tool.demo_lms.state.tool_keys import ToolKeys
from lti_tool.demo_lms.state.tools import RegistrationTokens, Tool, Tools


class Platform:
    """People, courses, links, gradebook, events, keys and faults of one demo LMS.

    All state is guarded by one lock and written through to the settings' `data_path`.
    """

    def __init__(self, settings: DemoSettings) -> None:
        self.settings = settings
        self.dialect = DIALECTS[settings.imitates] if settings.imitates else OWN
        self.clock = settings.clock
        self.lock = threading.RLock()
        self._store = Store(settings.data_path)
        self.people = self._name_people()
        self.courses = {course.id: course for course in self._open_courses()}
        self.links = {record["id"]: _read_link(record) for record in self._store.load("link")}
        self.gradebook = Gradebook(self._store, self.lock, self.clock, self.dialect)
        self.events = EventLog(self._store, self.lock, self.clock)
        self.keys = KeyRing(self._store, settings.signing_key)
        self.tools = Tools(settings, self._store, self.dialect)
        self.tool_keys = ToolKeys(self.tools.current.jwks_url, self.events)
        self.registration_tokens = RegistrationTokens(self.lock, self.clock)
        self.hints = LaunchHints(self.lock, self.clock)
        self.selections = Selections(self.lock, self.clock)
        self.access_tokens = AccessTokens(self.lock, self.clock)
        self.seen_jtis, self.seen_nonces = SeenOnce(self.lock, self.clock), SeenOnce(self.lock, self.clock)
        self.faults = Faults()
        self.offers_storage = False
        self.concluded: set[str] = set()
        self.guid = self._begin()

    # The tool

    @property
    def client_id(self) -> str:
        """Who the tool in use is here."""
        return self.tools.current.client_id

    @property
    def deployment_id(self) -> str:
        """Its one deployment."""
        return self.tools.current.deployment_id

    def use_tool(self, tool: Tool) -> None:
        """Launch this registration from now on."""
        with self.lock:
            self.tools.use(tool)
            self.tool_keys.url = tool.jwks_url

    # Where a tool finds what

    @property
    def issuer(self) -> str:
        """What the platform calls itself (`iss`): some LMSs are one issuer for all their customers."""
        return self.dialect.issuer or self.address

    @property
    def address(self) -> str:
        """Where it answers."""
        return self.settings.base_url

    @property
    def auth_login_url(self) -> str:
        """Where tools send their authentication requests."""
        return f"{self.address}/oidc/authorize"

    @property
    def token_url(self) -> str:
        """Where tools get access tokens."""
        return f"{self.address}/oauth/token"

    @property
    def audience(self) -> str | None:
        """What a tool's assertions must be meant for; None where this LMS does not look."""
        return self.token_url if self.dialect.audience == "" else self.dialect.audience

    @property
    def jwks_url(self) -> str:
        """Where the platform's public keys are."""
        return f"{self.address}/jwks.json"

    def facts_for(self, tool: Tool) -> dict[str, str]:
        """What a tool must know of this LMS; `audience` is there only where it is not the token address."""
        facts = {
            "issuer": self.issuer,
            "client_id": tool.client_id,
            "deployment_id": tool.deployment_id,
            "auth_login_url": self.auth_login_url,
            "token_url": self.token_url,
            "jwks_url": self.jwks_url,
        }
        return facts | ({} if self.audience in (None, self.token_url) else {"audience": self.audience or ""})

    def line_items_url(self, course: Course) -> str:
        """The line item container of a course."""
        return self._service_url(self.dialect.paths.line_items, course)

    def line_item_url(self, item: LineItem) -> str:
        """One line item: its id in AGS."""
        return self._service_url(self.dialect.paths.line_item, self.courses[item.course_id], item.id)

    def memberships_url(self, course: Course) -> str:
        """Names and roles of a course."""
        return self._service_url(self.dialect.paths.memberships, course).partition("?")[0]

    def _service_url(self, path: str, course: Course, item_id: str = "") -> str:
        names = {"course": self.key_of(course), "item": item_id, "deployment": self.deployment_id}
        query = f"?{self.dialect.paths.query}" if self.dialect.paths.query else ""
        return f"{self.address}{path.format_map(names)}{query}"

    def deep_link_return_url(self, course: Course) -> str:
        """Where the tool returns with chosen content."""
        return f"{self.address}/courses/{course.id}/deep-link-return"

    def course_url(self, person: Person, course: Course) -> str:
        """The course page as a person sees it."""
        return f"{self.address}/as/{person.id}/courses/{course.id}"

    def link_url(self, person: Person, link: Link) -> str:
        """The page of a link as a person sees it."""
        return f"{self.address}/as/{person.id}/courses/{link.course_id}/links/{link.id}"

    # Courses and their content

    def context_id(self, course: Course) -> str:
        """How claims name a course."""
        return self.dialect.id_of("context", list(self.courses).index(course.id), course.id)

    def key_of(self, course: Course) -> str:
        """How the addresses of services name a course."""
        return self.dialect.id_of("course", list(self.courses).index(course.id), course.id)

    def course_by_key(self, key: str) -> Course | None:
        """The course that an address of a service names."""
        return next((course for course in self.courses.values() if self.key_of(course) == key), None)

    def links_in(self, course_id: str) -> list[Link]:
        """The links of a course, in the order in which they were placed."""
        with self.lock:
            return [link for link in self.links.values() if link.course_id == course_id]

    def members(self, course: Course) -> list[Person]:
        """The people of a course, instructors first."""
        return [self.people[person_id] for person_id in course.roles]

    def person_by_sub(self, sub: str) -> Person | None:
        """The person that tools know by this id."""
        return next((person for person in self.people.values() if person.sub == sub), None)

    def add_link(
        self,
        course_id: str,
        title: str,
        custom: dict[str, str] | None = None,
        *,
        url: str = "",
        text: str = "",
    ) -> Link:
        """Place a link in a course, without a line item; `url` is the tool's launch address unless given."""
        target = url or self.tools.current.launch_url
        return self._place(Link(self._new_link_id(), self.courses[course_id].id, title, target, text, custom or {}))

    def place_item(self, course_id: str, item: Mapping[str, Any]) -> None:
        """Place a content item as it would be placed if an instructor had chosen it in the tool."""
        title, offer = item["title"], item.get("lineItem")
        link = self.add_link(course_id, title, dict(item["custom"]), url=item["url"], text=item["text"])
        if offer:
            named = {"resource_id": offer.get("resourceId", ""), "tag": offer.get("tag", "")}
            self.gradebook.add(course_id, offer.get("label", title), offer["scoreMaximum"], link_id=link.id, **named)

    def copy_course(self, course_id: str) -> Course:
        """Copy a course as its admin does: content and columns, with new ids; its people come along, no grades do."""
        source = self.courses[course_id]
        copy = dataclasses.replace(
            source,
            id=f"{course_id}-copy-{len(self.courses)}",
            title=f"{source.title} copy",
            copied_from=(self.context_id(source), *source.copied_from),
        )
        with self.lock:
            self.courses[copy.id] = copy
            self._store.put("course", copy.id, dataclasses.asdict(copy))
            for link in self.links_in(course_id):
                self._copy_link(link, copy)
        return copy

    def _copy_link(self, link: Link, course: Course) -> None:
        history = (link.id, *link.copied_from)
        placed = self._place(
            dataclasses.replace(link, id=self._new_link_id(), course_id=course.id, copied_from=history)
        )
        item = self.gradebook.for_link(link.id)
        if item is not None:
            kept = {name: getattr(item, name) for name in ("resource_id", "tag", "attempts_allowed")}
            forgotten = dict.fromkeys(self.dialect.copied_item_forgets, "")
            self.gradebook.add(course.id, item.label, item.score_maximum, link_id=placed.id, **kept | forgotten)

    def grade(self, person_id: str, link_id: str) -> float | None:
        """What the gradebook shows for a person and a link, in points of its line item; None while blank."""
        item = self.gradebook.for_link(link_id)
        result = item and self.gradebook.result(item.id, self.people[person_id].sub)
        return result.scaled_to(item.score_maximum) if item and result else None

    @property
    def scores_received(self) -> list[ReceivedScore]:
        """Every score accepted since the start, oldest first."""
        return self.gradebook.scores_received

    # Messages

    def sign(
        self,
        claims: dict[str, Any],
        *,
        key: SigningKey | None = None,
        alg: str = "RS256",
        headers: dict[str, Any] | None = None,
    ) -> str:
        """Sign claims as the platform, or as nobody honest would: see KeyRing.sign."""
        return self.keys.sign(claims, key=key, alg=alg, headers=headers)

    def rotate_keys(self, keep_old: bool = True) -> PlatformKey:
        """Sign with a new key from now on; without `keep_old` the former keys leave the key set at once."""
        with self.lock:
            return self.keys.rotate(keep_old)

    def _place(self, link: Link) -> Link:
        with self.lock:
            self.links[link.id] = link
            self._store.put("link", link.id, dataclasses.asdict(link))
        return link

    def _begin(self) -> str:
        """The platform's GUID; the very first run makes it, and places links that are ready to launch."""
        records = self._store.load("platform")
        if records:
            return str(records[0]["guid"])
        for placed in FIRST_LINKS if self.settings.content else (FIRST_LINK,):
            self._place_first(placed)
        for item in self.settings.content:
            self.place_item(ONBOARDING.id, item)
        guid = secrets.token_hex(16)
        self._store.put("platform", "platform", {"guid": guid})
        return guid

    def _place_first(self, placed: Placed) -> None:
        link_id = self._new_link_id() if self.dialect.is_imitation else placed.id
        custom = {"module": placed.module}
        self._place(Link(link_id, FRONT_DESK.id, placed.title, self.settings.tool_launch_url, custom=custom))
        if placed.is_graded:
            self.gradebook.add(FRONT_DESK.id, placed.title, 100, link_id=link_id)

    def _new_link_id(self) -> str:
        number = len(self.links)
        return self.dialect.id_of("link", number, str(number))

    def _name_people(self) -> dict[str, Person]:
        """Everybody, with the ids that tools are told; who is in a course as something else only where it has words."""
        others = [person for role, person in OTHERS.items() if role in self.dialect.roles]
        everybody = [*PEOPLE, *others, *BRANCH_STAFF]
        told = {person.id: self.dialect.id_of("user", number, person.id) for number, person in enumerate(everybody)}
        return {person.id: dataclasses.replace(person, sub=told[person.id]) for person in everybody}

    def _open_courses(self) -> list[Course]:
        others = {person.id: role for role, person in OTHERS.items() if person.id in self.people}
        first = [
            dataclasses.replace(course, roles=course.roles | (others if course.id == FRONT_DESK.id else {}))
            for course in COURSES
        ]
        copies = [record | {"copied_from": tuple(record["copied_from"])} for record in self._store.load("course")]
        return [*first, *(Course(**record) for record in copies)]


def _read_link(record: dict[str, Any]) -> Link:
    return Link(**record | {"copied_from": tuple(record.get("copied_from", ()))})
