"""A score that would be written over what nobody could read waits, until somebody sends it anyway or it can be read."""

import pytest

from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.queueing import resend, retry_unread
from lti_tool.delivery.reasons import ResultNotRead, advise, say
from lti_tool.lti.models import Registration
from lti_tool.lti.services.ags.errors import LineItemsIncomplete
from lti_tool.lti.services.ags.messages import Result
from lti_tool.lti.services.http import AnswerTooLarge, PlatformUnreachable
from lti_tool.lti.services.pages import BrokeOff, ContinuesElsewhere, OddPage, TooLong
from lti_tool.lti.services.refusals import PlatformRefused, Refusal, TokenRefused

pytestmark = pytest.mark.both_databases

ELSEWHERE = ContinuesElsewhere(params={"host": "main.example", "registration": 1})
FOR_GOOD = [
    ELSEWHERE,
    TooLong(params={"pages": 100, "rows": 1000}),
    BrokeOff(PlatformRefused(Refusal(403)), page=2),
    PlatformRefused(Refusal(403)),
    AnswerTooLarge(),
]
PASSING = [
    OddPage(),
    PlatformRefused(Refusal(500)),
    BrokeOff(PlatformRefused(Refusal(500)), page=2),
    PlatformRefused(Refusal(401)),
    TokenRefused(Refusal(400, "invalid_scope")),
]
TROUBLES = [PlatformUnreachable(), PlatformRefused(Refusal(503)), BrokeOff(PlatformUnreachable(), page=2)]


@pytest.fixture
def raised(ledger, gradebook, clock):
    """A teacher made 95 of our 70, which the platform does not let us see, and an attempt of 80 follows."""

    def raised(trouble):
        delivery_id = ledger.queue("7/10")
        ledger.deliver()
        gradebook.result, gradebook.trouble = Result(95, 100), trouble
        clock.pass_(minutes=1)
        ledger.queue("8/10")
        return delivery_id

    return raised


@pytest.mark.parametrize("trouble", FOR_GOOD)
def test_a_score_is_held_where_a_teachers_grade_may_stand_unread(ledger, gradebook, raised, trouble):
    delivery_id = raised(trouble)

    assert ledger.deliver().failed == [delivery_id]

    row = ledger.row()
    assert [score.score_given for score in gradebook.scores] == [70]
    assert (row.state, row.reason.code, row.again_at) == (DeliveryState.FAILED, ResultNotRead.code, None)
    assert trouble.message in say(row.reason)
    assert "send the score anyway" in advise(row.reason, is_waiting=False)
    assert not ledger.lane().failures, "only this score waits"


@pytest.mark.parametrize("trouble", PASSING)
def test_what_may_pass_is_looked_at_again_and_held_when_patience_ran_out(ledger, gradebook, clock, raised, trouble):
    raised(trouble)

    ledger.deliver()
    assert (ledger.row().state, ledger.row().reason.code) == (DeliveryState.DUE, ResultNotRead.code)
    for _ in range(12):
        clock.pass_(hours=1)
        ledger.deliver()

    row = ledger.row()
    assert len(gradebook.scores) == 1
    assert (row.state, row.reason.code) == (DeliveryState.FAILED, ResultNotRead.code)
    assert row.again_at is not None, "another day may be better"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_platform_in_trouble_is_left_alone_and_the_score_waits_for_it(ledger, gradebook, clock, raised, trouble):
    delivery_id = raised(trouble)

    assert ledger.deliver().later == [delivery_id]
    assert ledger.lane().failures == 1
    gradebook.trouble = None
    gradebook.result = Result(70, 100, comment="Good.")
    clock.pass_(minutes=10)

    assert ledger.deliver().delivered == [delivery_id]
    assert gradebook.scores[-1].comment == "Good."


def test_it_is_sent_anyway_when_somebody_says_so_and_not_because_it_is_sent_again(ledger, gradebook, clock, raised):
    delivery_id = raised(ELSEWHERE)
    ledger.deliver()

    with ledger.session_factory() as session:
        resend(session, session.get_one(ScoreDelivery, delivery_id), clock(), anyway=False)
        session.commit()
    clock.pass_(minutes=1)
    assert ledger.deliver().failed == [delivery_id]

    ledger.resend(delivery_id)
    clock.pass_(minutes=1)
    assert ledger.deliver().delivered == [delivery_id]
    assert [score.score_given for score in gradebook.scores] == [70, 80]


def test_a_first_score_waits_for_nothing(ledger, gradebook):
    gradebook.trouble = ELSEWHERE
    delivery_id = ledger.queue()

    assert ledger.deliver().delivered == [delivery_id]


@pytest.mark.parametrize("status", [404, 410])
def test_where_the_column_is_gone_sending_tells(ledger, gradebook, raised, status):
    raised(PlatformRefused(Refusal(status)))

    ledger.deliver()

    assert len(gradebook.scores) == 2


def test_what_waits_for_lists_is_due_when_more_of_them_can_be_read(ledger, gradebook, clock, raised, another_placement):
    delivery_id = raised(ELSEWHERE)
    ledger.deliver()
    gradebook.trouble = None
    gradebook.on_find = lambda: (_ for _ in ()).throw(LineItemsIncomplete(ELSEWHERE))
    ledger.queue(user="6"), ledger.queue(user="7", placement_id=another_placement)
    ledger.deliver()

    with ledger.session_factory() as session:
        first = session.query(Registration).filter_by(name="lms-1").one().id
        assert retry_unread(session, first, clock()) == 2
        session.commit()
    gradebook.on_find = lambda: None
    gradebook.result = None
    clock.pass_(minutes=1)
    assert len(ledger.deliver().delivered) == 2
    assert ledger.row(delivery_id).state == DeliveryState.DELIVERED
