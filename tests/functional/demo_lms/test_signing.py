"""What tests ask the platform to sign, honest or not."""

import json
from base64 import urlsafe_b64decode

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id
from lti_tool.demo_lms.vocabulary import CLAIM

from .little_tool import STRANGERS_KEY


def header_of(token: str) -> dict[str, str]:
    return jwt.get_unverified_header(token)


def test_messages_are_signed_with_the_current_key(platform: Platform) -> None:
    token = platform.sign({"sub": "x"})

    assert header_of(token) == {"alg": "RS256", "typ": "JWT", "kid": platform.keys.current.kid}
    assert jwt.decode(token, platform.keys.current.private.public_key(), ["RS256"])["sub"] == "x"


def test_a_test_may_sign_with_another_key_or_header(platform: Platform) -> None:
    token = platform.sign({"sub": "x"}, key=STRANGERS_KEY, headers={})

    assert "kid" not in header_of(token)
    assert jwt.decode(token, STRANGERS_KEY.public_key(), ["RS256"])["sub"] == "x"


def test_a_test_may_leave_a_message_unsigned(platform: Platform) -> None:
    token = platform.sign({"sub": "x"}, alg="none")

    assert header_of(token)["alg"] == "none"
    assert token.endswith(".")


def test_a_test_may_sign_with_the_public_key_as_a_shared_secret(platform: Platform) -> None:
    public = platform.keys.current.private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    token = platform.sign({"sub": "x"}, key=pem, alg="HS256")

    claims = token.split(".")[1]
    assert header_of(token)["alg"] == "HS256"
    assert json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4))) == {"sub": "x"}
    with pytest.raises(TypeError, match="secret"):
        platform.sign({"sub": "x"}, alg="HS256")


def test_claims_are_overridden_by_short_or_full_name_and_left_out_by_none(platform: Platform) -> None:
    claims = launch_claims_by_id(
        platform, "lars", "yes-and", nonce="n", roles=["Instructor"], sub=None, **{CLAIM + "version": "11.3"}
    )

    assert claims["nonce"] == "n"
    assert claims[CLAIM + "roles"] == ["Instructor"]
    assert claims[CLAIM + "version"] == "11.3"
    assert "sub" not in claims
