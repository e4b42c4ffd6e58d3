"""A database with many learners and all that they left, written by plain SQL: both databases run the same statements.

Courses, links and platforms stay as many as they are, however many learners there are: what a statement reads of these
may be as much as they have. Nobody was here lately, and nothing waits.
"""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, text

COURSES, LINKS = 12, 3
ATTEMPTS, ANSWERS = 5, 10

_NUMBERS = f"""
WITH RECURSIVE
    n(i) AS (SELECT CAST(:first AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < :last),
    links(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM links WHERE k < {LINKS - 1}),
    tries(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM tries WHERE k < {ATTEMPTS - 1}),
    answers(a) AS (SELECT 0 UNION ALL SELECT a + 1 FROM answers WHERE a < {ANSWERS - 1})
"""

_COURSES = [
    "INSERT INTO registrations (id, name, issuer, client_id, auth_login_url, token_url, jwks_url, status,"
    " deployments_policy, frame_origins, service_hosts, allow_anonymous, institution_roles_grant, created_at)"
    " SELECT i, '', 'https://lms' || i || '.example', 'tool', 'https://lms.example/a', 'https://lms.example/t',"
    " 'https://lms.example/j', 'active', 'listed', '[]', '[]', true, false, :then FROM n",
    "INSERT INTO deployments (id, registration_id, id_on_platform, status, created_at)"
    " SELECT i, i, '1', 'active', :then FROM n",
    "INSERT INTO contexts (id, deployment_id, id_on_platform, title, label) SELECT i, i, 'course', '', '' FROM n",
    "INSERT INTO platform_lanes (id, registration_id, host) SELECT i, i, 'lms.example' FROM n",
    "INSERT INTO resource_links (id, context_id, id_on_platform, title, lineitem_url, ags_scopes)"
    f" SELECT i * {LINKS} + k, i, 'link-' || k, '', 'https://lms.example/items/' || k, '[]' FROM n, links",
    "INSERT INTO placements (id, resource_link_id, context_id, module_id, score_maximum, created_at, quiz_settings)"
    f" SELECT i * {LINKS} + k, i * {LINKS} + k, i, 'culture-of-yes', 100, :then, '{{}}' FROM n, links",
]
_LINK = f"(i % {COURSES} + 1) * {LINKS}"
_ATTEMPT = f"i * {ATTEMPTS} + k"
_DELIVERY = f"i * {LINKS} + k"
_PEOPLE = [
    "INSERT INTO users (id, deployment_id, id_on_platform, name, email)"
    f" SELECT i, i % {COURSES} + 1, 'person-' || i, 'Mei-Ling Santos', 'mei-ling@library.example' FROM n",
    "INSERT INTO memberships (context_id, user_id, roles, last_seen_at)"
    f" SELECT i % {COURSES} + 1, i, '[\"Learner\"]', :then FROM n",
    "INSERT INTO launches (id, nonce, browser_hash, session_hash, person, context_id, user_id, resource_link_id,"
    " message_type, roles, told_roles, custom, locale, created_at, last_seen_at)"
    " SELECT 'launch-' || k || '-' || i, 'a nonce of thirty-two chars ' || k || i,"
    " substr(i || '{hash}', 1, 64), '{hash}', '{hash}',"
    f" i % {COURSES} + 1, i, {_LINK} + k, 'LtiResourceLinkRequest', '[\"Learner\"]',"
    " '[\"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner\"]', '{}', 'en', :then, :then FROM n, links",
    "INSERT INTO attempts (id, placement_id, user_id, number, module_id, module_digest, module_title, quiz_title,"
    " pass_points, is_preview, seed, drawn, started_at, submitted_at, closed_by, passed, points, points_possible)"
    f" SELECT {_ATTEMPT}, {_LINK} + k % {LINKS}, i, k / {LINKS} + 1, 'culture-of-yes', '{{hash}}', 'Say yes!',"
    " 'Check what you know', 7, false, 1, '{drawn}', :then, :then, 'learner', true, 8, 10 FROM n, tries",
    "INSERT INTO responses (attempt_id, item_id, chosen, saved_at)"
    f" SELECT {_ATTEMPT}, 'coy-1' || a, '[\"a\"]', :then FROM n, tries, answers",
    "INSERT INTO score_deliveries (id, placement_id, user_id, lane_id, score_given, score_maximum, started_at,"
    " submitted_at, revision, state, tries, due_since, next_try_at, sent_at, delivered_at, told_given, told_maximum,"
    " read_back, reason, request_id)"
    f" SELECT {_DELIVERY}, {_LINK} + k, i, i % {COURSES} + 1, 80, 100, :then, :then, 1, 'delivered', 1, :then, :then,"
    " :then, :then, 80, 100, 'there', '', 'a-request-id-001' FROM n, links",
    "INSERT INTO delivery_tries (delivery_id, at, outcome, score_given, http_status, request_id, said)"
    f" SELECT {_DELIVERY}, :then, 'delivered', 80, 200, 'a-request-id-001', '' FROM n, links",
    "INSERT INTO learner_progress (placement_id, user_id, lessons_done, attempts, submitted, score_numerator,"
    " score_denominator, score_share, passed, seconds, last_activity_at)"
    f" SELECT {_LINK} + k, i, 5, 1, 1, 8, 10, 0.8, true, 300, :then FROM n, links",
    "INSERT INTO lesson_completions (user_id, context_id, lesson_id, completed_at)"
    f" SELECT i, i % {COURSES} + 1, 'lesson-' || k, :then FROM n, tries",
    "INSERT INTO competency_tallies (context_id, user_id, competency, points, responses)"
    f" SELECT i % {COURSES} + 1, i, 'LCS.C' || k, 80, 10 FROM n, links",
]
_HASH = "6804b8d9a513f5cf7242ba1625b31022375ae99812163e4018a7a9ffc96a2038"
_LINE = "coy-152 1 frn1EF0AWJbZz_EjkR7LaitlK8xa2tsgNObFqqNUjrc 0 c,a,b"
_DRAWN = json.dumps({"items": [_LINE] * ANSWERS, "sections": ["LCS.C3", "LCS.B1"]})


def add_courses(connection: Connection, then: datetime) -> None:
    """Platforms with a course each, and its links."""
    for statement in _COURSES:
        _run(connection, statement, 1, COURSES, then)


def add_learners(connection: Connection, first: int, last: int, then: datetime) -> None:
    """Learners by number, with all that they left."""
    for statement in _PEOPLE:
        _run(connection, statement.replace("{hash}", _HASH).replace("{drawn}", _DRAWN), first, last, then)


def _run(connection: Connection, statement: str, first: int, last: int, then: datetime) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    insert, select = statement.split(" SELECT ", 1)
    moment = then.replace(tzinfo=None).isoformat(" ") if is_sqlite else then
    values = {"first": first, "last": last} | ({"then": moment} if ":then" in statement else {})
    connection.execute(text(f"{insert} {_NUMBERS} SELECT {select}"), values)
