"""The first load by months: as a whole pull from that day on, whatever ends it in between, and nights go on from it."""

import json
import shutil
import signal
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import monotonic, sleep

import pytest

from config.load import load
from connector.demo.district import make_district
from connector.demo.faults import Fault, Trouble
from connector.demo.server import DemoLms
from connector.moodle.functions import Function
from jobs.backfill import BackfillOrder, BackfillState, backfill_sites
from jobs.context import open_context

DAY = date(2026, 1, 15)
BEGINNING = datetime(2026, 1, 14, tzinfo=UTC)
"""The day of UTC in which that one begins in Yekaterinburg is read whole."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LATELY = 1_770_000_000
"""February 2026."""

MONTHS = 6
"""From January to June."""

FINISHED = "lms: всё с 15.01.2026 прочитано; дальше каждую ночь читается новое."

BACKFILL = """
import sys
from datetime import UTC, datetime
from jobs.cli import opening
from jobs.cli.main import main

opening.now = lambda: datetime(2026, 6, 14, 21, 30, tzinfo=UTC)
sys.argv = ["marshrut", "lms", "backfill", "--from", "2026-01-15"]
main()
"""


class EnoughError(Exception):
    """Ends what is under way."""


@pytest.fixture
def whole(home, tmp_path_factory, monkeypatch):
    """Another folder with the same LMS and staff, read whole in one go."""
    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(home.folder, folder, dirs_exist_ok=True)
    other = type(home)(folder, home.lms, home.capsys)
    with monkeypatch.context() as patch:
        patch.chdir(folder)
        assert other.marshrut("sync").code == 0
    home.lms.forget_requests()
    return other


@pytest.fixture
def backfilled(home):
    """A home in which a backfill has been finished."""
    done = backfill(home)
    assert done.code == 0, done
    home.lms.forget_requests()
    return home


def backfill(home, *words, day=DAY):
    return home.marshrut("lms", "backfill", "--from", day, *words)


def moment(told):
    return datetime.fromisoformat(told).replace(tzinfo=UTC) if told else LONG_AGO


def known(home):
    """Return enrolments and completions of report rows from that day on, and how many enrolments are older."""
    asked = "SELECT {} FROM {} WHERE gone_at IS NULL AND missed_at IS NULL"
    made = home.rows(
        asked.format("course_id, account_id, method, created_at, status, starts_at", "enrolment")
    )
    done = home.rows(asked.format("course_id, account_id, started_at, completed_at", "completion"))
    ends = {row[:2]: moment(row[3]) for row in done}
    rows = {row for row in made if max(moment(row[3]), ends.get(row[:2], LONG_AGO)) >= BEGINNING}
    pairs = {row[:2] for row in rows}
    return rows, {row for row in done if row[:2] in pairs}, len(made) - len(rows)


def others(home):
    """Return all facts but enrolments and completions."""
    facts = home.facts(marks=False, columns_without={"snils_sealed", "first_read_at"})
    return {name: rows for name, rows in facts.items() if name not in {"enrolment", "completion", "stream"}}


def cursor(home, name="enrolments"):
    """Return the cursor of a stream, when it was read whole, and its notes."""
    [(since, whole_at, notes)] = home.rows("SELECT since, whole_at, notes FROM stream WHERE name = ?", name)
    return since, whole_at, json.loads(notes)


def months_done(home):
    return cursor(home)[2]["backfill"]["done"]


def months_so_far(home):
    """Return the months done, none where no month has been kept."""
    return months_done(home) if home.rows("SELECT 1 FROM stream WHERE name = 'enrolments'") else []


def agree(home, whole):
    """Tell whether a backfill knows what a whole pull does from that day on."""
    rows, completions, older = known(whole)
    assert (len(rows) > 50, len(completions) > 20, older > 50) == (True, True, True)
    assert known(home) == (rows, completions, 0)
    assert others(home) == others(whole)
    return True


def changes(done):
    """Return rows added, changed, missed and gone, of all streams."""
    told = done.json["coverage"]["lms"].values()
    return [sum(each[name] for each in told) for name in ("added", "changed", "missed", "gone")]


def test_it_learns_what_a_whole_pull_knows_from_that_day_on(home, whole):
    done = backfill(home)

    assert done.code == 0, done
    assert FINISHED in done.out
    assert agree(home, whole)


def test_completions_of_older_enrolments_come_and_so_do_older_completions_of_newer_enrolments(home, whole):
    backfill(home)

    rows = home.rows(
        "SELECT e.created_at, c.completed_at FROM enrolment e JOIN completion c USING (course_id, account_id)"
        " WHERE c.completed_at IS NOT NULL"
    )
    older = [row for row in rows if moment(row[0]) < BEGINNING]
    assert older
    assert min(moment(row[1]) for row in older) >= BEGINNING


@pytest.mark.parametrize("after", range(1, 24, 2))
def test_ended_anywhere_and_run_again_it_learns_the_same(home, whole, after):
    heard = 0

    def listen():
        nonlocal heard
        heard += 1
        if heard == after:
            raise EnoughError

    with open_context(load(home.folder / "marshrut.toml", home.environ), lambda: home.now) as work:
        with pytest.raises(EnoughError):
            backfill_sites(work, BackfillOrder(DAY, ["lms"], listen=listen))
        [site] = backfill_sites(work, BackfillOrder(DAY, ["lms"]))

    assert site.state is BackfillState.FINISHED
    assert agree(home, whole)
    assert changes(home.marshrut("sync", "--json")) == [0, 0, 0, 0]


@pytest.mark.parametrize("skip", range(2, 9, 2))
def test_a_fault_of_the_site_costs_the_months_that_had_not_come(home, whole, skip):
    home.lms.faults.add(Fault(Function.SET_FILTERS, Trouble.CUT_CONNECTION, times=1, skip=skip))
    failed = backfill(home)
    kept = months_so_far(home)
    home.lms.faults.clear()

    done = backfill(home, "--json")

    assert failed.code == 1, failed
    assert done.code == 0, done
    assert done.json["backfill"]["lms"] == {"state": "finished", "months": MONTHS - len(kept), "left": []}
    assert agree(home, whole)


def test_months_that_are_done_are_not_read_again_and_those_of_the_newest_is(home):
    home.lms.faults.add(Fault(Function.SET_FILTERS, Trouble.CUT_CONNECTION, skip=4, times=None))
    failed = backfill(home)
    kept = months_done(home)
    home.lms.faults.clear()

    done = backfill(home, "--json")

    assert failed.code == 1
    assert "Запустите ту же команду ещё раз, чтобы продолжить." in failed.err
    assert kept == sorted(kept)
    assert kept
    assert kept[-1] == "2026-05-01"
    assert done.json["backfill"]["lms"]["months"] == MONTHS - len(kept)


def test_run_again_after_the_end_it_says_so_and_asks_nothing(backfilled):
    done = backfill(backfilled)
    later = backfill(backfilled, day=DAY + timedelta(days=40))

    assert (done.code, later.code) == (0, 0)
    assert "lms: всё с 15.01.2026 уже было прочитано" in done.out
    assert "lms: всё с 24.02.2026 уже было прочитано" in later.out
    assert backfilled.lms.requests == []


def test_an_earlier_day_is_read_back_anew(backfilled):
    done = backfill(backfilled, "--json", day=DAY - timedelta(days=90))

    assert done.code == 0, done
    assert done.json["backfill"]["lms"] == {"state": "finished", "months": MONTHS + 3, "left": []}
    assert known(backfilled)[2] > 0


def test_the_next_night_asks_only_for_news_and_finds_none(backfilled):
    done = backfilled.marshrut("sync", "--json")

    assert done.code == 0, done
    assert not done.json["reconciled"]
    assert changes(done) == [0, 0, 0, 0]
    assert len(backfilled.lms.requests) <= 10
    assert "marshrut sync --full" in done.err


def test_nights_after_it_learn_what_is_new(backfilled):
    backfilled.wait_a_day()
    first = backfilled.marshrut("sync", "--json")
    again = backfilled.marshrut("sync", "--json")

    assert (first.code, again.code) == (0, 0)
    assert not first.json["reconciled"]
    assert changes(first)[0] > 0
    assert changes(again) == [0, 0, 0, 0]


def test_a_whole_reading_brings_what_is_older_and_the_word_of_it_ends(whole, backfilled):
    done = backfilled.marshrut("sync", "--full", "--json")
    night = backfilled.marshrut("sync", "--json")

    assert done.code == 0, done
    assert known(backfilled) == known(whole)
    assert "marshrut sync --full" not in done.err + night.err
    assert changes(night) == [0, 0, 0, 0]
    assert cursor(backfilled)[1] is not None
    assert cursor(backfilled)[2]["again"] == []


def test_what_is_older_comes_by_itself_when_all_is_reconciled(whole, backfilled):
    backfilled.now += timedelta(days=8)
    backfilled.lms.now = backfilled.now

    done = backfilled.marshrut("sync", "--json")

    assert done.json["reconciled"]
    assert known(backfilled)[2] == known(whole)[2]


def test_nights_begin_where_the_first_run_began(home):
    began = home.lms.now
    home.lms.faults.add(Fault(Function.SET_FILTERS, Trouble.CUT_CONNECTION, skip=4, times=None))
    backfill(home)
    home.lms.faults.clear()
    home.lms.now = began + 3 * 86_400
    home.now += timedelta(days=3)

    done = backfill(home)

    assert done.code == 0, done
    assert moment(cursor(home)[0]).timestamp() == pytest.approx(began - 600, abs=60)
    assert moment(cursor(home, "accounts")[0]).timestamp() > began


def test_before_it_is_finished_there_is_no_cursor_for_a_night(home):
    home.lms.faults.add(Fault(Function.SET_FILTERS, Trouble.CUT_CONNECTION, skip=4, times=None))
    backfill(home)
    home.lms.faults.clear()
    assert cursor(home)[0] is None

    home.marshrut("sync")
    done = backfill(home)

    assert done.code == 0
    assert "площадка уже прочитана целиком" in done.out


@pytest.mark.parametrize("lacking", ["enrolment:timecreated", "completion:timecompleted"])
def test_a_site_without_a_filter_is_told_what_is_needed_and_what_does_it_otherwise(home, lacking):
    home.lms.filters = {"enrolment:timecreated", "completion:timecompleted"} - {lacking}

    done = backfill(home)

    assert done.code == 1
    [told] = done.err.splitlines()
    assert lacking in told
    assert "marshrut sync" in told
    assert home.rows("SELECT * FROM stream") == []


def test_a_site_without_the_report_is_told_so_too(home):
    home.lms.reports = ()

    done = backfill(home)

    assert done.code == 1
    [told] = done.err.splitlines()
    assert told.startswith("Загрузке по месяцам нужен отчёт «Участники курсов»")


@pytest.mark.parametrize(
    ("day", "told"), [("2026-06-16", "ещё не наступил"), ("15/01/2026", "--from"), ("2026-02-30", "--from")]
)
def test_a_day_that_is_none_or_has_not_come_is_told(home, day, told):
    done = backfill(home, day=day)

    assert done.code == 2
    assert told in done.err
    assert home.lms.requests == []


def test_a_site_that_is_not_there_is_told(home):
    done = backfill(home, "--site", "other")

    assert (done.code, home.lms.requests) == (2, [])


def test_today_is_a_day_to_begin_with_too(home):
    done = backfill(home, day=date(2026, 6, 15))
    night = home.marshrut("sync", "--json")

    assert done.code == 0, done
    assert changes(night) == [0, 0, 0, 0]
    assert not night.json["reconciled"]


def test_a_dry_run_keeps_nothing(home):
    before = home.kept()

    done = backfill(home, "--dry-run")

    assert done.code == 0, done
    assert home.kept() == before


def test_it_speaks_english_where_it_is_asked_to(home):
    home.settle('# locale = "ru"', 'locale = "en"')

    done = backfill(home)

    assert "lms: everything from " in done.out


def test_a_month_that_is_held_back_is_left_for_the_next_run_and_loses_nothing(home):
    home.marshrut("sync")
    with home.store() as store:
        store.execute("DELETE FROM stream WHERE name IN ('enrolments', 'completions')")
    before, as_it_was = known(home), home.district
    live = "SELECT 1 FROM enrolment WHERE gone_at IS NULL"
    there = len(home.rows(live))
    home.lms.district = replace(as_it_was, enrolments=as_it_was.enrolments[:5])

    held = backfill(home)
    still_there = len(home.rows(live))
    home.lms.district = as_it_was
    done = backfill(home)

    assert held.code == 3, held
    assert "lms: прочитано не всё с 15.01.2026, остал" in held.out
    assert "поток «enrolments» придержан" in held.err
    assert still_there == there
    assert cursor(home)[0] is not None
    assert done.code == 0, done
    assert home.marshrut("sync").code == 0  # finds what has come back in the months that were kept
    assert known(home) == before


def test_a_row_that_cannot_be_read_is_set_aside_and_holds_up_nothing(home):
    account = next(each.account_id for each in home.district.enrolments if each.created_at > LATELY)

    def spoilt(_asked, told):
        for row in told["data"]["rows"]:
            if f'id={account}"' in str(row["columns"]):
                row["columns"] = ["???" if cell == "Active" else cell for cell in row["columns"]]
        return told

    home.lms.meddlers[Function.REPORT] = spoilt
    done = backfill(home)

    assert done.code == 3, done
    assert FINISHED in done.out
    assert "marshrut quarantine list" in done.err
    assert cursor(home)[0] is not None


def test_quizzes_that_did_not_come_are_read_by_the_next_run_without_the_months(home, whole):
    home.lms.faults.add(Fault(Function.QUIZZES, Trouble.CUT_CONNECTION, times=None))
    failed = backfill(home)
    home.lms.faults.clear()
    assert cursor(home)[0] is not None
    home.lms.forget_requests()

    done = backfill(home)

    assert failed.code == 3, failed
    assert done.code == 0, done
    assert "lms: всё с 15.01.2026 уже было прочитано" in done.out
    assert agree(home, whole)


def test_a_site_that_fails_does_not_stop_another(home, two_sites):
    two_sites.faults.add(Fault(None, Trouble.MAINTENANCE_503, times=None))

    done = backfill(home)
    again = backfill(home, "--site", "second")

    assert done.code == 3, done
    assert FINISHED in done.out
    assert "second: прочитано не всё" not in done.out
    assert "площадка «second»" in done.err
    assert again.code == 1
    two_sites.faults.clear()
    assert backfill(home, "--site", "second").code == 0


@pytest.fixture
def two_sites(home):
    """Let the home have a second site, and give that."""
    token = "e" * 32
    with DemoLms(make_district(20, 3, home.district.day), token=token) as other:
        home.read_too(other.url, token)
        yield other


def wait_until(true, seconds=60):
    """Wait until something is so."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it never came to pass"
        sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_asked_to_stop_it_says_how_to_go_on_and_does(home, whole, number):
    home.lms.latency_s = 0.2
    process = home.start(python=BACKFILL)
    wait_until(lambda: months_so_far(home))

    process.send_signal(number)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 3
    assert err.splitlines()[-1].startswith("Остановлено по просьбе: прочитанные месяцы сохранены.")
    assert home.rows("SELECT * FROM run_lock") == []
    home.lms.latency_s = 0
    assert backfill(home).code == 0
    assert agree(home, whole)


def test_killed_it_goes_on(home, whole):
    home.lms.latency_s = 0.2
    process = home.start(python=BACKFILL)
    wait_until(lambda: len(months_so_far(home)) > 1)

    process.kill()
    process.communicate(timeout=60)

    home.lms.latency_s = 0
    kept = months_done(home)
    done = backfill(home, "--json")
    assert kept
    assert done.json["backfill"]["lms"]["months"] == MONTHS - len(kept)
    assert agree(home, whole)
