"""Canvas, after its public source code and documentation."""

from __future__ import annotations

import hashlib

from lti_tool.demo_lms.dialects.dialect import Body, Claims, Dialect, Fact, Feature, Kind, Paging, Paths, Stamps, guid
from lti_tool.demo_lms.vocabulary import CLAIM, LTI_SYSTEM_ROLE, MEMBERSHIP_ROLE

SOURCE = "https://github.com/instructure/canvas-lms/blob/master"
SCORES = f"{SOURCE}/app/controllers/lti/ims/scores_controller.rb"
RESULTS = f"{SOURCE}/app/controllers/lti/ims/results_controller.rb"
ITEMS = f"{SOURCE}/app/controllers/lti/ims/line_items_controller.rb"
SERVICES = f"{SOURCE}/app/controllers/lti/ims/concerns/lti_services.rb"
CHOOSING = f"{SOURCE}/app/controllers/lti/ims/deep_linking_controller.rb"
ROSTER = f"{SOURCE}/app/controllers/lti/ims/providers/memberships_provider.rb"
PAGES = f"{SOURCE}/lib/api.rb"
ROLES = f"{SOURCE}/lib/lti/substitutions_helper.rb"
LAUNCH = f"{SOURCE}/lib/lti/messages/jwt_message.rb"
SELECTION = f"{SOURCE}/lib/lti/messages/deep_linking_request.rb"
RETURN = f"{SOURCE}/ui/features/deep_linking_response/react/DeepLinkingResponse.tsx"
DOCS = "https://developerdocs.instructure.com/services/canvas/external-tools/lti"
KEYS, REGISTRATION = f"{DOCS}/file.lti_dev_key_config", f"{DOCS}/file.registration"
ERRORS = "https://documentation.instructure.com/doc/api/file.assignment_tools.html"
VARIABLES = "https://documentation.instructure.com/doc/api/file.tools_variable_substitutions.html"
EXAMPLE = "https://gist.github.com/westonkd/893d18f8a1bb36cb79d0a24324475fe6"
_PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_USER = "http://purl.imsglobal.org/vocab/lis/v2/system/person#User"
_ASSISTANT = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"
_NOT_A_STUDENT = (422, "User not found in course or is not a student")
_TYPES = {400: "bad_request", 401: "unauthorized", 404: "not_found", 412: "precondition_failed"}


def shape(kind: Kind, number: int, name: str) -> str:
    """Forty hexadecimal digits for courses, GUIDs for people and links, numbers for what services name."""
    opaque = hashlib.sha1(f"canvas {kind} {name}".encode(), usedforsecurity=False).hexdigest()
    shapes = {"context": opaque, "deployment": f"{17 + number}:{opaque}", "client": f"{170000000000559 + number}"}
    return shapes.get(kind) or (guid("canvas", kind, name, number) if kind in ("user", "link") else f"{1000 + number}")


def claims(sent: Claims, address: str) -> Claims:
    """What a Canvas launch has besides, and what it has not."""
    presentation = sent[CLAIM + "launch_presentation"] | {"document_target": "iframe"}
    return sent | {
        "locale": presentation["locale"],
        "picture": f"{address}/images/messages/avatar-50.png",
        CLAIM + "launch_presentation": presentation,
        CLAIM + "lti1p1": {"user_id": hashlib.sha1(sent["sub"].encode(), usedforsecurity=False).hexdigest()},
    }


def refusal(status: int, reason: str) -> Body:
    """Canvas says `errors`, once as an object and, of what it cannot find, as a list."""
    if status == 404:
        return {"errors": [{"message": "The specified resource does not exist."}]}
    return {"errors": {"type": _TYPES.get(status, "unprocessable_entity"), "message": reason}}


