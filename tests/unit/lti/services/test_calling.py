import json
import threading
from urllib.parse import parse_qs

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm
from pylti1p3.registration import Registration

from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.refusals import PlatformRefused, TokenRefused
from lti_tool.lti.services.tokens import AccessTokens

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
OTHER = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"


@pytest.fixture
def signing_keys(session_factory, clock):
    return SigningKeys(session_factory, clock)


@pytest.fixture
def make_connector(platform, http, signing_keys, session_factory, clock, registration_id):
    def make(audience=None):
        registration = Registration()
        registration.set_client_id("tool-1").set_auth_token_url(f"{platform.url}/token")
        if audience:
            registration.set_auth_audience(audience)
        return PlatformConnector(
            registration_id=registration_id,
            registration=registration,
            http=http,
            signing_keys=signing_keys,
            access_tokens=AccessTokens(session_factory, clock),
        )

    return make


@pytest.fixture
def script(platform, make_answer):
    """Answers of the token endpoint and of everything else; each a function of how often it was asked."""

    class Script:
        def __init__(self):
            self.token = lambda n: make_answer(body=json.dumps({"access_token": f"t{n}", "expires_in": 3600}).encode())
            self.service = lambda n: make_answer(body=b"[]")
            self.counts = {"token": 0, "service": 0}
            platform.answer = self.answer

        def answer(self, seen):
            which = "token" if seen.path == "/token" else "service"
            self.counts[which] += 1
            return getattr(self, which)(self.counts[which])

    return Script()


def test_the_assertion_is_what_the_security_framework_asks_for(make_connector, script, platform, signing_keys, clock):
    make_connector().get_access_token([SCOPE])

    form = {name: values[0] for name, values in parse_qs(platform.seen[0].body.decode()).items()}
    assertion = form.pop("client_assertion")
    assert form == {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "scope": SCOPE,
    }
    kid = jwt.get_unverified_header(assertion)["kid"]
    public = RSAAlgorithm.from_jwk(next(key for key in signing_keys.public_jwks() if key["kid"] == kid))
    claims = jwt.decode(
        assertion, public, algorithms=["RS256"], audience=f"{platform.url}/token", options={"verify_exp": False}
    )
    assert claims["iss"] == claims["sub"] == "tool-1"
    assert isinstance(claims["aud"], str)
    assert claims["iat"] == int(clock().timestamp()) - 5
    assert 0 < claims["exp"] - claims["iat"] <= 300


def test_every_assertion_has_its_own_jti(make_connector, script, platform):
    make_connector().get_access_token([SCOPE])
    make_connector().get_access_token([OTHER])

    assertions = [parse_qs(seen.body.decode())["client_assertion"][0] for seen in platform.seen]
    jtis = {jwt.decode(each, options={"verify_signature": False})["jti"] for each in assertions}
    assert len(jtis) == 2


def test_a_configured_audience_takes_the_token_urls_place(make_connector, script, platform):
    make_connector("https://api.brightspace.com/auth/token").get_access_token([SCOPE])

    assertion = parse_qs(platform.seen[0].body.decode())["client_assertion"][0]
    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert claims["aud"] == "https://api.brightspace.com/auth/token"


def test_a_token_is_shared_between_workers_until_a_minute_before_it_expires(make_connector, script, clock):
    ours, theirs = make_connector(), make_connector()

    assert ours.get_access_token([SCOPE]) == theirs.get_access_token([SCOPE]) == "t1"
    clock.pass_(seconds=3539)
    assert ours.get_access_token([SCOPE]) == "t1"
    clock.pass_(seconds=2)
    assert ours.get_access_token([SCOPE]) == theirs.get_access_token([SCOPE]) == "t2"


def test_each_set_of_scopes_has_its_own_token_in_any_order(make_connector, script):
    connector = make_connector()

    assert connector.get_access_token([SCOPE, OTHER]) == connector.get_access_token([OTHER, SCOPE]) == "t1"
    assert connector.get_access_token([SCOPE]) == "t2"


def test_a_token_that_is_about_to_expire_is_used_once_and_not_kept(make_connector, script, make_answer):
    script.token = lambda n: make_answer(body=b'{"access_token": "t%d", "expires_in": "30"}' % n)
    connector = make_connector()

    assert [connector.get_access_token([SCOPE]) for _ in range(2)] == ["t1", "t2"]


@pytest.mark.parametrize("expires_in", [b"null", b'"soon"', b"1e400", b"NaN"])
def test_a_token_without_a_sensible_lifetime_is_kept_for_minutes(
    make_connector, script, make_answer, clock, expires_in
):
    script.token = lambda n: make_answer(body=b'{"access_token": "t%d", "expires_in": %s}' % (n, expires_in))
    connector = make_connector()

    assert [connector.get_access_token([SCOPE]) for _ in range(2)] == ["t1", "t1"]
    clock.pass_(days=2)
    assert connector.get_access_token([SCOPE]) == "t2"


