"""What people are given in a course, and what they make for it or share with it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, not_

from lti_tool.authoring.image_models import OwnImage
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.branches.models import Branch, BranchMember, BranchMove
from lti_tool.community.contributing import OPEN_LICENCES
from lti_tool.community.models import Contribution, SurveyAnswer
from lti_tool.coordinators.models import Coordinator, CoordinatorInvitation, ToldFigures
from lti_tool.errors import N_
from lti_tool.placements.models import (
    Accommodation,
    AccommodationReason,
    AttemptGrant,
    ChosenModule,
    ContextSettings,
    CourseTerm,
    LocalPolicy,
    Placement,
    PolicyVersion,
    SaidDates,
)
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts, told
from lti_tool.privacy.person import Person
from lti_tool.privacy.searching import by
from lti_tool.work.models import ContextWork

_shared_by = by(Contribution.user_id)


def _is_given_away() -> ColumnElement[bool]:
    """Shown to others, under a licence that lets anybody use it."""
    return and_(Contribution.state == "shown", Contribution.licence.in_(OPEN_LICENCES))


def _given_away(person: Person) -> ColumnElement[bool]:
    return and_(_shared_by(person), _is_given_away())


def _not_given_away(person: Person) -> ColumnElement[bool]:
    return and_(_shared_by(person), not_(_is_given_away()))


COURSES = (
    TableMap(
        Accommodation,
        parts(person="user_id", content="time_factor extra_attempts updated_at", plain="id context_id reason"),
        (Holding("accommodations", Kind.OWN, N_("Extra time or attempts you were given"), by(Accommodation.user_id)),),
    ),
    TableMap(
        AccommodationReason,
        parts(
            person="user_id", content="placement_id action words given_at", others="given_by_id", plain="id context_id"
        ),
        (
            Holding(
                "accommodation_reasons",
                Kind.OWN,
                N_("Why you were given extra time or attempts, as staff wrote it"),
                by(AccommodationReason.user_id),
            ),
            Holding(
                "accommodation_reasons_given",
                Kind.MENTION,
                N_("Reasons that you wrote for giving others extra time or attempts"),
                by(AccommodationReason.given_by_id),
                told("context_id action given_at"),
                {"given_by_id": None},
            ),
        ),
    ),
    TableMap(
        AttemptGrant,
        parts(person="user_id", content="extra_attempts", plain="placement_id"),
        (Holding("attempt_grants", Kind.OWN, N_("Single attempts that you were given"), by(AttemptGrant.user_id)),),
    ),
    TableMap(
        SaidDates,
        parts(
            person="user_id",
            content="source opens_at due_at closes_at heard_at",
            plain="id resource_link_id context_id branch_id",
        ),
        (Holding("dates", Kind.OWN, N_("Dates that your LMS, or your instructor, gave you"), by(SaidDates.user_id)),),
    ),
    TableMap(
        BranchMember,
        parts(person="user_id", content="branch_id source", plain="context_id"),
        (Holding("branches", Kind.OWN, N_("The branch that you work in"), by(BranchMember.user_id)),),
    ),
    TableMap(
        BranchMove,
        parts(person="user_id", content="branch_before source_before branch", plain="event_id"),
        (Holding("branch_moves", Kind.OWN, N_("Branches that you were moved from and to"), by(BranchMove.user_id)),),
    ),
    TableMap(Branch, parts(plain="id context_id name name_folded"), nobody="a place where people of a course work"),
    TableMap(
        Coordinator,
        parts(person="user_id", content="since", plain="id deployment_id"),
        (Holding("coordinator", Kind.OWN, N_("That you may see the report on all courses"), by(Coordinator.user_id)),),
    ),
    TableMap(
        CoordinatorInvitation,
        parts(words="note", secret="code_hash", plain="id deployment_id created_at expires_at used_at"),  # noqa: S106  a column, no secret
        nobody="a code; it does not say who took it up, and only the operator’s own note may say whom it is for",
    ),
    TableMap(
        Contribution,
        parts(
            person="user_id credit",
            content="kind title url background licence state answer created_at",
            others="moderated_by_id",
            plain="id context_id link_code link_params link_state link_checked_at moderated_at",
        ),
        (
            Holding(
                "contributions_given_away",
                Kind.NAMELESS,
                N_("Resources that you shared for anybody to use, and that are shown"),
                _given_away,
                take_out={"user_id": None, "credit": "", "answer": ""},
            ),
            Holding("contributions", Kind.OWN, N_("Resources that you shared otherwise"), _not_given_away),
            Holding(
                "contributions_moderated",
                Kind.MENTION,
                N_("Resources of others that you let in or declined"),
                by(Contribution.moderated_by_id),
                told("context_id state answer moderated_at"),
                {"moderated_by_id": None},
            ),
        ),
    ),
    TableMap(
        SurveyAnswer,
        parts(plain="key context_id activity_id answered_on is_told branch_id", count="answers"),
        nobody="answers to anonymous surveys carry no name, so nobody can say whose they are",
    ),
    TableMap(
        ToldFigures,
        parts(plain="context_id", count="figures"),
        nobody="sums that were told of a course; who was counted is not in them",
    ),
    TableMap(
        ChosenModule,
        parts(plain="context_id module_id quiz_settings chosen_at"),
        nobody="the modules of a course; who chose them is not kept",
    ),
    TableMap(
        LocalPolicy,
        parts(
            others="updated_by_id",
            plain="id context_id lesson_id branch_id body link_url link_title file_reference updated_at",
        ),
        (
            Holding(
                "policies",
                Kind.MENTION,
                N_("Policies of your library that you wrote"),
                by(LocalPolicy.updated_by_id),
                told("context_id lesson_id body link_url link_title file_reference updated_at"),
                {"updated_by_id": None},
            ),
        ),
    ),
    TableMap(
        PolicyVersion,
        parts(
            others="written_by_id",
            plain="id context_id lesson_id branch_name body link_url link_title file_reference written_at",
        ),
        (
            Holding(
                "policy_versions",
                Kind.MENTION,
                N_("Earlier texts of your library’s policies that you wrote"),
                by(PolicyVersion.written_by_id),
                told("context_id lesson_id body link_url link_title file_reference written_at"),
                {"written_by_id": None},
            ),
        ),
    ),
    TableMap(
        OwnContent,
        parts(plain="id context_id module_id kind key published_version created_at"),
        nobody="an item or a lesson of a course; who wrote it is kept with its versions",
    ),
    TableMap(
        OwnVersion,
        parts(others="written_by_id", plain="id own_content_id number source written_at"),
        (
            Holding(
                "own_content",
                Kind.MENTION,
                N_("Lessons and questions that you wrote for your course"),
                by(OwnVersion.written_by_id),
                told("own_content_id number source written_at"),
                {"written_by_id": None},
            ),
        ),
    ),
    TableMap(
        OwnImage,
        parts(others="added_by_id", plain="id context_id key alt width height size data added_at"),
        (
            Holding(
                "own_images",
                Kind.MENTION,
                N_("Pictures that you added to your course"),
                by(OwnImage.added_by_id),
                told("context_id alt added_at"),
                {"added_by_id": None},
            ),
        ),
    ),
    TableMap(
        Placement,
        parts(plain="id resource_link_id context_id module_id score_maximum is_graded quiz_settings created_at"),
        nobody="what a link shows",
    ),
    TableMap(
        ContextSettings,
        parts(plain="context_id quiz_defaults own_revision certificates_renewed term_began_at next_term_at"),
        nobody="settings of a course",
    ),
    TableMap(CourseTerm, parts(plain="id context_id began_at repeats_work"), nobody="when a course's terms began"),
    TableMap(
        ContextWork,
        parts(
            plain="context_id kind wish state done total reason reason_code reason_params asked_at finished_at "
            "lease_until",
        ),
        nobody="work that a course was asked for; its wish has numbers of links and rulings only",
    ),
)
