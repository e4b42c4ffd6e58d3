"""Blackboard Learn, after its public documentation and what other tools' authors report."""

from __future__ import annotations

from lti_tool.demo_lms.dialects.dialect import Claims, Dialect, Fact, Feature, Kind, Paths, guid
from lti_tool.demo_lms.vocabulary import CLAIM, MEMBERSHIP_ROLE, NRPS_CLAIM, SCOPE_MEMBERSHIP_READONLY

DOCS = "https://docs.anthology.com/docs/blackboard/lti/1.3"
SAMPLE = f"{DOCS}/core/jwt-contents"
COLUMNS = f"{DOCS}/lti-subsystems/ags/ags-columns"
GRADES = f"{DOCS}/lti-subsystems/ags/ags-grades"
PORTAL = "https://docs.anthology.com/docs/developer-portal/creating-new-rest-or-lti-application"
COMMENTS = "https://github.com/hypothesis/lms/issues/5685"
GRADING = "https://github.com/hypothesis/lms/blob/main/lms/services/lti_grading/_v13.py"
_PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
_NOBODY = (400, "User could not be found: ")


def shape(kind: Kind, number: int, name: str) -> str:
    """`_4_1` for what services name, GUIDs for the rest, without hyphens for people and courses."""
    if kind in ("course", "link", "line item"):
        return f"_{number + 4}_1"
    opaque = guid("blackboard", kind, name, number)
    return opaque if kind in ("client", "deployment") else opaque.replace("-", "")


def claims(sent: Claims, address: str) -> Claims:
    """What a Blackboard launch has besides, and what it has not."""
    dressed = sent | {
        "locale": "en-US",
        CLAIM + "launch_presentation": {
            "return_url": sent[CLAIM + "launch_presentation"]["return_url"],
            "locale": sent[CLAIM + "launch_presentation"]["locale"],
        },
    }
    if NRPS_CLAIM in sent:
        dressed[NRPS_CLAIM] = sent[NRPS_CLAIM] | {"scope": [SCOPE_MEMBERSHIP_READONLY]}
    if CLAIM + "resource_link" in sent:
        link = sent[CLAIM + "resource_link"]
        dressed[CLAIM + "resource_link"] = {"id": link["id"], "title": link["title"]}
    return dressed


BLACKBOARD = Dialect(
    name="blackboard",
    title="Blackboard Learn",
    family="BlackboardLearn",
    version="",
    registers="by hand",
    issuer="https://blackboard.com",
    id_of=shape,
    paths=Paths(
        "/learn/api/v1/lti/courses/{course}/lineItems",
        "/learn/api/v1/lti/courses/{course}/lineItems/{item}",
        "/learn/api/v1/lti/external/namesandroles/{course}",
        query="",
    ),
    roles={
        "Instructor": (f"{MEMBERSHIP_ROLE}Instructor", f"{_PERSON}Staff"),
        "Learner": (f"{MEMBERSHIP_ROLE}Learner", f"{_PERSON}Student"),
        "Administrator": (
            f"{MEMBERSHIP_ROLE}Instructor",
            f"{_SYSTEM}Administrator",
            f"{MEMBERSHIP_ROLE}Administrator",
            f"{_PERSON}Staff",
        ),
    },
    claims=claims,
    variables=frozenset({"Context.id.history", "ResourceLink.id.history", "ResourceLink.id", "User.username"}),
    selection={"accept_types": ["link", "html", "image", "ltiResourceLink", "file"]},
    id_token_seconds=3600,
    new_item_link="ignored",
    not_gradable={"stranger": _NOBODY, "left": _NOBODY},
    filtered_results_have_comment=False,
    facts=(
        Fact(Feature.REGISTRATION, "once, centrally, on its developer portal; each site enters the client id", PORTAL),
        Fact(Feature.IDS, "the issuer is `https://blackboard.com` for every site; a site is a deployment", SAMPLE),
        Fact(Feature.IDS, "`_4_1` in addresses, hexadecimal for people and courses", SAMPLE),
        Fact(Feature.ROLES, "institution and system roles beside the course's", SAMPLE),
        Fact(Feature.ROLES, "a learner is Learner and institution Student", GRADES),
        Fact(Feature.LAUNCH, "an hour for the id_token; no `document_target`, no description of the link", SAMPLE),
        Fact(Feature.VARIABLES, "what has no value is sent as it stands, with its `$`", f"{DOCS}/core/lti-parameters"),
        Fact(Feature.DEEP_LINKING, "several kinds of items; an ltiResourceLink may be graded", f"{DOCS}/dl/dl-types"),
        Fact(
            Feature.TOKENS,
            "an hour, for an assertion whose audience is the token address",
            f"{DOCS}/lti-subsystems/lti-sub-authentication",
        ),
        Fact(Feature.LINE_ITEMS, "those of the tool alone", COLUMNS),
        Fact(Feature.NEW_LINE_ITEM, "belongs to no link, whatever `resourceLinkId` says", COLUMNS),
        Fact(Feature.SCORES, "a score without `scoreGiven` deletes the grade", GRADES),
        Fact(Feature.NOT_GRADABLE, "400, “User could not be found:”", GRADING),
        Fact(Feature.COMMENTS, "a score without a comment clears the teacher's", COMMENTS),
        Fact(Feature.RESULTS, "asked for one person they lack the comment; all together they have it", GRADING),
        Fact(Feature.ROSTER, "the launch's roles", GRADES),
        Fact(
            Feature.COPY,
            "`$Context.id.history` and `$ResourceLink.id.history` are known",
            f"{DOCS}/core/lti-parameters",
        ),
    ),
)
