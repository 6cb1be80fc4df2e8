"""Tables of what was compared, as Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Board:
    """A small table: what was compared, by how much."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        """Add a row."""
        self.rows.append(tuple(_written(cell) for cell in cells))

    def lines(self) -> Iterator[str]:
        """Yield the table as Markdown, so that docs/benchmarks.md can take it as it is."""
        table = [self.columns, *self.rows]
        widths = [max(len(row[place]) for row in table) for place in range(len(self.columns))]
        yield from ("", f"### {self.title}", "", _line(self.columns, widths))
        yield (
            "|"
            + "|".join("-" * (width + 1) + (":" if place else "-") for place, width in enumerate(widths))
            + "|"
        )
        yield from (_line(row, widths) for row in self.rows)
        if self.notes:
            yield from ("", *self.notes)


def _written(cell: object) -> str:
    """Write seconds and ratios with three significant digits, counts in full."""
    if isinstance(cell, float):
        digits = 0 if cell >= 100 else 1 if cell >= 10 else 2 if cell >= 1 else 3
        return f"{cell:,.{digits}f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (
        f"{cell:>{width}}" if place else f"{cell:<{width}}"
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"
