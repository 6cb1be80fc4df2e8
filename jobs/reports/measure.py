"""How high text stands: rows are given their heights, for not every spreadsheet program works them out."""

SIGNS_A_UNIT = 1.06
"""How many Cyrillic letters of 10-point Arial stand in a unit of column width; measured on printed pages."""

BOLD = 0.92
"""How many times fewer of them bold letters are."""

HIGHEST = 409
"""Points a row can be high (Excel's specifications)."""


def text_height(text: str, width: float, size: float, *, bold: bool) -> float:
    """Return the height in points that a text of this size needs in a column (or merged ones) of this width."""
    signs = (width - 1) * SIGNS_A_UNIT * 10 / size * (BOLD if bold else 1)
    return min(round(wrapped(text, signs) * size * 1.3 + 3, 2), HIGHEST)


def wrapped(text: str, signs: float) -> int:
    """Return how many lines a text takes where a line holds so many signs."""
    return sum(_lines_of(part, max(signs, 1)) for part in text.split("\n"))


def _lines_of(text: str, signs: float) -> int:
    lines, used = 1, 0.0
    for word in text.split():
        needed = len(word) + (1 if used else 0)
        if used and used + needed > signs:
            lines, used, needed = lines + 1, 0, len(word)
        while needed > signs:
            lines, needed = lines + 1, int(needed - signs)
        used += needed
    return lines
