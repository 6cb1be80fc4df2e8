"""The made-up district: repeatable, of any size, and odd in every way real ones are."""

import re
from collections import Counter
from dataclasses import fields
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from connector.demo import names
from connector.demo.changes import grow
from connector.demo.district import local_seconds, make_district
from connector.demo.learning import is_young
from connector.demo.roster import HEADINGS, roster_rows, write_roster
from connector.demo.site import TEACHER_QUIZZES
from connector.demo.values import FINISHED

DAY = date(2026, 6, 1)
THIS_YEAR = local_seconds(date(2026, 1, 1))


@pytest.fixture(scope="module")
def grown(district):
    return grow(district, seed=1)


def everything(district):
    return {field.name: getattr(district, field.name) for field in fields(district)}


def test_the_same_numbers_make_the_same_district(district):
    assert everything(make_district(staff=600, seed=7, day=DAY)) == everything(district)


def test_another_seed_makes_other_people(district):
    assert make_district(staff=600, seed=8, day=DAY).people != district.people


@pytest.mark.parametrize("staff", [1, 2, 7, 60, 3_000])
@pytest.mark.parametrize("day", [DAY, date(2026, 1, 1), date(2024, 2, 29)])
def test_any_size_on_any_day_can_be_made_and_grows(staff, day):
    made = make_district(staff=staff, seed=3, day=day)

    after = grow(made, seed=1)

    assert [person.roster_no for person in made.people] == list(range(1, staff + 1))
    assert (after.day - made.day).days == 1


def test_a_district_of_600_has_the_size_of_the_real_one(district):
    assert 570 <= len(district.live_accounts) <= 610
    assert len(district.courses) == 42
    assert 2_100 <= len(district.enrolments) <= 2_500
    assert 1_450 <= len(district.attempts) <= 1_800


def test_nothing_happens_after_the_morning_of_the_day(district):
    midnight = local_seconds(DAY)

    assert max(attempt.modified_at for attempt in district.attempts) < midnight
    assert max(row.completed_at for row in district.completions) < midnight
    assert max(row.created_at for row in district.enrolments) < midnight


def test_insurance_numbers_have_the_right_check_digits(district):
    for person in district.people:
        digits = re.sub(r"\D", "", person.snils)
        total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=False))
        assert not digits or int(digits[9:]) == total % 101 % 100
    assert len({person.snils for person in district.people}) > 590


@pytest.mark.parametrize(
    ("stem", "woman"), [("Иванов", "Иванова"), ("Петровский", "Петровская"), ("Кузьмин", "Кузьмина")]
)
def test_surnames_bend_with_the_sex(stem, woman):
    assert (names.bent(stem, "м"), names.bent(stem, "ж")) == (stem, woman)


def test_every_organisation_has_one_head_and_some_have_deputies(district):
    heads = Counter(one.organisation for one in district.people if one.post in {"Директор", "Заведующий"})
    managers = Counter(one.organisation for one in district.people if one.manager)

    assert set(heads) == {person.organisation for person in district.people}
    assert set(heads.values()) == {1}
    assert max(managers.values()) > 2


def test_accounts_are_filled_in_as_carelessly_as_in_life(district):
    accounts = [one for one in district.accounts if one.roster_no]
    owners = Counter(account.roster_no for account in accounts)

    assert sum(not account.snils for account in accounts) > 100
    assert sum(account.first_name == "." for account in accounts) > 5
    assert sum(account.last_name != account.last_name.strip() for account in accounts) > 5
    assert sum(bool(re.fullmatch(r"[A-Za-z ]+", account.full_name)) for account in accounts) > 3
    assert max(owners.values()) == 2
    assert len(owners) < len(district.people)
    assert sum(account.suspended for account in accounts) > 5
    assert sum(account.deleted for account in accounts) > 5


def test_strangers_have_no_true_link(district):
    strangers = [one for one in district.live_accounts if one.email.endswith("@other.test")]

    assert strangers
    assert {district.true_links[one.account_id] for one in strangers} == {None}


def share(rows, test):
    rows = list(rows)
    return sum(map(test, rows)) / len(rows)


def test_diagnostics_are_passed_this_year_by_some_not_by_all(district):
    owner = {account.account_id: account.roster_no for account in district.accounts}
    done = {
        (owner[attempt.account_id], attempt.quiz_id)
        for attempt in district.attempts
        if attempt.state == FINISHED and attempt.finished_at >= THIS_YEAR and owner[attempt.account_id]
    }
    teachers = [person for person in district.people if not person.manager]
    managers = [person for person in district.people if person.manager]

    def whole(person):
        return all((person.roster_no, quiz.quiz_id) in done for quiz in TEACHER_QUIZZES)

    assert 0.2 < share(teachers, whole) < 0.7
    assert 0.2 < share(managers, lambda person: (person.roster_no, 7) in done) < 0.8


