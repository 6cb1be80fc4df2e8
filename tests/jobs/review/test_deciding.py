"""Deciding with keys: what the store says afterwards, in real SQLite."""

import pytest

from jobs.reconciliation.wanted import Wanted
from jobs.review.sitting import Sitting
from mappings.facts import LinkState
from mappings.identity.cases import Ignored, Outcome
from mappings.identity.values import Reason
from mappings.store import StoreError


@pytest.mark.parametrize("key", ["enter", "space", "a", "A", "ф", "Ф"])
def test_one_key_accepts_and_the_store_says_so(room, key):
    seen = room.press(key)

    case = room.case(2)
    assert (case.state, case.person_id, case.decided_by) == (LinkState.LINKED, 3, "petrova")
    assert " ✓ Запись lms:2 принята: человек № 3." in seen.lines
    assert seen.lines[0].startswith(" 2 из 3 · решено 1, отложено 0")


@pytest.mark.parametrize("key", ["n", "т"])
def test_nobody_is_kept_in_either_layout(room, key):
    room.press(key)

    assert room.case(2).state is LinkState.UNMATCHED
    assert room.case(2).by_hand


@pytest.mark.parametrize(
    ("keys", "kind"),
    [("it", Ignored.TEST), ("io", Ignored.OUTSIDER), ("ip", Ignored.PUPIL), ("ше", Ignored.TEST),
     ("шщ", Ignored.OUTSIDER), ("шз", Ignored.PUPIL), ("i2", Ignored.OUTSIDER)],
)  # fmt: skip
def test_an_account_is_ignored_as_what_it_is(room, keys, kind):
    room.press(*keys)

    assert room.case(2).ignored is kind


def test_escape_from_the_question_decides_nothing(room):
    room.press("i", "escape")

    assert room.ledger() == []


def test_after_a_rejection_the_other_candidate_is_shown_first(room):
    seen = room.press("r", wanted=Wanted(reason=Reason.NAMESAKES))

    assert room.case(4).barred == {5}
    assert seen.lines[0].startswith(" 1 из 1 · решено 0")
    assert "▶1" in seen.text
    assert "Кадры: № 6" in seen.text


def test_rejecting_the_last_candidate_goes_on(room):
    seen = room.press("к")

    assert room.case(2).barred == {3}
    assert seen.lines[0].startswith(" 2 из 3 · решено 1")


def test_a_digit_chooses_the_candidate_that_enter_accepts(room):
    room.press("2", "enter", wanted=Wanted(reason=Reason.NAMESAKES))

    assert room.case(4).person_id == 6


@pytest.mark.parametrize("keys", ["a", "n", "it", "r", "ar", "rnit"])
def test_undo_gives_back_what_stood_before(room, keys):
    before = {number: room.case(number) for number in range(1, 7)}
    steps = sum(key != "t" for key in keys)

    room.press(*keys, *"u" * steps)

    for number, case in before.items():
        after = room.case(number)
        assert (after.state, after.reason, after.person_id, after.candidates, after.barred) == (
            case.state, case.reason, case.person_id, case.candidates, case.barred,
        )  # fmt: skip


def test_undo_shows_the_account_again(room):
    seen = room.press("a", "г")

    assert seen.lines[0].startswith(" 1 из 3 · решено 0")
    assert " ✓ Решение отменено: запись стоит как прежде." in seen.lines


def test_undo_leaves_what_somebody_else_has_decided_since(room):
    seen = room.press("a", lambda: room.other_desk().nobody(("lms", 2)), "u")

    assert room.case(2).decided_by == "ivanov"
    assert "Эту запись потом изменили в другом месте" in seen.text


def test_a_decision_made_elsewhere_meanwhile_is_told_and_stands(room):
    seen = room.press(lambda: room.other_desk().nobody(("lms", 2)), "a")

    assert (room.case(2).state, room.case(2).decided_by) == (LinkState.UNMATCHED, "ivanov")
    assert " Решено: владельца нет в кадровом списке (ivanov, 24.11.2026 14:00)." in seen.lines
    assert seen.lines[0].startswith(" 1 из 3 · решено 1")


