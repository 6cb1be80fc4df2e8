"""Records that could not be read are listed without names, shown to the administrator, read again, acknowledged."""

import json
from dataclasses import replace

import pytest

from connector.demo.replies.report_definitions import REPORT_NAMES
from jobs.exit_codes import ExitCode
from jobs.keys import FILE_NAME
from mappings.keeping.secrecy import Keyring, key_of


@pytest.fixture
def spoiled(home):
    """A home whose LMS has no report of users and cannot tell one account; it has been read since."""
    victim = next(each for each in home.district.live_accounts if each.roster_no and not each.suspended)
    home.lms.reports = tuple(name for name in REPORT_NAMES if "users" not in name)
    home.lms.district = with_account(home.district, replace(victim, dirty="auth"))
    home.victim = victim
    home.synced = home.marshrut("sync", "--full")
    return home


def with_account(district, account):
    rest = (each for each in district.accounts if each.account_id != account.account_id)
    return replace(district, accounts=tuple(sorted((*rest, account), key=lambda each: each.account_id)))


def waiting(home):
    return home.marshrut("quarantine", "list", "--json").json


def test_a_record_that_cannot_be_read_leaves_the_pull_incomplete_and_everybody_else_read(spoiled):
    [row] = waiting(spoiled)

    assert spoiled.synced.code == ExitCode.INCOMPLETE
    assert "marshrut quarantine list" in spoiled.synced.err + spoiled.synced.out
    assert (row["stream"], row["number"], row["reason"]) == (
        "accounts",
        str(spoiled.victim.account_id),
        "invalidresponse",
    )
    [(gone,)] = spoiled.rows(
        "SELECT count(*) FROM account WHERE missed_at IS NOT NULL OR gone_at IS NOT NULL"
    )
    assert gone == 0


def test_the_list_is_in_words_and_without_people(spoiled):
    told = spoiled.marshrut("quarantine", "list")

    assert told.code == ExitCode.DONE
    assert "LMS не может отдать запись" in told.out
    assert "учётные записи" in told.out.casefold()
    assert spoiled.victim.last_name.strip() not in told.out
    assert spoiled.victim.email not in told.out


def test_show_says_why_and_that_there_is_nothing_to_show(spoiled):
    [row] = waiting(spoiled)

    told = spoiled.marshrut("quarantine", "show", row["quarantine_id"])

    assert told.code == ExitCode.DONE
    assert "Причина: LMS не может отдать запись\n" in told.out
    assert "Исправьте запись в LMS" in told.out
    assert "Самой записи нет" in told.out


def test_replay_asks_the_lms_and_says_that_it_still_cannot(spoiled):
    [row] = waiting(spoiled)

    told = spoiled.marshrut("quarantine", "replay", row["quarantine_id"])

    assert told.code == ExitCode.INCOMPLETE
    assert "по-прежнему не читается" in told.out
    assert waiting(spoiled)[0]["attempts"] == row["attempts"] + 1


def test_replay_keeps_what_has_been_mended(spoiled):
    spoiled.lms.district = with_account(
        spoiled.district, replace(spoiled.victim, institution="Новая школа", school="")
    )

    told = spoiled.marshrut("quarantine", "replay", "--all")

    assert told.code == ExitCode.DONE
    assert "прочитана и сохранена" in told.out
    assert waiting(spoiled) == []
    asked = "SELECT organisation FROM account WHERE account_id = ?"
    assert spoiled.rows(asked, spoiled.victim.account_id) == [("Новая школа",)]
    assert spoiled.marshrut("sync").code == ExitCode.DONE


def test_a_record_that_is_no_longer_there_is_no_longer_set_apart(spoiled):
    spoiled.lms.district = with_account(spoiled.district, replace(spoiled.victim, deleted=True))

    told = spoiled.marshrut("quarantine", "replay", "--all")

    assert told.code == ExitCode.DONE
    assert "в LMS её больше нет" in told.out
    assert waiting(spoiled) == []


