"""A link's settings in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from lti_tool.errors import N_
from lti_tool.placements.settings import NO_LIMIT, Counting, GradedBy, KeyShown, QuizSettings, Shows
from lti_tool.templating import format_datetime, format_points


def describe_counting(counting: Counting) -> str:
    """Which attempt counts, as a sentence for learners and instructors alike."""
    return {
        Counting.HIGHEST: _("The best attempt counts."),
        Counting.LATEST: _("The latest attempt counts."),
        Counting.FIRST: _("The first attempt counts."),
        Counting.AVERAGE: _("The average of all attempts counts."),
    }[counting]


def describe_settings(settings: QuizSettings) -> list[str]:
    """What an instructor set, one phrase each; nothing where all is as the module says."""
    found = [
        _SHOWN_WORDS.get(settings.shows) and _(_SHOWN_WORDS[settings.shows]),
        ngettext("%(num)d lesson hidden", "%(num)d lessons hidden", len(settings.lessons_hidden))
        if settings.lessons_hidden
        else "",
        ngettext("%(num)d question", "%(num)d questions", settings.items) if settings.items else "",
        settings.pass_percent and _("pass mark %(percent)s %%", percent=settings.pass_percent),
        describe_grade(settings),
        _attempts(settings.attempts_allowed),
        ngettext("%(num)d minute to wait between attempts", "%(num)d minutes to wait", settings.wait_minutes)
        if settings.wait_minutes
        else "",
        settings.opens_at and _("opens %(moment)s", moment=format_datetime(settings.opens_at)),
        settings.due_at and _("due %(moment)s", moment=format_datetime(settings.due_at)),
        settings.closes_at and _("closes %(moment)s", moment=format_datetime(settings.closes_at)),
        ngettext("%(num)d minute for the quiz", "%(num)d minutes for the quiz", settings.time_limit_minutes)
        if settings.time_limit_minutes
        else "",
        _KEY_WORDS.get(settings.key_shown) and _(_KEY_WORDS[settings.key_shown]),
    ]
    return [words for words in found if words]


def describe_grade(settings: QuizSettings) -> str:
    """What the grade is made of, for learners and instructors; empty where it is simply the quiz score."""
    if settings.graded_by == GradedBy.COMPLETION:
        return str(_("The grade is the share of lessons done."))
    if settings.graded_by == GradedBy.BOTH:
        return str(_("Lessons done are %(percent)s %% of the grade.", percent=settings.completion_percent))
    return ""


def describe_accommodation(time_factor: float, extra_attempts: int) -> str:
    """What one person was granted, in a few words; empty where nothing."""
    parts = [
        _("%(factor)s× the time", factor=format_points(time_factor)) if time_factor > 1 else "",
        ngettext("%(num)d attempt more", "%(num)d attempts more", extra_attempts) if extra_attempts else "",
    ]
    return ", ".join(part for part in parts if part)


_SHOWN_WORDS = {
    Shows.LESSONS: N_("the lessons alone"),
    Shows.QUIZ: N_("the quiz alone"),
    Shows.SURVEY: N_("the survey alone"),
}
_KEY_WORDS = {
    KeyShown.AFTER_ATTEMPTS: N_("answers shown when the attempts are used up"),
    KeyShown.FROM_DATE: N_("answers shown from a date"),
}


def _attempts(allowed: int | None) -> str:
    if allowed is None:
        return ""
    if allowed == NO_LIMIT:
        return str(_("as many attempts as wanted"))
    return str(ngettext("%(num)d attempt allowed", "%(num)d attempts allowed", allowed))
