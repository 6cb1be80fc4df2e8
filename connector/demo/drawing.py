"""Long lists of a reply, each element drawn as JSON once for a district and kept until the district changes."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from connector.demo.asking import Asking
from connector.demo.rendering import Drawn, php_json

Row = TypeVar("Row")

KEPT_AT_MOST = 300_000
"""Elements kept of one list: some 200 MB of text; what a larger list has beyond them is drawn anew each time."""


def drawn(
    asking: Asking,
    key: tuple[Hashable, ...],
    rows: Iterable[tuple[Hashable, Row]],
    draw: Callable[[Row], object],
) -> Drawn:
    """Draw rows given with a number of their own, which tells them apart under `key`.

    The key names whatever a row is drawn from besides the row and the district: a language, a zone, a choice of
    fields. The site's address and version are added here.
    """
    kept: dict[Hashable, str] = asking.district.drawn.setdefault(_whole(asking, key), {})
    elements = []
    for number, row in rows:
        text = kept.get(number)
        if text is None:
            text = php_json(draw(row))
            if len(kept) < KEPT_AT_MOST:
                kept[number] = text
        elements.append(text)
    return Drawn(elements)


def drawn_alone(
    asking: Asking,
    key: tuple[Hashable, ...],
    rows: Iterable[tuple[Hashable, Row]],
    draw: Callable[[Row], object],
) -> Drawn:
    """Draw rows that are drawn from nothing in the district but themselves: a change of others leaves them."""
    kept: dict[Hashable, tuple[Row, str]] = asking.district.texts.setdefault(_whole(asking, key), {})
    elements = []
    for number, row in rows:
        known = kept.get(number)
        if known is None or (known[0] is not row and known[0] != row):
            known = row, php_json(draw(row))
            if len(kept) < KEPT_AT_MOST or number in kept:
                kept[number] = known
        elements.append(known[1])
    return Drawn(elements)


def _whole(asking: Asking, key: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    return *key, asking.site_url, asking.flavour.name
