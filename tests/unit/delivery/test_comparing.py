"""What the gradebooks hold, against what they should: each difference is told apart, and mended only where asked."""

import pytest

from lti_tool.delivery.checks import course_checks as checks
from lti_tool.delivery.checks.comparing import Difference, Points, check_link, find_links, mend, recreate_column
from lti_tool.delivery.checks.presence import Roster
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.telling.standing import Standing
from lti_tool.lti.models import Membership, ResourceLink, User
from lti_tool.lti.services.ags.messages import Result, Results
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.lti.services.pages import ContinuesElsewhere
from lti_tool.placements.models import Placement
from lti_tool.work import service

pytestmark = pytest.mark.both_databases


class Column:
    """One gradebook column as a check reads it."""

    def __init__(self):
        self.results, self.gap = {}, None
        self.is_there, self.is_readable, self.error = True, True, None

    def can_read_results(self):
        return self.is_readable

    def has_lineitem(self, _url):
        if self.error:
            raise self.error
        return self.is_there

    def read_results(self, _url):
        return Results(self.results, self.gap)


@pytest.fixture
def column():
    return Column()


@pytest.fixture
def delivered(ledger):
    delivery_id = ledger.queue("7/10")
    ledger.deliver()
    return delivery_id


@pytest.fixture
def check(ledger, column):
    def check(roster=None):
        with ledger.session_factory() as session:
            (link_id,) = find_links(session)
        return check_link(ledger.services, link_id, lambda *_: column, roster)

    return check


@pytest.mark.parametrize("theirs", [Result(70, 100), Result(28, 40), Result(0.7, 1)])
def test_what_agrees_is_no_finding_whatever_the_columns_maximum_is_there(delivered, check, column, theirs):
    column.results = {"5": theirs}

    assert check() == []


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [(None, Difference.MISSING), (Result(None, None), Difference.MISSING), (Result(95, 100), Difference.CHANGED)],
)
def test_what_was_delivered_and_is_not_there_is_missing_and_another_value_is_a_persons(
    delivered, check, column, theirs, kind
):
    column.results = {"5": theirs} if theirs else {}

    (finding,) = check()
    assert (finding.kind, finding.delivery_id, finding.ours) == (kind, delivered, Points(70, 100))


def test_an_older_score_of_ours_is_not_up_to_date(ledger, delivered, check, column):
    ledger.queue("9/10")
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED)
    column.results = {"5": Result(70, 100)}

    (finding,) = check()
    assert (finding.kind, finding.ours, finding.theirs) == (Difference.OTHER, Points(90, 100), Points(70, 100))


def test_of_a_column_that_was_not_read_to_its_end_nobody_is_missing_and_who_was_read_is_judged(
    ledger, check, column, clock, course
):
    ledger.queue("7/10", user="5"), ledger.queue("8/10", user="6")
    ledger.deliver()
    column.results = {"6": Result(95, 100)}
    column.gap = ContinuesElsewhere(params={"host": "main.example", "registration": 1})

    changed, unread = check()

    assert (changed.kind, changed.theirs) == (Difference.CHANGED, Points(95, 100))
    assert (unread.kind, unread.delivery_id, unread.gap) == (Difference.INCOMPLETE, None, column.gap.reason)
    with ledger.session_factory() as session:
        assert mend(session, [changed, unread], clock()) == 0
    checks.check_links(ledger.services, course, lambda *_: None, lambda *_: column)
    with ledger.session_factory() as session:
        kept = checks.find(session, course)
    assert (kept.differences, kept.incomplete, kept.findings[1].gap) == (1, 1, column.gap.reason)


def test_a_zero_is_a_score(ledger, check, column):
    ledger.queue("0")
    ledger.deliver()
    column.results = {"5": Result(0, 100)}
    assert check() == []

    column.results = {}
    assert [finding.kind for finding in check()] == [Difference.MISSING]


def test_somebody_who_left_the_course_is_told_apart(ledger, delivered, check, column):
    with ledger.session_factory() as session:
        context_id, user = session.get_one(Placement, ledger.placement_id).context_id, session.query(User).one()
        session.add(Membership(context_id=context_id, user_id=user.id, roles=["Learner"], is_active=False))
        session.commit()

    assert [finding.kind for finding in check()] == [Difference.GONE]


