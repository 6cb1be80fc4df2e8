"""The review as a full-screen program: keys in, pages out; what a key means is the sitting's business."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from connector.errors import BorderError
from jobs.reconciliation.called import account_name
from jobs.review.dialogs import IgnoreDialog, NoteDialog, SearchDialog, TextDialog, help_lines
from jobs.review.footer import KEYS
from jobs.review.picture import Painter
from jobs.review.sentences import Sentences
from jobs.review.sitting import Said, Sitting
from jobs.review.view import View, view_of
from mappings.identity.cases import CaseCandidate, Ignored, PersonSide


class Page(Widget, can_focus=True):
    """The whole terminal, drawn by the painter for its size."""

    DEFAULT_CSS = "Page { width: 100%; height: 100%; background: ansi_default; }"

    def __init__(self, painter: Painter, view: Callable[[], View]) -> None:
        super().__init__()
        self._painter, self._view = painter, view

    def render(self) -> Text:
        """Draw the page anew, as large as the terminal is now."""
        lines = self._painter.page(self._view(), self.size.width, self.size.height)
        return Text("\n", no_wrap=True).join(lines)


class Review(App[None]):
    """Decides about one account after another."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = "Page"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(keys.typed, keys.action) for keys in KEYS if keys.action != "choose"),
        *(Binding(str(n), f"choose({n - 1})") for n in range(1, 10)),
        Binding("up", "move(-1)"),
        Binding("down", "move(1)"),
    ]

    def __init__(self, sitting: Sitting, sentences: Sentences) -> None:
        super().__init__()
        self.theme = "ansi-dark"  # the terminal's own colours, on a dark ground and on a light one
        self.sitting = sitting
        self.failure: BaseException | None = None
        self._sentences = sentences
        self._painter = Painter(sentences)
        self._chosen = 0
        self._said: Said | None = None

    def compose(self) -> ComposeResult:
        """Lay out the one page."""
        yield Page(self._painter, self._seen)

    def on_mount(self) -> None:
        """Look at the first account."""
        self._do(self.sitting.begin)

    def _seen(self) -> View:
        return view_of(self.sitting, self._chosen, self._said)

    def _do(self, deed: Callable[[], Said | None]) -> None:
        """Do what a key asks for and show what came of it; the database's troubles are told, and nothing is lost."""
        before = self.sitting.case
        try:
            self._said = deed()
        except BorderError as error:
            told = self._sentences.words.say(error.text_id, **error.detail)
            self._said = Said("not_kept", {"told": told}, worrying=True)
        if self.sitting.case is not before:
            self._chosen = 0
        self._show()

    def _show(self) -> None:
        self._chosen = max(0, min(self._chosen, len(self.sitting.candidates) - 1))
        self.query_one(Page).refresh()

    def _with_candidate(self, deed: Callable[[CaseCandidate], Said]) -> None:
        candidate = self._seen().candidate
        refused = Said("nothing_here" if self.sitting.case is None else "refused.no_candidate", worrying=True)
        self._do(lambda: deed(candidate) if candidate else refused)

    def action_accept(self) -> None:
        """Give the account to the candidate."""
        self._with_candidate(self.sitting.accept)

    def action_reject(self) -> None:
        """Bar the candidate from the account."""
        self._with_candidate(self.sitting.reject)

    def action_nobody(self) -> None:
        """Leave the account to somebody who is not on the roster."""
        self._do(self.sitting.nobody)

    def action_split(self) -> None:
        """Take the account from its owner."""
        self._do(self.sitting.split)

    def action_undo(self) -> None:
        """Take back the last decision."""
        self._do(self.sitting.undo)

    def action_later(self) -> None:
        """Go on without deciding."""
        self._do(self.sitting.forward)

    def action_before(self) -> None:
        """Go back."""
        self._do(self.sitting.back)

    def action_choose(self, place: int) -> None:
        """Look at another candidate."""
        if place < len(self.sitting.candidates):
            self._chosen, self._said = place, None
            self._show()

    def action_move(self, by: int) -> None:
        """Look at the candidate above or below."""
        self.action_choose(max(self._chosen + by, 0))

    def action_ignore(self) -> None:
        """Ask what sort of an account it is, and ignore it."""
        case = self.sitting.case
        if case is None:
            self._do(lambda: Said("nothing_here"))
            return

        def decide(kind: Ignored | None) -> None:
            if kind is not None:
                self._do(lambda: self.sitting.ignore(kind))

        self.push_screen(IgnoreDialog(self._sentences, account_name(case.account.key)), decide)

    def action_link(self) -> None:
        """Look somebody up and put them among the candidates, to be compared before they are linked."""
        if self.sitting.case is None:
            self._do(lambda: Said("nothing_here"))
            return

        def put(person: PersonSide | None) -> None:
            if person is None:
                return
            self.sitting.look_up(person)
            numbers = [each.person.person_id for each in self.sitting.candidates]
            self._chosen = numbers.index(person.person_id)
            self._do(lambda: Said("found", {"person": person.person_id}))

        self.push_screen(SearchDialog(self._sentences, self.sitting.people), put)

    def action_write(self) -> None:
        """Ask for a note."""

        def keep(note: str | None) -> None:
            if note is not None:
                self._do(lambda: self.sitting.write(note))

        if self.sitting.case is not None:
            self.push_screen(NoteDialog(self._sentences, self.sitting.note), keep)

    def action_whole(self) -> None:
        """Show everything about the account."""
        lines = self._painter.full(self._seen(), self.size.width - 6)
        if lines:
            self.push_screen(TextDialog(lines, self._sentences.words.say("review.help.close")))

    def action_help(self) -> None:
        """Show what the keys do."""
        lines = help_lines(self._sentences)
        self.push_screen(TextDialog(lines, self._sentences.words.say("review.help.close")))

    async def action_quit(self) -> None:
        """End; everything decided is kept already."""
        self.exit()

    def _fatal_error(self) -> None:
        """End on an error nobody expected, which is told once the terminal is as it was.

        Textual would print every variable on the way to it, people's names among them.
        """
        self.failure = self._exception
        self._close_messages_no_wait()
