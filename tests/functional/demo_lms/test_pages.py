"""The pages: what each visitor sees, and how an instructor places a link by hand."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from lti_tool.demo_lms import DemoSettings, Platform, create_demo_lms
from lti_tool.demo_lms.state.gradebook import Result
from lti_tool.demo_lms.state.people import LARS, PRIYA
from tests.support.door import PLATFORM_KEY

HERE = "/as/{}/courses/front-desk"
PAGES = ["", "/links/yes-and", "/gradebook", "/gradebook/table", "/people", "/events", "/misbehave"]


def give_grade(platform: Platform, sub: str, points: float, comment: str = "") -> None:
    item = platform.gradebook.for_link("yes-and")
    assert item is not None
    stamp = "2026-11-23T17:53:48Z"
    result = Result(item.id, sub, stamp, points, 10, comment, "Completed", "FullyGraded")
    platform.gradebook.apply(result, {})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["rosa", "lars"])
def test_every_page_opens_for_everybody_and_sets_no_cookie(lms: FlaskClient, page: str, person: str) -> None:
    answer = lms.get(HERE.format(person) + page)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "frame-src 'self' http://localhost:8000;" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/gradebook/table"])
def test_every_page_offers_itself_as_another_person(lms: FlaskClient, page: str) -> None:
    assert f'href="{HERE.format("lars")}{page}"' in lms.get(HERE.format("rosa") + page).text


def test_the_first_page_offers_every_person_in_every_course(lms: FlaskClient) -> None:
    text = lms.get("/").text

    assert text.count('href="/as/') == 22
    assert "http://127.0.0.1:8001/oauth/token" in text


def test_where_the_whole_course_is_placed_first_steps_stand_first_and_lead_somewhere() -> None:
    modules = "pre-assessment service-every-time culture-of-yes without-words when-theyre-not-here certificate"
    url = "http://localhost:8000/lti/launch"
    items = [{"title": each, "text": "", "url": url, "custom": {"module": each}} for each in modules.split()]
    lms = create_demo_lms(DemoSettings(signing_key=PLATFORM_KEY, content=tuple(items))).test_client()

    page = BeautifulSoup(lms.get("/").text, "html.parser")

    steps = page.select(".steps a")
    assert page.select("main h2")[0].text == "First steps"
    assert len(steps) >= 10
    assert [link["href"] for link in steps if lms.get(link["href"]).status_code != 200] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/as/nobody/courses/front-desk", 404),
        ("/as/rosa/courses/nowhere", 404),
        ("/as/rosa/courses/onboarding", 403),
        ("/as/rosa/courses/front-desk/links/none", 404),
        ("/as/kwame/courses/onboarding/links/yes-and", 404),
        ("/as/lars/courses/front-desk/add", 403),
        ("/as/lars/courses/front-desk/add-by-hand", 403),
        ("/nowhere", 404),
        ("/oauth/token", 405),
    ],
)
def test_a_wrong_address_is_answered_in_words(lms: FlaskClient, path: str, status: int) -> None:
    answer = lms.get(path)

    assert answer.status_code == status
    assert "That did not work" in answer.text


def test_the_tool_is_framed_with_a_title(lms: FlaskClient) -> None:
    text = lms.get(HERE.format("lars") + "/links/yes-and").text

    assert '<iframe class="tool" title="Yes, and!" data-tool-origin="http://localhost:8000"' in text
    assert 'src="/as/lars/courses/front-desk/links/yes-and/launch"' in text


def test_an_instructor_places_a_link_by_hand(lms: FlaskClient, platform: Platform) -> None:
    path = HERE.format("rosa") + "/add-by-hand"

    answer = lms.post(path, data={"title": "<Plain>", "module": "culture-of-yes"}, follow_redirects=True)

    link = platform.links_in("front-desk")[1]
    assert (link.title, link.custom) == ("<Plain>", {"module": "culture-of-yes"})
    assert platform.gradebook.for_link(link.id) is None
    assert "Added: &lt;Plain&gt;." in answer.text


def test_a_link_by_hand_may_name_no_module(lms: FlaskClient, platform: Platform) -> None:
    lms.post(HERE.format("rosa") + "/add-by-hand", data={"title": "Open", "module": " "})

    assert platform.links_in("front-desk")[1].custom == {}


@pytest.mark.parametrize("title", ["", " ", "x" * 256])
def test_a_link_by_hand_needs_a_title(lms: FlaskClient, platform: Platform, title: str) -> None:
    answer = lms.post(HERE.format("rosa") + "/add-by-hand", data={"title": title, "module": "kept"})

    assert answer.status_code == 400
    assert 'value="kept"' in answer.text
    assert len(platform.links_in("front-desk")) == 1


@pytest.mark.parametrize("path", ["/add-by-hand", "/misbehave"])
def test_another_site_cannot_press_the_buttons(lms: FlaskClient, platform: Platform, path: str) -> None:
    form = {"title": "Foreign", "action": "set", "fail": "3"}

    answer = lms.post(HERE.format("rosa") + path, data=form, headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert (len(platform.links), platform.faults.fail) == (1, 0)


def test_a_learner_sees_the_grade_on_the_course_page(lms: FlaskClient, platform: Platform) -> None:
    assert "No grade yet" in lms.get(HERE.format("lars")).text
    give_grade(platform, LARS.sub, 7)

    assert "Your grade: <b>70</b> of 100" in lms.get(HERE.format("lars")).text
    assert "No grade yet" in lms.get(HERE.format("priya")).text


def test_instructors_see_all_grades_and_learners_their_own(lms: FlaskClient, platform: Platform) -> None:
    give_grade(platform, LARS.sub, 7, "Well heard.")
    give_grade(platform, PRIYA.sub, 9)

    all_grades = lms.get(HERE.format("rosa") + "/gradebook/table").text
    own_grades = lms.get(HERE.format("priya") + "/gradebook/table").text

    assert "<b>70</b>" in all_grades
    assert "Well heard." in all_grades
    assert "<b>90</b>" in all_grades
    assert "Rosa" not in all_grades
    assert "<b>90</b>" in own_grades
    assert "Lars" not in own_grades


def test_the_course_page_shows_what_the_tool_returns_with(lms: FlaskClient) -> None:
    text = lms.get(HERE.format("lars"), query_string={"lti_errormsg": "<b>Oh</b>", "lti_msg": "Bye"}).text

    assert "The tool says: &lt;b&gt;Oh" in text
    assert "The tool says: Bye" in text
