"""The claims of the messages that the platform sends: launches and deep linking requests."""

import secrets
from typing import Any

from lti_tool.demo_lms.state.courses import Course, Link
from lti_tool.demo_lms.state.people import Person
from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.vocabulary import (
    AGS_CLAIM,
    AGS_SCOPES,
    CLAIM,
    COURSE_OFFERING,
    DATA_PRIVACY_REQUEST,
    DEEP_LINKING_REQUEST,
    DL_CLAIM,
    NRPS_CLAIM,
    RESOURCE_LINK_REQUEST,
    SUBMISSION_REVIEW_REQUEST,
)

Claims = dict[str, Any]
_LTI_NAMES = (
    "message_type",
    "version",
    "deployment_id",
    "target_link_uri",
    "resource_link",
    "roles",
    "context",
    "tool_platform",
    "launch_presentation",
    "custom",
    "lis",
    "role_scope_mentor",
    "for_user",
)
_SHORT_NAMES = {name: CLAIM + name for name in _LTI_NAMES} | {
    "deep_linking_settings": DL_CLAIM + "deep_linking_settings",
    "ags": AGS_CLAIM,
    "nrps": NRPS_CLAIM,
}


def launch_claims(
    platform: Platform, person: Person, link: Link, nonce: str | None, document_target: str = "iframe"
) -> Claims:
    """The claims of a resource link launch (LTI Core 1.3, section 5)."""
    course = platform.courses[link.course_id]
    claims = _common_claims(platform, person, course, nonce, document_target)
    claims |= {
        CLAIM + "message_type": RESOURCE_LINK_REQUEST,
        CLAIM + "target_link_uri": link.url,
        CLAIM + "resource_link": {"id": link.id, "title": link.title, "description": link.text},
        AGS_CLAIM: _ags_claim(platform, course, link),
    }
    custom = link.custom | platform.tools.current.custom
    if custom:
        claims[CLAIM + "custom"] = {
            name: _substitute(platform, course, link, person, value) for name, value in custom.items()
        }
    return platform.dialect.claims(claims, platform.address)