def test_threads_that_need_a_token_at_once_ask_for_one(make_connector, script):
    connector = make_connector()
    threads = [threading.Thread(target=connector.get_access_token, args=([SCOPE],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert script.counts["token"] == 1


def test_a_401_drops_the_token_and_tries_once_more(make_connector, script, platform, make_answer):
    script.service = lambda n: make_answer(401 if n == 1 else 200, body=b'{"ok": true}')
    other = make_connector()
    other.get_access_token([SCOPE])

    answer = make_connector().make_service_request([SCOPE], f"{platform.url}/service")

    assert answer["body"] == {"ok": True}
    bearers = [seen.headers["Authorization"] for seen in platform.seen if seen.path == "/service"]
    assert bearers == ["Bearer t1", "Bearer t2"]


def test_a_second_401_is_an_answer(make_connector, script, platform, make_answer):
    script.service = lambda n: make_answer(401)

    with pytest.raises(PlatformRefused) as refused:
        make_connector().make_service_request([SCOPE], f"{platform.url}/service")

    assert refused.value.refusal.http_status == 401
    assert script.counts == {"token": 2, "service": 2}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_every_method_sends_exact_media_types(make_connector, script, platform, method):
    data = None if method in ("GET", "DELETE") else '{"ü": 1}'

    make_connector().make_service_request(
        [SCOPE], f"{platform.url}/service", data=data, content_type="a/b", accept="c/d", method=method
    )

    seen = platform.seen[-1]
    assert (seen.method, seen.headers["Accept"]) == (method, "c/d")
    assert seen.headers.get("Content-Type") == ("a/b" if data else None)
    assert seen.body == (data or "").encode()


def test_json_served_as_html_is_read(make_connector, script, platform, make_answer):
    script.service = lambda n: make_answer(
        headers={"Content-Type": "text/html; charset=utf-8"}, body=b'[{"a": "\xc3\xa9"}]'
    )

    assert make_connector().make_service_request([SCOPE], platform.url)["body"] == [{"a": "é"}]


@pytest.mark.parametrize(("body", "read"), [(b"", None), (b"OK", "OK"), (b"[" * 100_000, "[" * 100_000)])
def test_a_body_that_is_not_json_is_no_error(make_connector, script, platform, make_answer, body, read):
    script.service = lambda n: make_answer(body=body)

    assert make_connector().make_service_request([SCOPE], platform.url)["body"] == read


def test_the_next_page_keeps_its_letters_case(make_connector, script, platform, make_answer):
    link = f'<{platform.url}/Items?Page=Bb>; rel="next", <{platform.url}/x>; rel="last"'
    script.service = lambda n: make_answer(headers={"Link": link}, body=b"[]")

    answer = make_connector().make_service_request([SCOPE], f"{platform.url}/Items")

    assert answer["next_page_url"] == f"{platform.url}/Items?Page=Bb"


def test_the_next_page_is_found_on_any_line(make_connector, script, platform, make_answer):
    lines = ["</a>; rel=first, </b>; rel=prev", "</c>; REL=next", "</d>; rel=last"]
    script.service = lambda n: make_answer(headers={"Link": lines}, body=b"[]")

    answer = make_connector().make_service_request([SCOPE], f"{platform.url}/Items")

    assert answer["next_page_url"] == f"{platform.url}/c"


def test_a_redirect_carries_no_bearer_anywhere(make_connector, script, platform, make_answer):
    script.service = lambda n: make_answer(302, headers={"Location": f"{platform.url}/elsewhere"})

    with pytest.raises(PlatformRefused):
        make_connector().make_service_request([SCOPE], f"{platform.url}/service")

    assert "GET /elsewhere" not in platform.paths()


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"error": "invalid_client"}', "invalid_client"),
        (b'{"error": "invalid_grant", "error_description": "jti was used"}', "jti was used"),
        (b'{\n  "error" : ""kid" invalid, unable to lookup\n}', '"error" : ""kid" invalid, unable to lookup'),
        (b"<html>Bad</html>", ""),
    ],
)
def test_a_refused_token_is_told_with_the_platforms_words(make_connector, script, make_answer, body, detail):
    script.token = lambda n: make_answer(400, body=body)

    with pytest.raises(TokenRefused, match=r"no access to its services \(HTTP 400") as refused:
        make_connector().get_access_token([SCOPE])

    assert refused.value.refusal.detail == detail


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'{"access_token": 7}', b'{"access_token": "a\\r\\nX: b"}', b"oops"]
)
def test_a_token_answer_without_a_usable_token_is_a_refusal(make_connector, script, make_answer, body):
    script.token = lambda n: make_answer(body=body)

    with pytest.raises(TokenRefused, match="no access token"):
        make_connector().get_access_token([SCOPE])


def test_a_token_never_shows_in_an_error(make_connector, script, platform, make_answer, caplog):
    script.token = lambda n: make_answer(body=b'{"access_token": "very-secret", "expires_in": 3600}')
    script.service = lambda n: make_answer(500)
    connector = make_connector()

    with pytest.raises(PlatformRefused) as refused:
        connector.make_service_request([SCOPE], platform.url)

    assert "very-secret" not in f"{refused.value!r} {vars(refused.value)} {caplog.text} {connector._tokens._held}"
