"""What one LMS does in its own way, as data: the demo LMS speaks so, and the page of interoperability is made of it.

The defaults are the demo LMS's own ways, strict where platforms are lenient. Where nothing is known of an LMS, it stays
with them, and the feature is *not known* of that LMS.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from lti_tool.demo_lms.vocabulary import MEMBERSHIP_ROLE

Claims = dict[str, Any]
Case = Literal["stranger", "left", "teacher", "concluded", "attempts used up"]
Kind = Literal["user", "context", "course", "link", "line item", "client", "deployment"]
Body = Mapping[str, Any] | str


class Feature(StrEnum):
    """What is asked of every LMS: a row of the table of docs/interoperability.md."""

    REGISTRATION = "registration"
    IDS = "issuer and ids"
    ROLES = "roles"
    LAUNCH = "claims of a launch"
    VARIABLES = "substitution variables"
    WINDOWS = "windows and frames"
    DEEP_LINKING = "deep linking"
    TOKENS = "access tokens"
    LINE_ITEMS = "lists of line items"
    NEW_LINE_ITEM = "a line item that we make"
    SCORES = "scores and timestamps"
    NOT_GRADABLE = "people who are not graded"
    OVERRIDE = "a grade that a teacher entered"
    LOCK = "a locked grade"
    COMMENTS = "comments"
    RESULTS = "results"
    ROSTER = "names and roles"
    ERRORS = "error bodies"
    COPY = "course copy"
    RESET = "a gradebook emptied"
    REVIEW = "submission review"


class Standing(StrEnum):
    """How we know it: seen on a running one, or made after the LMS's own words."""

    RUN_LIVE = "run live"
    IMITATED = "imitated"
    NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Fact:
    """What an LMS does, and where that stands: the address of its source, or on which running one it was seen."""

    feature: Feature
    says: str
    source: str

    @property
    def standing(self) -> Standing:
        """A fact with an address is imitated; one without was seen."""
        return Standing.IMITATED if self.source.startswith("https://") else Standing.RUN_LIVE


class Stamps(StrEnum):
    """When a score is too old to be taken."""

    LATER = "later than the one held (409)"
    NOT_EARLIER = "not earlier than the one held (400)"
    LATER_THAN_RECEIPT = "later, in whole seconds, than the last one was received (409)"
    ANY = "any"


@dataclass(frozen=True)
class Paths:
    """Where services are: `{course}` and `{item}` stand for ids as this LMS writes them."""

    line_items: str = "/courses/{course}/lineitems"
    line_item: str = "/courses/{course}/lineitems/{item}/lineitem"
    memberships: str = "/courses/{course}/memberships"
    query: str = "type_id=1"  # of line items: Moodle's have one too, which a tool must keep when it adds a path

    @staticmethod
    def rule(path: str) -> str:
        """A path as Flask's routes are written."""
        places = {"course": "<course_key>", "item": "<item_id>", "deployment": "<deployment>"}
        return path.format_map(places)


@dataclass(frozen=True)
class Paging:
    """How a list comes in pages: `size` without being asked (None: all at once), `most` however much is asked for."""

    size: int | None = None
    most: int = 10_000
    asks: str = "limit"
    counts: Literal["pages", "rows"] = "pages"
    place: str = "page"
    relations: tuple[str, ...] = ("next",)
    curly: bool = False
    main_domain: bool = False  # the next page may be on another host than the one that was asked
    loses: tuple[str, ...] = ()  # parameters that the next page does not name any more
    breaks: bool = False  # asked for pages, it answers with a 404 page
    never: bool = False  # `limit` is ignored

    @property
    def first(self) -> int:
        """The place of the first page: rows are counted from 0, pages from 1."""
        return 0 if self.counts == "rows" else 1

    def row_at(self, place: int, size: int) -> int:
        """The first row of the page at a place."""
        return place if self.counts == "rows" else size * (place - 1)

    def place_of(self, row: int, size: int) -> int:
        """The place of the page that begins with a row."""
        return row if self.counts == "rows" else row // size + 1


