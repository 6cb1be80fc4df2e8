"""When a reading of the LMS is too poor to be believed: old facts are kept until somebody says otherwise.

A service account that lost a right gets empty lists, not errors (WEBSERVICE.md, T4).
"""

from dataclasses import dataclass
from enum import StrEnum


class HeldReason(StrEnum):
    """Why a reading is not to be believed."""

    EMPTIED = "emptied"
    SHRUNK = "shrunk"


@dataclass(frozen=True, slots=True)
class Guard:
    """What may vanish from a list at once: so many rows from any, however short, and such a share of long ones."""

    rows: int = 20
    percent: float = 30

    def judge(self, *, before: int, lost: int, left: int) -> HeldReason | None:
        """Return why a reading is not to be believed, or None.

        `before` rows stood where it looked and were not missed yet, `lost` of them are missed now, and `left`
        rows the whole stream would have then.
        """
        if lost and not left:
            return HeldReason.EMPTIED
        if lost > self.rows and lost * 100 > before * self.percent:
            return HeldReason.SHRUNK
        return None


DEFAULT_GUARD = Guard()
