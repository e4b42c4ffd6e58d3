import json
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from lti_tool.lti.services.ags.errors import ColumnRefused, LineItemsIncomplete, NoLineItem
from lti_tool.lti.services.ags.gradebook import GradebookService
from lti_tool.lti.services.ags.messages import Result, Score, Window, format_timestamp
from lti_tool.lti.services.ags.vocabulary import (
    LINEITEM_READONLY_SCOPE,
    LINEITEM_SCOPE,
    LINEITEMS_TYPE,
    RESULT_SCOPE,
    RESULTS_TYPE,
    SCORE_SCOPE,
    SCORE_TYPE,
    SUBMISSION_REVIEW,
    is_graded,
)
from lti_tool.lti.services.pages import IncompleteList, OddPage
from lti_tool.lti.services.refusals import PlatformRefused, Refusal
from lti_tool.reasons import Reason

ALL = [SCORE_SCOPE, RESULT_SCOPE, LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE]
ITEMS = "https://lms.example/2/lineitems?type_id=1"
ITEM = "https://lms.example/2/lineitems/54/lineitem?type_id=1"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WANTED = {"resource_link_id": "1", "resource_id": "yes-and", "tag": "quiz", "label": "Yes, and!", "score_maximum": 100}
SCORE = Score(user_id="5", score_given=66.6667, score_maximum=100, timestamp=NOON)


class Recorder:
    """Stands in for the connector: remembers each call and answers what `answer` says."""

    issuer, registration_id = "https://lms.example", 3

    def may_have_token(self, url):
        return False

    def __init__(self, answer=lambda call: []):
        self.answer = answer
        self.calls = []

    def make_service_request(self, scopes, url, **how):
        call = {"scopes": list(scopes), "url": url, "method": how.get("method", "GET"), **how}
        self.calls.append(call)
        body = self.answer(call)
        body, next_page = body if isinstance(body, tuple) else (body, None)
        return {"headers": {}, "body": body, "next_page_url": next_page}


def query(call):
    return {name: values[0] for name, values in parse_qs(urlsplit(call["url"]).query).items()}


def test_the_claims_line_item_costs_no_call():
    recorder = Recorder()

    assert GradebookService(recorder, ALL, ITEM, ITEMS).find_or_create_lineitem(**WANTED) == ITEM
    assert recorder.calls == []


def test_an_empty_line_item_is_looked_up_by_resource_link_keeping_the_query():
    recorder = Recorder(lambda call: [{"id": ITEM, "resourceLinkId": "1", "resourceId": "", "tag": ""}])

    assert GradebookService(recorder, ALL, "", ITEMS).find_or_create_lineitem(**WANTED) == ITEM
    assert query(recorder.calls[0]) == {"type_id": "1", "resource_link_id": "1"}
    assert recorder.calls[0]["accept"] == LINEITEMS_TYPE


def test_a_platform_that_ignores_the_filter_does_not_lend_us_another_links_column():
    others = [{"id": "https://lms.example/9", "resourceLinkId": "9", "resourceId": "yes-and", "tag": "quiz"}]
    recorder = Recorder(lambda call: {"id": ITEM} if call["method"] == "POST" else others)

    assert GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED) == ITEM


def test_a_free_column_with_our_resource_id_and_tag_is_taken():
    free = [
        {"id": "https://lms.example/other-tag", "resourceId": "yes-and", "tag": "survey"},
        {"id": ITEM, "resourceId": "yes-and", "tag": "quiz"},
    ]
    recorder = Recorder(lambda call: free if "resource_id" in query(call) else [])

    assert GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED) == ITEM


def test_of_several_columns_of_a_link_the_one_with_our_tag_is_taken():
    several = [
        {"id": "https://lms.example/bonus", "resourceLinkId": "1", "tag": "bonus"},
        {"id": ITEM, "resourceLinkId": "1", "tag": "quiz"},
    ]

    assert GradebookService(Recorder(lambda call: several), ALL, None, ITEMS).find_or_create_lineitem(**WANTED) == ITEM


