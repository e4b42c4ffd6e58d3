"""The platform: everything the demo LMS knows, behind one object that pages, services and tests share."""

import dataclasses
import secrets
import threading
from typing import Any

from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.access_tokens import AccessTokens
from lti_tool.demo_lms.state.courses import COURSES, FIRST_LINK, FRONT_DESK, WHOLE_COURSE, Course, Link, Placed
from lti_tool.demo_lms.state.events import EventLog
from lti_tool.demo_lms.state.faults import Faults
from lti_tool.demo_lms.state.gradebook import Gradebook, LineItem, ReceivedScore
from lti_tool.demo_lms.state.keys import KeyRing, PlatformKey, SigningKey
from lti_tool.demo_lms.state.people import PEOPLE, Person
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
        self.clock = settings.clock
        self.lock = threading.RLock()
        self._store = Store(settings.data_path)
        self.people = {person.id: person for person in PEOPLE}
        self.courses = {course.id: dataclasses.replace(course, roles=dict(course.roles)) for course in COURSES}
        self.links = {record["id"]: Link(**record) for record in self._store.load("link")}
        self.gradebook = Gradebook(self._store, self.lock, self.clock)
        self.events = EventLog(self._store, self.lock, self.clock)
        self.keys = KeyRing(self._store, settings.signing_key)
        self.tools = Tools(settings, self._store)
        self.tool_keys = ToolKeys(self.tools.current.jwks_url, self.events)
        self.registration_tokens = RegistrationTokens(self.lock, self.clock)
        self.hints = LaunchHints(self.lock, self.clock)
        self.selections = Selections(self.lock, self.clock)
        self.access_tokens = AccessTokens(self.lock, self.clock)
        self.seen_jtis, self.seen_nonces = SeenOnce(self.lock, self.clock), SeenOnce(self.lock, self.clock)
        self.faults = Faults()
        self.offers_storage = False
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
        """What the platform calls itself (`iss`)."""
        return self.settings.base_url

    @property
    def auth_login_url(self) -> str:
        """Where tools send their authentication requests."""
        return f"{self.issuer}/oidc/authorize"

    @property
    def token_url(self) -> str:
        """Where tools get access tokens; the audience of their assertions."""
        return f"{self.issuer}/oauth/token"

    @property
    def jwks_url(self) -> str:
        """Where the platform's public keys are."""
        return f"{self.issuer}/jwks.json"

    def line_items_url(self, course: Course) -> str:
        """The line item container of a course."""
        # Moodle's line item URLs have a query too, which a tool must keep when it adds a path.
        return f"{self.issuer}/courses/{course.id}/lineitems?type_id=1"

    def line_item_url(self, item: LineItem) -> str:
        """One line item: its id in AGS."""
        return f"{self.issuer}/courses/{item.course_id}/lineitems/{item.id}/lineitem?type_id=1"

    def memberships_url(self, course: Course) -> str:
        """Names and roles of a course."""
        return f"{self.issuer}/courses/{course.id}/memberships"

    def deep_link_return_url(self, course: Course) -> str:
        """Where the tool returns with chosen content."""
        return f"{self.issuer}/courses/{course.id}/deep-link-return"

    def course_url(self, person: Person, course: Course) -> str:
        """The course page as a person sees it."""
        return f"{self.issuer}/as/{person.id}/courses/{course.id}"

    def link_url(self, person: Person, link: Link) -> str:
        """The page of a link as a person sees it."""
        return f"{self.issuer}/as/{person.id}/courses/{link.course_id}/links/{link.id}"

    # Courses and their content

    def links_in(self, course_id: str) -> list[Link]:
        """The links of a course, in the order in which they were placed."""
        with self.lock:
            return [link for link in self.links.values() if link.course_id == course_id]

    def members(self, course: Course) -> list[Person]:
        """The people of a course, instructors first."""
        return [self.people[person_id] for person_id in course.roles]

    def person_by_sub(self, sub: str) -> Person | None:
        """The person that tools know by this id."""
        return next((person for person in PEOPLE if person.sub == sub), None)

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
        return self._place(Link(secrets.token_hex(5), self.courses[course_id].id, title, target, text, custom or {}))

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
        for placed in WHOLE_COURSE if self.settings.whole_course else (FIRST_LINK,):
            self._place_first(placed)
        guid = secrets.token_hex(16)
        self._store.put("platform", "platform", {"guid": guid})
        return guid

    def _place_first(self, placed: Placed) -> None:
        custom = {"module": placed.module}
        self._place(Link(placed.id, FRONT_DESK.id, placed.title, self.settings.tool_launch_url, custom=custom))
        if placed.is_graded:
            self.gradebook.add(FRONT_DESK.id, placed.title, 100, link_id=placed.id)
