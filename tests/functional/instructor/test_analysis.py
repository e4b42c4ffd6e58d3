"""What an instructor understands from first attempts, and what the page keeps to itself."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from sqlalchemy import insert, select

from lti_tool.attempts.models import Attempt
from lti_tool.branches.models import Branch
from lti_tool.competencies.models import CompetencyTally
from lti_tool.instructor.shared.share_steps import step
from lti_tool.lti.models import Context, User
from tests.support.door import Door
from tests.support.learners import item_ids
from tests.support.takers import Enter, Taker
from tests.support.visitor import Page


def look(teacher: Taker, query: str = "") -> Page:
    """The page, once all that was handed in is counted."""
    teacher.door.fold()
    return teacher.get(f"{teacher.base}/instructor/analysis{query}")


def read_csv(teacher: Taker, name: str) -> list[dict[str, str]]:
    text = teacher.get(f"{teacher.base}/instructor/analysis/{name}").response.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def table(page: Page, heading: str) -> list[list[str]]:
    """The table behind the picture under a heading, row by row."""
    section = page.soup.select_one(f"section[aria-labelledby={heading}]")
    assert section is not None, page.text
    rows = section.select_one("table").select("tbody tr")  # type: ignore[union-attr]
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


def test_only_first_attempts_of_learners_are_counted(enter: Enter) -> None:
    learner = enter()
    learner.take(right=0)
    learner.take(right=5)
    enter("rosa").take(right=5)
    enter("yusuf", module="compass").take(right=0)
    teacher = enter("rosa")

    page = look(teacher)

    assert "Everything here is counted from first attempts." in page.text
    assert [row[1] for row in table(page, "items")] == ["1"] * 5
    assert [row[2] for row in table(page, "items")] == ["0 %"] * 5
    assert "1 first attempt; half of them took up to 1 minute" in page.text
    assert "Nobody has handed in a first attempt" in look(teacher, "?module=retake").text


def test_what_was_handed_in_is_counted_later_and_the_page_says_until_when(enter: Enter, door: Door) -> None:
    door.app.extensions["score_executor"].stop()
    enter().take()
    teacher = enter("rosa")
    with door.session() as session:
        handed_in = session.scalars(select(Attempt.submitted_at)).one()

    before = teacher.get(f"{teacher.base}/instructor/analysis")
    after = look(teacher)

    assert handed_in is not None
    assert until(before) == handed_in
    assert "Nobody has handed in a first attempt" in before.text
    assert until(after) > handed_in
    assert [row[1] for row in table(after, "items")] == ["1"] * 5


def until(page: Page) -> datetime:
    """Until when the page says that it counts."""
    (said,) = [each for each in page.soup.select("p") if each.text.startswith("First attempts are counted until")]
    moment = said.select_one("time")
    assert moment is not None
    return datetime.fromisoformat(str(moment["datetime"]))


def test_a_wrong_answer_is_counted_by_its_words_and_certainty_is_told(enter: Enter) -> None:
    for number in range(3):
        learner = enter(sub=f"learner-{number}", name=f"Learner {number}")
        quiz = learner.start()
        given = learner.answers(quiz) | {"t-single": ["c"]}
        learner.submit(quiz, given, **{f"sure-{item_id}": "3" for item_id in item_ids(quiz)})
    page = look(enter("rosa"))

    single = table(page, "items")[0]
    assert single[0].startswith("What fits t-single?")
    assert "3 × Reply c of t-single" in single[0]
    assert "0 × Reply a of t-single Right" in single[0]
    assert single[2:4] == ["0 %", "–"]
    assert "Too few answers to judge yet." in single[4]
    (sure,) = table(page, "confident")
    assert "t-single" in sure[0]
    assert sure[1:] == ["3", "3", "100 %"]


def test_questions_are_called_by_their_words_and_few_answers_are_pale_and_say_so(enter: Enter) -> None:
    enter().take(right=0)
    teacher = enter("rosa")
    page = look(teacher)

    bars = page.soup.select("section[aria-labelledby=items] .shares > li")
    assert len(bars) == 5
    for bar in bars:
        assert str(bar.p.get_text()).startswith("What fits ")  # type: ignore[union-attr]
        assert "0 % only 1 answer" in " ".join(bar.get_text(" ").split())
        assert bar.svg is not None
        assert bar.svg["class"] == ["share-bar", "heat-0", "few"]
    assert "so few that one more can change it" in page.text
    first = read_csv(teacher, "questions.csv")[0]
    told = (first["Question"][:10], first["Answers"], first["Few answers"], first["Points earned, percent"])
    assert told == ("What fits ", "1", "yes", "0.0")
    assert read_csv(teacher, "questions.csv?module=retake") == []


def test_the_weakest_has_the_strongest_color() -> None:
    assert [step(share) for share in (0.0, 0.494, 0.495, 0.64, 0.65, 0.79, 0.8, 0.894, 0.9, 1.0)] == [
        *(0, 0, 1, 1, 2, 2, 3, 3, 4, 4),
    ]


def test_small_groups_are_withheld_and_so_is_what_would_give_them_away(enter: Enter, door: Door) -> None:
    teacher = enter("rosa")
    fill_branches(door, {"North": 40, "South": 30, "Kiosk": 2, None: 3})

    page = look(teacher)

    (row,) = table(page, "heat")
    assert row[0] == "Offers what is possible"
    # "Kiosk" and those without a branch are five people together, yet have too few answers: South goes with them.
    assert row[1:] == ["50 % 75 people", "Withheld", "50 % 40 people", "Withheld", "Withheld"]
    assert [each["class"] for each in page.soup.select(".heat-table tbody td")].count(["withheld"]) == 3
    skills = read_csv(teacher, "skills.csv")
    assert [(each["Branch"], each["People"]) for each in skills] == [
        ("Everybody", "75"),
        ("Kiosk", "Withheld"),
        ("North", "40"),
        ("South", "Withheld"),
        ("No branch", "Withheld"),
    ]


def fill_branches(door: Door, sizes: dict[str | None, int]) -> None:
    """People with four answers each, half of them right, in branches of these sizes."""
    with door.session() as session:
        context = session.scalars(select(Context)).one()
        for name, size in sizes.items():
            branch = Branch(context_id=context.id, name=name) if name else None
            users = [
                User(deployment_id=context.deployment_id, id_on_platform=f"{name} {number}") for number in range(size)
            ]
            session.add_all([*users, *([branch] if branch else [])])
            session.flush()
            rows = [
                {"context_id": context.id, "user_id": user.id, "competency": "LCS.C3", "points": 120, "responses": 4}
                | {"branch_id": branch.id if branch else None}
                for user in users
            ]
            session.execute(insert(CompetencyTally), rows)
        session.commit()


def test_learners_do_not_see_it(enter: Enter) -> None:
    assert look(enter()).status == 403
