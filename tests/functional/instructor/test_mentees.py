"""A mentor sees how their own mentees are doing, and nobody else."""

from __future__ import annotations

from tests.support.door import ROLE, Door
from tests.support.takers import Enter

MENTEES = "https://purl.imsglobal.org/spec/lti/claim/role_scope_mentor"


def test_a_mentor_sees_their_own_mentees_and_nobody_else(enter: Enter, door: Door) -> None:
    enter().take(right=4)
    enter("yusuf").take()
    mei_ling = door.platform.people["mei-ling"].sub

    mentor = enter("siobhan", roles=[ROLE + "Mentor"], **{MENTEES: [mei_ling, "stranger"]})

    assert "Mei-Ling" in mentor.home.text
    assert "80 %" in mentor.home.text
    assert "Yusuf" not in mentor.home.text
    assert mentor.get(f"{mentor.base}/instructor").status == 403


def test_who_is_no_mentor_of_anybody_sees_no_mentees(enter: Enter) -> None:
    for roles in (["Mentor"], ["Learner"], ["Observer"]):
        other = enter("siobhan", roles=[ROLE + role for role in roles])
        assert other.get(f"{other.base}/mentees").status == 403