def deep_linking_claims(
    platform: Platform,
    person: Person,
    course: Course,
    nonce: str | None,
    document_target: str = "iframe",
    placement: str = "",
) -> Claims:
    """The claims of a deep linking request; its `data`, or a key in its return address, tells the response by."""
    claims = _common_claims(platform, person, course, nonce, document_target)
    dialect, data = platform.dialect, platform.selections.open(person, course, placement)
    return_url = platform.deep_link_return_url(course) + (
        f"?{dialect.selection_key}={data}" if dialect.selection_key else ""
    )
    claims |= {
        CLAIM + "message_type": DEEP_LINKING_REQUEST,
        CLAIM + "target_link_uri": platform.tools.current.launch_url,
        AGS_CLAIM: _ags_claim(platform, course, None),
        DL_CLAIM + "deep_linking_settings": _without_none(
            {
                "deep_link_return_url": return_url,
                "accept_types": ["ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "accept_multiple": True,
                "accept_lineitem": True,
                "auto_create": True,
                "title": f"Add content to {course.title}",
                "text": "",
                "data": data,
                **dialect.selection,
                **dialect.placements.get(placement, {}),
            }
        ),
    }
    return dialect.claims(claims, platform.address)


def review_claims(
    platform: Platform,
    person: Person,
    link: Link,
    learner: Person,
    nonce: str | None,
    document_target: str = "iframe",
) -> Claims:
    """The claims of a submission review: a launch of the link, with whose work is meant (Submission Review 1.0)."""
    claims = launch_claims(platform, person, link, nonce, document_target)
    if submitted := submitted_url(platform, link, learner):
        return claims | {CLAIM + "target_link_uri": submitted}
    return claims | {CLAIM + "message_type": SUBMISSION_REVIEW_REQUEST, CLAIM + "for_user": {"user_id": learner.sub}}


def submitted_url(platform: Platform, link: Link, learner: Person) -> str:
    """What an LMS launches to review a submission, where it launches what a score named; else empty."""
    item = platform.gradebook.for_link(link.id)
    result = platform.gradebook.result(item.id, learner.sub) if item else None
    launches = platform.dialect.reviews == "launch of what was submitted"
    return result.submitted_url if launches and result else ""


def privacy_claims(
    platform: Platform, person: Person, course: Course, nonce: str | None, document_target: str = "iframe"
) -> Claims:
    """The claims of a data privacy launch: about a person, in no course."""
    claims = _common_claims(platform, person, course, nonce, document_target) | {
        CLAIM + "message_type": DATA_PRIVACY_REQUEST,
        CLAIM + "target_link_uri": platform.tools.current.launch_url,
        CLAIM + "for_user": {"user_id": person.sub},
    }
    about_nothing = {name: value for name, value in claims.items() if name not in (CLAIM + "context", NRPS_CLAIM)}
    return platform.dialect.claims(about_nothing, platform.address)


def launch_claims_by_id(
    platform: Platform, person_id: str, link_id: str, nonce: str | None = None, **overrides: Any
) -> Claims:
    """The claims of a launch, for whoever signs them without a browser.

    `overrides` replaces claims by full or short name (`roles=[…]`, `sub="x"`); None leaves one out.
    """
    return override(launch_claims(platform, platform.people[person_id], platform.links[link_id], nonce), overrides)


def claims_of_all_launches(platform: Platform) -> dict[str, dict[str, dict[str, Claims]]]:
    """What it would say of everybody who opened any link of a module now, by course, person and module."""
    return {
        course.id: {
            person_id: {
                link.custom["module"]: launch_claims_by_id(platform, person_id, link.id)
                for link in platform.links_in(course.id)
                if "module" in link.custom
            }
            for person_id in course.roles
        }
        for course in platform.courses.values()
    }


def deep_linking_claims_by_id(
    platform: Platform, person_id: str, course_id: str, nonce: str | None = None, **overrides: Any
) -> Claims:
    """The claims of a deep linking request, as `launch_claims_by_id`."""
    claims = deep_linking_claims(platform, platform.people[person_id], platform.courses[course_id], nonce)
    return override(claims, overrides)


def override(claims: Claims, overrides: Claims) -> Claims:
    """Replace claims by their short or full names; None leaves the claim out."""
    named = {_SHORT_NAMES.get(name, name): value for name, value in overrides.items()}
    return {name: value for name, value in (claims | named).items() if value is not None}


def _without_none(settings: Claims) -> Claims:
    return {name: value for name, value in settings.items() if value is not None}


def _common_claims(
    platform: Platform, person: Person, course: Course, nonce: str | None, document_target: str
) -> Claims:
    now = int(platform.clock())
    return {
        "iss": platform.issuer,
        "aud": platform.client_id,
        "sub": person.sub,
        "iat": now,
        "exp": now + platform.dialect.id_token_seconds,
        **({"nbf": now} if platform.dialect.sends_not_before else {}),
        "nonce": nonce or secrets.token_urlsafe(16),
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": person.email,
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": platform.deployment_id,
        CLAIM + "roles": list(platform.dialect.roles[course.roles[person.id]]),
        CLAIM + "context": _context(platform, course),
        CLAIM + "tool_platform": _tool_platform(platform),
        CLAIM + "launch_presentation": {
            "document_target": document_target,
            "return_url": platform.course_url(person, course),
            "locale": person.locale,
        },
        CLAIM + "lis": {"person_sourcedid": person.sourcedid, "course_section_sourcedid": course.label},
        NRPS_CLAIM: {
            "context_memberships_url": platform.memberships_url(course),
            "service_versions": ["2.0"],
        },
    }


def _substitute(platform: Platform, course: Course, link: Link, person: Person, value: str) -> str:
    """What stands behind a variable that this LMS knows; one that it does not know is sent as it stands."""
    known = {
        "Context.id": platform.context_id(course),
        "Context.id.history": ",".join(course.copied_from),
        "ResourceLink.id": link.id,
        "ResourceLink.id.history": ",".join(link.copied_from),
        "ResourceLink.title": link.title,
        "User.username": person.id,
    }
    name = value.removeprefix("$")
    return known[name] if value.startswith("$") and name in platform.dialect.variables else value


def _context(platform: Platform, course: Course) -> Claims:
    return {"id": platform.context_id(course), "label": course.label, "title": course.title, "type": [COURSE_OFFERING]}


def _tool_platform(platform: Platform) -> Claims:
    return {
        "guid": platform.guid,
        "name": platform.dialect.title,
        "product_family_code": platform.dialect.family,
        "version": platform.dialect.version,
        "url": platform.address,
    }


def _ags_claim(platform: Platform, course: Course, link: Link | None) -> Claims:
    claim: Claims = {"scope": list(AGS_SCOPES), "lineitems": platform.line_items_url(course)}
    line_item = platform.gradebook.for_link(link.id) if link else None
    if line_item:
        claim["lineitem"] = platform.line_item_url(line_item)
    return claim
