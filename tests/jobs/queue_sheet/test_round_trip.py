"""A queue goes out as a workbook and comes back as decisions, each row ending in one told way."""

import pytest

from jobs.queue_sheet.taking import Taken
from mappings import tables
from mappings.facts import LinkState


def state(room, number):
    case = room.desk.case(("lms", number))
    return case.state, case.person_id if case.state is LinkState.LINKED else None


def ends(taking):
    return {each.account[1]: each.taken for each in taking.rows}


def candidates(room, number):
    return [each.person.person_id for each in room.desk.case(("lms", number)).candidates]


def test_a_blank_book_changes_nothing_and_every_row_stays_open(room):
    before = room.lines()
    taking = room.take(room.book())

    assert set(ends(taking).values()) == {Taken.OPEN}
    assert len(taking.rows) == len(room.cases()) > 3
    assert room.lines() == before


def test_decisions_chosen_from_the_list_are_written(room, books):
    waiting = [case.account.key[1] for case in room.cases()]
    one, two, three, four = waiting[:4]
    best, others = candidates(room, one)[0], candidates(room, four)

    taking = room.take(
        books.filled(
            room.book(),
            {one: "да, кандидат 1", two: "тестовая", three: "нет в кадровом списке", four: "никто из списка"},
            notes={one: "спросила в школе"},
        )
    )

    assert {ends(taking)[each] for each in waiting[:4]} == {Taken.DONE}
    assert state(room, one) == (LinkState.LINKED, best)
    assert state(room, two) == (LinkState.IGNORED, None)
    assert state(room, three) == (LinkState.UNMATCHED, None)
    assert frozenset(others[:3]) <= room.desk.case(("lms", four)).barred
    assert room.desk.case(("lms", one)).note == "спросила в школе"


def test_a_number_beside_links_any_person_of_the_roster(room, books):
    one, two, three = [case.account.key[1] for case in room.cases()][:3]

    room.take(
        books.filled(
            room.book(),
            {two: "никто из списка", three: "другой человек (впишу №)"},
            persons={one: 5, two: "№ 5", three: 5.0},
        )
    )

    assert {state(room, each) for each in (one, two, three)} == {(LinkState.LINKED, 5)}


def test_the_same_file_twice_changes_nothing(room, books):
    one, two, three = [case.account.key[1] for case in room.cases()][:3]
    book = books.filled(room.book(), {one: "1", two: "никто из списка", three: "посторонний"})
    room.take(book)
    before = room.lines()

    taking = room.take(book)

    assert {ends(taking)[each] for each in (one, two, three)} == {Taken.ALREADY}
    assert room.lines() == before


def test_all_decisions_of_a_file_are_taken_back_at_once(room, books):
    one, two = [case.account.key[1] for case in room.cases()][:2]
    was = [state(room, each) for each in (one, two)]
    taking = room.take(books.filled(room.book(), {one: "1", two: "никто из списка"}))

    room.desk.undo_batch(taking.batch)

    assert [state(room, each) for each in (one, two)] == was


def test_what_was_decided_since_the_export_is_not_overwritten_and_told(room, books):
    one, two = [case.account.key[1] for case in room.cases()][:2]
    book = books.filled(room.book(), {one: "да, кандидат 1", two: "да, кандидат 1"})
    room.named_desk(None, "ivanov").link(("lms", one), 8)

    taking = room.take(book)

    assert (ends(taking)[one], ends(taking)[two]) == (Taken.CHANGED, Taken.DONE)
    assert state(room, one) == (LinkState.LINKED, 8)
    [told] = taking.not_taken
    sentence = room.context.words.say(told.problem.text_id, **told.problem.values)
    assert "№ 8" in sentence
    assert "ivanov" in sentence
    assert told.problem.values["cell"].startswith(("K", "J", "L"))


def test_decided_the_same_elsewhere_since_is_already_so(room, books):
    one = room.cases()[0].account.key[1]
    book = books.filled(room.book(), {one: "1"})
    room.named_desk(None, "ivanov").accept(("lms", one))

    assert ends(room.take(book))[one] is Taken.ALREADY


def test_an_account_out_of_the_ledgers_sight_is_told(room, books):
    one = room.cases()[0].account.key[1]
    book = books.filled(room.book(), {one: "тест"}, persons={})
    with room.context.store.transaction() as tx:
        tx.execute(tables.account.delete().where(tables.account.c.account_id == one))

    assert ends(room.take(book))[one] is Taken.NO_ACCOUNT


