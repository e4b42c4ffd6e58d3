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
    assert page.lacks("Goes with:", "“From “yes, but” to “yes, and””", "We did not find the original.") == []
    kinds = {heading["id"] for heading in page.soup.select("section.section h2")}
    assert {f"#{kind}" for kind in kinds} == {link["href"] for link in page.soup.select("main nav a")}


def test_resources_are_looked_through_by_topic_and_kind_without_a_script(world: World):
    learner = world.visitor()
    everything = learner.get(learner.launch("mei-ling", "front-desk", "yes-and").link("Resources to go further"))
    total = len(everything.soup.select(".resources > li"))

    for query, heading in (("topic=culture-of-yes", None), ("kind=webinar", "Webinars")):
        page = learner.get(f"{everything.url}?{query}")
        shown = len(page.soup.select(".resources > li"))
        assert 0 < shown < total
        assert f"Showing {shown} of {total} resources." in page.text
        assert heading is None or [each.get_text() for each in page.soup.select("section.section h2")] == [heading]

    odd = learner.get(f"{everything.url}?kind=%3Cb%3E&topic=nowhere")
    assert len(odd.soup.select(".resources > li")) == total