def own_id(kind: Kind, number: int, name: str) -> str:
    """The demo LMS's ids: opaque for people, readable for courses."""
    if kind == "user":
        return hashlib.sha256(f"demo-lms person {name}".encode()).hexdigest()[:20]
    if kind in ("context", "course"):
        return name
    if kind in ("client", "deployment"):
        return f"{kind}-{secrets.token_hex(5)}" if number else f"demo-{kind}"
    return secrets.token_hex(5)


def own_refusal(status: int, reason: str) -> Body:
    """The demo LMS's refusals: JSON, in words."""
    return {"status": status, "reason": reason}


def leave(claims: Claims, _address: str) -> Claims:
    """Send claims as they are."""
    return claims


def guid(*parts: object) -> str:
    """A GUID that is the same in every run."""
    found = hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()
    return f"{found[:8]}-{found[8:12]}-{found[12:16]}-{found[16:20]}-{found[20:32]}"


@dataclass(frozen=True)
class Dialect:
    """One LMS's ways. `facts` says of each where it is from; what is not said there is the demo LMS's own."""

    name: str = ""
    title: str = "Demo LMS"
    family: str = "demo-lms"
    version: str = "1.0"
    facts: tuple[Fact, ...] = ()

    registers: Literal["dynamically", "from Canvas's JSON", "by hand"] = "dynamically"
    registration_in: Literal["frame", "tab"] = "frame"
    names_deployment: bool = True
    issuer: str = ""  # empty: its own address
    id_of: Callable[[Kind, int, str], str] = own_id
    paths: Paths = Paths()

    roles: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {role: (f"{MEMBERSHIP_ROLE}{role}",) for role in ("Instructor", "Learner")}
    )
    roster_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    claims: Callable[[Claims, str], Claims] = leave
    variables: frozenset[str] = frozenset({"Context.id.history"})

    selection: Mapping[str, Any] = field(default_factory=dict)  # deep linking settings; None leaves one out
    selection_key: str = ""  # the parameter of the return address that knows a selection; empty: by its `data`
    return_needs: Literal["a parent", "a parent or an opener"] = "a parent or an opener"
    placements: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: {"": {}})
    ungraded_placements: frozenset[str] = frozenset()
    names_columns: Literal["as asked", "as the link"] = "as asked"
    highest_maximum: int | None = 100

    id_token_seconds: int = 60
    sends_not_before: bool = False
    audience: str | None = ""  # of an assertion; empty: the token address, None: not looked at
    no_token_status: int = 401
    no_scope_status: int = 403

    line_items: Paging = Paging()
    results: Paging = Paging()
    roster: Paging = Paging()
    unknown_filters: frozenset[str] = frozenset()
    new_item_link: Literal["kept", "ignored", "must have a column"] = "kept"
    new_item_status: int = 201
    new_item_reuses_label: bool = False
    copied_item_forgets: tuple[str, ...] = ()

    stamps: Stamps = Stamps.LATER
    not_gradable: Mapping[Case, tuple[int, str]] = field(default_factory=dict)
    grades_teachers: bool = False
    cuts_scores: bool = False  # what is more than the maximum is cut to it
    keeps_override: bool = False
    locked: tuple[int, str] = (403, "This grade is locked.")  # without words: an empty list, as Moodle answers
    missing_comment_clears: bool = True
    filtered_results_have_comment: bool = True
    results_of: Literal["who has one", "everybody"] = "who has one"
    results_have_timestamp: bool = False
    counts_attempts: bool = False
    reviews: Literal["message", "launch of what was submitted"] = "message"

    exact_accept: bool = False
    json_type: str = ""  # how JSON is served; empty: under its own media type
    refusal: Callable[[int, str], Body] = own_refusal
    reason_in_status: bool = False

    @property
    def is_imitation(self) -> bool:
        """Whether another LMS is imitated."""
        return bool(self.name)

    def said_of(self, feature: Feature) -> tuple[Fact, ...]:
        """What is known of a feature."""
        return tuple(fact for fact in self.facts if fact.feature == feature)

    def standing_of(self, feature: Feature) -> Standing:
        """How it is known: seen on a running one counts most."""
        known = {fact.standing for fact in self.said_of(feature)}
        return next((each for each in (Standing.RUN_LIVE, Standing.IMITATED) if each in known), Standing.NOT_KNOWN)
