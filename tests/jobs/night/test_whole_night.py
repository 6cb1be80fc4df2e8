"""The whole night, from staff list and LMS to letter and workbook, read back as the department reads it."""

from datetime import timedelta

STEPS = ["pull", "check", "match", "diagnose", "route", "count", "publish", "deliver"]
STREAMS = {
    "accounts",
    "categories",
    "courses",
    "enrolments",
    "completions",
    "quizzes",
    "final_grades",
    "attempts",
    "part_marks",
    "cohorts",
    "cohort_members",
}


def test_a_night_ends_well_with_every_step_on_record(home):
    done = home.night()

    assert done.code == 0, done
    assert [(name, state) for name, state, *_ in home.steps] == [(name, "done") for name in STEPS]
    [(command, as_of, ended, code)] = home.rows("SELECT command, as_of, ended_at, exit_code FROM run")
    assert (command, as_of, ended, code) == ("nightly", "2026-06-15", "2026-06-14 21:30:00.000000", 0)


def test_steps_are_recorded_with_what_they_covered(home):
    home.night()

    covered = {name: told for name, _, told, _ in home.steps}
    district = home.district
    assert covered["pull"]["lms"].keys() == STREAMS
    assert (
        covered["pull"]["lms"]["accounts"]["added"] == len(district.live_accounts) - 1
    )  # guests are left out
    assert covered["pull"]["lms"]["courses"]["added"] == len(district.courses)
    assert covered["pull"]["lms"]["quizzes"]["added"] == len(district.quizzes)
    assert covered["pull"]["lms"]["enrolments"]["added"] == len(district.enrolments)
    assert covered["check"] == {"programmes": 36, "diagnostics": 3, "supports": 2}
    linked = home.rows("SELECT count(*) FROM account_link WHERE state = 'linked'")[0][0]
    assert covered["match"]["linked"] == linked > 50
    assert covered["diagnose"]["rounds"] > 30
    assert covered["route"]["drafts"] == home.rows("SELECT count(*) FROM route")[0][0] > 10
    assert covered["count"] == {each: list(counts) for each, counts in home.counts.items()}
    assert covered["publish"] == {"people": 80, "organisations": 5}
    assert covered["deliver"] == {"sent": 1, "already_sent": 0, "uncertain": 0, "failed": 0}


def test_store_letter_and_workbook_tell_the_same_numbers(home, numbers_in):
    home.night()

    [letter] = home.letters
    assert letter.subject == "Приозёрный район: показатели 6.1.1–6.1.5 на 15.06.2026"
    assert letter.message["To"] == "monitoring@edu.example.ru"
    assert home.counts.keys() == {"6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"}
    assert letter.counts == home.counts
    assert numbers_in(letter.workbook) == home.counts
    assert (home.folder / "reports" / "2026-06-15.xlsx").read_bytes() == letter.workbook


def test_the_denominators_are_the_roster_s(home):
    home.night()

    people = home.district.people
    teachers = sum(not person.manager for person in people)
    below = {each: counts[1] for each, counts in home.counts.items()}
    assert below["6.1.1"] == below["6.1.2"] == len(people)
    assert below["6.1.3"] == teachers
    assert below["6.1.4"] == len({person.organisation for person in people if person.manager})
    assert 0 < below["6.1.5"] < teachers


def test_a_second_run_of_the_same_night_changes_nothing_and_writes_nobody(home):
    home.night()
    facts, counts = home.facts(marks=False), home.counts
    home.now += timedelta(hours=1)

    done = home.night()

    assert done.code == 0, done
    assert home.facts(marks=False) == facts
    assert home.counts == counts
    assert len(home.letters) == 1
    assert home.steps[-1][2] == {"sent": 0, "already_sent": 1, "uncertain": 0, "failed": 0}


def test_a_day_in_the_lms_shows_in_store_and_letter(home, numbers_in):
    home.night()
    before = home.counts
    home.wait_a_day(seed=5)

    done = home.night()

    assert done.code == 0, done
    pulled = home.steps[0][2]["lms"]
    assert pulled["attempts"]["added"] > 0
    assert pulled["accounts"]["gone"] == 0
    assert home.counts["6.1.1"][0] > before["6.1.1"][0]
    _, letter = home.letters
    assert letter.subject == "Приозёрный район: показатели 6.1.1–6.1.5 на 16.06.2026"
    assert letter.counts == numbers_in(letter.workbook) == home.counts
    assert "Изменение — по сравнению с отчётом на 15.06.2026." in letter.text


def test_the_store_holds_what_the_lms_holds(home):
    home.night()
    home.wait_a_day(seed=5)
    home.night()
    home.now += timedelta(days=1)
    home.night()
    # What vanished has been missed a second time.
    assert home.steps[0][2]["lms"]["accounts"]["gone"] == 1

    district = home.district
    live = {
        name: home.rows(f"SELECT count(*) FROM {name} WHERE gone_at IS NULL")[0][0]
        for name in ("account", "course", "enrolment", "quiz", "attempt")
    }
    assert live == {
        "account": len(district.live_accounts) - 1,
        "course": len(district.courses),
        "enrolment": len(district.enrolments),
        "quiz": len(district.quizzes),
        "attempt": home.rows("SELECT count(*) FROM attempt WHERE gone_at IS NULL")[0][0],
    }


def test_a_night_without_a_roster_says_dash_and_not_nought_percent(empty_home):
    done = empty_home.night()

    assert done.code == 0, done
    assert set(empty_home.counts.values()) == {(0, 0)}
    [letter] = empty_home.letters
    assert "6.1.1 Прошли диагностику: — (0 из 0 человек), изменение: сравнить не с чем" in letter.text


def test_nothing_is_printed_but_the_night_itself(home):
    done = home.night()

    printed = done.out.splitlines()
    assert printed[0].startswith("Шаг\t")
    assert [line.split("\t")[0] for line in printed[1:9]] == [
        "чтение LMS",
        "проверка настроек по LMS",
        "сопоставление",
        "диагностики",
        "маршруты",
        "показатели",
        "отчёт",
        "письмо",
    ]
    assert printed[-1] == f"Книга: {home.folder / 'reports' / '2026-06-15.xlsx'}"
