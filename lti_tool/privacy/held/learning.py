"""What people leave by learning: lessons, activities, attempts, certificates, and what is summed up of them."""

from __future__ import annotations

from lti_tool.activities.models import ActivityState
from lti_tool.attempts.models import (
    Attempt,
    ContentSnapshot,
    HandedInFor,
    RefresherQuestion,
    RefresherRound,
    Regrade,
    Response,
)
from lti_tool.certificates.models import Certificate
from lti_tool.competencies.models import CompetencyTally, ItemTally, TimeTally
from lti_tool.errors import N_
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts, told
from lti_tool.privacy.searching import by, in_their_courses, through
from lti_tool.progress.models import EarlierLesson, EarlierProgress, LearnerProgress, LessonCompletion, LessonPlace
from lti_tool.refreshing.models import ToldRetention

LEARNING = (
    TableMap(
        LessonCompletion,
        parts(person="user_id", content="lesson_id completed_at things things_tried", plain="id context_id"),
        (Holding("lessons", Kind.OWN, N_("Lessons that you finished"), by(LessonCompletion.user_id)),),
    ),
    TableMap(
        EarlierLesson,
        parts(person="user_id", content="lesson_id completed_at things things_tried", plain="context_id"),
        (
            Holding(
                "earlier_lessons",
                Kind.OWN,
                N_("Lessons that you finished in earlier terms and then again"),
                by(EarlierLesson.user_id),
            ),
        ),
    ),
    TableMap(
        LessonPlace,
        parts(person="user_id", content="lesson_id step", plain="context_id"),
        (Holding("places", Kind.OWN, N_("The step at which you left each lesson"), by(LessonPlace.user_id)),),
    ),
    TableMap(
        ActivityState,
        parts(person="user_id", content="activity_id kind state is_skipped updated_at", plain="context_id"),
        (
            Holding(
                "activities",
                Kind.OWN,
                N_("Activities, with what you wrote for yourself; no page shows that to anyone but you"),
                by(ActivityState.user_id),
            ),
        ),
    ),
    TableMap(
        Attempt,
        parts(
            person="user_id",
            content="number kind is_preview language seed drawn started_at ends_at late_at submitted_at closed_by "
            "passed points points_possible regrades",
            plain="id placement_id module_id module_digest module_title quiz_title pass_points pass_share "
            "section_minimums tallied_at",
        ),
        (Holding("attempts", Kind.OWN, N_("Quiz attempts, with every answer"), by(Attempt.user_id)),),
    ),
    TableMap(
        Response,
        parts(content="item_id chosen sure saved_at", plain="id attempt_id"),
        (
            Holding(
                "answers",
                Kind.OWN,
                N_("Answers in quiz attempts"),
                through(Response.attempt_id, Attempt.id, by(Attempt.user_id)),
            ),
        ),
    ),
    TableMap(
        HandedInFor,
        parts(others="by_id", plain="attempt_id"),
        (
            Holding(
                "handed_in_for_you",
                Kind.OWN,
                N_("Attempts that staff handed in for you"),
                through(HandedInFor.attempt_id, Attempt.id, by(Attempt.user_id)),
            ),
            Holding(
                "handed_in_for_others",
                Kind.MENTION,
                N_("Attempts that you handed in for others"),
                by(HandedInFor.by_id),
                told("attempt_id"),
                {"by_id": None},
            ),
        ),
    ),
    TableMap(
        RefresherRound,
        parts(person="user_id", content="started_at finished_at", plain="id context_id placement_id"),
        (Holding("refreshers", Kind.OWN, N_("Refreshers that you took"), by(RefresherRound.user_id)),),
    ),
    TableMap(
        RefresherQuestion,
        parts(
            person="user_id",
            content="module_id digest is_known first_points answer sure points answered_at",
            plain="round_id number context_id item_id options targets span",
        ),
        (
            Holding(
                "refresher_questions",
                Kind.OWN,
                N_("Questions of refreshers, with your answers; no page shows them to anyone but you"),
                by(RefresherQuestion.user_id),
            ),
        ),
    ),
    TableMap(
        Regrade,
        parts(
            others="made_by_id",
            words="reason",
            plain="id context_id item_id digest action accepted may_lower made_at taken_back_at",
        ),
        (
            Holding(
                "regrades",
                Kind.MENTION,
                N_("Regrades that you made"),
                by(Regrade.made_by_id),
                told("context_id item_id action accepted may_lower reason made_at"),
                {"made_by_id": None},
            ),
        ),
    ),
    TableMap(
        ContentSnapshot,
        parts(plain="digest kind body created_at"),
        nobody="questions as they were shown; who wrote them is not in it",
    ),
    TableMap(
        Certificate,
        parts(
            person="user_id name",
            content="code module_id title minutes competencies issued_at time_zone replaced_at revoked_at",
            others="revoked_by_id",
            words="revoke_reason",
            plain="id context_id attempt_id number",
        ),
        (
            Holding("certificates", Kind.OWN, N_("Certificates"), by(Certificate.user_id)),
            Holding(
                "certificates_revoked",
                Kind.MENTION,
                N_("Certificates of others that you revoked"),
                by(Certificate.revoked_by_id),
                told("context_id title revoked_at"),
                {"revoked_by_id": None},
            ),
        ),
    ),
    TableMap(
        LearnerProgress,
        parts(
            person="user_id",
            content="lessons_done attempts submitted score_numerator score_denominator score_share passed seconds "
            "last_activity_at first_handed_in_at first_late_at",
            plain="placement_id",
        ),
        (Holding("progress", Kind.OWN, N_("Summaries of how far you have come"), by(LearnerProgress.user_id)),),
    ),
    TableMap(
        EarlierProgress,
        parts(
            person="user_id",
            content="lessons_done attempts submitted score_numerator score_denominator score_share passed seconds "
            "last_activity_at first_handed_in_at first_late_at",
            plain="term_id placement_id",
        ),
        (
            Holding(
                "earlier_progress",
                Kind.OWN,
                N_("Summaries of how far you had come when earlier terms ended"),
                by(EarlierProgress.user_id),
            ),
        ),
    ),
    TableMap(
        CompetencyTally,
        parts(person="user_id", content="competency points responses", plain="context_id branch_id"),
        (Holding("competencies", Kind.OWN, N_("Summaries of what you know well"), by(CompetencyTally.user_id)),),
    ),
    TableMap(
        ItemTally,
        parts(
            count="responses sum_x sum_xx sum_y sum_yy sum_xy unanswered confident confident_wrong choices",
            plain="context_id module_id digest item_id",
        ),
        (
            Holding(
                "item_statistics",
                Kind.STATISTIC,
                N_("Sums of how a course answered each question"),
                in_their_courses(ItemTally.context_id),
            ),
        ),
    ),
    TableMap(
        ToldRetention,
        parts(plain="context_id", count="figures"),
        nobody="sums that were told of what a course kept; who was counted is not in them",
    ),
    TableMap(
        TimeTally,
        parts(count="attempts", plain="context_id module_id minutes"),
        (
            Holding(
                "time_statistics",
                Kind.STATISTIC,
                N_("Sums of how long a course took"),
                in_their_courses(TimeTally.context_id),
            ),
        ),
    ),
)