def test_pages_are_followed_to_the_end():
    pages = {"1": ([{"id": "x", "resourceLinkId": "8"}], f"{ITEMS}&page=2"), "2": ([], None)}
    recorder = Recorder(lambda call: pages[query(call).get("page", "1")])

    service = GradebookService(recorder, [SCORE_SCOPE, LINEITEM_READONLY_SCOPE], None, ITEMS)
    assert service.look_up_lineitem(resource_link_id="1", resource_id="a", tag="quiz") is None
    assert len(recorder.calls) == 6


ELSEWHERE = "https://main.example/lineitems?page=2"
STRANGERS = [{"id": "x", "resourceLinkId": "8"}]


def break_off(status):
    def answer(call):
        if query(call).get("page"):
            raise PlatformRefused(Refusal(status))
        return (STRANGERS, f"{ITEMS}&page=2")

    return Recorder(answer)


@pytest.mark.parametrize(
    "recorder",
    [
        Recorder(lambda call: (STRANGERS, ELSEWHERE)),
        Recorder(lambda call: (STRANGERS, f"{ITEMS}&page=2")),  # round and round
        Recorder(lambda call: (STRANGERS, f"{call['url']}1")),  # without end
        break_off(403),
    ],
)
def test_no_column_is_made_while_the_links_own_may_be_in_what_was_not_read(recorder):
    with pytest.raises(LineItemsIncomplete, match="no column was made"):
        GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED)

    assert {call["method"] for call in recorder.calls} == {"GET"}


def test_a_list_of_columns_that_broke_off_for_now_is_asked_for_again():
    with pytest.raises(PlatformRefused):
        GradebookService(break_off(503), ALL, None, ITEMS).find_or_create_lineitem(**WANTED)


def test_a_column_that_was_seen_is_the_links_own_though_more_could_not_be_read():
    ours = {"id": ITEM, "resourceLinkId": "1"}
    recorder = Recorder(lambda call: ([ours], ELSEWHERE))

    assert GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED) == ITEM


def test_a_column_is_made_where_there_is_none_and_the_scope_was_granted():
    recorder = Recorder(lambda call: {"id": ITEM} if call["method"] == "POST" else [])

    assert GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED) == ITEM
    made = recorder.calls[-1]
    assert made["url"] == ITEMS
    assert made["content_type"] == "application/vnd.ims.lis.v2.lineitem+json"
    assert json.loads(made["data"]) == {
        "label": "Yes, and!",
        "scoreMaximum": 100,
        "resourceId": "yes-and",
        "tag": "quiz",
        "resourceLinkId": "1",
        "submissionReview": SUBMISSION_REVIEW,
    }


class Gradebook(Recorder):
    """Answers `status` to new line items, those that name a link alone where `loose` ones may be made."""

    def __init__(self, status, *, loose):
        super().__init__(self._answer)
        self.items, self._status, self._loose = [], status, loose

    def _answer(self, call):
        if call["method"] == "GET":
            wanted = query(call).get("resource_id")
            return [item for item in self.items if wanted in (None, item["resourceId"])]
        item = json.loads(call["data"])
        if "resourceLinkId" in item or not self._loose:
            raise PlatformRefused(Refusal(self._status, "no such link"))
        self.items.append({**item, "id": f"{ITEMS}/own-{len(self.items)}"})
        return self.items[-1]


@pytest.mark.parametrize("status", [404, 412, 422])
def test_a_link_that_may_have_no_column_gets_one_of_its_own_which_is_found_again(status):
    gradebook = Gradebook(status, loose=True)
    others = {**WANTED, "resource_link_id": "2"}

    urls = [GradebookService(gradebook, ALL, None, ITEMS).find_or_create_lineitem(**WANTED) for _ in range(3)]
    other = GradebookService(gradebook, ALL, None, ITEMS).find_or_create_lineitem(**others)

    assert len({*urls}) == 1
    assert other != urls[0]
    assert [(item["resourceId"], item["tag"]) for item in gradebook.items] == [("1", "quiz"), ("2", "quiz")]


