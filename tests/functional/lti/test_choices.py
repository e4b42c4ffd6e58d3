"""What is chosen in a tab of its own comes back through the frame that opened it: once, to who has the frame's code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from lti_tool.db import utcnow
from lti_tool.demo_lms.oidc.messages import deep_linking_claims_by_id, override
from lti_tool.lti.models import Deployment, Launch, Status
from lti_tool.lti.records.purging import purge
from tests.functional.lti.test_deep_linking import DL, MODULE, RETURN, SETTINGS, pick, read_answer
from tests.support.door import Door, Login
from tests.support.visitor import Page, fields_of

HASH = "lti_tool_return_hash"
BACK = "Go back to your course"
NOTHING = "Nothing to bring back yet"
ELSEWHERE = [{"Origin": "https://attacker.example"}, {"Origin": "null"}, {}]


@pytest.fixture
def own(door: Door) -> dict[str, str]:
    """What a browser says of a form on our own page."""
    return {"Origin": door.url}


def frame_that_keeps_nothing(door: Door) -> tuple[FlaskClient, Page]:
    """A login in a frame without cookies, up to the page that offers a tab."""
    frame = door.app.test_client(use_cookies=False)
    fields = door.login_fields()
    again = frame.post("/lti/login", data=fields, base_url=door.url).location
    answer = frame.post(again, data=fields, base_url=door.url, headers={"Sec-Fetch-Dest": "iframe"})
    return frame, Page(f"{door.url}/lti/login", answer, "POST", {})


def log_in_in_a_tab(door: Door, tab: FlaskClient, offered: Page, headers: dict[str, str]) -> Login:
    fields = fields_of(offered.form("Open in a new tab"))
    answer = tab.post("/lti/login", data=fields, base_url=door.url, headers=headers)
    if answer.status_code == 307:
        answer = tab.post(answer.location, data=fields, base_url=door.url, headers=headers)
    return Login(answer.location)


def open_picker_in_a_tab(door: Door, offered: Page, headers: dict[str, str]) -> tuple[FlaskClient, Page]:
    tab = door.browser()
    login = log_in_in_a_tab(door, tab, offered, headers)
    claims = deep_linking_claims_by_id(door.platform, "rosa", "front-desk", login.nonce)
    landed = door.send(tab, login, override(claims, {"deep_linking_settings": SETTINGS | {"data": "op@que"}}))
    return tab, door.open(tab, landed)


def ask(door: Door, frame: FlaskClient, offered: Page, headers: dict[str, str], path: str = "/lti/bring-back") -> Page:
    data = fields_of(offered.form("Bring my choice here"))
    return Page(f"{door.url}{path}", frame.post(path, data=data, base_url=door.url, headers=headers), "POST", data)


def state_of(door: Door, frame: FlaskClient, offered: Page, headers: dict[str, str]) -> Any:
    return ask(door, frame, offered, headers, "/lti/chosen").response.get_json()["state"]


def chosen_in_a_tab(door: Door, own: dict[str, str]) -> tuple[FlaskClient, Page, FlaskClient]:
    frame, offered = frame_that_keeps_nothing(door)
    tab, picker = open_picker_in_a_tab(door, offered, own)
    assert pick(door, tab, picker, module=MODULE).heading == BACK
    return frame, offered, tab


def test_the_choice_comes_back_through_the_frame_and_opens_nothing_there(door: Door, own: dict[str, str]) -> None:
    frame, offered = frame_that_keeps_nothing(door)
    assert state_of(door, frame, offered, own) == "unknown"
    tab, picker = open_picker_in_a_tab(door, offered, own)
    assert "gets into your course only through it" in picker.text
    assert state_of(door, frame, offered, own) == "choosing"
    pick(door, tab, picker, module=MODULE)
    assert state_of(door, frame, offered, own) == "chosen"

    answer = ask(door, frame, offered, own)

    claims = read_answer(door, answer)
    (item,) = claims[f"{DL}content_items"]
    assert (item["title"], claims[f"{DL}data"], claims[f"{DL}msg"]) == ("Yes, and!", "op@que", "Added: Yes, and!.")
    assert answer.form()["action"] == RETURN
    assert f"form-action 'self' {RETURN.partition('/return')[0]};" in answer.response.headers["Content-Security-Policy"]
    assert not answer.response.headers.getlist("Set-Cookie")
    assert door.get(tab, picker.path).status == 403, "the visit is over"


def test_it_comes_back_once(door: Door, own: dict[str, str]) -> None:
    frame, offered, _tab = chosen_in_a_tab(door, own)
    read_answer(door, ask(door, frame, offered, own))

    again = ask(door, frame, offered, own)

    assert again.heading == NOTHING
    assert state_of(door, frame, offered, own) == "unknown"


def test_a_choice_that_is_made_anew_before_it_is_taken_is_the_one_that_counts(door: Door, own: dict[str, str]) -> None:
    frame, offered = frame_that_keeps_nothing(door)
    tab, picker = open_picker_in_a_tab(door, offered, own)
    pick(door, tab, picker, module=MODULE)
    pick(door, tab, picker, cancel="1")

    assert read_answer(door, ask(door, frame, offered, own))[f"{DL}content_items"] == []


def test_pressed_before_anything_is_chosen_the_page_waits_on_with_the_same_code(
    door: Door, own: dict[str, str]
) -> None:
    frame, offered = frame_that_keeps_nothing(door)
    tab, picker = open_picker_in_a_tab(door, offered, own)

    early = ask(door, frame, offered, own)
    pick(door, tab, picker, module=MODULE)

    assert early.heading == NOTHING
    read_answer(door, ask(door, frame, early, own))


@pytest.mark.parametrize("headers", ELSEWHERE, ids=["another site", "a sandbox", "no origin"])
@pytest.mark.parametrize("path", ["/lti/bring-back", "/lti/chosen"])
def test_another_site_that_knows_a_code_takes_nothing(
    door: Door, own: dict[str, str], headers: dict[str, str], path: str
) -> None:
    frame, offered, _tab = chosen_in_a_tab(door, own)

    assert ask(door, frame, offered, headers, path).status == 400

    read_answer(door, ask(door, frame, offered, own))


@pytest.mark.parametrize("headers", ELSEWHERE, ids=["another site", "a sandbox", "no origin"])
def test_another_site_cannot_have_a_choice_sent_to_its_own_frame(
    door: Door, own: dict[str, str], headers: dict[str, str]
) -> None:
    """Who makes a victim's browser log in with the hash of the attacker's code gets nothing of what is chosen then."""
    attacker, offered = frame_that_keeps_nothing(door)
    victim, picker = open_picker_in_a_tab(door, offered, headers)

    assert "only through it" not in picker.text
    read_answer(door, pick(door, victim, picker, module=MODULE))
    assert ask(door, attacker, offered, own).heading == NOTHING


def test_a_code_says_nothing_of_another_frames_choice(door: Door, own: dict[str, str]) -> None:
    chosen_in_a_tab(door, own)
    frame, offered = frame_that_keeps_nothing(door)

    assert ask(door, frame, offered, own).heading == NOTHING


def end_the_session(door: Door) -> None:
    with door.session() as session:
        session.execute(update(Launch).values(ended_at=utcnow()))
        session.commit()


def grow_old(door: Door) -> None:
    with door.session() as session:
        session.execute(update(Launch).values(chosen_at=utcnow() - timedelta(minutes=11)))
        session.commit()


def sit_idle(door: Door) -> None:
    with door.session() as session:
        session.execute(update(Launch).values(last_seen_at=utcnow() - timedelta(hours=3)))
        session.commit()


def switch_off(door: Door) -> None:
    with door.session() as session:
        session.execute(update(Deployment).values(status=Status.DISABLED))
        session.commit()


@pytest.mark.parametrize("happens", [end_the_session, grow_old, sit_idle, switch_off])
def test_what_ends_a_session_or_ten_minutes_end_a_choice(door: Door, own: dict[str, str], happens: Any) -> None:
    frame, offered, _tab = chosen_in_a_tab(door, own)

    happens(door)

    assert ask(door, frame, offered, own).heading == NOTHING
    assert state_of(door, frame, offered, own) == "unknown"


def test_the_next_person_at_the_desk_ends_it(door: Door, own: dict[str, str]) -> None:
    frame, offered, tab = chosen_in_a_tab(door, own)

    door.launch(tab, "mei-ling")

    assert ask(door, frame, offered, own).heading == NOTHING


def test_a_learner_whose_tab_opens_a_link_leaves_no_code_behind(door: Door, own: dict[str, str]) -> None:
    frame, offered = frame_that_keeps_nothing(door)
    tab = door.browser()
    login = log_in_in_a_tab(door, tab, offered, own)

    door.open(tab, door.send(tab, login, door.claims(login)))

    assert state_of(door, frame, offered, own) == "unknown"
    with door.session() as session:
        assert session.query(Launch).filter(Launch.return_hash.is_not(None)).count() == 0


@pytest.mark.parametrize("odd", ["", "x" * 64, "A" * 64, "0" * 65, "0" * 10_000])
def test_a_hash_that_is_none_is_not_carried(door: Door, own: dict[str, str], odd: str) -> None:
    browser = door.browser()
    door.begin(browser)
    data = door.login_fields() | {HASH: odd}
    login = Login(browser.post("/lti/login", data=data, base_url=door.url, headers=own).location)

    assert door.app.extensions["lti"].signer.open(login.state).return_hash == ""


def test_what_nobody_took_is_forgotten(door: Door, own: dict[str, str]) -> None:
    chosen_in_a_tab(door, own)
    with door.session() as session:
        purge(session, utcnow() + timedelta(minutes=11))
        session.commit()

        assert [each.chosen for each in session.query(Launch)] == [None]
