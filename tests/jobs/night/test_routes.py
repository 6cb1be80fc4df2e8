"""Routes: drafts by rule, their approval on paper or at once, and what 6.1.2 makes of it."""

from collections import Counter

import pytest


def states(home):
    """Return how many routes there are in each state."""
    return dict(home.rows("SELECT state, count(*) FROM route GROUP BY state"))


def counted(home, day="2026-06-15"):
    """Return the numerator of 6.1.2."""
    return home.marshrut("indicators", "--as-of", day, "--json").json[1]["numerator"]


def test_drafts_wait_for_the_methodist_and_count_for_nothing(settled):
    assert states(settled).keys() == {"draft"}
    assert counted(settled) == 0


def test_approved_routes_count_from_the_day_on_paper(settled):
    drafts = states(settled)["draft"]
    people = settled.rows("SELECT count(DISTINCT person_id) FROM route")[0][0]

    done = settled.marshrut("routes", "approve", "--all", "--on", "2026-06-15")

    told = f"Утверждено {drafts} "
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(told)
    assert done.out.rstrip().endswith(", датой 15.06.2026.")
    assert states(settled) == {"approved": drafts}
    assert counted(settled) == people > 10
    assert counted(settled, "2026-06-14") == 0


def test_an_approval_of_yesterday_holds_for_what_was_passed_by_then(settled):
    settled.marshrut("routes", "approve", "--all", "--on", "2026-03-01")

    told = settled.marshrut("indicators", "explain", "6.1.2", "--as-of", "2026-06-15", "--json").json

    reasons = Counter(each["reason"] for each in told)
    assert reasons["counted"] > 0
    assert reasons["route_before_diagnostic"] > 0
    assert reasons["route_not_approved"] == 0


def test_approving_again_finds_nothing_more(settled):
    settled.marshrut("routes", "approve", "--all", "--on", "2026-06-10")

    done = settled.marshrut("routes", "approve", "--all", "--on", "2026-06-15", "--json")

    assert done.json["approved"] == 0
    assert settled.rows("SELECT DISTINCT approved_on FROM route") == [("2026-06-10",)]


def test_one_organisation_s_drafts_are_approved_alone(settled):
    name = "МБОУ «Белоярская СОШ № 1»"
    listed = settled.marshrut("routes", "list", "--json").json
    theirs = {each["route_id"] for each in listed if each["organisation"] == name}

    done = settled.marshrut("routes", "approve", "--organisation", name.lower(), "--json")

    approved = {number for (number,) in settled.rows("SELECT route_id FROM route WHERE state = 'approved'")}
    assert done.json["approved"] == len(theirs) > 0
    assert approved == theirs


def test_an_unknown_organisation_is_told_so_and_nothing_approved(settled):
    before = settled.dump()

    done = settled.marshrut("routes", "approve", "--organisation", "МБОУ «СОШ № 77»")

    told = "Такой организации нет в кадровом составе. Проверьте название: marshrut routes list."
    assert (done.code, done.out, done.err.splitlines()) == (1, "", [told])
    assert settled.dump() == before


def test_nobody_approves_in_the_future(settled):
    before = settled.dump()

    done = settled.marshrut("routes", "approve", "--all", "--on", "2062-06-15")

    told = "Дата утверждения 15.06.2062 ещё не наступила. Укажите ключом --on день, когда маршруты утвердили."
    assert (done.code, done.out, done.err.splitlines()) == (1, "", [told])
    assert settled.dump() == before


@pytest.mark.parametrize("words", [(), ("--all", "--organisation", "МБОУ «Белоярская СОШ № 1»")])
def test_all_or_one_organisation_must_be_said(settled, words):
    done = settled.marshrut("routes", "approve", *words)

    assert (done.code, done.out) == (2, "")
    assert states(settled).keys() == {"draft"}


def test_routes_approved_at_once_count_the_same_night(home):
    home.settle('# approve = "by_hand" ', 'approve = "on_build" ')

    home.night()

    assert states(home).keys() == {"approved"}
    assert home.rows("SELECT DISTINCT approved_on FROM route") == [("2026-06-15",)]
    people = home.rows("SELECT count(DISTINCT person_id) FROM route")[0][0]
    assert home.counts["6.1.2"] == (people, 80)
    assert people > 10


def test_an_approved_route_stays_while_new_drafts_come(settled):
    settled.marshrut("routes", "approve", "--all")
    approved = settled.rows("SELECT * FROM route ORDER BY route_id")
    settled.wait_a_day(seed=5)

    settled.night()

    assert settled.rows("SELECT * FROM route WHERE state = 'approved' ORDER BY route_id") == approved
    assert settled.counts["6.1.2"][0] == len({row[1] for row in approved})


def test_the_list_shows_who_where_and_how_it_stands(settled):
    done = settled.marshrut("routes", "list", "--state", "draft")

    head, *lines = done.out.splitlines()
    assert head == "№ п/п\tОрганизация\tДиагностика\tМероприятий\tСостояние\tУтверждён"
    people = {str(person.roster_no): person.organisation for person in settled.district.people}
    assert len(lines) == states(settled)["draft"]
    assert all(people[line.split("\t")[0]] == line.split("\t")[1] for line in lines)
    assert {line.split("\t")[4] for line in lines} == {"проект"}
