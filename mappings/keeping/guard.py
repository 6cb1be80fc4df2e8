"""When a reading of the LMS is too poor to be believed: old facts are kept until somebody says otherwise.

A service account that lost a right gets empty lists, not errors (WEBSERVICE.md, T4).
"""

from enum import StrEnum

MOST_LOST_ROWS = 20
"""So many may vanish at once from any list, however short."""

MOST_LOST_SHARE = 0.3


class HeldReason(StrEnum):
    """Why a whole reading is not to be believed."""

    EMPTIED = "emptied"
    SHRUNK = "shrunk"


def judge(before: int, read: int) -> HeldReason | None:
    """Return why `read` rows in place of `before` are not to be believed, or None."""
    if before and not read:
        return HeldReason.EMPTIED
    lost = before - read
    if lost > MOST_LOST_ROWS and lost > before * MOST_LOST_SHARE:
        return HeldReason.SHRUNK
    return None
