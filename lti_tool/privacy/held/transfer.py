"""What people take from a module to their desks, and what others saw of it."""

from __future__ import annotations

from lti_tool.errors import N_
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts, told
from lti_tool.privacy.searching import by
from lti_tool.transfer.models import Agreement, DeskCheck, DeskCount, WorkSample

TRANSFER = (
    TableMap(
        Agreement,
        parts(person="user_id", content="better_at time_for_it talk_at is_shared updated_at", plain="context_id"),
        (Holding("agreements", Kind.OWN, N_("Agreements with your manager"), by(Agreement.user_id)),),
    ),
    TableMap(
        WorkSample,
        parts(person="user_id", content="module_id text url handed_in_at", plain="id context_id"),
        (Holding("work_samples", Kind.OWN, N_("Real work that you handed in"), by(WorkSample.user_id)),),
    ),
    TableMap(
        DeskCheck,
        parts(
            person="user_id",
            content="module_id checked_as lines checked_at",
            words="note",
            others="made_by_id",
            plain="id context_id sample_id",
        ),
        (
            Holding(
                "desk_checks",
                Kind.OWN,
                N_("What others saw at your desk, and said of work that you handed in"),
                by(DeskCheck.user_id),
            ),
            Holding(
                "desk_checks_made",
                Kind.MENTION,
                N_("What you said of others at their desks, and of their work"),
                by(DeskCheck.made_by_id),
                told("context_id module_id lines note checked_at"),
                {"made_by_id": None},
            ),
        ),
    ),
    TableMap(
        DeskCount,
        parts(
            person="user_id",
            content="module_id counted_before counted_after counted_later updated_at",
            plain="context_id",
        ),
        (Holding("desk_counts", Kind.OWN, N_("What you counted at your desk"), by(DeskCount.user_id)),),
    ),
)