@pytest.mark.parametrize(
    ("roster", "kind"),
    [
        (Roster(listed={"5", "6"}), Difference.MISSING),
        (Roster(listed={"6"}), Difference.GONE),
        (Roster(listed={"5", "6"}, suspended={"5"}), Difference.SUSPENDED),
        (None, Difference.MISSING),
    ],
)
def test_a_roster_read_now_tells_who_left_and_who_is_suspended_from_whose_grade_is_missing(
    ledger, delivered, check, column, roster, kind
):
    assert [finding.kind for finding in check(roster)] == [kind]

    column.results = {"5": Result(70, 100)}
    assert check(roster) == []


def test_what_comparing_saw_is_known_of_the_score(ledger, delivered, check, column):
    column.results = {"5": Result(77, 100)}
    check()
    assert ledger.standing() == Standing.ACCEPTED
    check()
    assert ledger.standing() == Standing.CHANGED

    column.results = {"5": Result(70, 100)}
    check()
    assert ledger.standing() == Standing.IN_GRADEBOOK


def test_a_link_without_a_column_is_said_and_not_passed_over(ledger, gradebook, check, column):
    ledger.change(ResourceLink, lineitem_url=None)
    ledger.queue("7/10")

    assert [finding.kind for finding in check()] == [Difference.NOT_GRADED]


def test_a_deleted_column_and_one_that_may_not_be_read_are_said(delivered, check, column):
    column.is_readable = False
    assert [finding.kind for finding in check()] == [Difference.UNREADABLE]
    column.is_there = False
    assert [finding.kind for finding in check()] == [Difference.NO_COLUMN]


def test_mending_sends_what_is_missing_and_leaves_what_a_person_changed(ledger, gradebook, clock, check, column):
    ledger.queue("7/10", user="5"), ledger.queue("8/10", user="6")
    ledger.deliver()
    clock.pass_(minutes=1)
    column.results = {"6": Result(95, 100)}
    gradebook.result = None

    with ledger.session_factory() as session:
        assert mend(session, check(), clock()) == 1
        session.commit()

    assert len(ledger.deliver().delivered) == 1
    assert [score.user_id for score in gradebook.scores] == ["5", "6", "5"]

    with ledger.session_factory() as session:
        assert mend(session, check(), clock(), overwrite=True) == 2


def test_a_column_is_made_anew_on_request_and_gets_all_its_scores(ledger, gradebook, clock, delivered):
    with ledger.session_factory() as session:
        assert recreate_column(session, session.query(ResourceLink).one().id, clock()) == 1
        session.commit()
    gradebook.column = "https://lms.example/items/2"
    clock.pass_(minutes=1)

    assert ledger.deliver().delivered == [delivered]
    assert gradebook.posted_to[-1] == "https://lms.example/items/2"
    with ledger.session_factory() as session:
        assert session.query(ResourceLink).one().lineitem_url == "https://lms.example/items/2"


@pytest.fixture
def course(ledger):
    with ledger.session_factory() as session:
        return session.get_one(Placement, ledger.placement_id).context_id


def test_a_check_of_a_course_tells_how_far_it_is_and_keeps_what_it_found(ledger, delivered, column, course):
    told = []

    checks.check_links(ledger.services, course, lambda *far: told.append(far), lambda *_: column)

    assert told == [(0, 1)]
    with ledger.session_factory() as session:
        found = checks.find(session, course)
    assert (found.state, found.done, found.total) == ("done", 1, 1)
    (finding,) = found.findings
    assert (finding.kind, finding.ours, finding.theirs) == (Difference.MISSING, Points(70, 100), None)


def test_the_next_check_stands_for_the_course_while_it_waits_runs_or_failed(ledger, clock, delivered, column, course):
    checks.check_links(ledger.services, course, lambda *_: None, lambda *_: column)

    with ledger.session_factory() as session:
        service.ask(session, course, checks.CHECK, clock())
        assert (checks.find(session, course).state, checks.find(session, course).findings) == ("waiting", ())
        service.take_up(session, course, checks.CHECK, clock())
        service.fail(session, course, checks.CHECK, PlatformUnreachable().reason, clock())
        session.expire_all()
        failed = checks.find(session, course)
        assert (failed.state, failed.reason) == ("failed", PlatformUnreachable().reason)
        service.finish(session, course, checks.CHECK, clock())
        session.expire_all()
        assert len(checks.find(session, course).findings) == 1


def test_a_platform_that_is_away_is_said_and_what_was_found_before_is_kept(ledger, delivered, column, course):
    checks.check_links(ledger.services, course, lambda *_: None, lambda *_: column)
    column.error = PlatformUnreachable()

    with pytest.raises(PlatformUnreachable):
        checks.check_links(ledger.services, course, lambda *_: None, lambda *_: column)

    with ledger.session_factory() as session:
        assert len(checks.find(session, course).findings) == 1
