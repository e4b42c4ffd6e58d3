"""Claims, typed: what may be left out, and what has the wrong shape."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.claims import (
    AGS,
    DL,
    LTI,
    NEEDED_BY,
    NEVER_LEFT_OUT,
    DeepLinkingSettings,
    LaunchClaims,
    is_platform_address,
    read_claims,
)
from lti_tool.lti.errors import LaunchRefused

LEAST: dict[str, Any] = {
    f"{LTI}message_type": "LtiResourceLinkRequest",
    f"{LTI}version": "1.3.0",
    f"{LTI}deployment_id": "1",
    f"{LTI}roles": [],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
EVERY_CLAIM = sorted(str(each.alias or name) for name, each in LaunchClaims.model_fields.items())
OPTIONAL_CLAIMS = sorted(set(EVERY_CLAIM) - set(LEAST) - NEVER_LEFT_OUT - set(NEEDED_BY.values()))


GOOD: dict[str, Any] = {
    "LtiResourceLinkRequest": {"id": "link-1"},
    "LtiDeepLinkingRequest": {"accept_types": ["ltiResourceLink"], "deep_link_return_url": "https://lms.example/"},
    "LtiSubmissionReviewRequest": {"user_id": "u-1"},
}


def field_of(claim: str) -> str:
    return next(name for name, each in LaunchClaims.model_fields.items() if claim in (each.alias, name))


def read(**claims: Any) -> LaunchClaims:
    return read_claims(LEAST | claims)


def test_the_least_that_can_be_sent_is_enough() -> None:
    claims = read()

    assert (claims.sub, claims.full_name, claims.context, claims.resource_link) == (None, "", None, None)
    assert claims.custom_parameters == {}


@pytest.mark.parametrize("name", sorted(LEAST))
def test_what_is_required_is_named_when_missing(name: str) -> None:
    with pytest.raises(LaunchRefused, match=f"“{name.removeprefix(LTI)}” is missing"):
        read_claims({key: value for key, value in LEAST.items() if key != name})


@given(st.sampled_from(EVERY_CLAIM), JSON)
def test_any_claim_of_any_shape_is_read_or_refused_in_words(name: str, value: object) -> None:
    with suppress(LaunchRefused):
        read_claims(LEAST | {name: value})


@given(st.sampled_from(sorted(set(EVERY_CLAIM) - set(LEAST))))
def test_a_null_says_what_leaving_out_says(name: str) -> None:
    assert read(**{name: None}) == read()


@given(st.sampled_from(OPTIONAL_CLAIMS), JSON)
def test_an_optional_claim_of_any_shape_refuses_nothing_and_changes_no_other(name: str, value: object) -> None:
    before, after = read(name="Ada"), read(**{"name": "Ada", name: value})

    others = set(LaunchClaims.model_fields) - {field_of(name)}
    assert after.model_dump(include=others) == before.model_dump(include=others)


@given(st.sampled_from(sorted(NEEDED_BY.items())), JSON)
def test_what_another_kind_of_message_needs_refuses_none_that_can_do_without(
    needed: tuple[str, str], value: object
) -> None:
    kind, name = needed
    other = next(each for each in NEEDED_BY if each != kind)

    read_claims(LEAST | {f"{LTI}message_type": other, NEEDED_BY[other]: GOOD[other], name: value})


@pytest.mark.parametrize("name", sorted(NEEDED_BY.values()))
def test_what_a_message_is_about_is_named_when_it_is_odd(name: str) -> None:
    kind = next(kind for kind, needed in NEEDED_BY.items() if needed == name)

    with pytest.raises(LaunchRefused, match=f"“{name.rpartition('/')[2]}” is not what LTI"):
        read_claims(LEAST | {f"{LTI}message_type": kind, name: ["odd"]})


@pytest.mark.parametrize("sub", [5, ["x"], "s" * 256])
def test_an_odd_person_is_nobody_elses_anonymous_launch(sub: object) -> None:
    with pytest.raises(LaunchRefused, match="sub"):
        read(sub=sub)


def test_an_odd_part_is_left_out_of_its_claim_and_the_rest_of_it_stays() -> None:
    services = {"scope": "all of them", "lineitems": "https://lms.example/items"}
    claims = read(**{f"{LTI}context": {"id": "c-1", "title": 5}, f"{AGS}endpoint": services})

    assert claims.context is not None
    assert (claims.context.id, claims.context.title) == ("c-1", "")
    assert claims.endpoint is not None
    assert (claims.endpoint.scope, claims.endpoint.lineitems) == ([], "https://lms.example/items")


@pytest.mark.parametrize(("said", "accepts"), [("false", False), ("true", True), ("perhaps", True), (0, True)])
def test_a_yes_or_no_that_old_moodles_sign_as_a_word_is_read(said: object, accepts: bool) -> None:
    settings = DeepLinkingSettings.model_validate(GOOD["LtiDeepLinkingRequest"] | {"accept_multiple": said})

    assert settings.accept_multiple is accepts


def test_a_full_name_is_put_together_where_none_is_sent() -> None:
    assert read(name="Ada Lovelace", given_name="A.").full_name == "Ada Lovelace"
    assert read(given_name="Ada", family_name="Lovelace").full_name == "Ada Lovelace"
    assert read(family_name="Lovelace").full_name == "Lovelace"


def test_custom_parameters_are_read_without_regard_to_case_and_unexpanded_variables_are_empty() -> None:
    custom = {"Module": "m1", "due": "$ResourceLink.submission.endDateTime", "count": 3, "deep": {"a": 1}, "none": None}

    assert read(**{f"{LTI}custom": custom}).custom_parameters == {
        "module": "m1",
        "due": "",
        "count": "3",
        "none": "",
    }


def test_deep_linking_defaults_are_the_specifications() -> None:
    settings = DeepLinkingSettings.model_validate(
        {"accept_types": ["ltiResourceLink"], "deep_link_return_url": "https://lms.example/"}
    )

    assert settings.accept_multiple
    assert settings.accepts_line_items
    assert "data" not in settings.model_dump(exclude_unset=True)


@pytest.mark.parametrize("accept", [True, None, False])
def test_line_items_are_offered_unless_the_platform_says_no(accept: bool | None) -> None:
    claims = read(
        **{
            f"{DL}deep_linking_settings": {
                "accept_types": ["ltiResourceLink"],
                "deep_link_return_url": "https://lms.example/",
                "accept_lineitem": accept,
            }
        }
    )

    assert claims.deep_linking is not None
    assert claims.deep_linking.accepts_line_items is (accept is not False)


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://lms.example/return?x=1&y=<z>", True),
        ("http://127.0.0.1:8001/", True),
        ("https://[2001:db8::1]:8443/back", True),
        ("https://my_lms.example", True),
        ("", False),
        ("/back", False),
        ("//lms.example/", False),
        ("https:///back", False),
        ("javascript:alert(1)", False),
        (" https://lms.example/", False),
        ("https://user@lms.example/", False),
        ("https://lms.example; script-src 'unsafe-inline'/", False),
        ("https://lms.example\\@evil.example/", False),
        ("https://[::1", False),
        ("https://例え.example/", False),
    ],
)
def test_an_address_is_one_that_fits_a_link_and_a_header(url: str, is_one: bool) -> None:
    assert is_platform_address(url) is is_one


@given(st.text())
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    assert is_platform_address(f"https://{text}") in (True, False)