def test_a_platform_that_makes_no_column_calls_the_link_ungraded_and_keeps_what_it_said():
    with pytest.raises(ColumnRefused) as refused:
        GradebookService(Gradebook(404, loose=False), ALL, None, ITEMS).find_or_create_lineitem(**WANTED)

    assert refused.value.reason == Reason("column_refused", {"http_status": 404, "detail": "no such link"})
    assert "so it is not graded (HTTP 404: no such link)" in str(refused.value)


@pytest.mark.parametrize("refusal", [Refusal(500), Refusal(401), Refusal(403, throttled=True), Refusal(429)])
def test_a_trouble_that_passes_makes_no_second_column_and_no_ungraded_link(refusal):
    def answer(call):
        if call["method"] == "POST":
            raise PlatformRefused(refusal)
        return []

    recorder = Recorder(answer)
    with pytest.raises(PlatformRefused):
        GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED)
    assert [call["method"] for call in recorder.calls].count("POST") == 1


def test_a_column_that_is_made_carries_its_dates():
    recorder = Recorder(lambda call: {"id": ITEM} if call["method"] == "POST" else [])

    GradebookService(recorder, ALL, None, ITEMS, Window(NOON, None)).find_or_create_lineitem(**WANTED)

    made = json.loads(recorder.calls[-1]["data"])
    assert made["startDateTime"] == "2026-03-02T12:00:00.000Z"
    assert "endDateTime" not in made


OURS = {"id": ITEM, "label": "As it was", "scoreMaximum": 7, "resourceId": "yes-and", "tag": "quiz", "x": {"y": 1}}
IDS = {"resource_ids": {"yes-and", "1"}, "tag": "quiz"}


def test_other_dates_are_told_and_all_else_of_the_column_stays():
    recorder = Recorder(lambda call: OURS | {"startDateTime": "2026-01-01T00:00:00Z"})

    assert GradebookService(recorder, ALL, ITEM, ITEMS, Window(None, NOON)).tell_window(**IDS)

    assert [call["method"] for call in recorder.calls] == ["GET", "PUT"]
    assert json.loads(recorder.calls[1]["data"]) == OURS | {"endDateTime": "2026-03-02T12:00:00.000Z"}


def test_dates_that_the_column_has_already_are_not_told_again():
    recorder = Recorder(lambda call: OURS | {"endDateTime": "2026-03-02T13:00:00+01:00"})

    assert GradebookService(recorder, ALL, ITEM, ITEMS, Window(None, NOON)).tell_window(**IDS)
    assert [call["method"] for call in recorder.calls] == ["GET"]


@pytest.mark.parametrize("odd", [None, [], OURS | {"tag": ""}, OURS | {"resourceId": "another"}, {"id": ITEM}])
def test_a_column_that_was_not_made_for_us_is_never_changed(odd):
    recorder = Recorder(lambda call: odd)

    assert not GradebookService(recorder, ALL, ITEM, ITEMS, Window(None, NOON)).tell_window(**IDS)
    assert [call["method"] for call in recorder.calls] == ["GET"]


@pytest.mark.parametrize("scopes", [[SCORE_SCOPE, LINEITEM_READONLY_SCOPE], [SCORE_SCOPE]])
def test_without_a_column_and_without_the_scope_it_says_what_to_do(scopes):
    with pytest.raises(NoLineItem, match="Turn grading on"):
        GradebookService(Recorder(), scopes, None, ITEMS).find_or_create_lineitem(**WANTED)


@pytest.mark.parametrize("odd", [None, "text", {"lineitems": []}])
def test_a_list_that_is_no_list_is_explained(odd):
    with pytest.raises(NoLineItem, match="could not be read"):
        GradebookService(Recorder(lambda call: odd), ALL, None, ITEMS).find_or_create_lineitem(**WANTED)


