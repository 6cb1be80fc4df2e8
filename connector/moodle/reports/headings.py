"""Which column of a report is which, by headings in any order, English or Russian.

An administrator may also head a column with Moodle's own identifier for it (`completion:timecompleted`).
Some headings stand for two things: the enrolment and the completion both have a «Time started», the account
and the enrolment both a «Time created». Those are told apart by their neighbours.
"""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

_NAMES: dict[str, tuple[str, ...]] = {
    "account_link": (
        "user:fullnamewithlink",
        "user:fullnamewithpicturelink",
        "full name with link",
        "full name with picture and link",
        "полное имя со ссылкой",
        "полное имя с изображением и ссылкой",
    ),
    "username": ("user:username", "username", "логин"),
    "course_link": (
        "course:coursefullnamewithlink",
        "course:courseshortnamewithlink",
        "course:courseidnumberewithlink",
        "course full name with link",
        "course short name with link",
        "course id number with link",
        "полное название курса со ссылкой",
        "краткое название курса со ссылкой",
        "идентификационный номер курса со ссылкой",
    ),
    "short_name": ("course:shortname", "course short name", "краткое название курса"),
    "method": (
        "enrolment:method",
        "enrol:plugin",
        "enrol:name",
        "method",
        "plugin",
        "метод",
        "способ зачисления",
        "плагин",
    ),
    "status": ("enrolment:status", "status", "статус", "состояние"),
    "created": ("enrolment:timecreated",),
    "started": ("enrolment:timestarted",),
    "completed": ("completion:completed", "completed", "завершено", "завершен"),
    "completed_at": (
        "completion:timecompleted",
        "time completed",
        "время завершения",
        "дата завершения",
    ),
    "completion_started": ("completion:timestarted",),
}
_OF_COURSES: dict[str, tuple[str, ...]] = {
    "course_link": _NAMES["course_link"],
    "short_name": _NAMES["short_name"],
    "id_number": (
        "course:idnumber",
        "course:courseidnumberewithlink",
        "course id number",
        "course id number with link",
        "идентификационный номер курса",
        "идентификационный номер курса со ссылкой",
    ),
    "category_id_number": (
        "course_category:idnumber",
        "category id number",
        "идентификационный номер категории",
        "идентификационный номер категории курсов",
    ),
}
_OF_ACCOUNTS: dict[str, tuple[str, ...]] = {
    "account_link": _NAMES["account_link"],
    "username": _NAMES["username"],
    "first_name": ("user:firstname", "first name", "имя"),
    "last_name": ("user:lastname", "last name", "фамилия"),
    "email": ("user:email", "email address", "email", "адрес электронной почты", "электронная почта"),
    "id_number": ("user:idnumber", "id number", "идентификационный номер", "индивидуальный номер"),
    "institution": (
        "user:institution",
        "institution",
        "учреждение (организация)",
        "учреждение",
        "организация",
    ),
    "suspended": (
        "user:suspended",
        "suspended",
        "заблокирован",
        "учетная запись заблокирована",
        "приостановлен",
        "приостановлено",
    ),
    "last_access": ("user:lastaccess", "last access", "последний вход", "последний доступ"),
    "modified": ("user:timemodified", "time modified", "время изменения", "дата изменения", "изменено"),
    "created": ("user:timecreated", "time created", "время создания", "дата создания", "создано"),
}
_CREATED = ("time created", "время создания", "дата создания")
_STARTED = ("time started", "время начала", "начато", "дата начала")

_OF_ENROLMENT = {
    *(name for field in ("method", "status", "created", "started") for name in _NAMES[field]),
    *("enrolment:timeended", "time ended", "время окончания", "enrolment:role"),
}
_OF_COMPLETION = {
    *(name for field in ("completed", "completed_at", "completion_started") for name in _NAMES[field]),
    *("completion:timeenrolled", "time enrolled", "completion:criteria", "completion:progresspercent"),
    *("criteria", "progress", "completion:reaggregate", "time reaggregated"),
}
_OF_ACCOUNT = {
    *(name for field in ("account_link", "username") for name in _NAMES[field]),
    *("user:suspended", "suspended", "user:email", "email address", "user:timemodified", "time modified"),
    *("user:idnumber", "id number", "user:lastaccess", "last access", "first name", "last name"),
}


@dataclass(frozen=True)
class Columns:
    """Places of the participants report's columns, from 0; None: the report has no such column."""

    account_link: int | None = None
    username: int | None = None
    course_link: int | None = None
    short_name: int | None = None
    method: int | None = None
    status: int | None = None
    created: int | None = None
    started: int | None = None
    completed: int | None = None
    completed_at: int | None = None
    completion_started: int | None = None

    @property
    def found(self) -> int:
        """Return how many of the columns there are."""
        return sum(getattr(self, field.name) is not None for field in fields(self))

    @property
    def says_who_and_where(self) -> bool:
        """Tell whether a row can be laid to an account and a course."""
        who = self.account_link is not None or self.username is not None
        return who and (self.course_link is not None or self.short_name is not None)

    @property
    def tells_enrolments(self) -> bool:
        """Tell whether a row is an enrolment with its status."""
        return self.says_who_and_where and self.status is not None

    @property
    def tells_completions(self) -> bool:
        """Tell whether a row tells when the course was completed."""
        return self.says_who_and_where and self.completed_at is not None