def test_a_dry_run_of_replay_changes_nothing(spoiled):
    spoiled.lms.district = with_account(spoiled.district, spoiled.victim)
    before = spoiled.dump()

    told = spoiled.marshrut("quarantine", "replay", "--all", "--dry-run")

    assert told.code == ExitCode.DONE
    assert "Пробный запуск" in told.out
    assert spoiled.dump() == before


def test_an_acknowledged_record_is_silent_and_the_pull_complete(spoiled):
    [row] = waiting(spoiled)

    told = spoiled.marshrut("quarantine", "drop", row["quarantine_id"])
    synced = spoiled.marshrut("sync", "--full")

    assert told.out == "1 запись больше не напоминает о себе, пока не изменится.\n"
    assert synced.code == ExitCode.DONE
    assert waiting(spoiled) == []
    [kept] = spoiled.marshrut("quarantine", "list", "--all", "--json").json
    assert kept["state"] == "dropped"


def test_a_dry_run_of_drop_changes_nothing(spoiled):
    [row] = waiting(spoiled)

    told = spoiled.marshrut("quarantine", "drop", row["quarantine_id"], "--dry-run")

    assert told.code == ExitCode.DONE
    assert len(waiting(spoiled)) == 1


def test_a_record_told_and_not_understood_is_shown_as_told_and_read_by_a_better_program(spoiled):
    [row] = waiting(spoiled)
    told = {"id": spoiled.victim.account_id, "username": "u1", "firstname": "Вера", "lastname": "Ким"}
    raw = json.dumps({**told, "suspended": False, "lastaccess": 0})
    _seal(spoiled, row["quarantine_id"], raw)

    shown = spoiled.marshrut("quarantine", "show", row["quarantine_id"])
    spoiled.lms.forget_requests()
    told = spoiled.marshrut("quarantine", "replay", row["quarantine_id"])

    assert '"firstname": "Вера"' in shown.out
    assert "персональные данные" in shown.err
    assert "не понятны поля: suspended" in shown.out
    assert told.code == ExitCode.DONE
    assert spoiled.lms.requests == []
    asked = "SELECT first_name FROM account WHERE account_id = ?"
    assert spoiled.rows(asked, spoiled.victim.account_id) == [("Вера",)]


def _seal(home, number, raw):
    """Make a row one that was told and not understood."""
    keyring = Keyring(key_of((home.folder / FILE_NAME).read_text("utf-8")))
    with home.store() as store:
        change = "UPDATE quarantine SET raw_sealed = ?, reason = 'suspended' WHERE quarantine_id = ?"
        store.execute(change, (keyring.seal(raw), number))


def test_an_lms_that_does_not_answer_leaves_the_rows_waiting(spoiled):
    spoiled.settle(spoiled.lms.url, "http://127.0.0.1:9")

    told = spoiled.marshrut("quarantine", "replay", "--all")

    assert told.code == ExitCode.INCOMPLETE
    assert "спросить LMS не удалось" in told.out
    assert len(waiting(spoiled)) == 1


@pytest.mark.parametrize("words", [["show", "99"], ["drop", "99"], ["replay", "99"]])
def test_an_unknown_number_is_wrong_use(home, words):
    told = home.marshrut("quarantine", *words)

    assert told.code == ExitCode.WRONG_USE
    assert told.err == "Отложенной записи № 99 нет. Список: marshrut quarantine list --all.\n"


@pytest.mark.parametrize("words", [["replay"], ["replay", "1", "--all"]])
def test_replay_wants_numbers_or_all(home, words):
    told = home.marshrut("quarantine", *words)

    assert told.code == ExitCode.WRONG_USE
    assert "--all" in told.err


def test_without_rows_set_apart_the_list_says_so(home):
    assert home.marshrut("quarantine", "list").out == "Отложенных записей нет.\n"
    assert home.marshrut("quarantine", "replay", "--all").code == ExitCode.DONE
