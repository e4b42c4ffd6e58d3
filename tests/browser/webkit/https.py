"""HTTPS for tests: on plain http WebKit keeps no secure cookie, not even on localhost."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from werkzeug.serving import make_server

from lti_tool.demo_lms.server import RunningServer

NAMES = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]


@dataclass(frozen=True)
class Certificate:
    """A throwaway certificate of this machine's, which vouches for itself."""

    chain: Path
    key: Path

    @classmethod
    def make(cls, folder: Path) -> Certificate:
        """Write a new one; good for a day either way."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = cls(folder / "certificate.pem", folder / "key.pem")
        made.chain.write_bytes(_self_signed(key).public_bytes(serialization.Encoding.PEM))
        pem, form, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        made.key.write_bytes(key.private_bytes(pem, form, plain))
        return made

    def serve(self, app: Flask, port: int) -> RunningServer:
        """Serve an app over HTTPS, on 127.0.0.1, from a thread."""
        context = PatientContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return RunningServer(make_server("127.0.0.1", port, app, threaded=True, ssl_context=context))

    @property
    def fetch_json(self) -> Callable[[str], dict[str, Any]]:
        """A GET that trusts only this certificate."""

        def fetch(url: str) -> dict[str, Any]:
            with requests.Session() as http:
                http.trust_env = False
                document: dict[str, Any] = http.get(url, verify=str(self.chain), timeout=30).json()
                return document

        return fetch


class PatientContext(ssl.SSLContext):
    """Shakes hands in the thread of the connection: else one that a browser opens in reserve holds up all others."""

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        return super().wrap_socket(*args, **options | {"do_handshake_on_connect": False})


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests on this machine")])
    now, day = datetime.now(UTC), timedelta(days=1)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName(NAMES), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
