"""Which column is which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.moodle.reports.headings import (
    Columns,
    CourseColumns,
    find_account_columns,
    find_columns,
    find_course_columns,
)

FULL = [
    "Full name with link",
    "Username",
    "Course full name with link",
    "Course short name",
    "Plugin",
    "Status",
    "Time created",
    "Time started",
    "Completed",
    "Time completed",
    "Time started",
]
FULL_COLUMNS = Columns(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


def test_the_english_headings_of_moodle_are_known():
    assert find_columns(FULL) == FULL_COLUMNS


def test_the_method_may_be_headed_as_in_older_versions():
    assert find_columns([*FULL[:4], "Method", *FULL[5:]]) == FULL_COLUMNS


def test_russian_headings_are_known():
    russian = [
        "Полное имя со ссылкой",
        "Логин",
        "Полное название курса со ссылкой",
        "Краткое название курса",
        "Плагин",
        "Статус",
        "Время создания",
        "Время начала",
        "Завершено",
        "Время завершения",
        "Время начала",
    ]

    assert find_columns(russian) == FULL_COLUMNS


def test_columns_headed_with_identifiers_need_no_neighbours():
    told = find_columns(
        [
            "completion:timestarted",
            "enrolment:timestarted",
            "completion:timecompleted",
            "user:username",
            "course:shortname",
            "enrolment:timecreated",
        ]
    )

    assert (told.completion_started, told.started, told.completed_at) == (0, 1, 2)
    assert (told.username, told.short_name, told.created) == (3, 4, 5)


@pytest.mark.parametrize(
    ("headings", "started", "completion_started"),
    [
        (["Completed", "Time completed", "Time started", "Status"], None, 2),
        (["Status", "Time started", "Completed", "Time completed"], 1, None),
        (["Time started", "Status", "Username"], 0, None),
        (["Time started", "Time completed"], None, 0),
        (["Username", "Time started"], 1, None),
        (["Completed", "Time started", "Username", "Status", "Time started"], 4, 1),
        (["Status", "Time started", "Time started", "Completed"], 1, 2),
        (["Completed", "Time started", "Time started"], 2, 1),
        (["Status", "Time started", "Course short name", "Completed", "Username", "Time started"], 1, 5),
    ],
)
def test_the_two_starts_are_told_apart_by_their_neighbours(headings, started, completion_started):
    told = find_columns(headings)

    assert (told.started, told.completion_started) == (started, completion_started)


@pytest.mark.parametrize(
    ("headings", "created"),
    [
        (["Status", "Time created", "Username"], 1),
        (["Username", "Suspended", "Time created", "Status"], None),
        (["Username", "Time created", "Plugin", "Status", "Time created"], 4),
        (["Plugin", "Time created", "Username", "Time created"], 1),
        (["Course short name", "Time created"], None),
    ],
)
def test_the_account_and_the_enrolment_are_created_at_different_times(headings, created):
    assert find_columns(headings).created == created


def test_links_may_stand_in_the_short_name():
    told = find_columns(["Full name with picture and link", "Course short name with link", "Time completed"])

    assert (told.account_link, told.course_link, told.completed_at) == (0, 1, 2)
    assert told.tells_completions
    assert not told.tells_enrolments


@pytest.mark.parametrize("headings", [[], ["Username"], ["Course short name", "Status"], ["", "Что-то"]])
def test_a_report_without_who_and_where_tells_nothing(headings):
    told = find_columns(headings)

    assert not any((told.says_who_and_where, told.tells_enrolments, told.tells_completions))


def test_headings_may_be_escaped_and_badly_spaced():
    assert find_columns(["  user&#58;username ", "Course  short\u00a0name"]) == Columns(
        username=0, short_name=1
    )


@given(st.permutations(list(enumerate(FULL[:7]))))
def test_the_order_of_columns_does_not_matter(shuffled):
    told = find_columns([heading for _, heading in shuffled])
    found = [
        told.account_link,
        told.username,
        told.course_link,
        told.short_name,
        told.method,
        told.status,
    ]

    assert [shuffled[place][0] for place in found] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "headings",
    [
        ["Course full name with link", "Course short name", "Course ID number", "Category ID number"],
        [
            "Полное название курса со ссылкой",
            "Краткое название курса",
            "Идентификационный номер курса",
            "Идентификационный номер категории",
        ],
        [
            "course:coursefullnamewithlink",
            "course:shortname",
            "course:idnumber",
            "course_category:idnumber",
        ],
    ],
)
@given(st.data())
def test_the_columns_of_a_courses_report_are_known_in_any_order(headings, data):
    shuffled = data.draw(st.permutations([*headings, "Category name", "ID number"]))

    told = find_course_columns(shuffled)

    found = (told.course_link, told.short_name, told.id_number, told.category_id_number)
    assert [shuffled[place] for place in found] == headings


def test_an_id_number_may_stand_in_the_link():
    told = find_course_columns(["Course ID number with link"])

    assert told == CourseColumns(course_link=0, id_number=0)
    assert (told.tells_courses, told.tells_categories) == (True, False)


@pytest.mark.parametrize(
    "headings", [[], ["Course ID number"], ["Category ID number"], ["Course short name"], ["ID number"]]
)
def test_a_courses_report_without_which_course_or_its_number_tells_nothing(headings):
    told = find_course_columns(headings)

    assert (told.tells_courses, told.tells_categories) == (False, False)


ACCOUNTS = [
    "Full name with link",
    "Username",
    "First name",
    "Last name",
    "Email address",
    "ID number",
    "Institution",
    "Suspended",
    "Time created",
    "Time modified",
    "Last access",
    "СНИЛС",
    "Образовательная организация",
]


def test_the_headings_of_a_report_of_users_are_known():
    told = find_account_columns(ACCOUNTS, {"snils": "СНИЛС", "school": None})

    assert (told.account_link, told.username, told.first_name, told.last_name) == (0, 1, 2, 3)
    assert (told.email, told.id_number, told.institution, told.suspended) == (4, 5, 6, 7)
    assert (told.created, told.modified, told.last_access) == (8, 9, 10)
    assert told.profile == {"snils": 11}
    assert told.found == 12


def test_russian_headings_of_users_in_any_order_are_known():
    russian = [
        "Последний доступ",
        "Время изменения",
        "Время создания",
        "Заблокирован",
        "Учреждение (организация)",
        "Индивидуальный номер",
        "Адрес электронной почты",
        "Фамилия",
        "Имя",
        "Логин",
        "Полное имя со ссылкой",
    ]

    told = find_account_columns(russian)

    assert (told.account_link, told.username, told.first_name, told.last_name) == (10, 9, 8, 7)
    assert (told.email, told.id_number, told.institution, told.suspended) == (6, 5, 4, 3)
    assert (told.created, told.modified, told.last_access) == (2, 1, 0)


@pytest.mark.parametrize("heading", ["user:profilefield_snils", "snils", "СНИЛС", "Номер СНИЛС", "снилс"])
def test_a_profile_field_is_found_by_identifier_short_name_or_the_name_people_see(heading):
    shown = "Номер СНИЛС" if heading.startswith("Номер") else "СНИЛС"

    assert find_account_columns(["Username", heading], {"snils": shown}).profile == {"snils": 1}


@pytest.mark.parametrize(
    ("headings", "says"), [([], False), (["Email address"], False), (["Username"], True)]
)
def test_a_report_of_users_is_of_use_where_a_row_is_somebodys(headings, says):
    assert find_account_columns(headings).says_who is says
