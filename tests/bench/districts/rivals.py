"""What others do: rapidfuzz on full names alone, as it is commonly used."""

from rapidfuzz import fuzz, process, utils

from mappings.facts import Key
from tests.bench.districts.district import District
from tests.bench.districts.measure import Answer, Quality

USUAL = 90
"""The least likeness that is commonly asked for."""

THRESHOLDS = range(60, 101)
SCORERS = {
    "ratio": fuzz.ratio,
    "token_sort_ratio": fuzz.token_sort_ratio,
    "token_set_ratio": fuzz.token_set_ratio,
    "WRatio": fuzz.WRatio,
}

Found = dict[Key, tuple[int, float]]
"""The most alike person of each account, and how alike, 0 to 100."""


def by_name(district: District, scorer: str) -> Found:
    """Return the most alike full name for each account."""
    names = {
        person.person_id: utils.default_process(f"{person.last_name} {person.first_name} {person.patronymic}")
        for person in district.people
    }
    found = {}
    for account in district.accounts:
        asked = utils.default_process(f"{account.last_name} {account.first_name}")
        best = process.extractOne(asked, names, scorer=SCORERS[scorer])
        if best is not None:
            _, score, person_id = best
            found[account.key] = (person_id, score)
    return found


def from_least(found: Found, least: float) -> Answer:
    """Link what is at least so alike."""
    return Answer(
        linked={key: person for key, (person, score) in found.items() if score >= least},
        first={key: person for key, (person, _) in found.items()},
    )


def quality(districts: list[District], found: list[Found], least: float) -> Quality:
    """Measure links from a threshold on, over several districts."""
    told = Quality()
    for district, each in zip(districts, found, strict=True):
        told.add(district, from_least(each, least))
    return told


def overall(districts: list[District], found: list[Found], least: float) -> float:
    """Return the balance of precision and recall, without regard to kinds."""
    linked = right = owned = 0
    for district, each in zip(districts, found, strict=True):
        owned += sum(person is not None for person in district.truth.values())
        for key, (person, score) in each.items():
            linked += score >= least
            right += score >= least and district.truth[key] == person
    return 2 * right / max(linked + owned, 1)


def best_afterwards(
    districts: list[District], found: dict[str, list[Found]], thresholds: range = THRESHOLDS
) -> tuple[str, int]:
    """Return scorer and threshold that do best on these very districts, chosen with the truth in hand."""
    choices = [(scorer, least) for scorer in found for least in thresholds]
    return max(choices, key=lambda choice: overall(districts, found[choice[0]], choice[1]))


def best_at(districts: list[District], found: dict[str, list[Found]], least: int = USUAL) -> str:
    """Return the scorer that does best at one threshold."""
    return max(found, key=lambda scorer: overall(districts, found[scorer], least))
