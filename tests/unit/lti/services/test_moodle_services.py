"""What a running Moodle 4.1.10 answered, answered again over real HTTP: its gradebook, rosters and token endpoint."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pylti1p3.registration import Registration

from lti_tool.delivery.reasons import say
from lti_tool.delivery.tries.failures import explain
from lti_tool.errors import ToolError
from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.services.ags.gradebook import GradebookService
from lti_tool.lti.services.ags.messages import Score
from lti_tool.lti.services.ags.vocabulary import LINEITEM_READONLY_SCOPE, LINEITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.nrps import read_members
from lti_tool.lti.services.refusals import PlatformRefused, TokenRefused
from lti_tool.lti.services.tokens import AccessTokens

RECORDED = json.loads((Path(__file__).parent / "moodle_services.json").read_text(encoding="utf-8"))
SCOPES = [LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE, RESULT_SCOPE, SCORE_SCOPE]
COLUMN = "/mod/lti/services.php/2/lineitems/2/lineitem?type_id=1"
ROSTER = "/mod/lti/services.php/CourseSection/2/bindings/1/memberships"
SEVEN = Score(user_id="5", score_given=30, score_maximum=40, timestamp=datetime(2026, 11, 23, 18, tzinfo=UTC))


@pytest.fixture
def moodle(platform, make_answer):
    """Moodle with these recordings at their addresses; its token endpoint grants, or answers as recorded."""

    class Moodle:
        url = platform.url

        def __init__(self):
            self.token = RECORDED["token: ok_one_scope"]
            self.at = {}
            self.seen = platform.seen
            platform.answer = self.answer

        def play(self, *names, target=None):
            for name in names:
                self.at[target or RECORDED[name]["target"]] = RECORDED[name]

        def answer(self, seen):
            found = self.token if seen.path == "/token" else self.at[seen.target]
            body = found["body"] if isinstance(found["body"], str) else json.dumps(found["body"])
            headers = {"Content-Type": found["content_type"]}
            if found.get("link"):
                headers["Link"] = found["link"].replace("PLATFORM", platform.url)
            text = body.replace("PLATFORM", platform.url)
            return make_answer(found["status"], text.encode(), headers, found.get("reason"))

    return Moodle()


@pytest.fixture
def connector(moodle, http, session_factory, clock, registration_id):
    registration = Registration()
    registration.set_client_id("tool-1").set_auth_token_url(f"{moodle.url}/token")
    return PlatformConnector(
        registration_id=registration_id,
        registration=registration,
        http=http,
        signing_keys=SigningKeys(session_factory, clock),
        access_tokens=AccessTokens(session_factory, clock),
    )


def gradebook(connector, moodle, lineitem="", lineitems="/mod/lti/services.php/2/lineitems?type_id=1"):
    return GradebookService(connector, SCOPES, lineitem and moodle.url + lineitem, moodle.url + lineitems)


def refusal_of(attempt):
    with pytest.raises(PlatformRefused) as raised:
        attempt()
    return raised.value


def test_a_token_served_as_html_is_a_token(moodle, connector):
    assert connector.get_access_token([SCORE_SCOPE]) == RECORDED["token: ok_one_scope"]["body"]["access_token"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unknown_kid", "unable to lookup correct key"),  # its JSON is not valid: a quoted word inside a string
        ("no_kid", "kid must be provided"),
        ("iat_future_30s", "Cannot handle token prior to"),
    ],
)
def test_why_a_token_is_refused_is_said_in_moodles_words(name, words, moodle, connector):
    moodle.token = RECORDED[f"token: {name}"]

    with pytest.raises(TokenRefused, match=words):
        connector.get_access_token([SCORE_SCOPE])


def test_its_list_of_columns_is_read_page_by_page_through_curly_quotes(moodle, connector):
    moodle.play("list, first page", target="/mod/lti/services.php/3/lineitems?type_id=1&resource_link_id=1")
    moodle.play("list, last page", target="/mod/lti/services.php/3/lineitems?type_id=1&limit=10&from=10")
    moodle.play("lost and found", target="/mod/lti/services.php/3/lineitems?type_id=1&limit=10&from=40")
    service = gradebook(connector, moodle, lineitems="/mod/lti/services.php/3/lineitems?type_id=1")

    found = service.look_up_lineitem(resource_link_id="1", resource_id="nothing", tag="quiz")

    on_page_three = RECORDED["lost and found"]["body"][0]["id"]
    assert found == on_page_three.replace("PLATFORM", moodle.url)


def test_an_empty_line_item_is_found_by_its_link_and_takes_the_score(moodle, connector):
    moodle.play("lost and found")
    moodle.play("score", target="/mod/lti/services.php/2/lineitems/54/lineitem/scores?type_id=1")
    service = gradebook(connector, moodle)

    url = service.find_or_create_lineitem(
        resource_link_id="1", resource_id="", tag="quiz", label="Quiz: Difficult patrons", score_maximum=40
    )
    service.post_score(url, SEVEN)

    assert url == f"{moodle.url}/mod/lti/services.php/2/lineitems/54/lineitem?type_id=1"
    assert moodle.seen[-1].headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"


def test_results_are_read_without_the_limit_that_it_answers_with_a_404_page(moodle, connector):
    moodle.play("results", target=f"{COLUMN.replace('?', '/results?')}&user_id=8")
    moodle.play("results with a limit")

    found = gradebook(connector, moodle, COLUMN).read_result(moodle.url + COLUMN, "8")

    assert found is not None
    assert (found.score, found.maximum) == (26.6668, 40)
    assert all("limit" not in seen.target for seen in moodle.seen)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("score within the same second", "takes to be newer"),
        ("score of a teacher", "does not grade this person"),
        ("score of a stranger", "does not grade this person"),
        ("score of a locked grade", "is locked in"),
        ("score of a deleted item", "no longer exists"),
    ],
)
def test_a_score_that_it_refuses_is_explained_without_echoing_it(name, said, moodle, connector):
    recorded = RECORDED[name]
    moodle.play(name)
    column = recorded["target"].replace("/scores", "")

    problem = refusal_of(lambda: gradebook(connector, moodle, column).post_score(moodle.url + column, SEVEN))

    reason = say(explain(problem).reason)
    assert said in reason
    assert "userId" not in reason


def test_an_expired_token_is_asked_for_once_more(moodle, connector):
    moodle.play("expired token", target=COLUMN.replace("?", "/scores?"))

    refusal_of(lambda: gradebook(connector, moodle, COLUMN).post_score(moodle.url + COLUMN, SEVEN))

    assert [seen.path for seen in moodle.seen].count("/token") == 2


def test_a_roster_in_three_pages_has_everybody_with_short_roles_and_names_of_every_script(moodle, connector):
    moodle.play("roster 1", target=ROSTER)
    moodle.play("roster 2", "roster 3")

    members = {member.id_on_platform: member for member in read_members(connector, moodle.url + ROSTER).members}

    assert len(members) == 7
    assert members["3"].roles == ("Instructor",)
    assert members["4"].roles == ("Learner",), "a non-editing teacher: launches say otherwise, and count"
    assert members["8"].name == "Dmitri Иванов"
    assert all(member.is_active for member in members.values())


@pytest.mark.parametrize("name", ["roster of a foreign link", "roster as json"])
def test_a_roster_that_it_will_not_give_is_a_refusal_in_words(name, moodle, connector):
    moodle.play(name, target=ROSTER)

    with pytest.raises(ToolError, match=r"refused our request \(HTTP [45]"):
        read_members(connector, moodle.url + ROSTER)
