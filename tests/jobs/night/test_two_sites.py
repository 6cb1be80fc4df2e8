"""Two LMS sites: what one of them does leaves the other's facts alone."""

import pytest

from connector.demo.district import make_district
from connector.demo.faults import Fault
from connector.demo.server import TOKEN, DemoLms

OTHER_TOKEN = "e" * 32

HTML = (
    "Вместо ответа веб-службы пришла веб-страница. "
    "Проверьте url площадки и не подменяет ли ответы прокси или страница входа в сеть."
)


@pytest.fixture
def other(a_district):
    """A second site, with a district of its own."""
    with DemoLms(make_district(20, 3, a_district.day), token=OTHER_TOKEN) as served:
        yield served


@pytest.fixture
def two(home, other):
    """A home with two sites that both answered once."""
    home.read_too(other.url, OTHER_TOKEN)
    assert home.night().code == 0
    return home


def facts_of(home, site):
    """Return the pulled facts of one site."""
    return {name: [row for row in rows if row[0] == site] for name, rows in home.facts().items()}


def test_both_sites_are_read_into_one_store(two, other):
    counted = dict(two.rows("SELECT site, count(*) FROM account GROUP BY site"))

    assert counted == {
        "lms": len(two.district.live_accounts) - 1,
        "second": len(other.district.live_accounts) - 1,
    }
    told = two.marshrut("sync", "--json").json
    assert told["coverage"].keys() == {"lms", "second"}
    assert told["rows"]["accounts"] == sum(counted.values())


def test_one_site_down_leaves_its_facts_and_the_night_incomplete(two, other):
    before = facts_of(two, "second")
    other.faults.add(Fault(None, "maintenance_503", times=None))
    two.wait_a_day(seed=5)

    done = two.night()

    assert done.code == 3, done
    assert facts_of(two, "second") == before
    assert two.steps[0][2]["lms"]["attempts"]["added"] > 0
    *_, letter = two.letters
    assert letter.subject.endswith("на 16.06.2026 — неполные данные")
    assert "LMS «second» не ответила: показаны прежние данные." in letter.text
    assert "LMS «lms»" not in letter.text


def test_sync_with_one_site_down_says_which_and_ends_incomplete(two, other):
    other.faults.add(Fault(None, "html", times=None))

    done = two.marshrut("sync")

    assert done.code == 3
    assert done.err.splitlines() == [
        "Проблемы, площадка «second»:",
        f"  {HTML}",
    ]
    assert "lms: попытки" in done.out


def test_sync_with_both_sites_down_names_both_and_fails(two, other, lms):
    before = two.kept()
    for site in (lms, other):
        site.faults.add(Fault(None, "maintenance_503", times=None))

    done = two.marshrut("sync")

    assert done.code == 1
    assert [line for line in done.err.splitlines() if line.startswith("Проблемы")] == [
        "Проблемы, площадка «lms»:",
        "Проблемы, площадка «second»:",
    ]
    assert two.kept() == before


def test_a_night_names_the_site_that_is_down(two, other):
    other.faults.add(Fault(None, "maintenance_503", times=None))

    done = two.night()

    assert done.code == 3
    assert done.err.splitlines()[:2] == [
        "Проблемы, площадка «second»:",
        "  LMS временно недоступна (503): обслуживание или перегрузка. Повторите позже.",
    ]


def test_a_refused_token_of_one_site_says_which_site_and_leaves_the_other_be(two):
    two.environ["SECOND_TOKEN"] = TOKEN
    before = facts_of(two, "second")

    done = two.marshrut("sync")

    assert done.code == 3
    assert "Проблемы, площадка «second»:" in done.err.splitlines()
    assert "lms: попытки" in done.out
    assert facts_of(two, "second") == before
