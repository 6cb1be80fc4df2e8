"""«Дефициты»: what the staff lacks, in the district and in each organisation."""

from collections.abc import Iterable

from config.locale import Texts
from jobs.reports.canvas import Canvas, Cell, Column
from jobs.reports.phrases import format_percent
from jobs.reports.view import DeficitLine, ReportView, Tally


def widths(_view: ReportView) -> tuple[float, ...]:
    """Return the widths of the sheet's columns, in signs."""
    return (46, 44, 12, 14, 14, 16)


def fill(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    """Write one table: the whole district by competency, then every organisation."""
    canvas.line(texts.say("report.deficit.title"), "title")
    canvas.line(texts.say("report.deficit.note"), "note")
    if not view.deficits:
        canvas.line(texts.say("report.deficit.none"))
        return
    thresholds = {
        each.name: format_percent(each.threshold, texts.locale) for each in view.methodology.competencies
    }
    columns = _columns(texts)
    canvas.head(columns, freeze=2)
    district = _district(view.deficits, texts)
    canvas.rows(columns, (_row(each, thresholds) for each in district), variant="strong")
    canvas.rows(columns, (_row(each, thresholds) for each in view.deficits), filtered=True)


def _columns(texts: Texts) -> tuple[Column, ...]:
    def say(key: str) -> str:
        return texts.say(f"report.deficit.{key}")

    return (
        Column(say("organisation"), "text"),
        Column(say("competency"), "text"),
        Column(say("threshold"), "centre"),
        Column(say("measured"), "count"),
        Column(say("deficits"), "count"),
        Column(say("share"), "share"),
    )


def _row(line: DeficitLine, thresholds: dict[str, str]) -> tuple[Cell, ...]:
    told = line.deficits
    return (
        line.organisation,
        line.competency,
        thresholds.get(line.competency),
        told.denominator,
        told.numerator,
        told.share,
    )


def _district(lines: Iterable[DeficitLine], texts: Texts) -> Iterable[DeficitLine]:
    """Return the sums by competency, in the order in which competencies are first met."""
    found: dict[str, Tally] = {}
    for line in lines:
        before = found.get(line.competency, Tally(0, 0))
        found[line.competency] = Tally(
            before.numerator + line.deficits.numerator, before.denominator + line.deficits.denominator
        )
    return (DeficitLine(texts.say("report.deficit.district"), name, told) for name, told in found.items())
