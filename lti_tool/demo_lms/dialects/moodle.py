"""Moodle, as a running 4.1.10 (and in part 4.5.5+) was observed, and its source code where it was not asked."""

from __future__ import annotations

from lti_tool.demo_lms.dialects.dialect import Body, Claims, Dialect, Fact, Feature, Kind, Paging, Paths, Stamps
from lti_tool.demo_lms.vocabulary import AGS_CLAIM, CLAIM, MEMBERSHIP_ROLE, NRPS_CLAIM

SOURCE = "https://github.com/moodle/moodle/blob/MOODLE_401_STABLE/mod/lti"
SEEN = "observed on a running Moodle 4.1.10"
SEEN_LATER = "observed on a running Moodle 4.5.5+"
_PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
_NOBODY = (400, "Incorrect score received")


def shape(kind: Kind, number: int, name: str) -> str:
    """Everything is a number, written as text; a client id is not."""
    if kind == "client":
        return "8Z7FOY0yv6iYzR0" if number == 0 else f"8Z7FOY0yv6{number:05}"
    return str(number + 2 if kind in ("context", "course", "user") else number + 1)


def claims(sent: Claims, address: str) -> Claims:
    """What a Moodle launch has besides, and what it has not."""
    name = str(sent["email"]).partition("@")[0]
    dressed = sent | {
        CLAIM + "ext": {"user_username": name, "lms": "moodle-2"},
        CLAIM + "lis": {"person_sourcedid": "", "course_section_sourcedid": ""},
    }
    if CLAIM + "context" in sent:
        dressed[CLAIM + "context"] = sent[CLAIM + "context"] | {"type": ["CourseSection"]}
    if NRPS_CLAIM in sent:
        dressed[NRPS_CLAIM] = sent[NRPS_CLAIM] | {"service_versions": ["1.0", "2.0"]}
    if CLAIM + "resource_link" in sent and "lineitem" not in sent.get(AGS_CLAIM, {"lineitem": ""}):
        dressed[AGS_CLAIM] = sent[AGS_CLAIM] | {"lineitem": ""}
    return dressed


def refusal(status: int, reason: str) -> Body:
    """The reason is in the HTTP reason phrase; the body of a score that is refused holds nothing."""
    return {"status": status, "reason": reason} if status == 404 else "[]"


_PAGES = Paging(
    None, asks="limit", counts="rows", place="from", relations=("first", "prev", "canonical", "next"), curly=True
)

MOODLE = Dialect(
    name="moodle",
    title="Moodle",
    family="moodle",
    version="4.1.10 (Build: 20240422)",
    id_of=shape,
    paths=Paths(
        "/mod/lti/services.php/{course}/lineitems",
        "/mod/lti/services.php/{course}/lineitems/{item}/lineitem",
        "/mod/lti/services.php/CourseSection/{course}/bindings/1/memberships",
    ),
    roles={
        "Instructor": (f"{MEMBERSHIP_ROLE}Instructor",),
        "Learner": (f"{MEMBERSHIP_ROLE}Learner",),
        "Non-editing teacher": (f"{MEMBERSHIP_ROLE}Instructor",),
        "Administrator": (f"{_PERSON}Administrator", f"{MEMBERSHIP_ROLE}Instructor", f"{_SYSTEM}Administrator"),
    },
    roster_roles={"Instructor": ("Instructor",), "Learner": ("Learner",), "Non-editing teacher": ("Learner",)},
    claims=claims,
    variables=frozenset({"Context.id.history", "Context.id", "ResourceLink.id", "ResourceLink.title", "User.username"}),
    selection={"data": None, "accept_lineitem": None, "auto_create": False, "accept_unsigned": False},
    selection_key="sesskey",
    return_needs="a parent",
    names_columns="as the link",
    audience=None,
    line_items=_PAGES,
    results=Paging(breaks=True),
    roster=Paging(None, asks="limit", counts="rows", place="from", loses=("role",)),
    copied_item_forgets=("resource_id", "tag"),
    stamps=Stamps.LATER_THAN_RECEIPT,
    not_gradable=dict.fromkeys(("stranger", "left", "teacher"), _NOBODY),
    keeps_override=True,
    locked=(500, ""),
    results_have_timestamp=True,
    exact_accept=True,
    json_type="text/html; charset=utf-8",
    refusal=refusal,
    reason_in_status=True,
    facts=(
        Fact(Feature.REGISTRATION, "dynamically, in a frame; the token is good once, for an hour", SEEN),
        Fact(
            Feature.REGISTRATION,
            "the tool lands out of the activity chooser, grades as the deep link says; an update sets both so again",
            SEEN_LATER,
        ),
        Fact(Feature.IDS, "the site is the issuer; people, courses, links and deployments are numbers as text", SEEN),
        Fact(
            Feature.ROLES,
            "a non-editing teacher comes as plain Instructor; an admin as Instructor and Administrator",
            SEEN,
        ),
        Fact(
            Feature.LAUNCH,
            'a minute for the id_token; context type `CourseSection`; `"lineitem": ""` where grading is off',
            SEEN,
        ),
        Fact(Feature.VARIABLES, "dates are not known and are sent as they stand, with their `$`", SEEN),
        Fact(
            Feature.WINDOWS,
            "the return page calls a function of `parent`: a tab of its own ends in an error, with an opener too",
            f"{SOURCE}/amd/src/contentitem_return.js",
        ),
        Fact(Feature.DEEP_LINKING, "no `data`; the return address has a session key", SEEN),
        Fact(Feature.DEEP_LINKING, "dates and the column's label are ignored", SEEN),
        Fact(Feature.DEEP_LINKING, "an item whose `scoreMaximum` is not a whole number from 1 to 100 is dropped", SEEN),
        Fact(Feature.TOKENS, "the audience of an assertion is not looked at; JSON is served as text/html", SEEN),
        Fact(Feature.LINE_ITEMS, "pages only where `limit` asks for them, their links in curly quotes", SEEN),
        Fact(Feature.NEW_LINE_ITEM, "is coupled to the link it names; there may be several", SEEN),
        Fact(
            Feature.SCORES,
            "409 unless the timestamp is later, to the second, than when the last score was received",
            SEEN,
        ),
        Fact(Feature.NOT_GRADABLE, "400, the words in the reason phrase", SEEN),
        Fact(Feature.OVERRIDE, "200, and the teacher's grade stays", SEEN),
        Fact(Feature.LOCK, "500", SEEN),
        Fact(Feature.COMMENTS, "a score without a comment clears it", SEEN),
        Fact(Feature.RESULTS, "asked for pages it answers a 404 page; results bear a timestamp", SEEN),
        Fact(Feature.ROSTER, "short roles; a non-editing teacher is Learner; the next page loses `role`", SEEN),
        Fact(Feature.ERRORS, "a list of media types or `*/*` in Accept is answered 400", SEEN),
        Fact(Feature.COPY, "new ids, the same custom parameters, `resourceId` and `tag` lost", SEEN),
        Fact(Feature.REVIEW, "a submission review message from the gradebook", SEEN),
        Fact(Feature.RESET, "a gradebook may be emptied without a word to the tool", SEEN),
    ),
)
