"""What the same three requests cost at the least: Flask, one RS256 check, one row, one template, nothing else.

No ORM, no checks of claims beyond PyJWT's own, no session that a page reads back. The row is written through the plain
driver (sqlite3, psycopg) on a connection that each thread keeps: that is the cheapest honest way, and so the hardest
to be compared with.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from typing import Any
from urllib.parse import urlencode

import jwt
import psycopg
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from benchmarks.platform import CLIENT_ID

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000")
TABLE = (
    "CREATE TABLE IF NOT EXISTS bare_launches "
    "(id TEXT PRIMARY KEY, nonce TEXT UNIQUE, sub TEXT, course TEXT, roles TEXT, created_at BIGINT)"
)
TITLES = ("Name the need", "From yes, but to yes, and", "An honest no", "Audit one display", "A colleague's idea")
MODULE = {
    "title": "Yes, and!",
    "minutes": 40,
    "summary": "Find the need behind a request, say what can be done within real limits, and give an honest no with a "
    "next step. With words to say at the desk, on the phone and in chat.",
    "quiz": "Check yourself: Yes, and!",
    "lessons": [
        {"id": f"lesson-{number}", "title": title, "minutes": 8} for number, title in enumerate(TITLES, start=1)
    ],
    "sources": [
        {"title": f"Where some of this was first said, number {number}", "who": "A library", "url": url}
        for number, url in enumerate(("https://one.example/", "", "https://three.example/", "", ""), start=1)
    ],
}

app = Flask(__name__)
issuer = os.environ["BENCHMARK_ISSUER"]
auth_login_url = os.environ["BENCHMARK_AUTH_LOGIN_URL"]
launch_url = os.environ["BENCHMARK_LAUNCH_URL"]
database_url = os.environ["BENCHMARK_DATABASE_URL"]
platform_key: Any = load_pem_public_key(os.environ["BENCHMARK_PUBLIC_PEM"].encode())
local = threading.local()


@app.post("/lti/login")
def login() -> ResponseReturnValue:
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT_ID,
        "redirect_uri": launch_url,
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "login_hint": request.form["login_hint"],
        "lti_message_hint": request.form["lti_message_hint"],
    }
    return redirect(f"{auth_login_url}?{urlencode(query)}")


@app.post("/lti/launch")
def launch() -> ResponseReturnValue:
    token = request.form["id_token"]
    claims = jwt.decode(token, platform_key, algorithms=["RS256"], audience=CLIENT_ID, issuer=issuer)
    launch_id = secrets.token_urlsafe(16)
    insert_launch(launch_id, claims)
    response = make_response(redirect(url_for("page", launch_id=launch_id), 303))
    response.set_cookie("bare_session", secrets.token_urlsafe(32), secure=True, httponly=True, samesite="None")
    return response


@app.get("/l/<launch_id>/")
def page(launch_id: str) -> ResponseReturnValue:
    return render_template("page.html", launch_id=launch_id, course="Course one", name="Person one", module=MODULE)


@app.get("/l/<launch_id>/lessons/<lesson_id>")
def lesson(launch_id: str, lesson_id: str) -> ResponseReturnValue:
    return "", 204


@app.get("/healthz")
def healthz() -> ResponseReturnValue:
    return "ok\n"


def insert_launch(launch_id: str, claims: dict[str, Any]) -> None:
    prefix = "https://purl.imsglobal.org/spec/lti/claim/"
    row = (
        launch_id,
        claims["nonce"],
        claims["sub"],
        claims[f"{prefix}context"]["id"],
        json.dumps(claims[f"{prefix}roles"]),
        claims["iat"],
    )
    if database_url.startswith("sqlite"):
        connection().execute("INSERT INTO bare_launches VALUES (?, ?, ?, ?, ?, ?)", row)
    else:
        connection().execute("INSERT INTO bare_launches VALUES (%s, %s, %s, %s, %s, %s)", row)


def connection() -> Any:
    """This thread's connection; every statement is a transaction of its own."""
    if not hasattr(local, "connection"):
        local.connection = connect()
    return local.connection


def connect() -> Any:
    if not database_url.startswith("sqlite"):
        made = psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True)
        made.execute(TABLE)
        return made
    opened = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in PRAGMAS:
        opened.execute(f"PRAGMA {pragma}")
    opened.execute(TABLE)
    return opened