def test_somebody_is_looked_up_compared_and_linked(room):
    seen = room.press("д", *"Белых", "enter")
    assert " ✓ Человек № 4 поставлен последним кандидатом. Сравните и нажмите Enter." in seen.lines
    assert room.ledger() == []

    room.press("l", *"Белых", "enter", "enter")
    assert room.ledger() == [(2, "linked", "decision", 4)]


def test_people_are_found_by_number_too(room):
    room.press("l", "6", "enter", "enter")

    assert room.case(2).person_id == 6


def test_letters_typed_into_the_search_are_no_commands(room):
    seen = room.press("l", *"q a к", "escape")

    assert room.ledger() == []
    assert seen.lines[0].startswith(" 1 из 3 · решено 0")


def test_a_note_is_kept_with_the_decision(room):
    room.press("w", *"по телефону", "enter", "a")

    assert room.case(2).note == "по телефону"


def test_a_linked_account_is_taken_from_its_owner(room):
    room.press("s", wanted=Wanted(states=frozenset({LinkState.LINKED})))

    assert room.case(5).barred == {7}


def test_what_is_linked_to_nobody_cannot_be_split(room):
    seen = room.press("ы")

    assert " ! Разъединять нечего: запись ни с кем не связана." in seen.lines


def test_arrows_put_off_without_deciding(room):
    seen = room.press("right", "j", "left")

    assert seen.lines[0].startswith(" 2 из 3 · решено 0, отложено 2")
    assert room.ledger() == []


def test_quitting_half_way_loses_nothing_and_the_next_sitting_goes_on(room):
    room.press("a", "q")

    assert room.ledger() == [(2, "linked", "decision", 3)]
    assert room.press().lines[0].startswith(" 1 из 2 · решено 0")


def test_at_the_end_it_says_what_was_decided_and_what_was_put_off(room):
    seen = room.press("a", "right", "n")

    assert seen.lines[2:6] == [
        "  Очередь пройдена: решены 2 записи.", "", "  Отложена 1 запись: ← вернёт к ней.", "",
    ]  # fmt: skip


class _Locked:
    """A desk whose database is busy for its first decision."""

    def __init__(self, desk):
        self._desk, self._tries = desk, 0

    def __getattr__(self, name):
        return getattr(self._desk, name)

    def accept(self, *args, **options):
        self._tries += 1
        if self._tries == 1:
            raise StoreError("store.busy")
        return self._desk.accept(*args, **options)

    def people(self, text, limit):
        raise StoreError("store.busy")


def test_a_busy_database_is_told_and_the_next_try_is_kept(room):
    locked = _Locked(room.desk)

    seen = room.press("a", sitting=Sitting(locked, room.desk.queue()))
    assert any(line.startswith(" ! База данных занята другим процессом") for line in seen.lines)
    assert room.case(2).state is LinkState.REVIEW

    room.press("a", sitting=Sitting(locked, room.desk.queue()))
    assert room.case(2).state is LinkState.LINKED


def test_the_matcher_has_to_judge_anew_after_rejections_splits_and_undos_only(room):
    sitting = room.sitting()
    sitting.begin()
    sitting.accept(sitting.candidates[0])
    assert not sitting.asks_anew

    sitting.reject(sitting.candidates[0])
    assert sitting.asks_anew


def test_nothing_is_written_about_an_account_that_changed_since(room):
    sitting = room.sitting()
    sitting.begin()
    room.other_desk().reject(("lms", 2), 3)

    told = sitting.nobody()

    assert told.worrying
    assert room.desk.undo(("lms", 2)) is Outcome.DONE
    assert room.case(2).state is LinkState.REVIEW


def test_a_search_in_a_busy_database_says_so_and_can_be_tried_again(room):
    seen = room.press("l", *"Белых", sitting=Sitting(_Locked(room.desk), room.desk.queue()))

    assert "База данных занята другим процессом" in seen.text
