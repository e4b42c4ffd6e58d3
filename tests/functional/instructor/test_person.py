"""A learner's page: everything they did in the course, each attempt with every answer, and nothing that is theirs."""

from __future__ import annotations

from sqlalchemy import select

from lti_tool.attempts.models import Attempt
from lti_tool.lti.models import User
from tests.support.door import ROLE, SUB_TEACHING_ASSISTANT, Door
from tests.support.learners import item_ids
from tests.support.takers import Enter, Taker, attempts_of


def user_id(door: Door, name: str) -> int:
    with door.session() as session:
        return session.scalars(select(User.id).where(User.name == name)).one()


def person_path(teacher: Taker, user: int) -> str:
    return f"{teacher.base}/instructor/people/{user}"


def test_an_instructor_reads_every_attempt_of_the_course_and_every_answer(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    missed = "t-single"
    given = learner.answers(quiz) | {missed: ["c"]}
    learner.submit(quiz, given, **{f"sure-{item_id}": "3" for item_id in item_ids(quiz)})
    enter(module="retake").take(right=0)
    teacher = enter("rosa")

    page = teacher.get(teacher.again().link("Mei-Ling"))
    attempt = teacher.get(page.link("Attempt 1 , Module types"))

    assert page.heading.startswith("Mei-Ling")
    assert page.lacks("Module types", "Module retake", "4 of 5", "Score that counts: 80 %", "0 of 2") == []
    assert "0 minutes" in attempt.text
    first = attempt.soup.select("article")[0].get_text(" ")
    told = (f"What fits {missed}?", "Was certain", "Chosen", "Because t-single a says so.")
    assert [words for words in told if words not in first] == []
    assert not [each for each in attempt.soup.select("article") if "You " in each.text or "Your " in each.text]
    assert teacher.get(attempt.link("Back to Mei-Ling")).heading == page.heading


def test_an_open_attempt_says_that_it_is_open(enter: Enter, door: Door) -> None:
    learner = enter()
    quiz = learner.start()
    learner.save(quiz, "t-single", "b")
    teacher = enter("rosa")

    page = teacher.get(person_path(teacher, attempts_of(door, "types")[0].user_id))
    attempt = teacher.get(page.link("Attempt 1"))

    assert "Still open" in page.text
    assert "This attempt is still open" in attempt.text
    assert "This one was left empty." in attempt.text


def test_no_button_of_an_assistants_sends_a_grade(enter: Enter, door: Door) -> None:
    enter().take()
    teacher, assistant = enter("rosa"), enter("yusuf", roles=[SUB_TEACHING_ASSISTANT])

    assert "Send everything again" in teacher.get(f"{teacher.base}/instructor/grades").text

    for page in ("/instructor", "/instructor/grades", "/instructor/grades/check"):
        seen = assistant.get(assistant.base + page)
        assert seen.status == 200
        assert not [form for form in seen.soup.select("form[method=post]") if "resend" in str(form["action"])]
    for path in ("/instructor/grades/resend", "/instructor/grades/mend", "/instructor/deliveries/1/resend"):
        assert assistant.post(assistant.base + path).status == 403


def test_an_assistant_may_look_and_is_offered_no_changes(enter: Enter, door: Door) -> None:
    enter().take()
    teacher, assistant = enter("rosa"), enter("yusuf", roles=[SUB_TEACHING_ASSISTANT])
    path = person_path(assistant, attempts_of(door, "types")[0].user_id)

    seen = assistant.get(path)

    assert seen.status == 200
    assert "Extra time and attempts" not in seen.text
    assert "Extra time and attempts" in teacher.get(path.replace(assistant.base, teacher.base)).text


def test_an_instructors_own_trial_is_on_no_page(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    teacher.take()
    (trial,) = attempts_of(door, "types")

    page = teacher.get(person_path(teacher, trial.user_id))

    assert "Attempt 1" not in page.text
    assert teacher.get(f"{person_path(teacher, trial.user_id)}/attempts/{trial.id}").status == 404


def test_nobody_else_reads_a_persons_page(enter: Enter, door: Door) -> None:
    enter().take()
    (attempt,) = attempts_of(door, "types")
    for role in ("Learner", "Mentor", "Observer"):
        other = enter("yusuf", roles=[ROLE + role])
        path = person_path(other, attempt.user_id)
        assert other.get(path).status == 403
        assert other.get(f"{path}/attempts/{attempt.id}").status == 403


def test_people_and_attempts_of_another_course_are_not_there(enter: Enter, door: Door) -> None:
    enter().take()
    (attempt,) = attempts_of(door, "types")
    elsewhere = enter("rosa", context={"id": "another", "title": "Another"})
    path = person_path(elsewhere, attempt.user_id)

    assert "no such person" in elsewhere.get(path).text
    assert elsewhere.get(f"{path}/attempts/{attempt.id}").status == 404


def test_an_attempt_is_found_only_under_its_own_person_and_course(enter: Enter, door: Door) -> None:
    enter().take()
    enter("yusuf").take()
    enter("yusuf", context={"id": "another", "title": "Another"}).take()
    teacher = enter("rosa")
    with door.session() as session:
        mine, yusufs, in_another = session.scalars(select(Attempt).order_by(Attempt.id)).all()

    assert teacher.get(f"{person_path(teacher, mine.user_id)}/attempts/{yusufs.id}").status == 404
    assert teacher.get(f"{person_path(teacher, yusufs.user_id)}/attempts/{in_another.id}").status == 404
    assert teacher.get(f"{person_path(teacher, yusufs.user_id)}/attempts/{yusufs.id}").status == 200
