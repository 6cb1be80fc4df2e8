"""The keys at the bottom of the page, and on the page of help."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from config.locale import Texts

RUSSIAN = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю", strict=True))
"""What a key gives when the keyboard is set to Russian."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one action; `action` is also the message id below `review.key` and `review.help`."""

    action: str
    letter: str = ""
    others: tuple[str, ...] = ()
    """By Textual's names."""

    label: str = ""
    """What the footer calls the others; a letter needs none."""

    in_footer: bool = True

    @property
    def typed(self) -> str:
        """Return every key, as Textual binds them: the letter in both cases and both layouts."""
        letters = [self.letter, RUSSIAN.get(self.letter, "")]
        both = [case for letter in letters if letter for case in (letter, letter.upper())]
        return ",".join((*self.others, *both))

    def shown(self, words: Texts) -> str:
        """Return the keys as the footer and the help call them: «Enter», «R/К»."""
        russian = RUSSIAN.get(self.letter, "") if words.locale == "ru" else ""
        letters = "/".join(letter.upper() for letter in (self.letter, russian) if letter)
        return " ".join(part for part in (self.label, letters) if part)


KEYS = (
    Keys("accept", "a", ("enter", "space"), "Enter"),
    Keys("reject", "r"),
    Keys("nobody", "n"),
    Keys("ignore", "i"),
    Keys("link", "l"),
    Keys("split", "s", in_footer=False),
    Keys("undo", "u"),
    Keys("later", "j", ("right",), "→"),
    Keys("before", "k", ("left",), "←"),
    Keys("choose", "", ("up", "down"), "1–5"),
    Keys("write", "w"),
    Keys("whole", "v"),
    Keys("help", "", ("question_mark", "comma", "f1"), "?"),
    Keys("quit", "q", ("ctrl+c",)),
)

_AT_END = ("before", "undo", "quit")
_FOOTER_LETTERS_LEFT_OUT = frozenset({"accept", "later", "before"})
"""Their label is enough; the letter stands in the help."""


def footer(words: Texts, width: int, *, at_end: bool) -> list[Text]:
    """Return the keys and what they do, in as many lines as they need."""
    shown = [each for each in KEYS if each.in_footer and (not at_end or each.action in _AT_END)]
    items = [_item(each, words) for each in shown]
    lines = [Text(" ")]
    for item in items:
        if cell_len(lines[-1].plain) + cell_len(item.plain) > width:
            lines.append(Text(" "))
        lines[-1].append_text(item).append("  ")
    return lines


def _item(keys: Keys, words: Texts) -> Text:
    label = keys.label if keys.action in _FOOTER_LETTERS_LEFT_OUT else keys.shown(words)
    return Text.assemble((label, "bold cyan"), " ", words.say(f"review.key.{keys.action}"))
