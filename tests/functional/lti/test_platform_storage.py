"""Platform Storage over HTTP: what a proof is good for, and who may not bring one."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Launch
from tests.support.door import Door, Fields, Login, sign_anything
from tests.support.learners import csrf
from tests.support.visitor import Page

STORAGE = {"lti_storage_target": "_parent"}


def begin_with_storage(door: Door, browser: FlaskClient) -> tuple[Login, str]:
    """Knock, keep the cookie, and stop at the page that leaves the proof: the login, and the proof."""
    first = door.knock(browser, **STORAGE)
    kept = browser.post(first.location, base_url=door.url, data=door.login_fields(**STORAGE))
    page = Page("/lti/login", kept, "POST", {})
    leaving = page.soup.select_one("[data-storage]")
    assert leaving is not None
    assert leaving["data-origin"] == door.platform.issuer
    link = page.soup.select_one("[data-next]")
    assert link is not None
    return Login(str(link["href"])), str(leaving["data-value"])


def fields(door: Door, login: Login, proof: str = "") -> Fields:
    token = sign_anything(door.claims(login), door.kid)
    return {"state": login.state, "id_token": token} | ({"lti_storage_proof": proof} if proof else {})


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Launch)) or 0


def post(door: Door, browser: FlaskClient, data: Fields, origin: str | None) -> Page:
    return door.post(browser, data, headers={"Origin": origin} if origin else {})


def test_a_launch_without_its_cookie_asks_the_platform_and_opens_nothing(door: Door, session: Session) -> None:
    login, proof = begin_with_storage(door, door.browser())

    asking = post(door, door.browser(), fields(door, login), door.platform.issuer)

    assert asking.status == 200
    assert asking.soup.select_one("[data-launch-again]")
    assert proof not in asking.response.text
    assert "Set-Cookie" not in asking.response.headers
    assert count(session) == 0


def test_our_own_page_with_the_proof_opens_the_launch_and_gives_the_browser_its_cookies(
    door: Door, session: Session
) -> None:
    login, proof = begin_with_storage(door, door.browser())
    other = door.browser()

    opened = post(door, other, fields(door, login, proof), door.url)

    assert opened.status == 303
    assert [each.split("=")[0] for each in opened.response.headers.getlist("Set-Cookie")] == [
        "lti_tool_browser",
        "lti_tool_session",
    ]
    assert door.get(other, opened.response.location).heading == "Yes, and!"
    assert count(session) == 1


def open_by_proof(door: Door, browser: FlaskClient) -> Page:
    """A launch in a browser whose cookie was lost between login and launch."""
    login, proof = begin_with_storage(door, door.browser())
    return door.open(browser, post(door, browser, fields(door, login, proof), door.url))


def test_the_next_person_at_a_desk_ends_what_a_proof_opened(door: Door) -> None:
    desk = door.browser()
    page = open_by_proof(door, desk)

    door.enter(desk, "yusuf")

    assert door.get(desk, page.path).status == 403
    with door.session() as session:
        assert len(session.scalars(select(Launch).where(Launch.ended_at.is_(None))).all()) == 1


def test_a_proof_ends_what_others_left_open_under_the_lost_cookie(door: Door, session: Session) -> None:
    desk = door.browser()
    door.enter(desk, "yusuf")
    login = door.knock(desk, **STORAGE)
    leaving = Page("/lti/login", login, "POST", {}).soup
    link, proof = leaving.select_one("[data-next]"), leaving.select_one("[data-storage]")
    assert link is not None
    assert proof is not None

    post(door, door.browser(), fields(door, Login(str(link["href"])), str(proof["data-value"])), door.url)

    still_open = session.scalars(select(Launch).where(Launch.ended_at.is_(None))).all()
    assert [each.user.name for each in still_open] == ["Mei-Ling Zhao"]


def test_finish_ends_every_launch_of_the_desk_whether_a_proof_or_a_cookie_admitted_it(
    door: Door, session: Session
) -> None:
    desk = door.browser()
    open_by_proof(door, desk)
    page = door.enter(desk)

    desk.post(f"{page.path}finish", base_url=door.url, data={"csrf_token": csrf(page)})

    assert all(session.scalars(select(Launch.ended_at)).all())


def test_a_proof_from_another_site_or_from_nowhere_is_a_login_csrf_and_refused(door: Door, session: Session) -> None:
    login, proof = begin_with_storage(door, door.browser())

    for origin in ("https://evil.example", door.platform.issuer, "null", None):
        refused = post(door, door.browser(), fields(door, login, proof), origin)
        assert refused.status == 400
        assert "another site than ours" in refused.text
    assert count(session) == 0


def test_a_wrong_proof_or_one_of_another_login_opens_nothing(door: Door, session: Session) -> None:
    login, _proof = begin_with_storage(door, door.browser())
    _other, others_proof = begin_with_storage(door, door.browser())

    for proof in ("guess", others_proof):
        refused = post(door, door.browser(), fields(door, login, proof), door.url)
        assert refused.status == 400
    assert count(session) == 0


def test_a_browser_with_another_cookie_is_another_browser_whatever_proof_it_has(door: Door, session: Session) -> None:
    login, proof = begin_with_storage(door, door.browser())
    stranger = door.browser()
    begin_with_storage(door, stranger)

    assert post(door, stranger, fields(door, login, proof), door.url).status == 400
    assert count(session) == 0


def test_a_proof_is_single_use_as_its_state_is(door: Door, session: Session) -> None:
    login, proof = begin_with_storage(door, door.browser())
    sent = fields(door, login, proof)

    assert post(door, door.browser(), sent, door.url).status == 303
    assert post(door, door.browser(), sent, door.url).status == 400
    assert count(session) == 1


def test_a_target_that_is_no_frames_name_is_as_if_there_were_none(door: Door) -> None:
    browser = door.browser()
    fields_ = door.login_fields(lti_storage_target="<script>")
    first = browser.post("/lti/login", base_url=door.url, data=fields_)

    answer = browser.post(first.location, base_url=door.url, data=fields_)

    assert answer.status_code == 302
    assert answer.location.startswith(door.platform.auth_login_url)


def test_the_frame_that_canvas_names_is_the_one_that_is_asked(door: Door) -> None:
    browser = door.browser()
    fields_ = door.login_fields(lti_storage_target="post_message_forwarding", canvas_region="eu")
    first = browser.post("/lti/login", base_url=door.url, data=fields_)

    page = Page("/lti/login", browser.post(first.location, base_url=door.url, data=fields_), "POST", {})

    assert page.soup.select_one('[data-storage][data-target="post_message_forwarding"]')
