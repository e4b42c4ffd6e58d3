"""Resources as a learner meets them: at the lesson they support, and all of them on a page to browse."""

from __future__ import annotations

from tests.conftest import World


def test_a_lesson_shows_the_resources_that_support_it_and_leads_to_all_of_them(world: World):
    learner = world.visitor()
    module = learner.launch("mei-ling", "front-desk", "yes-and")

    lesson = learner.get(f"{module.url}/lessons/culture-of-yes.l2")
    further = lesson.soup.select_one("[aria-labelledby=further]")
    assert further is not None
    link = further.select_one("a[href^='https://slideplayer.com']")
    assert link is not None
    assert (link["target"], link["rel"]) == ("_blank", ["noopener"])

    page = learner.get(module.link("Resources to go further"))
    assert page.url == lesson.link("All resources of the course")
    assert page.status == 200
    assert "Goes with: “From “yes, but” to “yes, and””" in page.text
    assert "We did not find the original." in page.text
    kinds = {heading["id"] for heading in page.soup.select("section.section h2")}
    assert {f"#{kind}" for kind in kinds} == {link["href"] for link in page.soup.select("main nav a")}
