"""Every kind of activity as people use it: by keyboard alone, without scripts, offline, and after a visit has ended."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from lti_tool.settings import Settings
from tests.browser.desks import Desks
from tests.browser.looks import problems
from tests.browser.stories import LINK, open_in_tab
from tests.conftest import World
from tests.support.readers import ACTIVITIES_COURSE

TAB_LIMIT = 140
Press = Callable[[Locator, str], None]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"content_dir": ACTIVITIES_COURSE})


@pytest.fixture
def lesson(world: World, page: Page) -> Page:
    return open_lesson(page, world)


@pytest.fixture
def plain(world: World, desks: Desks) -> Page:
    """The lesson in a browser without scripts."""
    page = desks.fresh(java_script_enabled=False).new_page()
    page.goto(f"{world.platform.issuer}/as/mei-ling/courses/front-desk/links/{LINK}/launch?target=window")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    return enter_lesson(page)


def open_lesson(page: Page, world: World, person: str = "mei-ling") -> Page:
    return enter_lesson(open_in_tab(page, world, person))


def enter_lesson(page: Page) -> Page:
    page.get_by_role("link", name="Start:").click()
    expect(page.get_by_role("heading", level=1, name="One of each kind")).to_be_visible()
    return show_whole(page)


def show_whole(page: Page) -> Page:
    """Every step at once, where our script shows one at a time."""
    if page.locator("html.stepping").count():
        page.locator(".step.now [data-whole]").click()
    return page


def section(page: Page, activity: str) -> Locator:
    return page.locator(f"#activity-{activity}")


def button(page: Page, activity: str, name: str) -> Locator:
    return section(page, activity).get_by_role("button", name=name, exact=True)


def field(page: Page, activity: str) -> Locator:
    return section(page, activity).locator("textarea").first


def saved(page: Page, activity: str) -> Locator:
    return section(page, activity).locator(".saved").first


def press_on(page: Page, target: Locator, key: str) -> None:
    """Tab until this is in focus, as somebody without a mouse does, then press the key."""
    for _ in range(TAB_LIMIT):
        if target.evaluate("each => each === document.activeElement && document.hasFocus()"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{TAB_LIMIT} presses of Tab never reached {target}")


def choose(page: Page, group: Locator, steps: int) -> None:
    """Reach a group of radio buttons by Tab and choose by arrow keys, as keyboards do."""
    press_on(page, group.locator("input").first, "Space")
    for _ in range(steps):
        page.keyboard.press("ArrowRight")


def in_focus(page: Page) -> Locator:
    return page.locator(":focus")


def test_a_story_by_keyboard(lesson: Page) -> None:
    press_on(lesson, button(lesson, "closing", "Say the network stops at nine."), "Enter")
    expect(section(lesson, "closing")).to_contain_text("She hears a closed door.")
    expect(in_focus(lesson)).to_contain_text("She hears a closed door.")
    press_on(lesson, button(lesson, "closing", "Soften, and ask what is left."), "Enter")
    expect(section(lesson, "closing")).to_contain_text("You recovered well from that.")
    press_on(lesson, button(lesson, "closing", "Take back my last choice"), "Space")
    expect(section(lesson, "closing")).to_contain_text("“You people never help!”")
    press_on(lesson, button(lesson, "closing", "Repeat the time."), "Enter")

    expect(section(lesson, "closing")).to_contain_text("Looking back")
    expect(in_focus(lesson)).to_contain_text("She leaves without it.")
    press_on(lesson, button(lesson, "closing", "Start again"), "Enter")
    expect(section(lesson, "closing")).to_contain_text("Your best so far: 0 of 4 points.")


def test_words_and_notes_by_keyboard(lesson: Page) -> None:
    press_on(lesson, field(lesson, "say"), "L")
    lesson.keyboard.type("et me see.")
    press_on(lesson, button(lesson, "say", "Save and compare"), "Enter")
    expect(section(lesson, "say")).to_contain_text("Why it works:")
    expect(in_focus(lesson)).to_contain_text("Let me see.")

    press_on(lesson, field(lesson, "thoughts"), "A")
    lesson.keyboard.type(" thought")
    expect(saved(lesson, "thoughts")).to_have_text("Saved")


def test_sorting_by_keyboard(lesson: Page) -> None:
    for number, steps in enumerate((0, 1, 0)):
        choose(lesson, section(lesson, "values").locator("fieldset").nth(number), steps)
    press_on(lesson, button(lesson, "values", "Check"), "Enter")

    expect(section(lesson, "values").locator(".outcome")).to_have_text("All of them are right.")
    expect(in_focus(lesson)).to_have_text("All of them are right.")


def test_a_verdict_goes_when_its_choice_changes_and_the_others_stay(lesson: Page) -> None:
    for entry in ("a", "b", "c"):
        section(lesson, "values").locator(f"input[name=entry-{entry}][value=trust]").check()
    button(lesson, "values", "Check").click()
    expect(section(lesson, "values").locator(".verdict")).to_have_count(3)
    expect(section(lesson, "values").locator(".activity-head")).to_contain_text("Tried")

    section(lesson, "values").locator("input[name=entry-b][value=respect]").check()

    expect(section(lesson, "values").locator(".verdict")).to_have_count(2)
    expect(section(lesson, "values")).not_to_contain_text("Not there")
    expect(section(lesson, "values").locator(".wrong, .outcome")).to_have_count(0)
    button(lesson, "values", "Check again").click()
    expect(section(lesson, "values").locator(".activity-head")).to_contain_text("Done")
    expect(lesson.locator("#activities-left")).to_have_text("7 activities left on this page.")


def test_a_row_left_open_takes_the_focus_and_loses_its_mark_when_answered(lesson: Page) -> None:
    section(lesson, "values").locator("input[name=entry-a][value=trust]").check()
    button(lesson, "values", "Check").click()

    row = section(lesson, "values").locator("#activity-values-row-b")
    expect(row).to_be_focused()
    expect(row).to_contain_text("This needs an answer.")
    row.locator("input").first.check()
    expect(row).not_to_contain_text("This needs an answer.")


def test_the_option_under_a_resting_pointer_does_not_look_chosen(lesson: Page) -> None:
    look = "each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).textDecorationLine]"
    button(lesson, "closing", "Say the network stops at nine.").click()
    expect(section(lesson, "closing")).to_contain_text("She hears a closed door.")
    options = section(lesson, "closing").locator(".way-out")

    assert options.nth(0).evaluate(look) == options.nth(1).evaluate(look)
    options.nth(1).hover()
    expect(options.nth(1)).to_have_css("text-decoration-line", "underline")
    assert options.nth(0).evaluate(look)[0] == options.nth(1).evaluate(look)[0]


def test_a_self_assessment_by_keyboard(lesson: Page) -> None:
    for number, steps in enumerate((0, 1, 3)):
        choose(lesson, section(lesson, "now").locator("fieldset").nth(number), steps)
    press_on(lesson, button(lesson, "now", "See what this says"), "Enter")

    expect(section(lesson, "now")).to_contain_text("Your strengths")
    expect(in_focus(lesson)).to_contain_text("You do 1 of 3 usually or always.")


def test_a_checklist_and_its_sheet_by_keyboard(lesson: Page) -> None:
    press_on(lesson, section(lesson, "desk").get_by_label("The map is on the counter"), "Space")
    press_on(lesson, section(lesson, "desk").get_by_label("Line 1 of your own"), "T")
    lesson.keyboard.type("ea")
    press_on(lesson, section(lesson, "desk").get_by_role("link", name="Sheet to print"), "Enter")

    expect(lesson.get_by_role("heading", level=1, name="Ready at the desk")).to_be_visible()
    expect(lesson.locator(".sheet")).to_contain_text("The map is on the counter")
    expect(lesson.locator(".sheet")).to_contain_text("Tea")
    expect(lesson.get_by_role("button", name="Print")).to_be_visible()


def test_a_survey_by_keyboard(lesson: Page) -> None:
    press_on(lesson, section(lesson, "barriers").get_by_label("Which rule did you bend?"), "F")
    press_on(lesson, button(lesson, "barriers", "Send my answers"), "Enter")
    expect(section(lesson, "barriers").get_by_role("alert")).to_contain_text("needs an answer has none yet")
    expect(section(lesson, "barriers").get_by_label("Which rule did you bend?")).to_have_value("F")
    press_on(lesson, section(lesson, "barriers").get_by_label("Cost"), "Space")
    press_on(lesson, button(lesson, "barriers", "Send my answers"), "Enter")

    expect(section(lesson, "barriers")).to_contain_text("Thank you.")
    expect(lesson.locator("#lesson-place")).to_contain_text("1 of 8 activities tried")


def test_what_was_typed_into_a_survey_outlives_skipping_it(lesson: Page) -> None:
    section(lesson, "barriers").get_by_label("Which rule did you bend?").fill("Fines")
    button(lesson, "barriers", "Skip for now").click()

    expect(section(lesson, "barriers")).to_contain_text("You can still do it")
    expect(section(lesson, "barriers").get_by_label("Which rule did you bend?")).to_have_value("Fines")
    section(lesson, "barriers").get_by_label("Cost").check()
    button(lesson, "barriers", "Send my answers").click()
    expect(section(lesson, "barriers")).to_contain_text("Thank you.")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_enter_key_never_sends_a_survey_by_accident(request: pytest.FixtureRequest, scripts: bool) -> None:
    reading: Page = request.getfixturevalue("lesson" if scripts else "plain")
    section(reading, "barriers").get_by_label("Cost").check()
    section(reading, "barriers").get_by_label("Which rule did you bend?").fill("Fines")

    section(reading, "barriers").get_by_label("Which rule did you bend?").press("Enter")
    reading.wait_for_load_state()

    expect(button(reading, "barriers", "Send my answers")).to_be_visible()
    expect(section(reading, "barriers").get_by_label("Which rule did you bend?")).to_have_value("Fines")


def test_a_story_without_scripts(plain: Page) -> None:
    button(plain, "closing", "Ask what is left to do.").click()
    expect(section(plain, "closing")).to_contain_text("You sought the need first.")
    assert plain.url.endswith("#activity-closing")
    button(plain, "closing", "Help her save and send the draft.").click()

    expect(section(plain, "closing")).to_contain_text("You found the best way")


def test_words_and_notes_without_scripts(plain: Page) -> None:
    field(plain, "say").fill("Let me see.")
    button(plain, "say", "Save and compare").click()
    expect(section(plain, "say")).to_contain_text("Why it works:")
    section(plain, "say").get_by_text("Change my words").click()
    field(plain, "say").fill("Let us see.")
    button(plain, "say", "Save my words").click()
    expect(section(plain, "say").locator(".mine")).to_contain_text("Let us see.")

    field(plain, "thoughts").fill("A thought")
    button(plain, "thoughts", "Save my note").click()
    section(plain, "thoughts").get_by_role("link").click()
    expect(plain.locator("main")).to_contain_text("A thought")


def test_sorting_and_a_self_assessment_without_scripts(plain: Page) -> None:
    for entry in ("a", "b", "c"):
        section(plain, "values").locator(f"input[name=entry-{entry}][value=trust]").check()
    button(plain, "values", "Check").click()
    expect(section(plain, "values")).to_contain_text("2 of 3 are right.")

    for statement in ("a", "b"):
        section(plain, "now").locator(f"input[name=statement-{statement}][value='3']").check()
    button(plain, "now", "See what this says").click()
    expect(section(plain, "now").get_by_role("alert")).to_contain_text("1 has no answer yet")
    section(plain, "now").locator("input[name=statement-c][value='0']").check()
    button(plain, "now", "See what this says").click()
    expect(section(plain, "now")).to_contain_text("You do 2 of 3 usually or always.")


def test_a_checklist_and_a_survey_without_scripts(plain: Page) -> None:
    section(plain, "cards").get_by_label("What would you like to walk out with?").check()
    button(plain, "cards", "Save").click()
    section(plain, "cards").get_by_role("link", name="Cards to print").click()
    expect(plain.locator(".huddle")).to_have_count(1)
    expect(plain.get_by_text("To print, use your browser")).to_be_visible()
    plain.get_by_role("link", name="Back to the lesson").click()

    section(plain, "barriers").get_by_label("Time").check()
    button(plain, "barriers", "Send my answers").click()
    expect(section(plain, "barriers")).to_contain_text("Thank you.")


def test_a_network_that_is_away_loses_no_word(desks: Desks, desk: BrowserContext, lesson: Page) -> None:
    desks.foreseen.append("ERR_INTERNET_DISCONNECTED")
    desk.set_offline(True)
    field(lesson, "thoughts").press_sequentially("Typed on the bus")
    expect(saved(lesson, "thoughts")).to_have_text("Not saved yet – we will try again")
    button(lesson, "thoughts", "Save my note").click()
    expect(saved(lesson, "thoughts")).to_contain_text("You are offline. What you typed is still here")
    desk.set_offline(False)

    expect(saved(lesson, "thoughts")).to_have_text("Saved")
    lesson.reload()
    expect(field(lesson, "thoughts")).to_have_value("Typed on the bus")


def test_what_is_typed_after_the_visit_ended_stays_in_its_field(
    desks: Desks, desk: BrowserContext, lesson: Page
) -> None:
    desks.foreseen.append("status of 40")
    desk.clear_cookies()
    field(lesson, "say").press_sequentially("Do not lose me")

    expect(saved(lesson, "say")).to_contain_text("Copy what you typed, then open the lesson from your course again.")
    button(lesson, "say", "Save and compare").click()
    expect(saved(lesson, "say")).to_contain_text("Copy what you typed")
    expect(field(lesson, "say")).to_have_value("Do not lose me")


def test_a_text_that_is_too_long_is_said_at_once_and_stays(lesson: Page) -> None:
    field(lesson, "thoughts").fill("x" * 4001)
    expect(saved(lesson, "thoughts")).to_contain_text("longer than 4,000 characters")
    field(lesson, "thoughts").fill("short")

    expect(saved(lesson, "thoughts")).to_have_text("Saved")


def test_a_fresh_browser_goes_on_where_this_one_stopped(world: World, desks: Desks, lesson: Page) -> None:
    button(lesson, "closing", "Ask what is left to do.").click()
    expect(section(lesson, "closing")).to_contain_text("Only the upload is left.")
    section(lesson, "values").locator("input[name=entry-a][value=trust]").check()
    expect(saved(lesson, "values")).to_have_text("Saved")

    phone = open_lesson(desks.fresh().new_page(), world)

    expect(section(phone, "closing")).to_contain_text("Only the upload is left.")
    expect(section(phone, "values").locator("input[name=entry-a][value=trust]")).to_be_checked()


def test_a_choice_in_an_old_tab_says_where_the_story_is(desks: Desks, desk: BrowserContext, lesson: Page) -> None:
    desks.foreseen.append("status of 422")
    old = desk.new_page()
    old.goto(lesson.url)
    show_whole(old)
    button(lesson, "closing", "Ask what is left to do.").click()
    expect(section(lesson, "closing")).to_contain_text("Only the upload is left.")

    button(old, "closing", "Say the network stops at nine.").click()

    expect(section(old, "closing").get_by_role("alert")).to_contain_text("This is where you are.")
    expect(section(old, "closing")).to_contain_text("Only the upload is left.")


def test_an_answer_that_comes_late_takes_nobody_away_from_what_they_do_next(lesson: Page) -> None:
    held: list[Route] = []
    lesson.route("**/activities/closing*", lambda route: held.append(route))
    button(lesson, "closing", "Say the network stops at nine.").click()
    expect(section(lesson, "closing")).to_have_attribute("aria-busy", "true")
    field(lesson, "say").press_sequentially("Let me ")
    at = lesson.evaluate("scrollY")

    held.pop().continue_()
    expect(section(lesson, "closing")).to_contain_text("She hears a closed door.")
    lesson.keyboard.type("see.")

    expect(field(lesson, "say")).to_have_value("Let me see.")
    expect(field(lesson, "say")).to_be_focused()
    assert lesson.evaluate("scrollY") == at


def test_a_button_stays_where_it_is_while_it_is_pressed_and_what_was_typed_is_saved(lesson: Page) -> None:
    field(lesson, "say").fill("Let me see.")
    target = button(lesson, "say", "Save and compare")
    target.hover()
    at = target.bounding_box()

    lesson.mouse.down()
    expect(saved(lesson, "say")).to_have_text("Saved")
    assert target.bounding_box() == at
    lesson.mouse.up()

    expect(section(lesson, "say")).to_contain_text("Why it works:")


def test_an_instructor_tries_a_whole_story_and_nothing_is_recorded(world: World, page: Page) -> None:
    open_in_tab(page, world, "rosa")
    page.goto(f"{re.sub('/instructor.*', '', page.url)}/lessons/culture-of-yes.l1")
    button(show_whole(page), "closing", "Ask what is left to do.").click()
    button(page, "closing", "Help her save and send the draft.").click()
    expect(section(page, "closing")).to_contain_text("You found the best way")

    page.reload()

    expect(button(show_whole(page), "closing", "Ask what is left to do.")).to_be_visible()


def test_axe_finds_nothing_before_and_after_and_nothing_is_too_wide(lesson: Page) -> None:
    assert problems(lesson) == []
    button(lesson, "closing", "Say the network stops at nine.").click()
    button(lesson, "closing", "Repeat the time.").click()
    expect(section(lesson, "closing")).to_contain_text("Looking back")  # it grows, and moves what is pressed next
    field(lesson, "say").fill("w" * 300)
    button(lesson, "say", "Save and compare").click()
    expect(section(lesson, "say")).to_contain_text("Why it works:")
    button(lesson, "values", "Check").click()
    expect(section(lesson, "values").locator(".missing").first).to_be_visible()
    button(lesson, "barriers", "Send my answers").click()
    expect(section(lesson, "barriers").get_by_role("alert")).to_be_visible()
    assert problems(lesson) == []
    lesson.goto(f"{lesson.url.split('/lessons')[0]}/notes")
    assert problems(lesson) == []


def test_on_paper_there_is_no_chrome_and_links_have_addresses(lesson: Page) -> None:
    lesson.emulate_media(media="print")

    for gone in (".top", ".foot", ".actions", ".back"):
        expect(lesson.locator(gone).first).to_be_hidden()
    address = lesson.locator(".prose a").first.evaluate("each => getComputedStyle(each, '::after').content")
    assert "example.org/more" in address
    expect(field(lesson, "thoughts")).to_be_visible()
