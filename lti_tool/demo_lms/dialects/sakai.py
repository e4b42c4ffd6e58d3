"""Sakai, after its public source code."""

from __future__ import annotations

from lti_tool.demo_lms.dialects.dialect import Body, Claims, Dialect, Fact, Feature, Kind, Paging, Paths, Stamps, guid
from lti_tool.demo_lms.vocabulary import CLAIM, MEMBERSHIP_ROLE

SOURCE = "https://github.com/sakaiproject/sakai/blob/master/lti"
SERVLET = f"{SOURCE}/lti-blis/src/java/org/sakaiproject/lti13/LTI13Servlet.java"
LAUNCHES = f"{SOURCE}/lti-common/src/java/org/sakaiproject/lti/util/SakaiLTIUtil.java"
COLUMNS = f"{SOURCE}/lti-common/src/java/org/sakaiproject/lti13/LineItemUtil.java"
_PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
_NOBODY = (400, "User does not belong to site")


def shape(kind: Kind, number: int, name: str) -> str:
    """Sites are GUIDs, placements `content:6`, columns numbers; the deployment is 1."""
    if kind == "deployment":
        return "1"
    if kind == "link":
        return f"content:{number + 6}"
    return (
        str(number + 40) if kind == "line item" else guid("sakai", "site" if kind == "course" else kind, name, number)
    )


def context(kind: Kind, number: int, name: str) -> str:
    """A site has one id, in claims and in addresses."""
    return shape("course" if kind == "context" else kind, number, name)


def claims(sent: Claims, address: str) -> Claims:
    """What a Sakai launch has besides, and what it has not."""
    return sent | {CLAIM + "lti11_legacy_user_id": sent["sub"]}


def refusal(status: int, reason: str) -> Body:
    """A 400 for nearly everything, with the reason in a small JSON body."""
    return {"error": reason}


SAKAI = Dialect(
    name="sakai",
    title="Sakai",
    family="sakai",
    version="",
    id_of=context,
    paths=Paths(
        "/imsblis/lti13/lineitems/{course}",
        "/imsblis/lti13/lineitems/{course}/{item}",
        "/imsblis/lti13/namesandroles/{course}",
        query="",
    ),
    roles={
        "Instructor": ("Instructor", f"{MEMBERSHIP_ROLE}Instructor"),
        "Learner": ("Learner", f"{MEMBERSHIP_ROLE}Learner"),
        "Administrator": (
            "Instructor",
            f"{MEMBERSHIP_ROLE}Instructor",
            "Administrator",
            f"{_PERSON}Administrator",
            f"{_SYSTEM}Administrator",
        ),
    },
    claims=claims,
    variables=frozenset({"Context.id.history", "Context.id", "ResourceLink.id", "ResourceLink.title"}),
    highest_maximum=None,
    no_token_status=403,
    no_scope_status=400,
    line_items=Paging(never=True),
    results=Paging(never=True),
    roster=Paging(None, asks="limit", counts="rows", place="start", loses=("role",)),
    unknown_filters=frozenset({"resource_link_id", "user_id", "role"}),
    new_item_link="ignored",
    new_item_status=200,
    new_item_reuses_label=True,
    stamps=Stamps.ANY,
    not_gradable={"stranger": _NOBODY, "left": _NOBODY},
    grades_teachers=True,
    results_of="everybody",
    refusal=refusal,
    facts=(
        Fact(
            Feature.REGISTRATION,
            "dynamically; the token is good once, for an hour; the deployment is named in the answer",
            SERVLET,
        ),
        Fact(Feature.IDS, "a site has one id, in claims and in addresses", SERVLET),
        Fact(Feature.ROLES, "short names and full ones side by side; an admin is Instructor too", LAUNCHES),
        Fact(Feature.VARIABLES, "`$Context.id.history` is a property of the site", LAUNCHES),
        Fact(
            Feature.TOKENS,
            "a token that is missing, over or unknown is answered 403, one without the scope 400",
            SERVLET,
        ),
        Fact(Feature.LINE_ITEMS, "never in pages; `resource_link_id` filters nothing", SERVLET),
        Fact(
            Feature.NEW_LINE_ITEM,
            "200, of no link; a column of the same name is taken over instead of a new one",
            COLUMNS,
        ),
        Fact(Feature.SCORES, "timestamps are not compared", LAUNCHES),
        Fact(Feature.NOT_GRADABLE, "400, “User does not belong to site”; teachers are graded like anybody", SERVLET),
        Fact(Feature.OVERRIDE, "a score of the tool's replaces the teacher's grade", LAUNCHES),
        Fact(Feature.COMMENTS, "a score without a comment deletes it", LAUNCHES),
        Fact(Feature.RESULTS, "every member of the site, graded or not, whatever `user_id` says", SERVLET),
        Fact(Feature.ROSTER, "active members; pages where `limit` asks for them, with `start`", SERVLET),
        Fact(Feature.REVIEW, "a launch message of its own, with the person meant", LAUNCHES),
        Fact(Feature.COPY, "`$Context.id.history` names the sites that were copied", LAUNCHES),
    ),
)