@pytest.mark.parametrize("items", [["text"], [{}], [{"id": ""}], [{"id": 7, "resourceLinkId": "1"}]])
def test_odd_entries_of_a_list_are_passed_over(items):
    service = GradebookService(Recorder(lambda call: items), ALL, None, ITEMS)

    assert service.look_up_lineitem(resource_link_id="1", resource_id="a", tag="quiz") is None


def test_a_made_column_without_an_address_is_explained():
    recorder = Recorder(lambda call: None if call["method"] == "POST" else [])

    with pytest.raises(NoLineItem, match="did not say where"):
        GradebookService(recorder, ALL, None, ITEMS).find_or_create_lineitem(**WANTED)


def test_each_call_asks_only_for_the_granted_scopes_that_it_needs():
    recorder = Recorder(lambda call: {"id": ITEM} if "lineitem+json" in call.get("content_type", "") else [])
    service = GradebookService(recorder, [*ALL, "https://example.org/other"], None, ITEMS)
    service.find_or_create_lineitem(**WANTED)
    service.post_score(ITEM, SCORE)
    service.read_result(ITEM, "5")

    asked = [call["scopes"] for call in recorder.calls]
    assert asked[-2:] == [[SCORE_SCOPE], [RESULT_SCOPE]]
    assert all(set(scopes) == {LINEITEM_SCOPE, LINEITEM_READONLY_SCOPE} for scopes in asked[:-2])


def test_a_score_goes_to_scores_with_the_query_kept():
    recorder = Recorder(lambda call: None)

    GradebookService(recorder, ALL, ITEM, ITEMS).post_score(ITEM, SCORE)

    (call,) = recorder.calls
    assert call["url"] == "https://lms.example/2/lineitems/54/lineitem/scores?type_id=1"
    assert (call["method"], call["content_type"]) == ("POST", SCORE_TYPE)


def test_a_score_says_all_it_knows_and_nothing_else():
    times = {"started_at": NOON - timedelta(minutes=9), "submitted_at": NOON - timedelta(minutes=1)}
    full = Score(user_id="5", score_given=70.0, score_maximum=100, timestamp=NOON, comment="Well done", **times)

    assert json.loads(full.to_json()) == {
        "userId": "5",
        "scoreGiven": 70,
        "scoreMaximum": 100,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-03-02T12:00:00.000Z",
        "comment": "Well done",
        "submission": {"startedAt": "2026-03-02T11:51:00.000Z", "submittedAt": "2026-03-02T11:59:00.000Z"},
        "https://canvas.instructure.com/lti/submission": {"new_submission": False},
    }
    assert not {"comment", "submission"} & set(json.loads(SCORE.to_json()))


def test_a_zero_is_sent_as_a_zero():
    body = json.loads(Score(user_id="5", score_given=0.0, score_maximum=10, timestamp=NOON).to_json())

    assert body["scoreGiven"] == 0


def test_timestamps_are_utc_with_milliseconds():
    at = datetime(2026, 3, 2, 7, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))

    assert format_timestamp(at) == "2026-03-02T12:00:00.123Z"


def test_a_result_is_read_without_limit_and_for_the_right_person():
    results = [
        {"userId": "4", "resultScore": 1, "resultMaximum": 10},
        {"userId": 5, "resultScore": 7, "resultMaximum": 10, "comment": "ok", "timestamp": "2026-03-02T12:00:00+00:00"},
    ]
    recorder = Recorder(lambda call: results)

    assert GradebookService(recorder, ALL, ITEM, ITEMS).read_result(ITEM, "5") == Result(7, 10, "ok", NOON)
    assert query(recorder.calls[0]) == {"type_id": "1", "user_id": "5"}
    assert recorder.calls[0]["accept"] == RESULTS_TYPE


@pytest.mark.parametrize("answer", [[], [7], [{"userId": "6"}]])
def test_no_result_is_none(answer):
    assert GradebookService(Recorder(lambda call: answer), ALL, ITEM, ITEMS).read_result(ITEM, "5") is None


