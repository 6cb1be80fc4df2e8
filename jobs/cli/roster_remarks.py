"""What is wrong in staff lists, as remarks to be sent back: problems split into wrong, done, and to do."""

from pathlib import Path

from config.locale import Texts
from config.problems import Problem
from connector.roster_faults import SETS_ASIDE
from connector.roster_remarks import Remark, RemarksHead, is_remarks, write_remarks
from jobs.cli.edge import WrongUseError, sentence
from jobs.rostering import RosterOutcome
from jobs.saving import save_whole

SET_ASIDE = SETS_ASIDE | {
    "staff.kept_for_unread",
    "staff.organisation_asked",
    "staff.organisation_of_several",
}
"""Problems of rows that are not taken in."""


def refuse_wrong_target(words: Texts, file: Path | None) -> None:
    """Raise WrongUseError for a name that is no workbook's, or a file that is there and is something else.

    A slip of the pen must not write remarks over a staff list.
    """
    if file is None:
        return
    if file.suffix.lower() != ".xlsx":
        raise WrongUseError("rosters.done.report_not_xlsx", file=file.name)
    if file.exists() and not is_remarks(file, words):
        raise WrongUseError("rosters.done.report_taken", file=file.name)


def write_report(words: Texts, outcome: RosterOutcome, file: Path, *, dry_run: bool) -> int:
    """Write the workbook of remarks and return how many they are."""
    remarks = list(dict.fromkeys(remark_of(words, each) for each in outcome.problems))
    undone = dry_run or outcome.held is not None
    head = RemarksHead(outcome.as_of, outcome.counts.rows, outcome.set_aside, undone)
    save_whole(file, write_remarks(words, head, remarks))
    return len(remarks)


def remark_of(words: Texts, problem: Problem) -> Remark:
    """Return a problem as a remark; one without words of its own is told by its whole sentence."""
    values = problem.values
    out = problem.text_id in SET_ASIDE
    wrong, done, todo = _told(words, problem)
    file, sheet = (str(values.get(name, "")) for name in ("file", "sheet"))
    return Remark(wrong, done, todo, file, sheet, _cell(words, problem), set_aside=out)


def _told(words: Texts, problem: Problem) -> tuple[str, str, str]:
    text_id = f"rosters.remark.{problem.text_id}"
    if not words.knows(f"{text_id}.wrong"):
        return sentence(words, problem), "", ""
    done = f"{text_id}.done" if words.knows(f"{text_id}.done") else "rosters.remark.set_aside"
    wrong, said, todo = (
        words.say(each, **problem.values) for each in (f"{text_id}.wrong", done, f"{text_id}.todo")
    )
    return wrong, said, todo


def _cell(words: Texts, problem: Problem) -> str:
    values = problem.values
    if "cell" in values:
        return str(values["cell"])
    return words.say("rosters.remark.place_row", row=values["row"]) if "row" in values else ""
