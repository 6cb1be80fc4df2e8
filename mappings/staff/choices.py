"""What whoever imports a staff list may choose, and what an import that was held back tells."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationChoice(StrEnum):
    """What becomes of an organisation whose name is unknown, but near that of a known one."""

    ASK = "ask"
    """Its rows are set aside, and a problem names both."""

    KNOWN = "known"
    """It is the known one, and its spelling is remembered."""

    NEW = "new"
    """It is another one."""


@dataclass(frozen=True, slots=True)
class DismissLimit:
    """How many may leave an organisation by one list: so many people from any, and such a share of large ones."""

    people: int = 1
    percent: float = 20

    def passed(self, *, before: int, leaving: int) -> bool:
        """Tell whether both limits are passed."""
        return leaving > self.people and leaving * 100 > before * self.percent


DEFAULT_LIMIT = DismissLimit()


@dataclass(frozen=True, slots=True)
class GuardedOrganisation:
    """An organisation that a list would take too many people from."""

    organisation: str
    """Its name, as the store spells it."""

    before: int
    """How many people work there."""

    leaving: int
    """How many of them would be dismissed: those who move to another organisation are not among them."""


@dataclass(frozen=True, slots=True)
class AskedOrganisation:
    """An organisation spelt anew: whoever imports has to say which it is."""

    spelling: str
    """As the list has it."""

    known: tuple[str, ...]
    """Names of the known ones it may be, nearest first; more than one where two are equally near."""

    rows: int
    """How many rows were set aside for it."""
