"""The JSON that other programs may rely on: its keys, its types, and that its numbers hang together."""

from collections import Counter
from datetime import date

import pytest

from config.locale import texts

ROWS = {
    "accounts",
    "enrolments",
    "completions",
    "attempts",
    "courses",
    "quizzes",
    "final_grades",
    "part_marks",
}
STATES = {"linked", "review", "unmatched", "ignored"}


def test_sync_tells_what_it_cost_and_what_is_there(home):
    done = home.marshrut("sync", "--json")

    assert (done.code, done.err) == (0, "")
    told = done.json
    assert {key: type(told[key]) for key in ("requests", "bytes", "coverage", "rows", "problems")} == {
        "requests": int,
        "bytes": int,
        "coverage": dict,
        "rows": dict,
        "problems": int,
    }
    assert isinstance(told["seconds"], int | float)
    assert told["requests"] == len(home.lms.requests) > 0
    assert told["bytes"] > home.lms.bytes_sent > 0  # unpacked, and packed
    assert told["problems"] == 0
    assert told["rows"].keys() >= ROWS
    live = home.rows("SELECT count(*) FROM attempt WHERE gone_at IS NULL")[0][0]
    assert told["rows"]["attempts"] == live > 100
    assert told["rows"]["accounts"] == len(home.district.live_accounts) - 1


def test_sync_once_more_finds_the_same_rows_and_nothing_new(home):
    first = home.marshrut("sync", "--json").json
    home.wait_a_day()
    home.marshrut("sync", "--json")

    again = home.marshrut("sync", "--json").json

    news = {
        stream: told
        for stream, told in again["coverage"]["lms"].items()
        if told["added"] or told["changed"] or told["gone"] or told["returned"]
    }
    assert news == {}
    assert again["rows"]["attempts"] > first["rows"]["attempts"]


def test_reconcile_lists_every_account_and_links_none_wrongly(settled):
    told = settled.marshrut("reconcile", "list", "--all", "--json").json

    keys = {"account_id", "username", "state", "person_id", "roster_no", "score", "method"}
    assert all(each.keys() >= keys for each in told)
    assert {each["state"] for each in told} <= STATES
    assert all(0 <= each["score"] <= 1 and isinstance(each["method"], str) for each in told)
    by_id = {each["account_id"]: each for each in told}
    truth = {number: whose for number, whose in settled.district.true_links.items() if number in by_id}
    assert len(by_id) == len(told) == len(settled.district.live_accounts) - 1
    linked = {number: int(each["roster_no"]) for number, each in by_id.items() if each["state"] == "linked"}
    assert linked.items() <= truth.items()
    assert len(linked) >= 0.9 * sum(whose is not None for whose in truth.values())
    assert by_id[2]["username"] == "admin"
    assert all(each["person_id"] is None for each in told if each["state"] == "unmatched")


def test_reconcile_finds_accounts_by_their_state(settled):
    every = Counter(each["state"] for each in settled.marshrut("reconcile", "list", "--all", "--json").json)

    for state in STATES:
        told = settled.marshrut("reconcile", "list", "--state", state, "--json").json
        assert Counter(each["state"] for each in told) == ({state: every[state]} if every[state] else {})


def test_indicators_are_what_the_night_published(settled):
    told = settled.marshrut("indicators", "--as-of", "2026-06-15", "--json").json

    assert [each["id"] for each in told] == ["6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"]
    assert all(each.keys() == {"id", "numerator", "denominator", "share"} for each in told)
    assert {each["id"]: (each["numerator"], each["denominator"]) for each in told} == settled.counts
    assert all(each["share"] == pytest.approx(each["numerator"] / each["denominator"]) for each in told)


def test_a_share_of_nobody_is_null(empty_home):
    told = empty_home.marshrut("indicators", "--as-of", "15.06.2026", "--json").json

    assert [each["share"] for each in told] == [None] * 5


