"""«Показатели»: the five numbers, as the head of department reads them first."""

from collections.abc import Iterator

from config.locale import Texts
from config.locale.numbers import format_day, format_share
from jobs.reports.canvas import Canvas, Cell, Column
from jobs.reports.phrases import change, made, one_line, period, staff, told_gaps
from jobs.reports.view import IndicatorLine, ReportView


def widths(_view: ReportView) -> tuple[float, ...]:
    """Return the widths of the sheet's columns, in signs."""
    return (7, 60, 14, 12, 13, 11, 12, 11, 12)


def fill(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    """Write whose numbers of which day these are, whether they are whole, the numbers, and who made them."""
    _heading(canvas, view, texts)
    columns = _columns(texts)
    canvas.head(columns)
    for line in view.indicators:
        canvas.rows(columns, [_row(line, texts)])
        canvas.rows(columns, _among_diagnosed(line, texts), variant="small")
    for note in _notes(view, texts):
        canvas.line(note, "note")
    canvas.gap()
    _foot(canvas, view, texts)


def _heading(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    canvas.line(texts.say("report.title"), "title")
    canvas.line(one_line(view.district), "district")
    canvas.line(texts.say("report.as_of.line", day=format_day(view.as_of, texts.locale)))
    canvas.line(period(view, texts))
    canvas.line(texts.say("report.as_of.department", department=one_line(view.department)))
    canvas.line(staff(view, texts))
    if view.complete:
        canvas.line(texts.say("report.as_of.complete"))
    else:
        canvas.gap()
        canvas.line(texts.say("report.as_of.incomplete"), "warning")
        for gap in told_gaps(view, texts):
            canvas.line(f"• {gap}", "boxed")
    canvas.gap()


def _columns(texts: Texts) -> tuple[Column, ...]:
    def say(key: str) -> str:
        return texts.say(f"report.summary.{key}")

    last = say("last")
    return (
        Column(say("no"), "key"),
        Column(say("name"), "text"),
        Column(say("unit"), "centre"),
        Column(say("numerator"), "count"),
        Column(say("denominator"), "count"),
        Column(say("share"), "main_share"),
        Column(say("last_day"), "day", last),
        Column(say("last_share"), "share", last),
        Column(say("change"), "change", last),
    )


def _row(line: IndicatorLine, texts: Texts) -> tuple[Cell, ...]:
    before = line.previous
    return (
        line.definition.id,
        line.definition.name.say(texts.locale),
        texts.say(f"report.summary.{line.definition.subject}"),
        line.tally.numerator,
        line.tally.denominator,
        line.tally.share,
        before.day if before else None,
        _last_share(line, texts),
        change(line),
    )


def _last_share(line: IndicatorLine, texts: Texts) -> Cell:
    if line.previous is None:
        return None
    share = line.previous.tally.share
    return share if line.previous.same_methodology else f"{format_share(share, texts.locale)} *"


def _among_diagnosed(line: IndicatorLine, texts: Texts) -> Iterator[tuple[Cell, ...]]:
    if told := line.among_diagnosed:
        yield (
            "",
            texts.say("report.summary.among_diagnosed"),
            texts.say(f"report.summary.{line.definition.subject}"),
            told.numerator,
            told.denominator,
            told.share,
            "",
            "",
            "",
        )


def _notes(view: ReportView, texts: Texts) -> Iterator[str]:
    before = [each.previous for each in view.indicators]
    if not any(before):
        yield texts.say("report.as_of.no_previous")
    if any(each and not each.same_methodology for each in before):
        yield texts.say("report.as_of.incomparable")
    if any(each.tally.share is None for each in view.indicators):
        yield texts.say("report.as_of.unknown_share")


def _foot(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    sheets = {name: texts.say(f"report.sheet.{name}") for name in ("people", "organisations", "methodology")}
    canvas.line(texts.say("report.as_of.guide", **sheets))
    canvas.gap()
    if view.responsible:
        canvas.line(texts.say("report.as_of.responsible", responsible=one_line(view.responsible)))
        canvas.line(texts.say("report.as_of.signature"))
        canvas.gap()
    canvas.line(made(view, texts), "note")
