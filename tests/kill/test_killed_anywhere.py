"""A command killed at any point and run again leaves what an undisturbed one leaves, and every letter once.

Nothing in the product helps: the process is killed by the LMS it asks, by the mail server it talks to, and, around
its commits and its files, by a listener that the harness put into it.
"""

import random
import signal
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import pytest

FROM_OUTSIDE = ("request", "answer", "reply", "letter on the doorstep")
"""A request arrived; its answer is ready; a reply of the mail server is; the whole letter lies there."""

FROM_INSIDE = ("before commit", "after commit", "before file", "after file")
OF_THE_PULL = ("request", "answer", "before commit", "after commit")

MOMENTS = {
    "first_seen",
    "changed_at",
    "missed_at",
    "gone_at",
    "first_read_at",
    "decided_at",
    "superseded_at",
    "imported_at",
}
"""Moments of our own clock."""
LATER = timedelta(minutes=20)


@dataclass(frozen=True)
class Undisturbed:
    """What a command leaves that nobody kills."""

    facts: dict
    letters: list
    files: dict
    points: dict


@dataclass(frozen=True)
class Plan:
    """A command, where it begins, and how it ends undisturbed."""

    start: object
    words: tuple

    @cache  # noqa: B019  a plan lives as long as the tests
    def undisturbed(self):
        with self.start.home() as home:
            done = home.run(*self.words)
            assert done.code == 0, done
            return Undisturbed(home.facts(), home.letters, contents(home), done.points)


@cache
def _plan(start, words):
    return Plan(start, words)


def contents(home):
    """Return the reports and letters among the files, and of the others that they are there."""
    own = ("marshrut.toml", "marshrut.key", "roster.xlsx")
    return {name: name if name in own else (home.folder / name).read_bytes() for name in home.files}


def killed_and_run_again(plan, *ats):
    """Kill a command at these points in turn, run it again, and tell in what it differs from an undisturbed one."""
    with plan.start.home() as home:
        for at in ats:
            killed = home.run(*plan.words, die_at=at)
            assert killed.code == -signal.SIGKILL, (at, killed)
        doubtful = [letter for letter, _to, state in home.ledger if state == "handing"]
        had = ids(home.letters)
        done = home.run(*plan.words)
        return doubtful, list(differences(plan.undisturbed(), home, done, doubtful, had))


def ids(letters):
    """Return the numbers of letters."""
    return [number for number, *_ in letters]


def differences(wanted, home, done, doubtful, had):
    """Tell in what a home differs from the one nobody disturbed, in words for whoever reads the failure."""
    if done.code != (3 if doubtful else 0):
        yield f"exit code {done.code}: {done.err}"
    yield from (f"in doubt and not told: {each}" for each in doubtful if each not in done.err)
    yield from facts_differ(wanted.facts, home.facts(), doubtful)
    unsure = {number for number in ids(wanted.letters) if any(each in number for each in doubtful)}
    for number in ids(wanted.letters):
        times, before = ids(home.letters).count(number), had.count(number)
        if times != (before if number in unsure else 1):
            yield f"letter {number} arrived {times} times, {before} before the second run"
    if not unsure and home.letters != wanted.letters:
        yield "letters say something else"
    if contents(home) != wanted.files and not (unsure and "outbox" in str(wanted.files)):
        names = sorted(wanted.files.keys() ^ contents(home).keys())
        yield f"files differ: {names or 'content'}"


def facts_differ(wanted, found, doubtful, *, moved=False):
    """Tell which tables differ, and by which rows; where the clock has moved, only whether moments are there."""
    if moved:
        wanted, found = ({name: timeless(rows) for name, rows in each.items()} for each in (wanted, found))
    ledger = (
        (letter, to, "handing" if letter in doubtful else state) for letter, to, state in wanted["delivery"]
    )
    for table, rows in (wanted | {"delivery": sorted(ledger)}).items():
        missing = [row for row in rows if row not in found[table]]
        surplus = [row for row in found[table] if row not in rows]
        if missing or surplus or len(rows) != len(found[table]):
            yield f"{table}: {len(missing)} missing {missing[:1]}, {len(surplus)} surplus {surplus[:1]}"


def timeless(rows):
    """Return the rows with a mark in place of each moment of ours."""
    return [
        tuple((name, bool(value)) if name in MOMENTS else (name, value) for name, value in row)
        for row in rows
    ]


def die_everywhere(plan, kind, *, last=None, every=1):
    """Kill the command at each point of a kind, or at the last ones; return those that left doubt, with the letter."""
    count = plan.undisturbed().points.get(kind, 0)
    assert count, f"the undisturbed run passed no {kind}"
    wrong, in_doubt = {}, []
    for number in range(max(1, count + 1 - last) if last else 1, count + 1, every):
        doubtful, told = killed_and_run_again(plan, (kind, number))
        in_doubt += [(number, each) for each in doubtful]
        if told:
            wrong[f"killed at {kind} {number} of {count}"] = told
    assert not wrong, "\n".join(f"{at}: {'; '.join(told)[:1500]}" for at, told in wrong.items())
    return in_doubt