def test_programmes_are_completed_before_and_after_the_diagnostic(district):
    passed = {
        account_id: max(one.finished_at for one in made)
        for (quiz_id, account_id), made in district.attempts_of.items()
        if quiz_id == 5 and all(one.finished_at for one in made)
    }
    begun = [
        row.started_at > passed[row.account_id]
        for row in district.completions
        if row.account_id in passed and row.completed_at and 5 <= row.course_id <= 28
    ]

    assert 0.2 < share(begun, bool) < 0.9


def test_registered_and_other_programmes_are_completed_this_year_and_last(district):
    done = [row for row in district.completions if row.completed_at and 5 <= row.course_id <= 28]

    registered = share(done, lambda row: bool(district.course_by_id[row.course_id].registry_number))
    assert 0.3 < registered < 0.9
    assert 0.2 < share(done, lambda row: row.completed_at >= THIS_YEAR) < 0.9


def test_some_of_the_young_are_in_the_cohort(district):
    members = set(district.cohorts[0].members)
    owners = {account.roster_no for account in district.accounts if account.account_id in members}
    young = [person for person in district.people if is_young(person, DAY)]

    assert 30 < len(young) < 120
    assert 0.2 < share(young, lambda person: person.roster_no in owners) < 0.8


def test_quizzes_of_one_person_may_be_sat_under_two_accounts(district):
    owner = {account.account_id: account.roster_no for account in district.accounts if account.roster_no}
    used = Counter(
        owner[one] for one in {attempt.account_id for attempt in district.attempts} if one in owner
    )

    assert max(used.values()) == 2


def test_a_day_brings_every_kind_of_change(district, grown):
    def done(world):
        return {(row.course_id, row.account_id) for row in world.completions if row.completed_at}

    before, after = district.account_by_id, grown.account_by_id
    morning, evening = local_seconds(DAY), local_seconds(grown.day)
    regraded = [one for one in grown.attempts if one != district.attempt_by_id.get(one.attempt_id, one)]
    new = [one for one in grown.attempts if one.attempt_id not in district.attempt_by_id]

    assert len(done(grown) - done(district)) >= 5
    assert new
    assert all(morning <= one.finished_at < evening for one in new)
    assert [one.mark is not None for one in regraded] == [True] * len(regraded) != []
    assert set(after) - set(before)
    assert any(after[one].suspended and not before[one].suspended for one in before)
    gone = [one for one in before if after[one].deleted and not before[one].deleted]
    assert gone
    assert not {row.account_id for row in grown.enrolments} & set(gone)
    pairs = {(row.course_id, row.account_id) for row in grown.enrolments}
    left = {(row.course_id, row.account_id) for row in district.enrolments} - pairs
    assert any(account_id not in gone for _, account_id in left)


def test_growing_leaves_the_day_before_as_it_was(district, grown):
    assert everything(make_district(staff=600, seed=7, day=DAY)) == everything(district)
    assert everything(grow(district, seed=1)) == everything(grown)


def test_the_site_can_be_replaced_between_nights(site, grown):
    site.lms.district = grown

    told = site.ask("core_user_get_users", {"criteria": [{"key": "all", "value": "1"}]})

    assert len(told["users"]) == len(grown.live_accounts)


def test_a_roster_row_has_the_headings_of_the_departments_sheet(district):
    rows = roster_rows(district)

    assert len(rows) == 600
    assert tuple(rows[0]) == HEADINGS
    assert rows[0]["Категория"] == "управленческие кадры"


def test_the_roster_file_looks_like_the_one_a_department_keeps(district, tmp_path):
    write_roster(district, tmp_path / "roster.xlsx")

    [sheet] = CalamineWorkbook.from_path(tmp_path / "roster.xlsx").sheet_names
    table = CalamineWorkbook.from_path(tmp_path / "roster.xlsx").get_sheet_by_name(sheet).to_python()
    person = district.people[0]
    assert sheet == "Сотрудники"
    assert table[0][0] == "Сведения о педагогических и управленческих кадрах на 01.06.2026"
    assert tuple(table[1]) == HEADINGS
    assert table[2][:6] == [
        1.0,
        person.organisation,
        person.last_name,
        person.first_name,
        person.patronymic,
        person.snils,
    ]
    assert table[2][6] in {person.birth_date, datetime.combine(person.birth_date, datetime.min.time())}
    assert len(table) == 602


def test_the_same_roster_has_the_same_bytes(district, tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        write_roster(district, tmp_path / name)

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
