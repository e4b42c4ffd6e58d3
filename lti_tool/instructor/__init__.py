"""The pages an instructor meets."""

from lti_tool.instructor.accommodations import views as accommodation_views
from lti_tool.instructor.analysis import views as analysis_views
from lti_tool.instructor.answers import views as answer_views
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.branches import views as branch_views
from lti_tool.instructor.certificates import views as certificate_views
from lti_tool.instructor.community import views as community_views
from lti_tool.instructor.coordinator import views as coordinator_views
from lti_tool.instructor.course import copy_views, waiting
from lti_tool.instructor.course import views as course_views
from lti_tool.instructor.dates import views as date_views
from lti_tool.instructor.grades import views as grade_views
from lti_tool.instructor.grid import views as grid_views
from lti_tool.instructor.log import views as log_views
from lti_tool.instructor.own import draft_views as own_draft_views
from lti_tool.instructor.own import file_views as own_file_views
from lti_tool.instructor.own import image_views as own_image_views
from lti_tool.instructor.own import import_views as own_import_views
from lti_tool.instructor.own import views as own_views
from lti_tool.instructor.people import accommodation_views as people_views
from lti_tool.instructor.people import adjust_views, grant_views, hand_in_views, mentee_views, review_views
from lti_tool.instructor.people import views as person_views
from lti_tool.instructor.picker import views as picker_views
from lti_tool.instructor.policies import version_views as policy_version_views
from lti_tool.instructor.policies import views as policy_views
from lti_tool.instructor.regrading import list_views as regrade_list_views
from lti_tool.instructor.regrading import views as regrade_views
from lti_tool.instructor.results import file_views as result_views
from lti_tool.instructor.results import views
from lti_tool.instructor.settings import copy_views as settings_copy_views
from lti_tool.instructor.settings import course_views as course_settings_views
from lti_tool.instructor.settings import views as settings_views
from lti_tool.instructor.shared import saved, work_views
from lti_tool.instructor.surveys import views as survey_views
from lti_tool.instructor.terms import views as term_views
from lti_tool.instructor.transfer import views as transfer_views
from lti_tool.instructor.undo import views as undo_views

__all__ = [
    "accommodation_views",
    "adjust_views",
    "analysis_views",
    "answer_views",
    "bp",
    "branch_views",
    "certificate_views",
    "community_views",
    "coordinator_views",
    "copy_views",
    "course_settings_views",
    "course_views",
    "date_views",
    "grade_views",
    "grant_views",
    "grid_views",
    "hand_in_views",
    "log_views",
    "mentee_views",
    "own_draft_views",
    "own_file_views",
    "own_image_views",
    "own_import_views",
    "own_views",
    "people_views",
    "person_views",
    "picker_views",
    "policy_version_views",
    "policy_views",
    "regrade_list_views",
    "regrade_views",
    "result_views",
    "review_views",
    "saved",
    "settings_copy_views",
    "settings_views",
    "survey_views",
    "term_views",
    "transfer_views",
    "undo_views",
    "views",
    "waiting",
    "work_views",
]
