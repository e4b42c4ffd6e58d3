"""`$Canvas.membership.roles`: by which enrollments somebody is in a Canvas course.

Canvas's roles claim calls a teaching assistant Instructor, too: whoever teaches and assists in one course reads like an
assistant. The variable tells them apart, and it may be believed in part only: Canvas merges a link's own parameters
over the tool's, whoever wrote them, and nothing in the launch says which one a value came from. So

- where no link was opened (content is chosen, or the tool is opened from the course's menu), only the tool's own
  parameters are sent, and the variable may lift the assistant's cap off a teacher;
- anywhere else it may only lower.

https://github.com/instructure/canvas-lms/blob/master/lib/lti/messages/resource_link_request.rb
"""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.lti.claims import DEEP_LINKING_REQUEST, LaunchClaims

PARAMETER = "canvas_membership_roles"
TEACHER, ASSISTANT = "TeacherEnrollment", "TaEnrollment"
FAMILY = "canvas"
COURSE_MENU = "course_navigation"


@dataclass(frozen=True, slots=True)
class Enrollments:
    """What may be believed: that somebody teaches beside assisting, or that they assist and don't teach."""

    also_teaches: bool = False
    only_assists: bool = False

    @classmethod
    def of(cls, claims: LaunchClaims) -> Enrollments:
        """Read a launch; one that says nothing, or is not Canvas's, changes nothing."""
        named = set(claims.custom_parameters.get(PARAMETER, "").split(","))
        return cls(
            also_teaches=TEACHER in named and sends_tools_parameters_alone(claims),
            only_assists=ASSISTANT in named and TEACHER not in named,
        )


def sends_tools_parameters_alone(claims: LaunchClaims) -> bool:
    """Whether no link can have had a say in a launch's custom parameters: by what Canvas itself signs, nothing else.

    From the course's menu, Canvas gives the context's own id as the link's.
    """
    if claims.platform is None or claims.platform.product_family_code.lower() != FAMILY:
        return False
    if claims.message_type == DEEP_LINKING_REQUEST:
        return True
    link, context = claims.resource_link, claims.context
    is_course_itself = link is not None and context is not None and link.id == context.id
    return is_course_itself and claims.canvas_placement == COURSE_MENU
