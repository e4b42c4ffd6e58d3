"""Which addresses may be shared."""

from __future__ import annotations

import pytest

from lti_tool.learner.sharing.form import is_public_address


@pytest.mark.parametrize(
    "address", ["https://example.org", "http://example.org:8080/a?b=c#d", "https://bücher.example/ü"]
)
def test_web_addresses_may_be_shared(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "https://intranet/",
        "https://me:secret@example.org/",
        "https://:secret@example.org/",
        "https://example.org/a b",
        'https://example.org/"onclick=x',
        "https://example.org:99999999/",
        "https://[::1/",
        "ftp://example.org/",
    ],
)
def test_other_things_may_not(address: str) -> None:
    assert not is_public_address(address)
