"""The people of the demo LMS."""

from dataclasses import dataclass

from lti_tool.demo_lms.dialects.dialect import own_id


@dataclass(frozen=True)
class Person:
    """Somebody with an account: `id` is for our own addresses, `sub` is the opaque id that tools are told.

    `locale` is the language and territory they chose in their profile; this LMS itself speaks English only.
    """

    id: str
    given_name: str
    family_name: str
    locale: str = "en"
    sub: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sub", self.sub or own_id("user", 0, self.id))

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str:
        """A mail address that goes nowhere."""
        return f"{self.id}@library.example"

    @property
    def sourcedid(self) -> str:
        """The number of the person in the library's staff system (LIS)."""
        return f"staff-{self.sub[:6]}"


ROSA = Person("rosa", "Rosa", "Delgado")
KWAME = Person("kwame", "Kwame", "Mensah")
MEI_LING = Person("mei-ling", "Mei-Ling", "Zhao")
SIOBHAN = Person("siobhan", "Siobhán", "O'Neill")
YUSUF = Person("yusuf", "Yusuf", "Demir")
PRIYA = Person("priya", "Priya", "Raghunathan")
LARS = Person("lars", "Lars", "Åkesson")
XIMENA = Person("ximena", "Ximena", "Ortiz Luna", locale="es-MX")

PEOPLE = (ROSA, KWAME, MEI_LING, SIOBHAN, YUSUF, PRIYA, LARS, XIMENA)

BRANCH_STAFF = (  # in the second course only, so that there is something to see of its branches
    Person("amara", "Amara", "Okafor"),
    Person("ines", "Inês", "Carvalho"),
    Person("tariq", "Tariq", "Hassan"),
    Person("hana", "Hana", "Kimura"),
    Person("joel", "Joel", "Bergeron"),
    Person("nadia", "Nadia", "Petrova"),
    Person("marcus", "Marcus", "Bell"),
)

OTHERS = {  # who else is in the first course where an LMS has words for them, by their role
    "Teaching assistant": Person("tomas", "Tomás", "Reyes"),
    "Non-editing teacher": Person("noor", "Noor", "Haddad"),
    "Administrator": Person("ada", "Ada", "Osei"),
    "Test learner": Person("test", "Test", "Student"),
}
