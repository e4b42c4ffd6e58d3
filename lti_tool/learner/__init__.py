"""The pages a learner meets."""

from lti_tool.learner.blueprint import bp
from lti_tool.learner.certificates import record_views as certificate_record_views
from lti_tool.learner.certificates import views as certificate_views
from lti_tool.learner.course import views as course_views
from lti_tool.learner.desk import views as visit_views
from lti_tool.learner.language import views as language_views
from lti_tool.learner.lesson import activity_views
from lti_tool.learner.lesson import views as lesson_views
from lti_tool.learner.module import views as module_views
from lti_tool.learner.notes import views as notes_views
from lti_tool.learner.practice import views as practice_views
from lti_tool.learner.preview import own_views as own_preview_views
from lti_tool.learner.preview import pick_views as pick_preview_views
from lti_tool.learner.privacy import views as privacy_views
from lti_tool.learner.quiz import views as attempt_views
from lti_tool.learner.refresher import views as refresher_views
from lti_tool.learner.resources import views as resource_views
from lti_tool.learner.search import views as search_views
from lti_tool.learner.sharing import views as community_views
from lti_tool.learner.transfer import views as transfer_views
from lti_tool.learner.transfer import work_views
from lti_tool.learner.words import views as words_views

__all__ = [
    "activity_views",
    "attempt_views",
    "bp",
    "certificate_record_views",
    "certificate_views",
    "community_views",
    "course_views",
    "language_views",
    "lesson_views",
    "module_views",
    "notes_views",
    "own_preview_views",
    "pick_preview_views",
    "practice_views",
    "privacy_views",
    "refresher_views",
    "resource_views",
    "search_views",
    "transfer_views",
    "visit_views",
    "words_views",
    "work_views",
]