def test_indicators_of_another_day_are_those_of_that_day(settled):
    told = settled.marshrut("indicators", "--as-of", "2026-01-01", "--json").json

    hired = sum(person.hired <= date(2026, 1, 1) for person in settled.district.people)
    assert (told[0]["numerator"], told[0]["denominator"]) == (0, hired)
    assert 0 < hired < 80


@pytest.mark.parametrize("indicator", ["6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"])
def test_reasons_add_up_to_numerator_and_denominator(settled, indicator):
    told = settled.marshrut("indicators", "explain", indicator, "--as-of", "2026-06-15", "--json").json

    keys = {"person_id", "roster_no", "organisation", "verdict", "reason", "evidence"}
    assert all(each.keys() == keys for each in told)
    verdicts = Counter(each["verdict"] for each in told)
    numerator, denominator = settled.counts[indicator]
    assert verdicts["counted"] == numerator
    assert verdicts["counted"] + verdicts["not_counted"] == len(told) == denominator
    assert all((each["reason"] == "counted") is (each["verdict"] == "counted") for each in told)
    assert all(isinstance(each["evidence"], list) for each in told)
    chains = [[link["kind"] for link in each["evidence"]] for each in told]
    assert {chain[0] for chain in chains} == {"team" if indicator == "6.1.4" else "roster"}
    words = texts("ru")
    assert all(words.say(f"reasons.{each['reason']}") for each in told)


def test_every_verdict_names_the_right_person_and_organisation(settled):
    told = settled.marshrut("indicators", "explain", "6.1.1", "--as-of", "2026-06-15", "--json").json

    people = {str(person.roster_no): person.organisation for person in settled.district.people}
    assert {each["roster_no"]: each["organisation"] for each in told} == people
    assert len({each["person_id"] for each in told}) == len(told)


def test_who_has_no_account_is_told_so(settled):
    told = settled.marshrut("indicators", "explain", "6.1.1", "--as-of", "2026-06-15", "--json").json

    owners = {whose for whose in settled.district.true_links.values() if whose is not None}
    without = {str(person.roster_no) for person in settled.district.people if person.roster_no not in owners}
    assert without
    assert {each["roster_no"] for each in told if each["reason"] == "no_lms_account"} == without


def test_an_indicator_that_is_none_is_wrong_use(home):
    done = home.marshrut("indicators", "explain", "6.1.9", "--json")

    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == ["Такого показателя нет. Есть: 6.1.1, 6.1.2, 6.1.3, 6.1.4, 6.1.5."]


def test_the_night_itself_can_be_read_by_a_program(home):
    told = home.night("--json").json

    assert told["exit_code"] == 0
    assert [each["name"] for each in told["steps"]][0::7] == ["pull", "deliver"]
    assert {
        each["id"]: (each["numerator"], each["denominator"]) for each in told["indicators"]
    } == home.counts
    [delivery] = told["deliveries"]
    assert delivery["state"] == "sent"
    assert told["workbook"] == str(home.folder / "reports" / "2026-06-15.xlsx")


@pytest.mark.parametrize(
    "words",
    [
        ("roster", "import", "roster.xlsx"),
        ("match",),
        ("reconcile", "list", "--all"),
        ("routes", "build"),
        ("routes", "list"),
        ("routes", "approve", "--all"),
        ("indicators",),
        ("indicators", "explain", "6.1.4"),
        ("report",),
        ("sync",),
        ("nightly", "--outbox", "outbox"),
    ],
    ids=" ".join,
)
def test_a_command_tells_people_and_programs_alike(settled, words):
    told, read = settled.marshrut(*words), settled.marshrut(*words, "--json")

    assert told.code == read.code == 0
    assert told.out.strip()
    assert not told.out.lstrip().startswith(("[\n", "{\n"))
    assert read.json is not None


def test_a_night_of_a_day_to_come_is_wrong_use(home):
    done = home.marshrut("nightly", "--as-of", "2026-06-16")

    assert done.code == 2
    assert done.err.splitlines() == ["Отчётная дата ещё не наступила: того, что будет, marshrut не знает."]
    assert home.rows("SELECT count(*) FROM run") == [(0,)]
