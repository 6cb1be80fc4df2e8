"""Where errors end: one table turns each into a sentence that says what to do now, and an exit code.

What stands in no row is unexpected: `report_unexpected` tells it, Python itself ends with 1.
"""

import errno
import re
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import typer

from config.locale import Texts, texts
from config.problems import ConfigProblems, Problem
from connector.errors import BorderError
from jobs.cli.output import tell
from jobs.cli.session import Session
from jobs.exit_codes import ExitCode


class WrongUseError(Exception):
    """Words of the command line that can't be meant; `text_id` says which ones can."""

    def __init__(self, text_id: str, **values: str) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.values = values


UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Parent of everything typer says about wrong words; it has no public name of its own."""


@dataclass(frozen=True)
class Ending:
    """What is told of an error, and how the command ends."""

    lines: Sequence[str]
    code: ExitCode


def sentence(words: Texts, problem: Problem) -> str:
    """Return a problem's sentence; a problem without one is told by its id, which a search finds."""
    return _sentence(words, problem.text_id, problem.values)


def _sentence(words: Texts, text_id: str, values: Mapping[str, Any]) -> str:
    try:
        return words.say(text_id, **values)
    except KeyError:
        return words.say("cli.edge.without_words", text_id=text_id)


def _configuration(words: Texts, error: ConfigProblems) -> Ending:
    told = [sentence(words, each) for each in error.problems]
    return Ending(told, ExitCode.WRONG_USE)


def _wrong_words(words: Texts, error: WrongUseError) -> Ending:
    return Ending([_sentence(words, error.text_id, error.values)], ExitCode.WRONG_USE)


def _border(words: Texts, error: BorderError) -> Ending:
    return Ending([_sentence(words, error.text_id, error.detail)], ExitCode.FAILED)


_OS_ERRORS: Mapping[int | None, str] = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EROFS: "read_only",
    errno.ENOENT: "no_file",
    errno.EISDIR: "is_folder",
    errno.ENOTDIR: "no_file",
    errno.EEXIST: "file_exists",
}


def _operating_system(words: Texts, error: OSError) -> Ending:
    kind = _OS_ERRORS.get(error.errno, "system")
    told = errno.errorcode.get(error.errno or 0, type(error).__name__)
    place = str(error.filename) if error.filename else words.say("cli.edge.some_file")
    return Ending([words.say(f"cli.edge.{kind}", file=place, error=told)], ExitCode.FAILED)


def _interrupted(words: Texts, _error: BaseException) -> Ending:
    return Ending([words.say("cli.edge.interrupted")], ExitCode.INTERRUPTED)


_USAGE = (
    (r"No such command '(?P<told>.+?)'\.(?: Did you mean '(?P<meant>.+?)'\?)?$", "no_command"),
    (
        r"No such option: (?P<told>\S+)(?: (?:\(Possible options:|Did you mean) (?P<meant>[^)?]+))?",
        "no_option",
    ),
    (r"Missing (?:argument|option|parameter) '(?P<told>.+?)'", "missing"),
    (r"Invalid value for '?(?P<told>.+?)'?: ", "bad_value"),
    (r"Option '(?P<told>.+?)' requires an argument", "no_value"),
    (r"Option '(?P<told>.+?)' does not take a value", "needless_value"),
    (r"Got unexpected extra argument\S* \((?P<told>.+)\)", "too_many"),
)
"""How typer words a wrong use → message id below `cli.usage`."""


def _wrong_use(words: Texts, error: Any) -> Ending:
    told = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        return Ending([told], ExitCode.WRONG_USE)
    path = error.ctx.command_path if error.ctx else "marshrut"
    return Ending([_usage(words, told), words.say("cli.usage.see_help", command=path)], ExitCode.WRONG_USE)


def _usage(words: Texts, told: str) -> str:
    for pattern, name in _USAGE:
        found = re.match(pattern, told)
        if found:
            values = found.groupdict()
            like = words.say("cli.usage.like", meant=values["meant"]) if values.get("meant") else ""
            return words.say(f"cli.usage.{name}", told=values["told"]) + like
    return words.say("cli.usage.wrong")


TABLE: tuple[tuple[type[BaseException], Callable[[Texts, Any], Ending]], ...] = (
    (ConfigProblems, _configuration),
    (WrongUseError, _wrong_words),
    (BorderError, _border),
    (OSError, _operating_system),
    (typer.Abort, _interrupted),
    (KeyboardInterrupt, _interrupted),
    (UsageError, _wrong_use),
)
"""Error → what to tell; the first row that fits holds."""

KNOWN = tuple(kind for kind, _ in TABLE)


def ending_of(words: Texts, error: BaseException) -> Ending:
    """Return what an error is told as; an unexpected one by its kind, for its text may quote somebody's data."""
    for kind, tell_it in TABLE:
        if isinstance(error, kind):
            return tell_it(words, error)
    return Ending([words.say("cli.edge.unexpected", kind=type(error).__name__)], ExitCode.FAILED)


def at_the_edge(action: Callable[[], object], session: Session) -> int:
    """Run a command and return its exit code; a known error is told on stderr, others pass."""
    try:
        told = action()
    except KNOWN as error:
        if session.debug:
            traceback.print_exception(error)
        words = texts(error.locale) if isinstance(error, ConfigProblems) else session.words
        ending = ending_of(words, error)
        for line in ending.lines:
            tell(line)
        return ending.code
    if told == ExitCode.INTERRUPTED:  # what typer makes of Ctrl-C, without a word
        tell(session.words.say("cli.edge.interrupted"))
    return told if isinstance(told, int) else ExitCode.DONE


def tell_error(error: BaseException, session: Session) -> None:
    """Print an error that was caught elsewhere, as it would be told here."""
    if session.debug:
        traceback.print_exception(error)
    for line in ending_of(session.words, error).lines:
        tell(line)


def report_unexpected(session: Session) -> None:
    """Let Python end an unexpected error with its sentence, and its traceback only under --debug."""

    def hook(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        tell_error(error.with_traceback(trace), session)

    sys.excepthook = hook