CANVAS = Dialect(
    name="canvas",
    title="Canvas",
    family="canvas",
    version="cloud",
    registers="from Canvas's JSON",
    issuer="https://canvas.instructure.com",
    id_of=shape,
    paths=Paths(
        "/api/lti/courses/{course}/line_items",
        "/api/lti/courses/{course}/line_items/{item}",
        "/api/lti/courses/{course}/names_and_roles",
        query="",
    ),
    roles={
        "Instructor": (f"{_PERSON}Instructor", f"{MEMBERSHIP_ROLE}Instructor", _USER),
        "Learner": (f"{_PERSON}Student", f"{MEMBERSHIP_ROLE}Learner", _USER),
        "Teaching assistant": (f"{_PERSON}Instructor", f"{MEMBERSHIP_ROLE}Instructor", _ASSISTANT, _USER),
        "Administrator": (f"{_PERSON}Administrator", _USER),
        "Test learner": (f"{MEMBERSHIP_ROLE}Learner", f"{LTI_SYSTEM_ROLE}TestUser", _USER),
    },
    roster_roles={
        "Instructor": (f"{MEMBERSHIP_ROLE}Instructor",),
        "Learner": (f"{MEMBERSHIP_ROLE}Learner",),
        "Teaching assistant": (_ASSISTANT, f"{MEMBERSHIP_ROLE}Instructor"),
    },
    claims=claims,
    variables=frozenset({"Context.id.history", "ResourceLink.id", "ResourceLink.title", "User.username"}),
    selection={"data": None, "accept_lineitem": None, "title": None, "text": None, "auto_create": False},
    selection_key="data",
    placements={"assignment_selection": {"accept_multiple": False}, "link_selection": {"accept_multiple": True}},
    ungraded_placements=frozenset({"link_selection"}),
    highest_maximum=None,
    id_token_seconds=3600,
    no_scope_status=401,
    line_items=Paging(10, 50, "limit", relations=("next", "prev", "first", "last")),
    results=Paging(10, 50, "limit", relations=("next", "prev", "first", "last"), main_domain=True),
    roster=Paging(50, 50, "limit", relations=("next", "prev", "first", "last")),
    new_item_link="must have a column",
    stamps=Stamps.NOT_EARLIER,
    not_gradable={
        **dict.fromkeys(("stranger", "left", "teacher"), _NOT_A_STUDENT),
        "concluded": (422, "This course has concluded. AGS requests will no longer be accepted for this course."),
        "attempts used up": (422, "The maximum number of allowed attempts has been reached for this submission"),
    },
    missing_comment_clears=False,
    counts_attempts=True,
    reviews="launch of what was submitted",
    refusal=refusal,
    facts=(
        Fact(Feature.REGISTRATION, "a developer key is made from the tool's JSON", KEYS),
        Fact(Feature.IDS, "the issuer is `https://canvas.instructure.com`, whatever the address", REGISTRATION),
        Fact(Feature.IDS, "clients are numbers, deployments `number:hex`, people GUIDs, contexts hexadecimal", EXAMPLE),
        Fact(Feature.ROLES, "institution and system roles beside the course's; an assistant is Instructor too", ROLES),
        Fact(Feature.ROLES, "the test student is a Learner and TestUser", ROLES),
        Fact(Feature.LAUNCH, "an hour for the id_token; with `locale`, `picture` and `lti1p1`", LAUNCH),
        Fact(Feature.VARIABLES, "what is not known is sent as it stands, with its `$`", VARIABLES),
        Fact(Feature.DEEP_LINKING, "one item for an assignment, several for modules", SELECTION),
        Fact(Feature.DEEP_LINKING, "no `data` in the claim: it is in the return address", SELECTION),
        Fact(Feature.DEEP_LINKING, "an item chosen for a module gets no column", CHOOSING),
        Fact(Feature.WINDOWS, "the return page tells `opener`, else `top`: alone in a tab it waits for ever", RETURN),
        Fact(Feature.TOKENS, "a token without the scope is answered 401", SERVICES),
        Fact(Feature.LINE_ITEMS, "ten a page, fifty at most; next, prev, first and last in one Link header", PAGES),
        Fact(Feature.NEW_LINE_ITEM, "404 where `resourceLinkId` is no assignment's; without it one is made", ITEMS),
        Fact(Feature.SCORES, "400 to a timestamp before the last one; an equal one is taken", SCORES),
        Fact(Feature.SCORES, "`new_submission`, true unless said, uses up an allowed attempt", SCORES),
        Fact(Feature.NOT_GRADABLE, "422 for who is no student, a course that is over, attempts used up", ERRORS),
        Fact(Feature.OVERRIDE, "a score of the tool's replaces the teacher's grade", SCORES),
        Fact(Feature.COMMENTS, "a score without a comment leaves the last one", SCORES),
        Fact(Feature.RESULTS, "ten a page; links may name the account's main domain", RESULTS),
        Fact(Feature.ROSTER, "fifty a page", ROSTER),
        Fact(Feature.ERRORS, '`{"errors": {"type": …, "message": …}}`', SERVICES),
        Fact(Feature.REVIEW, "launches the URL that a score named as `submission_data` (`basic_lti_launch`)", SCORES),
        Fact(Feature.COPY, "`$Context.id.history` names the courses that were copied", VARIABLES),
    ),
)
