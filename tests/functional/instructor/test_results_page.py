"""The results of a link: who is where, looked through, in pages, as a file and on paper."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from lti_tool.branches.models import Branch, BranchMember
from lti_tool.db import utcnow
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.lti.models import Context, Membership, User
from lti_tool.placements.models import Placement
from lti_tool.reasons import said_then
from tests.support.door import ROLE, Door
from tests.support.memory import most_held
from tests.support.takers import Enter, Taker, set_rules
from tests.support.visitor import Page

pytestmark = pytest.mark.both_databases

RESULTS = "instructor/results.csv"


def home(teacher: Taker, query: str = "") -> Page:
    return teacher.get(f"{teacher.base}/instructor{query}")


def names(page: Page) -> list[str]:
    return [str(each.get_text(" ", strip=True)) for each in page.soup.select("table.people tbody th a")]


def line(page: Page, name: str) -> str:
    (row,) = [each for each in page.soup.select("table.people tbody tr") if name in each.get_text(" ")]
    return " ".join(row.get_text(" ").split())


def enrol(door: Door, *people: str, **facts: object) -> list[int]:
    """People who are on the roster and have never come."""
    with door.session() as session:
        context = session.scalars(select(Context)).first()
        assert context is not None
        users = [
            User(deployment_id=context.deployment_id, id_on_platform=f"on-roster {name}", name=name) for name in people
        ]
        session.add_all(users)
        session.flush()
        ids = [user.id for user in users]
        rows = [{"context_id": context.id, "user_id": each, "roles": ["Learner"], **facts} for each in ids]
        session.execute(insert(Membership), rows)
        session.commit()
        return ids


def read_csv(teacher: Taker, query: str = "") -> list[dict[str, str]]:
    text = teacher.get(f"{teacher.base}/{RESULTS}{query}").response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def teacher(enter: Enter, door: Door) -> Taker:
    """Mei-Ling passed, Yusuf failed, Siobhan read the lesson, two people never came, one of whom left."""
    enter("mei-ling").take()
    enter("yusuf").take(right=1)
    reader = enter("siobhan")
    reader.post(f"{reader.base}/lessons/types.l1")
    teacher = enter("rosa")
    enrol(door, "Ada Early")
    enrol(door, "Zed Gone", is_active=False)
    return teacher


def test_everybody_of_the_course_is_listed_those_who_never_came_too(teacher: Taker) -> None:
    page = home(teacher)

    assert names(page) == sorted(names(page), key=str.lower)
    assert len(names(page)) == 5
    assert "Rosa" not in page.soup.select_one("table.people").text  # type: ignore[union-attr]
    for name, words in {
        "Siobhán": ("1 of 1", "None yet"),
        "Mei-Ling": ("100 % Passed",),
        "Yusuf": ("20 % Not yet passed",),
        "Ada Early": ("Not started", "Not yet"),
        "Zed Gone": ("Left the course",),
    }.items():
        assert [each for each in words if each not in line(page, name)] == [], name
    greyed = page.soup.select("tr.left")
    assert ["Zed Gone" in each.text for each in greyed] == [True]


def test_the_list_is_looked_through_and_put_in_order(teacher: Taker) -> None:
    everybody = ["Ada", "Mei-Ling", "Siobhán", "Yusuf", "Zed"]
    for query, expected in {
        "?q=ME": ["Mei-Ling"],
        "?q=%25": [],
        "?q=nobody": [],
        "?q=SIOBH%C3%81N": ["Siobhán"],
        "?state=not-started": ["Ada", "Zed"],
        "?state=begun": ["Siobhán"],
        "?state=passed": ["Mei-Ling"],
        "?state=not-passed": ["Yusuf"],
        "?state=left": ["Zed"],
        "?sort=-name": everybody[::-1],
        "?sort=score": ["Mei-Ling", "Yusuf", "Ada", "Siobhán", "Zed"],
        "?sort=-score": ["Yusuf", "Mei-Ling", "Ada", "Siobhán", "Zed"],
        "?sort=-seen": ["Mei-Ling", "Yusuf", "Siobhán", "Ada", "Zed"],
        "?page=9999": [],
        "?state=%00&sort=-x&page=-1&branch=x&q=%00": everybody,
        "?page=99999999999999999999&branch=99999999999999999999": everybody,
    }.items():
        page = home(teacher, query)
        found = [name.split()[0] for name in names(page)]
        assert found == expected, query
        assert ("No learners match your search" in page.text) == (not expected)


def test_a_branch_is_looked_for_and_so_is_none(teacher: Taker, door: Door) -> None:
    with door.session() as session:
        context_id = session.scalars(select(Placement.context_id)).first()
        ada = session.scalars(select(User.id).where(User.name == "Ada Early")).one()
        branch = Branch(context_id=context_id, name="Harbour")
        session.add(branch)
        session.flush()
        session.add(BranchMember(context_id=context_id, user_id=ada, branch_id=branch.id, source="hand"))
        session.commit()
        branch_id = branch.id

    assert names(home(teacher, f"?branch={branch_id}")) == ["Ada Early"]
    assert len(names(home(teacher, "?branch=-1"))) == 4
    assert [row["Branch"] for row in read_csv(teacher) if row["Name"] == "Ada Early"] == ["Harbour"]


def test_a_failed_grade_is_found_and_sent_again(teacher: Taker, door: Door) -> None:
    door.app.extensions["score_executor"].stop()
    with door.session() as session:
        session.execute(
            update(ScoreDelivery).values(state=DeliveryState.FAILED, reason=said_then("No such person there."))
        )
        session.commit()

    page = home(teacher, "?state=not-delivered")

    assert len(names(page)) == 2
    assert "No such person there." in line(page, "Yusuf")
    assert "Send again for Yusuf" in line(page, "Yusuf")


def test_a_long_list_comes_in_pages(teacher: Taker, door: Door) -> None:
    enrol(door, *(f"Person {number:03}" for number in range(120)))

    first = home(teacher)
    second = teacher.get(first.link("Next"))
    last = teacher.get(second.link("Next"))

    assert [len(names(page)) for page in (first, second, last)] == [50, 50, 25]
    assert "Page 1 of 3" in first.text
    assert "125 people." in first.text
    assert len({*names(first), *names(second), *names(last)}) == 125
    assert "Next" not in last.soup.select_one("nav.pages").text  # type: ignore[union-attr]


def test_the_file_holds_everybody_and_no_formula(teacher: Taker, door: Door) -> None:
    wicked = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", 'Quote", and\nline')
    enrol(door, *wicked)

    answer = teacher.get(f"{teacher.base}/{RESULTS}").response
    rows = {row["Name"]: row for row in read_csv(teacher)}

    disposition = answer.headers["Content-Disposition"]
    assert (answer.mimetype, "filename=types.csv" in disposition) == ("text/csv", True)
    made_harmless = {f"'{name}" for name in wicked[:-1] if name != "\t=1"} | {"\t'=1", wicked[-1]}
    assert made_harmless <= rows.keys()
    scores = {name: rows[name]["Score that counts, percent"] for name in ("Mei-Ling Zhao", "Ada Early")}
    assert scores == {"Mei-Ling Zhao": "100.0", "Ada Early": ""}
    assert (rows["Mei-Ling Zhao"]["Passed"], rows["Zed Gone"]["In the course"]) == ("yes", "no")
    assert [row["Name"] for row in read_csv(teacher, "?state=left")] == ["Zed Gone"]


def test_the_file_is_made_in_constant_memory(teacher: Taker, door: Door) -> None:
    def peak(people: int) -> int:
        answer = teacher.browser.get(f"{teacher.base}/{RESULTS}?q=Person", base_url=door.url, buffered=False)
        with most_held() as held:
            lines = sum(chunk.count(b"\n") for chunk in answer.iter_encoded())
        answer.close()
        assert lines == people + 1
        return held[0]

    enrol(door, *(f"Person {number}" for number in range(1_000)))
    peak(1_000)
    few = peak(1_000)
    enrol(door, *(f"Person {number}" for number in range(1_000, 5_000)))

    assert peak(5_000) < 1.5 * few


def test_the_list_is_printed(teacher: Taker) -> None:
    page = teacher.get(home(teacher, "?state=not-started").link("Show for printing"))

    assert "Not started · 2 people." in page.text
    assert [each.text for each in page.soup.select("table.printed tbody th")] == [
        "Ada Early",
        "Zed Gone (left the course)",
    ]


def test_words_for_a_reminder_name_the_module_and_its_date_and_nothing_is_sent(teacher: Taker, door: Door) -> None:
    set_rules(door, "types", due_at=utcnow() + timedelta(days=3))

    words = [each.text for each in home(teacher).soup.select("textarea")]

    assert "“Module types” is waiting for you" in words[0]
    assert "Please finish by" in words[0]
    assert "not passed yet" in words[1]
    assert "We send no email." in home(teacher).text


def test_nobody_else_takes_the_results_along(teacher: Taker, enter: Enter) -> None:
    for role in ("Learner", "Mentor", "Observer"):
        other = enter("yusuf", roles=[ROLE + role])
        for path in ("instructor", RESULTS, "instructor/results/print"):
            assert other.get(f"{other.base}/{path}").status == 403


def test_another_course_has_its_own_people(teacher: Taker, enter: Enter) -> None:
    elsewhere = enter("rosa", context={"id": "another", "title": "Another"})

    assert "No one has opened this link yet" in home(elsewhere).text
    assert read_csv(elsewhere) == []
