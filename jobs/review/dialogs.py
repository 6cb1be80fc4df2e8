"""What is asked over the page: why an account is ignored, whom to look up, a note; and the pages of help."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from connector.errors import BorderError
from jobs.review.footer import KEYS, RUSSIAN
from jobs.review.sentences import Sentences
from mappings.identity.cases import Ignored, PersonSide

_KINDS = {"t": Ignored.TEST, "o": Ignored.OUTSIDER, "p": Ignored.PUPIL}
_FOUND_AT_ONCE = 20
_FEWEST_LETTERS = 2

_BOX = """
    align: center middle;
    background: transparent;
    & > Vertical, & > VerticalScroll {
        width: 90%; max-width: 110; height: auto; max-height: 90%; padding: 0 1; border: solid ansi_cyan;
        background: ansi_default;
    }
"""


class IgnoreDialog(ModalScreen[Ignored | None]):
    """Ask what sort of an account is nobody's business."""

    CSS = f"IgnoreDialog {{ {_BOX} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        *(
            Binding(
                ",".join((str(n), key, key.upper(), RUSSIAN[key], RUSSIAN[key].upper())),
                f"choose('{kind.value}')",
            )
            for n, (key, kind) in enumerate(_KINDS.items(), 1)
        ),
    ]

    def __init__(self, sentences: Sentences, account: str) -> None:
        super().__init__()
        self._words, self._account = sentences.words, account

    def compose(self) -> ComposeResult:
        """Lay out the question and its three answers."""
        with Vertical():
            yield Static(Text(self._words.say("review.ignore.title", account=self._account), "bold"))
            for n, (key, kind) in enumerate(_KINDS.items(), 1):
                label = "/".join((str(n), key.upper(), RUSSIAN[key].upper()))
                yield Static(
                    Text.assemble(
                        (f"  {label}  ", "bold cyan"), self._words.say(f"review.ignore.{kind.value}")
                    )
                )
            yield Static(Text(self._words.say("review.ignore.keys"), "dim"))

    def action_choose(self, kind: str) -> None:
        """Give the answer back."""
        self.dismiss(Ignored(kind))


class NoteDialog(ModalScreen[str | None]):
    """Ask why it is decided so."""

    AUTO_FOCUS = "Input"
    CSS = f"NoteDialog {{ {_BOX} }}"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)")]

    def __init__(self, sentences: Sentences, note: str | None) -> None:
        super().__init__()
        self._words, self._note = sentences.words, note or ""

    def compose(self) -> ComposeResult:
        """Lay out one line to type in."""
        with Vertical():
            yield Static(Text(self._words.say("review.note.title"), "bold"))
            yield Input(self._note, max_length=300, compact=True)
            yield Static(Text(self._words.say("review.note.keys"), "dim"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give back what has been typed."""
        self.dismiss(event.value)


class SearchDialog(ModalScreen[PersonSide | None]):
    """Look somebody up in the roster."""

    CSS = f"""SearchDialog {{ {_BOX}
        OptionList {{ height: auto; max-height: 12; border: none; padding: 0; background: ansi_default; }} }}"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)"),
        Binding("down", "move(1)", priority=True),
        Binding("up", "move(-1)", priority=True),
    ]

    def __init__(self, sentences: Sentences, people: Callable[[str, int], Sequence[PersonSide]]) -> None:
        super().__init__()
        self._sentences, self._people = sentences, people
        self._found: Sequence[PersonSide] = ()

    def compose(self) -> ComposeResult:
        """Lay out a line to type in and a list of whom it finds."""
        words = self._sentences.words
        with Vertical():
            yield Static(Text(words.say("review.search.title"), "bold"))
            yield Input(placeholder=words.say("review.search.prompt"), compact=True)
            yield OptionList(compact=True)
            yield Static(id="told")
            yield Static(Text(words.say("review.search.keys"), "dim"))

    def on_mount(self) -> None:
        """Begin in the line to type in; the list is moved through from there."""
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find people while their name is typed."""
        typed = event.value.strip()
        asked = len(typed) >= _FEWEST_LETTERS or typed.isdigit()
        trouble = self._find(typed if asked else "")
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options([self._line(each) for each in self._found])
        found.highlighted = 0 if self._found else None
        self.query_one("#told", Static).update(trouble or self._told(asked=asked))

    def _find(self, typed: str) -> str:
        """Look people up; return what hindered it."""
        self._found = ()
        try:
            self._found = self._people(typed, _FOUND_AT_ONCE) if typed else ()
        except BorderError as error:
            return self._sentences.words.say(error.text_id, **error.detail)
        return ""

    def _told(self, *, asked: bool) -> str:
        if asked and not self._found:
            return self._sentences.words.say("review.search.none")
        if len(self._found) == _FOUND_AT_ONCE:
            return self._sentences.words.say("review.search.more", n=_FOUND_AT_ONCE)
        return ""

    def _line(self, person: PersonSide) -> Text:
        return Text(
            f"№ {person.person_id}".ljust(9) + self._sentences.who(person), no_wrap=True, overflow="ellipsis"
        )

    def action_move(self, by: int) -> None:
        """Go through those found."""
        found = self.query_one(OptionList)
        if self._found:
            found.highlighted = ((found.highlighted or 0) + by) % len(self._found)

    def on_input_submitted(self) -> None:
        """Give back who stands out."""
        place = self.query_one(OptionList).highlighted
        if self._found and place is not None:
            self.dismiss(self._found[place])


class TextDialog(ModalScreen[None]):
    """Show a page of text that may be longer than the terminal."""

    CSS = f"TextDialog {{ {_BOX} & > VerticalScroll {{ width: 100%; max-width: 136; }} }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,space,q,Q,й,Й,v,V,м,М,question_mark,comma,f1", "dismiss(None)")
    ]

    def __init__(self, lines: Sequence[Text], closing: str) -> None:
        super().__init__()
        self._lines, self._how_to_close = lines, closing

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with VerticalScroll():
            yield Static(Text("\n").join(self._lines))
            yield Static(Text(self._how_to_close, "dim"))


def help_lines(sentences: Sentences) -> list[Text]:
    """Return what every key does."""
    words = sentences.words
    lines = [Text(words.say("review.help.title"), "bold")]
    for keys in KEYS:
        label = Text(keys.shown(words).ljust(11), "bold cyan")
        lines.append(label.append(words.say(f"review.help.{keys.action}"), "not bold default"))
    return [*lines, Text(), Text(words.say("review.help.signs"))]