NIGHT = ("nightly",)
INTO_FOLDER = ("nightly", "--outbox", "outbox")


@pytest.mark.parametrize("begin", ["first", "second"])
@pytest.mark.parametrize("kind", [*OF_THE_PULL, "before file", "after file"])
def test_a_night_killed_at_any_request_commit_or_file_and_run_again_is_as_if_nothing_had_been(
    starts, begin, kind
):
    in_doubt = die_everywhere(_plan(starts[begin], NIGHT), kind)

    # Of each of the two letters nobody knows from the commit of "handing" to the commit of "sent".
    assert len(in_doubt) == {"before commit": 2, "after commit": 2}.get(kind, 0), in_doubt


@pytest.mark.parametrize("begin", ["first", "second"])
def test_a_night_killed_at_any_word_of_the_mail_server_sends_each_letter_once(starts, begin):
    plan = _plan(starts[begin], NIGHT)
    replies = plan.undisturbed().points

    in_doubt = die_everywhere(plan, "reply")

    # For each letter: before "354 go ahead", and before "250 taken".
    assert replies["reply 354"] == 2
    assert len(in_doubt) == 4, in_doubt


def test_a_night_killed_while_the_letter_lies_on_the_doorstep_leaves_that_letter_alone_in_doubt(starts):
    in_doubt = die_everywhere(_plan(starts["first"], NIGHT), "letter on the doorstep")

    assert [number for number, _ in in_doubt] == [1, 2]


@pytest.mark.parametrize("begin", ["first", "second"])
@pytest.mark.parametrize("kind", FROM_INSIDE)
def test_a_night_that_puts_letters_into_a_folder_leaves_no_doubt_wherever_it_is_killed(starts, begin, kind):
    # Up to the last steps it is the very night above.
    assert die_everywhere(_plan(starts[begin], INTO_FOLDER), kind, last=12) == []


@pytest.mark.parametrize("kind", ["answer", "after commit"])
def test_a_sync_killed_at_any_point_and_run_again_is_as_if_nothing_had_been(starts, kind):
    die_everywhere(_plan(starts["second"], ("sync",)), kind)


def test_a_night_killed_and_run_again_within_the_hour_leaves_the_next_nights_what_they_would_have_found(
    starts,
):
    """What is missing is believed when it is missing twice; two tries of one night must not upset the count."""
    plan = _plan(starts["second"], NIGHT)
    wanted = nights_after(plan)
    wrong = {}
    for number in range(1, plan.undisturbed().points["after commit"] + 1):
        found = nights_after(plan, ("after commit", number))
        told = list(facts_differ(wanted, found, (), moved=True))
        if told:
            wrong[number] = told
    assert not wrong, "\n".join(
        f"killed after commit {at}: {'; '.join(told)[:900]}" for at, told in wrong.items()
    )


def nights_after(plan, at=None):
    """Return what is known two nights later, where the first of three was killed and run again, or was not."""
    with plan.start.home() as home:
        if at:
            assert home.run(*plan.words, die_at=at).code == -signal.SIGKILL
            home = replace(home, now=home.now + LATER)  # noqa: PLW2901  the same home, later
        for _ in range(3):
            done = home.run(*plan.words)
            assert done.code in {0, 3}, done
            home.lms.now += 86_400
            home = replace(home, now=home.now + timedelta(days=1))  # noqa: PLW2901
        return home.facts() | {"delivery": []}


@pytest.mark.parametrize("kind", ["before commit", "after commit"])
def test_a_staff_list_killed_while_it_is_taken_in_is_taken_in_by_the_next_try(starts, kind):
    die_everywhere(_plan(starts["import"], ("roster", "import", "roster.xlsx")), kind)


@pytest.mark.parametrize("seed", range(4))
def test_a_night_killed_again_and_again_ends_as_if_nothing_had_been(starts, seed):
    dice = random.Random(seed)
    plan = _plan(starts["second"], NIGHT)
    points = plan.undisturbed().points
    for _ in range(5):
        ats = [
            (kind, dice.randint(1, points[kind] // 2))
            for kind in dice.choices(OF_THE_PULL, k=dice.randint(2, 4))
        ]
        doubtful, wrong = killed_and_run_again(plan, *ats)
        assert (doubtful, wrong) == ([], []), ats


@pytest.mark.postgresql
@pytest.mark.parametrize(("begin", "kind"), [("first", "after commit"), ("second", "before commit")])
def test_a_night_on_postgresql_killed_at_every_third_commit_is_as_if_nothing_had_been(
    starts_on_postgresql, begin, kind
):
    die_everywhere(_plan(starts_on_postgresql[begin], NIGHT), kind, every=3)
