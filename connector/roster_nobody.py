"""Which filled rows below the headings are nobody: numbers of columns, headings once more, sums, signatures."""

import re
from collections.abc import Mapping, Sequence

from connector.roster_headings import heading_field
from connector.roster_records import SkippedAs
from connector.roster_titles import is_organisation

_FOOTER = re.compile(
    r"^(?:итого|всего|директор|заведующ|руководитель|исполнитель|исп\.|начальник|примечани|м\.\s?п|подпись|\*)",
    re.IGNORECASE,
)
_VACANCY = re.compile(r"^\W*ваканс|^\W*вакант|^\W*свободн\w+ ставк", re.IGNORECASE)
_PERSON_WORD = re.compile(r"[А-ЯЁA-Z][\w.\-]*")
_IDENTIFYING = ("last_name", "first_name", "given_names", "full_name", "snils", "birth_date")
_NAMED_BY = ("full_name", "last_name", "first_name")
_CAPTION_AND_FIGURE = 2
_SAME_HEADINGS = 3


def why_nobody(texts: Sequence[str], columns: Mapping[str, int]) -> SkippedAs | None:
    """Return why a row, some cell of it filled, is nobody's; None where it is meant for somebody."""
    filled = [text for text in texts if text]
    if len(filled) > 1 and filled == [str(number) for number in range(1, len(filled) + 1)]:
        return SkippedAs.COLUMN_NUMBERS
    told = {name: texts[at] for name, at in columns.items() if at < len(texts) and texts[at]}
    if sum(heading_field(text) == name for name, text in told.items()) >= _SAME_HEADINGS:
        return SkippedAs.HEADINGS
    if any(_VACANCY.match(told.get(name, "")) for name in _NAMED_BY):
        return SkippedAs.VACANCY
    if len({*filled}) == 1 and is_organisation(filled[0]):
        return SkippedAs.GROUP
    named = [name for name in _IDENTIFYING if name in told]
    footer = _FOOTER.match(filled[0]) is not None
    few = len(filled) <= _CAPTION_AND_FIGURE
    if len(named) <= 1 and (footer or (few and not _person(told.get("full_name", "")))):
        return SkippedAs.FOOTER
    return None


def _person(text: str) -> bool:
    """Tell whether a text looks like a whole name: two words or more, each with a capital."""
    words = text.split()
    return len(words) > 1 and all(_PERSON_WORD.fullmatch(word) for word in words)
