"""Nobody's name, mailbox or СНИЛС gets into output, logs, records of steps or names of files."""

import re

import pytest

from jobs import nightly

STEPS = ("pull", "check", "match", "diagnose", "route", "count", "publish", "deliver")


def told_of(district):
    """Return every name, mailbox and СНИЛС of the district, as they may be spelt."""
    found = set()
    for each in (*district.people, *district.accounts):
        found |= {each.last_name, each.email, each.snils, re.sub(r"\D", "", each.snils)}
        found |= set(each.first_name.split())
    for person in district.people:
        found |= {person.patronymic}
    return {each.strip() for each in found if len(each.strip(" .")) > 2} - {
        "Admin",
        "User",
        "Sync",
        "Service",
        "Guest",
        "user",
    }


@pytest.fixture(scope="session")
def people_in(a_district):
    """Return what finds people in a text."""
    names = "|".join(re.escape(each) for each in sorted(told_of(a_district), key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE)
    return lambda text: set(pattern.findall(text))


def test_the_search_finds_people_where_they_are(home, people_in):
    """Else the tests below could not fail."""
    person = home.district.people[7]

    assert people_in(f"ошибка: {person.last_name.lower()},") == {person.last_name.lower()}
    assert people_in(f"<{person.email}>") == {person.email}
    assert people_in(person.snils) == {person.snils}
    assert people_in("связано 68, ждут решения 0 МБОУ «Барсовская СОШ»") == set()


@pytest.mark.parametrize("talk", [("--verbose",), ("--debug",), ("--debug", "--log-json")], ids=" ".join)
def test_a_night_names_nobody(home, people_in, talk):
    done = home.night(*talk)

    assert done.code == 0
    assert "event" in done.err
    assert people_in(done.out + done.err) == set()
    assert people_in(str(home.rows("SELECT * FROM run") + home.rows("SELECT * FROM step"))) == set()
    assert people_in(" ".join(home.files)) == set()


@pytest.mark.parametrize(
    "words",
    [
        ("roster", "import", "roster.xlsx"),
        ("sync",),
        ("match",),
        ("routes", "build"),
        ("routes", "list"),
        ("routes", "approve", "--all"),
        ("indicators", "explain", "6.1.1"),
        ("indicators", "explain", "6.1.5"),
        ("report",),
        ("letters", "list"),
        ("config", "show"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("as_json", [False, True], ids=["told", "json"])
def test_no_command_names_anybody(settled, people_in, words, as_json):
    done = settled.marshrut(*words, *(["--json"] if as_json else []), "--verbose")

    assert done.code == 0, done
    assert people_in(done.out + done.err) == set()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_nobody_foresaw_fails_by_its_kind_alone(settled, people_in, monkeypatch, step):
    person = settled.district.people[7]

    def break_down(*_args, **_named):
        raise LookupError(f"{person.last_name} {person.first_name}, {person.snils}, {person.email}")

    monkeypatch.setattr(nightly, f"_{step}", break_down)

    done = settled.night("--verbose")

    assert done.code == 1
    told = (
        "Непредвиденная ошибка (LookupError). "
        "Повторите команду с ключом --debug и передайте её вывод разработчикам."
    )
    assert done.err.splitlines()[-1] == told
    assert people_in(done.out + done.err) == set()
    name, state, covered, problems = settled.steps[-1]
    assert (name, state, covered) == (step, "failed", {})
    [problem] = problems
    assert (problem["text_id"], problem["values"]) == ("night.unexpected", {"kind": "LookupError"})
    assert people_in(str(settled.rows("SELECT * FROM step"))) == set()
    assert settled.rows("SELECT exit_code FROM run ORDER BY run_id DESC LIMIT 1") == [(1,)]
    assert len(settled.letters) == 1


def test_after_a_step_that_failed_the_next_run_makes_it_good(settled, monkeypatch):
    settled.wait_a_day(seed=5)
    with monkeypatch.context() as broken:
        broken.setattr(nightly, "_count", lambda *_: 1 / 0)
        assert settled.night().code == 1

    done = settled.night()

    assert done.code == 0, done
    assert len(settled.letters) == 2
