"""The platform of a benchmark: one signing key, its key set over HTTP, and id_tokens as full as Moodle's."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

CLIENT_ID = "benchmark-client"
DEPLOYMENT_ID = "1"
KID = "benchmark-key"
INSTRUCTOR = "instructor"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"


class Platform:
    """Signs launches; as a context manager it serves its key set from a thread of this process.

    Tokens and gradebooks are at `services_url`; without one, nobody answers for them.
    """

    def __init__(self, module_id: str, services_url: str = "") -> None:
        self._module_id = module_id
        self._key = generate_private_key(public_exponent=65537, key_size=2048)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _key_set_handler(self._key_set()))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self.auth_login_url = f"{self.issuer}/authorize"
        self._services_url = services_url or self.issuer
        self.token_url = f"{self._services_url}/token"
        self.jwks_url = f"{self.issuer}/jwks.json"

    def __enter__(self) -> Platform:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def public_pem(self) -> str:
        """The key that a bare app has at hand."""
        pem = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return pem.decode("ascii")

    def sign(self, person: str, course: str, nonce: str, target: str) -> str:
        """An id_token for one person who opens the link of one course."""
        claims = self._envelope(nonce) | self._person(person) | self._place(course, target)
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": KID})

    def _envelope(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            f"{LTI}message_type": "LtiResourceLinkRequest",
            f"{LTI}version": "1.3.0",
            f"{LTI}deployment_id": DEPLOYMENT_ID,
            f"{LTI}tool_platform": {"product_family_code": "moodle", "guid": "b1", "name": "Benchmark"},
        }

    def _person(self, person: str) -> dict[str, Any]:
        return {
            "sub": person,
            "name": f"Person {person}",
            "given_name": "Person",
            "family_name": person,
            "email": f"{person}@library.example",
            f"{LTI}roles": [f"http://purl.imsglobal.org/vocab/lis/v2/membership#{_role(person)}"],
            f"{LTI}lis": {"person_sourcedid": f"S-{person}", "course_section_sourcedid": ""},
            f"{LTI}ext": {"user_username": person, "lms": "moodle-2"},
        }

    def _place(self, course: str, target: str) -> dict[str, Any]:
        services = f"{self._services_url}/services/{course}"
        return {
            f"{LTI}target_link_uri": target,
            f"{LTI}context": {"id": course, "label": course, "title": f"Course {course}", "type": ["CourseSection"]},
            f"{LTI}resource_link": {"id": f"link-{course}", "title": "Yes, and!", "description": "A module"},
            f"{LTI}launch_presentation": {
                "locale": "en",
                "document_target": "iframe",
                "return_url": f"{self.issuer}/return?course={course}",
            },
            f"{LTI}custom": {"module": self._module_id, "due": "$ResourceLink.submission.endDateTime"},
            "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {
                "scope": [AGS_SCOPE + name for name in ("lineitem", "lineitem.readonly", "result.readonly", "score")],
                "lineitems": f"{services}/lineitems",
                "lineitem": f"{services}/lineitems/1/lineitem",
            },
            "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {
                "context_memberships_url": f"{services}/memberships",
                "service_versions": ["1.0", "2.0"],
            },
        }

    def _key_set(self) -> bytes:
        public = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        jwk = {"kty": "RSA", "kid": KID, "alg": "RS256", "use": "sig", "n": public["n"], "e": public["e"]}
        return json.dumps({"keys": [jwk]}).encode()


def _role(person: str) -> str:
    return "Instructor" if person == INSTRUCTOR else "Learner"


def _key_set_handler(key_set: bytes) -> type[BaseHTTPRequestHandler]:
    class KeySetHandler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(key_set)))
            self.end_headers()
            self.wfile.write(key_set)

        def log_message(self, *_arguments: object) -> None:
            """Keep the report clean."""

    return KeySetHandler
