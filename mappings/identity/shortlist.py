"""Whom it is worth weighing: of everyone an account may be, the few who could matter.

In a region a hundred people bear a common surname and begin with the same letter. A rough weight is the sum of four
things that hundreds of people share, each reckoned once an account: the surname, the first name, the patronymic, the
organisations. It leaves out what is small (post, mailbox words) or exact (identifiers); whoever shares an identifier
is always weighed.
"""

from collections.abc import Callable, Sequence
from heapq import nsmallest
from math import log
from typing import TypeVar

from mappings.identity import weights
from mappings.identity.index import KnownPerson, RosterIndex
from mappings.identity.name_likeness import (
    Likeness,
    first_name_likeness,
    patronymic_likeness,
    surname_likeness,
)
from mappings.identity.name_reading import Reading
from mappings.identity.names import NameToken
from mappings.identity.places import Told
from mappings.identity.transliteration import skeleton
from mappings.identity.values import AccountKey

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")

_ALWAYS = 4
"""Candidates that are always weighed, however unlikely beside the best one."""

_MOST = 24
"""Candidates that are weighed at most, identifiers aside; of so many alike none could be linked or asked about."""

_HOPELESS = 14.0
"""Rough log-odds below the best one beyond which a candidate weighs nothing: a millionth of its chance."""

_MEANT, _MAYBE_MEANT, _NOT_MEANT = 6.0, 4.0, -4.0
_SURNAME_OTHER = max(weights.SURNAME_OTHER.values())


class Shortlist:
    """Chooses whom to weigh."""

    def __init__(self, index: RosterIndex) -> None:
        self._index = index
        self._known_first_names = index.vocabulary.known_first_names
        self._surnames = _Once(self._surname)
        self._first_names = _Once(self._first_name)
        self._patronymics = _Once(self._patronymic)

    def of(
        self, account: AccountKey, told: tuple[Reading, ...], candidates: Sequence[KnownPerson]
    ) -> list[KnownPerson]:
        """Return the candidates worth weighing, in the roster's order; the rows' order changes nothing."""
        if len(candidates) <= _ALWAYS:
            return list(candidates)
        rough = self._rough(account, told)
        ranked = nsmallest(_MOST, ((-rough(each), each.key.person_id, each) for each in candidates))
        least = ranked[0][0] + _HOPELESS
        chosen = {
            each.place for rank, (weight, _, each) in enumerate(ranked) if rank < _ALWAYS or weight <= least
        }
        sharing = {each.place for each in self._index.sharing_identifiers(account)}
        return [each for each in candidates if each.place in chosen or each.place in sharing]

    def _rough(self, account: AccountKey, told: tuple[Reading, ...]) -> Callable[[KnownPerson], float]:
        """Return what weighs a person roughly for this account."""
        place = _Once(_place_of(self._index.places.told(account)))
        names = [
            (
                self._surnames[reading.surnames],
                self._first_names[reading.first_name],
                self._patronymics[reading.patronymic],
            )
            for reading in told or (Reading(),)
        ]

        def rough(person: KnownPerson) -> float:
            return place[person.organisations] + max(
                surname[person.surname] + first_name[person.first_name] + patronymic[person.patronymic]
                for surname, first_name, patronymic in names
            )

        return rough

    def _surname(self, typed: tuple[NameToken, ...]) -> "_Once[str, float]":
        def weigh(surname: str) -> float:
            likeness = surname_likeness(typed, surname, self._index.known_surnames)
            bearers = self._index.vocabulary.surnames[skeleton(surname)]
            return self._weight(likeness, bearers, _SURNAME_OTHER)

        return _Once(weigh)

    def _first_name(self, typed: NameToken | None) -> "_Once[str, float]":
        def weigh(first_name: str) -> float:
            likeness = first_name_likeness(typed, first_name, self._known_first_names)
            bearers = self._index.vocabulary.first_names[skeleton(first_name)]
            return self._weight(likeness, bearers, weights.FIRST_NAME_OTHER)

        return _Once(weigh)

    def _patronymic(self, typed: NameToken | None) -> "_Once[str, float]":
        def weigh(patronymic: str) -> float:
            likeness = patronymic_likeness(typed, patronymic, self._index.known_patronymics)
            bearers = self._index.vocabulary.patronymics[skeleton(patronymic)]
            return self._weight(likeness, bearers, weights.PATRONYMIC_OTHER)

        return _Once(weigh)

    def _weight(self, likeness: Likeness, bearers: int, other: float) -> float:
        if likeness is Likeness.UNKNOWN:
            return 0.0
        if likeness is Likeness.OTHER:
            return other
        if likeness is Likeness.BEGINNING:
            return 2.0
        return log((len(self._index.people) + 1) / (bearers + 0.5)) - weights.LOSS[likeness]


class _Once(dict[_Asked, _Answer]):
    """Answers kept: hundreds of candidates, and of accounts, share a name."""

    def __init__(self, answer: Callable[[_Asked], _Answer]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, asked: _Asked) -> _Answer:
        found = self[asked] = self._answer(asked)
        return found


def _place_of(told: Told) -> Callable[[tuple[str, ...]], float]:
    """Return what weighs organisations roughly: whether one of them is meant by the profile, or by a cohort."""

    def weigh(organisations: tuple[str, ...]) -> float:
        if not told.meant.isdisjoint(organisations):
            return _MEANT if len(told.meant) == 1 else _MAYBE_MEANT
        if not set(organisations).isdisjoint(told.cohorts):
            return _MAYBE_MEANT
        return _NOT_MEANT if told.meant else 0.0

    return weigh