@pytest.mark.parametrize("answer", [None, "text", {"results": []}])
def test_an_answer_that_is_no_list_says_nothing_of_anybody(answer):
    service = GradebookService(Recorder(lambda call: answer), ALL, ITEM, ITEMS)

    with pytest.raises(OddPage):
        service.read_result(ITEM, "5")
    with pytest.raises(OddPage):
        service.read_results(ITEM)


def in_pages(*pages, after=None):
    """Results of everybody, whatever person was asked for; `after` is where the last page leads."""

    def answer(call):
        at = int(query(call).get("page", "1"))
        return pages[at - 1], f"{ITEM}&page={at + 1}" if at < len(pages) else after

    return Recorder(answer)


def result_of(user_id, score, **more):
    return {"userId": user_id, "resultScore": score, "resultMaximum": 100, **more}


def test_a_person_on_the_second_page_of_a_platform_that_does_not_filter_is_found():
    recorder = in_pages([result_of("4", 10)], [result_of("5", 95)], [result_of("6", 20)])

    assert GradebookService(recorder, ALL, ITEM, ITEMS).read_result(ITEM, "5") == Result(95, 100)
    assert len(recorder.calls) == 2, "once the person is found, nothing more is asked"


def test_a_filtered_result_that_names_the_person_is_enough_whatever_follows():
    recorder = in_pages([result_of("5", 95)], after="https://main.example/results?page=2")

    assert GradebookService(recorder, ALL, ITEM, ITEMS).read_result(ITEM, "5") == Result(95, 100)


def test_a_person_who_may_be_in_what_was_not_read_is_not_said_to_have_nothing():
    service = GradebookService(in_pages([result_of("4", 10)], after=ELSEWHERE), ALL, ITEM, ITEMS)

    with pytest.raises(IncompleteList, match="goes on at"):
        service.read_result(ITEM, "5")

    results = service.read_results(ITEM)
    assert dict(results.by_user) == {"4": Result(10, 100)}
    assert results.gap.params == {"host": "main.example", "registration": 3}


def test_blackboards_results_are_read_unfiltered_because_its_filtered_ones_lack_the_comment():
    def answer(call):
        filtered = query(call).get("user_id")
        comment = {} if filtered else {"comment": "Ask me."}
        return (
            [result_of("4", 10)] if not filtered and query(call).get("page") is None else [result_of("5", 9, **comment)]
        )

    pages = Recorder(lambda call: (answer(call), None if query(call).get("page") else f"{ITEM}&page=2"))
    pages.issuer = "https://blackboard.com"

    assert GradebookService(pages, ALL, ITEM, ITEMS).read_result(ITEM, "5").comment == "Ask me."
    assert len(pages.calls) == 2


def test_without_the_scope_no_result_is_asked_for():
    recorder = Recorder()

    assert GradebookService(recorder, [SCORE_SCOPE], ITEM, None).read_result(ITEM, "5") is None
    assert recorder.calls == []


@pytest.mark.parametrize(
    ("result", "agrees"),
    [
        (Result(26.6668, 40), True),
        (Result(66.67, 100), True),
        (Result(66, 100), False),
        (Result(None, 100), False),
        (Result(5, 0), False),
    ],
)
def test_results_are_compared_as_shares_of_their_maxima(result, agrees):
    assert result.agrees_with(SCORE) is agrees


@pytest.mark.parametrize(
    ("scopes", "lineitem", "lineitems", "graded"),
    [
        ([SCORE_SCOPE], ITEM, None, True),
        ([SCORE_SCOPE], "", ITEMS, False),
        ([SCORE_SCOPE, LINEITEM_READONLY_SCOPE], "", ITEMS, True),
        ([SCORE_SCOPE], None, None, False),
        ([LINEITEM_SCOPE], ITEM, ITEMS, False),
        ([], ITEM, ITEMS, False),
    ],
)
def test_a_link_is_graded_when_a_score_can_reach_a_column(scopes, lineitem, lineitems, graded):
    assert is_graded(scopes, lineitem, lineitems) is graded
