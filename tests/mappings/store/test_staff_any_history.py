"""Any run of staff lists leaves what the newest list of each organisation says, and all that was before."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.roster_records import RosterRow
from mappings.facts import StaffKind
from mappings.identity.names import normal_organisation
from mappings.keeping.secrecy import Keyring
from mappings.staff.kept import StaffCounts, apply, load_state, plan_import
from mappings.store import Store

KEYRING = Keyring(bytes(32))
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
FIRST = date(2026, 1, 1)
SCHOOLS = ["СОШ № 1", "СОШ № 2", "Лицей № 3"]
SNILS = ["11223344595", None, "08765430384", None]
NAMES = ["Иванова", "Петрова", "Сидорова", "Кузнецова"]

Place = tuple[int, int, str]
"""Person, school, post."""

places = st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(["учитель", "директор", "методист"]))
lists = st.tuples(st.lists(places, min_size=1, max_size=8, unique=True), st.integers(0, 2))
"""What a list holds, and how many days it is newer than the one before."""


def row(number: int, place: Place) -> RosterRow:
    person, school, post = place
    return RosterRow(
        row=number,
        organisation=SCHOOLS[school],
        last_name=NAMES[person],
        first_name="Анна",
        patronymic="Петровна",
        snils=SNILS[person],
        birth_date=date(1990, 1, 1 + person),
        post=post,
        hired=date(2015, 9, 1),
    )


def import_list(store: Store, told: list[Place], as_of: date) -> StaffCounts:
    with store.transaction() as tx:
        rows = [row(number, place) for number, place in enumerate(told, 5)]
        plan = plan_import(load_state(tx), rows, as_of, KEYRING.snils_hash)
        apply(tx, plan, keyring=KEYRING, now=NOW, file_hash="0" * 64)
    return replace(plan.counts, rows=0, people=0)


def held(store: Store, day: date | None = None) -> set[Place]:
    """Return who holds which post: now, or on a day."""
    with store.reading() as tx:
        state = load_state(tx)
    schools = {normal_organisation(name): number for number, name in enumerate(SCHOOLS)}
    names = {person.person_id: NAMES.index(person.facts.last_name) for person in state.people}
    return {
        (names[post.person_id], schools[post.facts.organisation], post.facts.post)
        for post in state.posts
        if (post.left is None if day is None else _in_force(post, day))
    }


def _in_force(post, day) -> bool:
    return (post.facts.hired is None or post.facts.hired <= day) and (post.left is None or day < post.left)


@settings(max_examples=60, deadline=None)
@given(st.lists(lists, min_size=1, max_size=6))
def test_any_history_of_lists(told):
    with Store.open("sqlite://") as store:
        store.upgrade()
        expected: dict[int, set[Place]] = {}
        day = FIRST
        for content, later in told:
            day += timedelta(days=later)
            for school in {place[1] for place in content}:
                expected[school] = {place for place in content if place[1] == school}

            import_list(store, content, day)

            assert held(store) == set().union(*expected.values())
            past = {each: held(store, each) for each in (FIRST, day)}
            again = import_list(store, content, day)
            assert set(asdict(again).values()) == {0}
            assert past == {each: held(store, each) for each in (FIRST, day)}
        with store.reading() as tx:
            state = load_state(tx)
        assert len(state.people) <= len(NAMES)
        assert {post.facts.kind for post in state.posts} <= set(StaffKind)
