"""Long lists of a reply, each element drawn as JSON once for a district and kept until the district changes."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from connector.demo.asking import Asking
from connector.demo.rendering import Drawn, php_json

Row = TypeVar("Row")

KEPT_AT_MOST = 300_000
"""Elements kept of one list: some 200 MB of text; what a larger list has beyond them is drawn anew each time."""


def drawn(
    asking: Asking, key: tuple[Hashable, ...], rows: Iterable[tuple[int, Row]], draw: Callable[[Row], object]
) -> Drawn:
    """Draw rows given with a number of their own, which tells them apart under `key`.

    The key names whatever a row is drawn from besides the row: a language, a zone, a choice of fields. The site's
    address and version are added here.
    """
    whole_key = (*key, asking.site_url, asking.flavour.name)
    kept: dict[int, str] = asking.district.drawn.setdefault(whole_key, {})
    elements = []
    for number, row in rows:
        text = kept.get(number)
        if text is None:
            text = php_json(draw(row))
            if len(kept) < KEPT_AT_MOST:
                kept[number] = text
        elements.append(text)
    return Drawn(elements)
