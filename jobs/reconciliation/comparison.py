"""Both sides of a case, field by field, and where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from jobs.reconciliation.letters import Difference, Piece, compared, whole
from jobs.reconciliation.naming import NameBeside, name_beside
from mappings.identity.cases import AccountSide, CaseCandidate, PersonSide
from mappings.identity.index import normal_email, normal_number
from mappings.identity.organisation_names import Place, compare_organisations

_NEAR = 0.55
"""Two words with a smaller share of letters in common are two words."""

_FOLDED_OUT = " .-"


class Field(StrEnum):
    """What is held side by side, in the order in which it is read; its word is `review.field.<value>`."""

    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    PATRONYMIC = "patronymic"
    ORGANISATION = "organisation"
    COHORTS = "cohorts"
    POST = "post"
    EMAIL = "email"
    SNILS = "snils"
    STAFF_NUMBER = "staff_number"
    BIRTH_DATE = "birth_date"
    USERNAME = "username"


class Sign(Enum):
    """How the two sides of a field stand to each other, and the sign that says so without a colour.

    Only what speaks against a person has its letters marked: a second mailbox is another one, and no more.
    """

    SAME = "="
    NEAR = "≈"
    OTHER = "≠"
    OPEN = " "
    """One side does not tell, or nothing is compared."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both sides."""

    of: Field
    sign: Sign
    left: tuple[Piece, ...] = field(default=(), repr=False)
    right: tuple[Piece, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """An account beside one person, or alone."""

    lines: tuple[Line, ...]
    moved: bool = False
    """Words of the name stand in fields they don't belong in."""


def beside(account: AccountSide, candidate: CaseCandidate | None, day: str = "") -> Beside:
    """Return every field that one side at least tells of; `day` is the person's birthday as people write it."""
    person = candidate.person if candidate else None
    codes = frozenset(code for code, _ in candidate.factors) if candidate else frozenset()
    names = _names(account, person)
    lines = (
        *_name_lines(names, person),
        *_places(account, person),
        _line(Field.POST, account.post or "", _posts(person)),
        _email(account.email or "", (person.email or "") if person else ""),
        _snils(account, person, codes),
        _staff_number(account.staff_number or "", person),
        Line(Field.BIRTH_DATE, Sign.OPEN, (), whole(day)),
        Line(Field.USERNAME, Sign.OPEN, whole(account.username)),
    )
    return Beside(tuple(line for line in lines if line.left or line.right), moved=names.moved)


def _names(account: AccountSide, person: PersonSide | None) -> NameBeside:
    if person is None:
        return NameBeside(account.last_name, account.first_name)
    parts = (person.last_name, person.first_name, person.patronymic)
    return name_beside(account.last_name, account.first_name, parts)


def _name_lines(names: NameBeside, person: PersonSide | None) -> list[Line]:
    return [
        _line(each, getattr(names, each.value), getattr(person, each.value) if person else "")
        for each in (Field.LAST_NAME, Field.FIRST_NAME, Field.PATRONYMIC)
    ]


def _line(told: Field, left: str, right: str) -> Line:
    if not left or not right:
        return Line(told, Sign.OPEN, whole(left), whole(right))
    difference = _beginning(left, right) or compared(left, right)
    sign = Sign.SAME if difference.same and difference.alike > _NEAR else _near_or_other(difference)
    return Line(told, sign, difference.left, difference.right)


def _near_or_other(difference: Difference) -> Sign:
    return Sign.NEAR if difference.alike >= _NEAR else Sign.OTHER


def _beginning(left: str, right: str) -> Difference | None:
    """Return an initial, or a cut word, beside the name that begins so: the beginning agrees, the rest is open."""
    bare = left.strip(_FOLDED_OUT)
    if not bare or not (left.endswith(".") or len(bare) == 1):
        return None
    start = compared(bare, right[: len(bare)])
    if not start.same:
        return None
    return Difference(whole(left), whole(right), _NEAR)


def _posts(person: PersonSide | None) -> str:
    return "; ".join(dict.fromkeys(each.post for each in person.posts if each.post)) if person else ""


def _places(account: AccountSide, person: PersonSide | None) -> list[Line]:
    """Return the organisation told in the profile, and the cohorts, each beside the person's organisations."""
    known = tuple(dict.fromkeys(each.organisation for each in person.posts)) if person else ()
    told = (account.organisation,) if account.organisation else ()
    organisation = _place(Field.ORGANISATION, told, known)
    if not account.cohorts:
        return [organisation]
    cohorts = _place(Field.COHORTS, account.cohorts, known)
    return [organisation, replace(cohorts, right=())] if told else [cohorts]


_PLACES = {Place.SAME: Sign.SAME, Place.UNSURE: Sign.NEAR, Place.OTHER: Sign.OTHER, Place.UNKNOWN: Sign.OPEN}
_BEST_FIRST = (Place.SAME, Place.UNSURE, Place.OTHER, Place.UNKNOWN)


def _place(told: Field, names: Sequence[str], known: Sequence[str]) -> Line:
    """Return places side by side; a letter tells nothing between «МБОУ СОШ № 1» and «школа № 1»: the words do."""
    standings = {compare_organisations(name, known) for name in names} or {Place.UNKNOWN}
    sign = _PLACES[next(each for each in _BEST_FIRST if each in standings)]
    if told is Field.COHORTS and sign is Sign.OTHER:
        sign = Sign.OPEN  # most cohorts are no schools, and say nothing against one
    return _by_words(told, sign, "; ".join(names), "; ".join(known))


def _by_words(told: Field, sign: Sign, left: str, right: str) -> Line:
    if sign is not Sign.OTHER:
        return Line(told, sign, whole(left), whole(right))
    ours, theirs = ({_bare(word) for word in text.split()} for text in (left, right))
    return Line(told, sign, _words_not_in(theirs, left), _words_not_in(ours, right))


def _words_not_in(known: set[str], text: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for word in text.split():
        pieces += [Piece(" ")] if pieces else []
        pieces.append(Piece(word, _bare(word) not in known))
    return tuple(pieces)


def _bare(word: str) -> str:
    return word.casefold().replace("ё", "е").strip("«»\"'.,;()№")


def _email(left: str, right: str) -> Line:
    if left and right and normal_email(left) == normal_email(right):
        return Line(Field.EMAIL, Sign.SAME, whole(left), whole(right))
    line = _line(Field.EMAIL, left, right)
    if line.sign is Sign.OTHER:  # one at home and one at work: nothing speaks against the person
        return Line(Field.EMAIL, Sign.OTHER, whole(left), whole(right))
    return line


def _snils(account: AccountSide, person: PersonSide | None, codes: frozenset[str]) -> Line:
    """Return whether either side has a СНИЛС; their numbers are compared as hashes, by identity alone.

    The texts are message ids below `review.snils`; the picture says them.
    """
    ours, theirs = account.has_snils, bool(person and person.has_snils)
    if not (ours or theirs):
        return Line(Field.SNILS, Sign.OPEN)
    sign = Sign.SAME if "snils_same" in codes else Sign.OTHER if "snils_other" in codes else Sign.OPEN
    differs = sign is Sign.OTHER
    told = [whole("there" if has else "missing", differs=differs) for has in (ours, theirs)]
    return Line(Field.SNILS, sign, told[0], told[1] if person else ())


def _staff_number(left: str, person: PersonSide | None) -> Line:
    """Return the number a site has beside both of the roster's, one of which it may be."""
    numbers = [each for each in (person.staff_number, person.roster_no) if each] if person else []
    bare = normal_number(left)
    if bare and numbers and bare in map(normal_number, numbers):
        return Line(Field.STAFF_NUMBER, Sign.SAME, whole(left), whole(" / ".join(numbers)))
    sign = Sign.OTHER if bare and numbers else Sign.OPEN
    return Line(Field.STAFF_NUMBER, sign, whole(left), whole(" / ".join(numbers)))
