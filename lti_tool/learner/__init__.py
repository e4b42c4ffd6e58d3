"""The pages a learner meets."""

from lti_tool.learner.blueprint import bp
from lti_tool.learner.certificates import views as certificate_views
from lti_tool.learner.course import views as course_views
from lti_tool.learner.desk import views as visit_views
from lti_tool.learner.lesson import activity_views
from lti_tool.learner.lesson import views as lesson_views
from lti_tool.learner.module import views as module_views
from lti_tool.learner.notes import views as notes_views
from lti_tool.learner.practice import views as practice_views
from lti_tool.learner.preview import own_views as own_preview_views
from lti_tool.learner.preview import pick_views as pick_preview_views
from lti_tool.learner.privacy import views as privacy_views
from lti_tool.learner.quiz import views as attempt_views
from lti_tool.learner.resources import views as resource_views
from lti_tool.learner.sharing import views as community_views
from lti_tool.learner.transfer import views as transfer_views
from lti_tool.learner.transfer import work_views

__all__ = [
    "activity_views",
    "attempt_views",
    "bp",
    "certificate_views",
    "community_views",
    "course_views",
    "lesson_views",
    "module_views",
    "notes_views",
    "own_preview_views",
    "pick_preview_views",
    "practice_views",
    "privacy_views",
    "resource_views",
    "transfer_views",
    "visit_views",
    "work_views",
]
