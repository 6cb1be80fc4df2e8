"""What the administrator of an LMS sets up for marshrut: steps in order, and what three reports consist of.

Addresses and English names are those of Moodle 4.5 (admin/settings/*.php, lang/en, the entities of the report
builder); words for people stand in the room `setup`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from connector.moodle.functions import EVERY_CALL, NEEDS
from connector.moodle.reports.looks import COURSES, PARTICIPANTS, USERS


@dataclass(frozen=True)
class Element:
    """A column or a filter of a report."""

    entity: str
    """Message id below `setup.entity`: the group that Moodle lists it in."""

    name: str
    """In English, as Moodle has it; the words of `setup.element` are looked up by `identifier`."""

    identifier: str
    """Moodle's own, also good as a heading."""

    @property
    def message_id(self) -> str:
        """Return where the Russian name stands."""
        return f"setup.element.{self.identifier.replace(':', '_')}"


@dataclass(frozen=True)
class ReportSetup:
    """A report as it should be."""

    source: str
    columns: tuple[Element, ...]
    filters: tuple[Element, ...] = ()
    sorting: tuple[str, ...] = ()
    """Identifiers of columns to sort by, so that no row falls between two pages."""


@dataclass(frozen=True)
class Step:
    """One place to go to and what to do there: text ids `setup.step.<name>.title|path|what`."""

    name: str
    address: str
    """Below the site's own."""

    lists: str = ""
    """What is listed below the words: `capabilities`, `functions`, or the source of a report."""


_LINK = Element("user", "Full name with link", "user:fullnamewithlink")
_USERNAME = Element("user", "Username", "user:username")
_COURSE = Element("course", "Course full name with link", "course:coursefullnamewithlink")

REPORTS: dict[str, ReportSetup] = {
    PARTICIPANTS: ReportSetup(
        PARTICIPANTS,
        (
            _COURSE,
            _LINK,
            _USERNAME,
            Element("enrol", "Plugin", "enrol:plugin"),
            Element("enrolment", "Status", "enrolment:status"),
            Element("enrolment", "Time created", "enrolment:timecreated"),
            Element("enrolment", "Time started", "enrolment:timestarted"),
            Element("completion", "Completed", "completion:completed"),
            Element("completion", "Time completed", "completion:timecompleted"),
            Element("completion", "Time started", "completion:timestarted"),
        ),
        (
            Element("completion", "Time completed", "completion:timecompleted"),
            Element("enrolment", "Time created", "enrolment:timecreated"),
            Element("enrolment", "Time started", "enrolment:timestarted"),
            Element("enrolment", "Time ended", "enrolment:timeended"),
            Element("enrolment", "Status", "enrolment:status"),
            Element("access", "Last access to course", "access:timeaccess"),
        ),
        ("course:coursefullnamewithlink", "user:username", "enrol:plugin"),
    ),
    USERS: ReportSetup(
        USERS,
        (
            _LINK,
            _USERNAME,
            Element("user", "First name", "user:firstname"),
            Element("user", "Last name", "user:lastname"),
            Element("user", "Email address", "user:email"),
            Element("user", "ID number", "user:idnumber"),
            Element("user", "Institution", "user:institution"),
            Element("user", "Suspended", "user:suspended"),
            Element("user", "Last access", "user:lastaccess"),
            Element("user", "Time modified", "user:timemodified"),
        ),
        (
            Element("user", "Time modified", "user:timemodified"),
            Element("user", "Time created", "user:timecreated"),
        ),
        ("user:username",),
    ),
    COURSES: ReportSetup(
        COURSES,
        (
            _COURSE,
            Element("course", "Course ID number", "course:idnumber"),
            Element("course_category", "Category ID number", "course_category:idnumber"),
        ),
    ),
}

STEPS = (
    Step("web_services", "/admin/settings.php?section=optionalsubsystems"),
    Step("protocol", "/admin/settings.php?section=webserviceprotocols"),
    Step("sign_in", "/admin/settings.php?section=manageauths"),
    Step("profile_fields", "/user/profile/index.php"),
    Step("role", "/admin/roles/manage.php", "capabilities"),
    Step("account", "/user/editadvanced.php?id=-1"),
    Step("role_given", "/admin/roles/assign.php?contextid=1"),
    Step("service", "/admin/settings.php?section=externalservices", "functions"),
    Step("service_user", "/admin/settings.php?section=externalservices"),
    Step("token", "/admin/webservice/tokens.php"),
    Step("participants", "/reportbuilder/index.php", PARTICIPANTS),
    Step("users", "/reportbuilder/index.php", USERS),
    Step("courses", "/reportbuilder/index.php", COURSES),
)


def capabilities() -> list[str]:
    """Return every capability once, those of every call first, then in order of need."""
    needed = (each for need in NEEDS.values() for each in need.capabilities)
    return list(dict.fromkeys((*EVERY_CALL, *needed)))


def functions() -> list[str]:
    """Return every function of the service."""
    return [each.value for each in NEEDS]


def profile_columns(names: Sequence[str]) -> tuple[Element, ...]:
    """Return the columns of profile fields, by short name; Moodle's own field needs none."""
    return tuple(Element("user", name, f"user:profilefield_{name}") for name in names if name != "idnumber")
