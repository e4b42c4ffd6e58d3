"""The journey's steps; what comes of each is said in words that the page of interoperability shows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from lti_tool.demo_lms.dialects.dialect import Feature, Standing
from tests.dialects.campus import COURSE, Campus, link_in
from tests.dialects.journey import Journey, Step, in_one_line
from tests.support.learners import answers, item_ids, read_all_lessons
from tests.support.refreshers import make_older
from tests.support.visitor import Page

MODULE = "culture-of-yes"
TAKEN_BY_HAND = 77
CROWD = 129
NOT_KNOWN = "*not known*"


def travel(campus: Campus) -> dict[Step, str]:
    """Take every step, and say what came of it; one whose behavior nobody knows of this LMS is not taken."""
    journey, record = Journey(campus), {}
    for step, (feature, take) in _STEPS.items():
        known = feature is None or campus.platform.dialect.standing_of(feature) != Standing.NOT_KNOWN
        record[step] = take(journey) if known else NOT_KNOWN
    return record


def _register(journey: Journey) -> str:
    campus, visitor = journey.campus, journey.campus.visitor()
    dialect = campus.platform.dialect
    tools = visitor.get(f"{campus.platform.address}/tools")
    if dialect.registers == "dynamically":
        link = link_in(campus.command("registrations invite --auto-approve"))
        around = visitor.submit(tools, "Register", {"url": link})
        inside = around.soup.select_one("iframe.tool, #registration a")
        assert inside is not None, around.text
        visitor.submit(visitor.get(str(inside.get("src") or inside["href"])), "Register")
        return f"from one link, in a {dialect.registration_in}{_let_in(campus)}"
    where = {"url": f"{campus.tool_url}/lti/canvas.json"} if dialect.registers == "from Canvas's JSON" else {}
    page = visitor.submit(tools, "Register", dict(where))
    command = page.soup.select("pre code")[-1].get_text()
    campus.command(command)
    return f"{dialect.registers}, then one command"


def _let_in(campus: Campus) -> str:
    """Approve the deployment where the registration did not name it: its first launch brings it."""
    if campus.platform.dialect.names_deployment:
        return ""
    waiting = campus.visitor().add_content("rosa", COURSE)
    assert waiting.status == 403, waiting.text
    [deployment] = [
        each for each in json.loads(campus.command("deployments list --json")) if each["status"] == "pending"
    ]
    campus.command(f"deployments approve {deployment['id']}")
    return "; the operator approves the deployment that the first launch names"


def _place(journey: Journey) -> str:
    """Choose one module where the LMS offers it; then, where it offers a second place, the same one there."""
    campus, told = journey.campus, []
    for placement in campus.platform.dialect.placements:
        rosa, before = campus.visitor(), set(campus.platform.links)
        picker = rosa.get(f"{campus.platform.address}/as/rosa/courses/{COURSE}/add/launch?placement={placement}")
        added = rosa.submit(picker, "Add to course", {"module": MODULE})
        assert added.status == 200, added.text
        new = [link for name, link in campus.platform.links.items() if name not in before]
        assert len(new) == 1, added.text
        journey.links += new
        has_column = campus.platform.gradebook.for_link(new[0].id) is not None
        told.append(f"{placement.replace('_', ' ') or 'placed'}: {'a column' if has_column else 'no column'}")
    campus.crowd(journey.link, CROWD)
    return "; ".join(told)


def _roles(journey: Journey) -> str:
    campus, views = journey.campus, {}
    course = campus.platform.courses[COURSE]
    for person, role in course.roles.items():
        if role not in views:
            page = campus.visitor().launch(person, COURSE, journey.link.id)
            views[role] = _view(page)
    return "; ".join(f"{role}: {view}" for role, view in views.items())


def _view(page: Page) -> str:
    if page.status != 200:
        return f"refused ({page.status}, {page.heading})"
    if "/instructor" in page.path:
        return "teaches"
    return "looks on" if "Nothing you do here is graded or counted." in page.text else "learns"


def _learn(journey: Journey) -> str:
    learner = journey.campus.visitor()
    page = read_all_lessons(learner, learner.launch("mei-ling", COURSE, journey.link.id))
    found = re.search(r"\d of \d lessons done", page.text)
    assert found, page.text
    return found[0]


def _grade(journey: Journey) -> str:
    learner, result = journey.take_quiz("mei-ling", right=9)
    journey.campus.deliver()
    return f"{journey.held('mei-ling')}; {journey.read_by_learner(learner, result)}"


def _compare(journey: Journey) -> str:
    """Where the list goes on at a host that nobody named, the operator names it, and compares again."""
    found = journey.campus.compare()
    if [each["kind"] for each in found] != ["incomplete"]:
        return _told(found)
    journey.campus.command(found[0]["why"].partition("lti-tool ")[2])
    return (
        f"{_told(found)}: the list goes on at another host, which is named; with it {_told(journey.campus.compare())}"
    )


def _told(found: list[dict[str, Any]]) -> str:
    counts = Counter(each["kind"] for each in found)
    return f"finds {', '.join(f'{count} {kind}' for kind, count in counts.items()) or 'nothing that differs'}"


def _comment(journey: Journey) -> str:
    campus = journey.campus
    journey.take_quiz("kwame", right=4)
    campus.deliver()
    campus.at_desk("comment", "kwame", journey.link, comment="Well seen")
    after = journey.get_better("kwame", right=8)
    result = campus.platform.gradebook.result(campus.column(journey.link).id, campus.platform.people["kwame"].sub)
    is_kept = result is not None and "Well seen" in (result.comment or "")
    return f"{after.partition('; ')[0]}; the comment {'stays' if is_kept else 'is lost'}"


def _override(journey: Journey) -> str:
    journey.campus.at_desk("grade", "mei-ling", journey.link, points=str(TAKEN_BY_HAND))
    return journey.get_better("mei-ling", right=10)


def _lock(journey: Journey) -> str:
    journey.take_quiz("siobhan", right=5)
    journey.campus.deliver()
    journey.campus.at_desk("lock", "siobhan", journey.link)
    return journey.get_better("siobhan", right=9)


def _left(journey: Journey) -> str:
    roles = journey.campus.platform.courses[COURSE].roles
    learner, result = journey.take_quiz("yusuf", right=8)
    role = roles.pop("yusuf")
    journey.campus.deliver()
    words = f"{journey.read_by_learner(learner, result)}; {journey.read_by_instructor()}"
    roles["yusuf"] = role
    return words


def _over(journey: Journey) -> str:
    """A course that is over, where the LMS refuses it then."""
    campus = journey.campus
    if "concluded" not in campus.platform.dialect.not_gradable:
        return NOT_KNOWN
    learner, result = journey.take_quiz("priya", right=8)
    campus.at_desk("conclude")
    campus.deliver()
    words = f"{journey.read_by_learner(learner, result)}; {journey.read_by_instructor()}"
    campus.at_desk("conclude")
    return words


def _ungraded(journey: Journey) -> str:
    """What was chosen for a place where this LMS makes no column."""
    if len(journey.links) < 2:
        return "every link has a column"
    learner, result = journey.take_quiz("lars", right=8, link=journey.links[1])
    journey.campus.deliver()
    return f"{journey.held_apart('lars', journey.links[1])}; {journey.read_by_learner(learner, result)}"


def _roster(journey: Journey) -> str:
    campus, rosa = journey.campus, journey.campus.visitor()
    home = rosa.launch("rosa", COURSE, journey.link.id)
    rosa.submit(home, "Bring the roster up to date")
    campus.tool.extensions["work"].wait()
    page = rosa.get(home.url)
    rows = page.soup.select("table.people tbody tr")
    listed = [in_one_line(row.select_one("th").get_text(" ")) for row in rows]  # type: ignore[union-attr]
    course = campus.platform.courses[COURSE]
    people = {campus.platform.people[person].name: role for person, role in course.roles.items()}
    there = {name: role for name, role in people.items() if any(name in row for row in listed)}
    others = sorted({*there.values()} - {"Learner"})
    learners = Counter(people.values())["Learner"]
    assert [name for name in people.keys() - there if people[name] == "Learner"] == [], page.text
    return f"all {learners} learners are listed" + (f", and as learners: {', '.join(others).lower()}" if others else "")


def _review(journey: Journey) -> str:
    rosa = journey.campus.visitor()
    gradebook = rosa.get(f"{rosa.lms_url}/as/rosa/courses/{COURSE}/gradebook")
    name = journey.campus.platform.people["mei-ling"].name
    column = [
        anchor["href"]
        for anchor in gradebook.soup.select("td a")
        if f"/links/{journey.link.id}/" in str(anchor["href"])
    ]
    href = next(str(each) for each in column if str(each).split("?")[0].endswith("/review/mei-ling"))
    page = rosa.get(f"{rosa.lms_url}{href}")
    assert page.status == 200, page.text
    return "opens the attempt" if name in page.text and "Every answer" in page.text else f"opens “{page.heading}”"


def _reset(journey: Journey) -> str:
    campus = journey.campus
    campus.at_desk("empty")
    campus.let_a_minute_pass()
    lost = [each for each in campus.compare() if each["kind"] == "missing"]
    campus.command("grades reconcile --fix")
    campus.deliver()
    return f"comparing finds {len(lost)} grades missing; sent again: {journey.held('mei-ling')}"


def _refresh(journey: Journey) -> str:
    """Place the refresher as any module; whoever finished one a week ago takes part, and the grade is full."""
    campus, rosa, before = journey.campus, journey.campus.visitor(), set(journey.campus.platform.links)
    placement = next(iter(campus.platform.dialect.placements))
    picker = rosa.get(f"{campus.platform.address}/as/rosa/courses/{COURSE}/add/launch?placement={placement}")
    rosa.submit(picker, "Add to course", {"module": "refresher"})
    [link] = [link for name, link in campus.platform.links.items() if name not in before]
    with campus.tool.extensions["lti"].session_factory() as session:
        make_older(session, weeks=1)
    learner = campus.visitor()
    page = learner.submit(learner.launch("mei-ling", COURSE, link.id), "Start the refresher")
    while item_ids(page):
        page = learner.submit(page, "Check my answer", answers(page, right=0))
        page = learner.get(page.link("Next question" if "Next question" in page.text else "See how it went"))
    campus.deliver()
    return journey.held("mei-ling", link)


def _copy(journey: Journey) -> str:
    campus = journey.campus
    campus.at_desk("copy")
    course = list(campus.platform.courses.values())[-1]
    copied = next(each for each in campus.platform.links_in(course.id) if each.copied_from[:1] == (journey.link.id,))
    teacher = campus.visitor().launch("rosa", course.id, copied.id)
    offer = "the settings are offered" if "This course is a copy of" in teacher.text else "no settings are offered"
    journey.take_quiz("mei-ling", 7, copied)
    campus.deliver()
    return f"{journey.held('mei-ling', copied).replace('the gradebook', 'the copy’s own column')}; {offer}"


_STEPS: dict[Step, tuple[Feature | None, Callable[[Journey], str]]] = {
    Step.REGISTER: (None, _register),
    Step.PLACE: (None, _place),
    Step.ROLES: (None, _roles),
    Step.LEARN: (None, _learn),
    Step.GRADE: (None, _grade),
    Step.COMPARE: (None, _compare),
    Step.COMMENT: (Feature.COMMENTS, _comment),
    Step.OVERRIDE: (Feature.OVERRIDE, _override),
    Step.LOCK: (Feature.LOCK, _lock),
    Step.LEFT: (Feature.NOT_GRADABLE, _left),
    Step.OVER: (Feature.NOT_GRADABLE, _over),
    Step.UNGRADED: (None, _ungraded),
    Step.ROSTER: (Feature.ROSTER, _roster),
    Step.REVIEW: (Feature.REVIEW, _review),
    Step.RESET: (None, _reset),
    Step.REFRESH: (None, _refresh),
    Step.COPY: (Feature.COPY, _copy),
}