@dataclass(frozen=True)
class CourseColumns:
    """Places of the columns of a report of courses, from 0; None: the report has no such column."""

    course_link: int | None = None
    short_name: int | None = None
    id_number: int | None = None
    category_id_number: int | None = None

    @property
    def tells_courses(self) -> bool:
        """Tell whether a row gives a course its id number."""
        return self._says_which and self.id_number is not None

    @property
    def tells_categories(self) -> bool:
        """Tell whether a row gives a course's category its id number."""
        return self._says_which and self.category_id_number is not None

    @property
    def _says_which(self) -> bool:
        return self.course_link is not None or self.short_name is not None


@dataclass(frozen=True)
class AccountColumns:
    """Places of the columns of a report of users, from 0; None: the report has no such column."""

    account_link: int | None = None
    username: int | None = None
    first_name: int | None = None
    last_name: int | None = None
    email: int | None = None
    id_number: int | None = None
    institution: int | None = None
    suspended: int | None = None
    last_access: int | None = None
    modified: int | None = None
    created: int | None = None
    profile: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Of profile fields, by short name."""

    @property
    def found(self) -> int:
        """Return how many of the columns there are."""
        return sum(getattr(self, name) is not None for name in _OF_ACCOUNTS) + len(self.profile)

    @property
    def says_who(self) -> bool:
        """Tell whether a row can be laid to an account."""
        return self.account_link is not None or self.username is not None


def find_columns(headings: Sequence[str]) -> Columns:
    """Return where each column stands; of columns with one meaning, the first in order of `_NAMES`."""
    names = _spelt(headings)
    places = {field: _first(names, known) for field, known in _NAMES.items()}
    if places["created"] is None:
        places["created"] = _created(names)
    return Columns(**(places | _starts(names, places)))


def find_course_columns(headings: Sequence[str]) -> CourseColumns:
    """Return where each column of a report of courses stands, as `find_columns` does."""
    names = _spelt(headings)
    return CourseColumns(**{field: _first(names, known) for field, known in _OF_COURSES.items()})


def find_account_columns(
    headings: Sequence[str], profile: Mapping[str, str | None] | None = None
) -> AccountColumns:
    """Return where each column of a report of users stands, as `find_columns` does.

    `profile` gives the profile fields to look for: short name → the name people see, None where it is unknown.
    """
    names = _spelt(headings)
    places = {name: _first(names, known) for name, known in _OF_ACCOUNTS.items()}
    own = {
        short_name: _first(names, _spelt((f"user:profilefield_{short_name}", shown or "", short_name)))
        for short_name, shown in (profile or {}).items()
    }
    return AccountColumns(**places, profile={name: place for name, place in own.items() if place is not None})


def _spelt(headings: Sequence[str]) -> list[str]:
    return [" ".join(html.unescape(heading).split()).casefold() for heading in headings]


def _first(names: Sequence[str], known: Iterable[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _created(names: Sequence[str]) -> int | None:
    groups = {"enrolment": _OF_ENROLMENT | {*_STARTED}, "account": _OF_ACCOUNT}
    owners = {place: _owner(names, place, groups) for place in _places(names, _CREATED)}
    return next((place for place, owner in owners.items() if owner == "enrolment"), None)


def _starts(names: Sequence[str], places: dict[str, int | None]) -> dict[str, int | None]:
    """Tell the two starts apart; where both look alike, the first that comes is the one it looks like."""
    found = {field: places[field] for field in ("started", "completion_started")}
    groups = {"started": _OF_ENROLMENT | {*_CREATED}, "completion_started": _OF_COMPLETION}
    for place in _places(names, _STARTED):
        owner = _owner(names, place, groups) or "started"
        other = "started" if owner == "completion_started" else "completion_started"
        free = owner if found[owner] is None else other
        found[free] = place if found[free] is None else found[free]
    return found


def _places(names: Sequence[str], known: Iterable[str]) -> list[int]:
    wanted = set(known)
    return [place for place, name in enumerate(names) if name in wanted]


def _owner(names: Sequence[str], place: int, groups: dict[str, set[str]]) -> str | None:
    """Return the group of the nearest column before the place, or else after it, that belongs to one."""
    for name in (*reversed(names[:place]), *names[place + 1 :]):
        for group, members in groups.items():
            if name in members:
                return group
    return None
