"""The courses, who is what in them, and the links placed in them."""

from dataclasses import dataclass, field

from lti_tool.demo_lms.state.people import BRANCH_STAFF, KWAME, LARS, MEI_LING, PRIYA, ROSA, SIOBHAN, XIMENA, YUSUF

Role = str
_MAY_ADD = frozenset({"Instructor", "Administrator"})
_GRADED = frozenset({"Learner", "Test learner"})


@dataclass(frozen=True)
class Course:
    """An LMS course: what LTI calls a context. `roles` maps the id of each member to a role.

    `copied_from` names the courses that it is a copy of, the last one first.
    """

    id: str
    label: str
    title: str
    roles: dict[str, Role]
    copied_from: tuple[str, ...] = ()

    def role_of(self, person_id: str) -> Role | None:
        """The role of a person, None for those who are not members."""
        return self.roles.get(person_id)

    def is_instructor(self, person_id: str) -> bool:
        """Whether a person may add content here and see everybody's grades."""
        return self.role_of(person_id) in _MAY_ADD

    def is_graded(self, person_id: str) -> bool:
        """Whether a person has a row in the gradebook."""
        return self.role_of(person_id) in _GRADED


@dataclass(frozen=True)
class Link:
    """A tool's content placed in a course: what LTI calls a resource link."""

    id: str
    course_id: str
    title: str
    url: str
    text: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    copied_from: tuple[str, ...] = ()


FRONT_DESK = Course(
    "front-desk",
    "DESK-1",
    "Front desk essentials",
    {
        ROSA.id: "Instructor",
        KWAME.id: "Learner",
        MEI_LING.id: "Learner",
        SIOBHAN.id: "Learner",
        YUSUF.id: "Learner",
        PRIYA.id: "Learner",
        LARS.id: "Learner",
        XIMENA.id: "Learner",
    },
)
ONBOARDING = Course(
    "onboarding",
    "BRANCH-1",
    "Branch onboarding",
    {
        KWAME.id: "Instructor",
        MEI_LING.id: "Learner",
        YUSUF.id: "Learner",
        PRIYA.id: "Learner",
        LARS.id: "Learner",
        XIMENA.id: "Learner",
        SIOBHAN.id: "Learner",
        **{person.id: "Learner" for person in BRANCH_STAFF},
    },
)
COURSES = (FRONT_DESK, ONBOARDING)


@dataclass(frozen=True)
class Placed:
    """A link that is there from the first run on; the gradebook has a column for those that are graded."""

    id: str
    title: str
    module: str
    is_graded: bool = True


FIRST_LINK = Placed("yes-and", "Yes, and!", "culture-of-yes")
FIRST_LINKS = (
    Placed("start", "Find your starting point", "pre-assessment", is_graded=False),
    Placed("service", "Service, every time", "service-every-time"),
    FIRST_LINK,
    Placed("certificate", "Certificate: Everyday library service", "certificate"),
)
