"""Brightspace, after its public documentation and what other tools' authors report."""

from __future__ import annotations

from lti_tool.demo_lms.dialects.dialect import Claims, Dialect, Fact, Feature, Kind, Paging, Paths, guid
from lti_tool.demo_lms.vocabulary import CLAIM, MEMBERSHIP_ROLE

COMMUNITY = "https://community.d2l.com/brightspace/kb/articles"
DOCS = "https://documentation.brightspace.com/EN/integrations/ipsis/LTI%20Advantage"
SAMPLE = f"{COMMUNITY}/23764-security-settings-for-lti-advantage-1-3"
AGS = f"{COMMUNITY}/23752-assignments-and-grades-services-extension-with-lti-1-3"
FAQ = f"{COMMUNITY}/23661-lti-advantage-developer-faq"
GRADING = "https://github.com/hypothesis/lms/blob/main/lms/services/lti_grading/_v13.py"
PAGES = "https://github.com/dmitry-viskov/pylti1.3/issues/45"
_PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def shape(kind: Kind, number: int, name: str) -> str:
    """GUIDs; courses are numbered org units; a person is a GUID with a number."""
    if kind in ("context", "course"):
        return str(6780 + number)
    if kind == "user":
        return f"{guid('brightspace', 'tenant')}_{169 + number}"
    return (
        f"demo-{guid('brightspace', kind, name, number)}" if kind == "link" else guid("brightspace", kind, name, number)
    )


def claims(sent: Claims, address: str) -> Claims:
    """What a Brightspace launch has besides, and what it has not."""
    name = str(sent["email"]).partition("@")[0]
    return sent | {
        CLAIM + "lti11_legacy_user_id": sent["sub"],
        CLAIM + "launch_presentation": {"locale": sent[CLAIM + "launch_presentation"]["locale"]},
        "http://www.brightspace.com": {"tenant_id": guid("brightspace", "tenant"), "username": name},
    }


BRIGHTSPACE = Dialect(
    name="brightspace",
    title="Brightspace",
    family="desire2learn",
    version="",
    registration_in="tab",
    names_deployment=False,
    id_of=shape,
    paths=Paths(
        "/d2l/api/lti/ags/2.0/deployment/{deployment}/orgunit/{course}/lineitems",
        "/d2l/api/lti/ags/2.0/deployment/{deployment}/orgunit/{course}/lineitems/{item}",
        "/d2l/api/lti/nrps/2.0/deployment/{deployment}/orgunit/{course}/memberships",
        query="",
    ),
    roles={
        "Instructor": (f"{MEMBERSHIP_ROLE}Instructor", f"{_PERSON}Instructor"),
        "Learner": (f"{MEMBERSHIP_ROLE}Learner", f"{_PERSON}Student"),
        "Administrator": (
            f"{MEMBERSHIP_ROLE}Instructor",
            f"{MEMBERSHIP_ROLE}Administrator",
            f"{_PERSON}Instructor",
            f"{_PERSON}Administrator",
        ),
    },
    claims=claims,
    variables=frozenset({"Context.id.history", "ResourceLink.id.history", "ResourceLink.title", "User.username"}),
    id_token_seconds=1800,
    sends_not_before=True,
    audience="https://api.brightspace.com/auth/token",
    line_items=Paging(200, 200),
    cuts_scores=True,
    not_gradable={
        "stranger": (404, "User in requested score does not exist"),
        "left": (403, "User in requested score is not enrolled in the org unit"),
        "teacher": (422, "unprocessable entity"),
    },
    facts=(
        Fact(
            Feature.REGISTRATION,
            "dynamically, in a new tab; the answer names no deployment unless one was asked for",
            f"{DOCS}/LTI_register_external_learning_tool.htm",
        ),
        Fact(
            Feature.REGISTRATION,
            "the token is good once, for an hour",
            f"{DOCS}/dynamic_registration.htm",
        ),
        Fact(
            Feature.IDS,
            "the site is the issuer; GUIDs for clients and deployments; people are a GUID and a number",
            SAMPLE,
        ),
        Fact(
            Feature.ROLES,
            "institution roles stand beside the course's where the registration sends them",
            f"{DOCS}/LTI_register_external_learning_tool.htm",
        ),
        Fact(Feature.LAUNCH, "half an hour for the id_token, with `nbf`", SAMPLE),
        Fact(
            Feature.VARIABLES,
            "names of people, courses and links, and their histories",
            f"{COMMUNITY}/4261-understanding-lti-custom-parameter-substitute-variables",
        ),
        Fact(Feature.WINDOWS, "registration opens a tab of its own", f"{DOCS}/LTI_register_external_learning_tool.htm"),
        Fact(
            Feature.DEEP_LINKING,
            "an ltiResourceLink with a line item gets its grade item at once",
            f"{COMMUNITY}/23755-deep-linking-extension-with-lti-1-3",
        ),
        Fact(
            Feature.TOKENS,
            "the audience is `https://api.brightspace.com/auth/token`, not the token address",
            "https://github.com/hypothesis/lms/blob/main/lms/product/d2l/_plugin/misc.py",
        ),
        Fact(Feature.LINE_ITEMS, "200 a page", PAGES),
        Fact(Feature.SCORES, "more than the maximum is cut to it, where the grade item may not exceed it", AGS),
        Fact(Feature.NOT_GRADABLE, "403 for who is not enrolled, 404 for who does not exist", GRADING),
        Fact(Feature.NOT_GRADABLE, "422 for a role that is not graded", FAQ),
        Fact(
            Feature.ROSTER,
            "the whole class list, where the deployment sends it; else only who has launched the tool",
            f"{COMMUNITY}/23756-names-and-roles-extension-with-lti-1-3",
        ),
        Fact(
            Feature.REVIEW,
            "an extension of a registration",
            "https://docs.valence.desire2learn.com/res/ltiadvantage.html",
        ),
        Fact(
            Feature.COPY,
            "`$Context.id.history` and `$ResourceLink.id.history` are known",
            f"{COMMUNITY}/4261-understanding-lti-custom-parameter-substitute-variables",
        ),
    ),
)