def test_a_person_nobody_knows_is_told_with_the_cell_of_the_number(room, books):
    one = room.cases()[0].account.key[1]

    taking = room.take(books.filled(room.book(), {}, persons={one: 999}))

    [told] = taking.not_taken
    assert told.taken is Taken.NO_PERSON
    assert told.problem.values["person"] == 999


@pytest.mark.parametrize(
    ("decision", "person", "what"),
    [
        ("может быть", "", "bad_decision"),
        ("не он", "", "bad_decision"),
        ("кандидат 9", "", "no_such_candidate"),
        (2.5, "", "bad_decision"),
        ("", "Ёлкина", "bad_person"),
        ("", 1.5, "bad_person"),
        ("другой человек (впишу №)", "", "number_missing"),
        ("тестовая", 5, "contradiction"),
        ("пропустить", 5, "contradiction"),
        ("да, кандидат 1", 5, "contradiction"),
    ],
)
def test_what_can_not_be_read_is_told_by_its_cell(room, books, decision, person, what):
    one = room.cases()[0].account.key[1]
    before = room.lines()

    taking = room.take(books.filled(room.book(), {one: decision}, persons={one: person}))

    [told] = taking.not_taken
    assert (told.taken, told.problem.text_id) == (Taken.NOT_UNDERSTOOD, f"queue.row.{what}")
    assert room.context.words.say(told.problem.text_id, **told.problem.values).startswith("ячейк")
    assert room.lines() == before


def test_two_rows_of_one_account_that_differ_are_both_left(room, books):
    one = room.cases()[0].account.key[1]
    rows = books.rows_of(books.filled(room.book(), {one: "тестовая"}))
    copy = books.rows_of(books.filled(room.book(), {one: "1"}))
    row = next(each for each in copy if str(each[0]).split("|")[3:4] == [str(one)])

    taking = room.take(books.book_of([*rows, row]))

    assert [each.taken for each in taking.not_taken] == [Taken.NOT_UNDERSTOOD] * 2
    assert state(room, one)[0] is LinkState.REVIEW


def test_a_linked_account_can_be_taken_from_its_owner(room, books):
    seven = ("lms", 7)
    assert room.desk.case(seven).state is LinkState.LINKED

    room.take(books.filled(room.book(frozenset(LinkState)), {7: "никто из списка"}))

    assert state(room, 7)[0] is not LinkState.LINKED


def rescored(room, number, **changes):
    """Let the matcher have judged an account anew, with another score or whatever is given."""
    line = tables.account_link
    with room.context.store.transaction() as tx:
        held = line.c.superseded_at.is_(None) & (line.c.account_id == number)
        [row] = tx.rows(line.select().where(held))
        now = room.context.clock()
        tx.update(line, [{"link_id": row.link_id, "superseded_at": now}])
        again = row._asdict() | {"score": 0.5, "decided_at": now} | changes
        del again["link_id"]
        tx.insert_one(line, again)


def test_a_score_that_moved_is_no_change(room, books):
    """Deciding one account moves the scores of others: a book filled in two sittings must not go stale by it."""
    one = room.cases()[0].account.key[1]
    book = books.filled(room.book(), {one: "1"})
    rescored(room, one)

    assert ends(room.take(book))[one] is Taken.DONE


def test_another_reason_or_other_candidates_are_a_change(room, books):
    one, two = [case.account.key[1] for case in room.cases()][:2]
    book = books.filled(room.book(), {one: "1", two: "1"})
    rescored(room, one, reason="conflict")
    rescored(room, two, candidates=[{"person_id": 8, "score": 0.5, "factors": []}], person_id=8)

    taking = room.take(book)

    assert {ends(taking)[each] for each in (one, two)} == {Taken.CHANGED}
    assert all(
        room.context.words.say(each.problem.text_id, **each.problem.values) for each in taking.not_taken
    )


def test_a_candidate_who_is_somebody_else_by_now_is_a_change(room, books):
    """A store filled anew may have given the same number to another person."""
    case = room.cases()[0]
    one, best = case.account.key[1], case.candidates[0].person.person_id
    book = books.filled(room.book(), {one: "1"})
    rescored(room, one)
    with room.context.store.transaction() as tx:
        tx.update(tables.person, [{"person_id": best, "first_name": "Зинаида"}])

    assert ends(room.take(book))[one] is Taken.CHANGED
