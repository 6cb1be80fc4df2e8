"""«Методика»: what each number means and which choices and data made it."""

from collections.abc import Callable, Iterator, Sequence

from config.indicators import Definition
from config.locale import Texts
from config.settings import Readings
from jobs.reports.canvas import Canvas, Cell, Column
from jobs.reports.phrases import format_percent
from jobs.reports.readings import told as readings_told
from jobs.reports.view import IndicatorLine, ReportView

TERMS = ("staff", "manager", "team", "diagnostic", "deficit", "route", "chosen", "young", "share")
"""Words that the sheet explains: messages `report.term.<name>`."""


def widths(view: ReportView) -> tuple[float, ...]:
    """Return the widths of the sheet's columns, in signs: the passport's field, then an indicator each."""
    return (22, *(28,) * max(5, len(view.indicators)))


def fill(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    """Write the passports, then the readings, levels, diagnostics, sources and words."""
    sections: tuple[tuple[str, Callable[[Canvas, ReportView, Texts], None]], ...] = (
        ("passports", _passports),
        ("readings", _readings),
        ("levels", _levels),
        ("diagnostics", _diagnostics),
        ("sources", _sources),
        ("definitions", _definitions),
    )
    for name, section in sections:
        canvas.line(texts.say(f"report.method.{name}"), "section")
        section(canvas, view, texts)
        canvas.gap()


def _passports(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    columns = (
        Column(texts.say("indicators.passport.title"), "text"),
        *(Column(each.definition.id, "text") for each in view.indicators),
    )
    canvas.head(columns)
    canvas.rows(columns, _passport_rows(view.indicators, texts))


def _passport_rows(lines: tuple[IndicatorLine, ...], texts: Texts) -> Iterator[tuple[Cell, ...]]:
    fields: tuple[tuple[str, Callable[[Definition], str]], ...] = (
        ("name", lambda each: each.name.say(texts.locale)),
        ("unit", lambda each: each.unit.say(texts.locale)),
        ("type", lambda each: each.type.say(texts.locale)),
        ("periodicity", lambda each: each.periodicity.say(texts.locale)),
        ("formula", lambda each: _formula(each, texts)),
        ("source", lambda each: each.source.say(texts.locale)),
        ("responsible", lambda each: each.responsible.say(texts.locale)),
        ("readings", lambda each: _reading_numbers(each, texts)),
    )
    for name, say in fields:
        yield (texts.say(f"indicators.passport.{name}"), *(say(each.definition) for each in lines))
    yield (texts.say("indicators.passport.version"), *(each.version for each in lines))


def _formula(definition: Definition, texts: Texts) -> str:
    """Return the formula, and what each of its letters means on a line of its own."""
    letters = definition.letters.say(texts.locale).items()
    return "\n".join([definition.formula.say(texts.locale), *(f"{name} — {what}" for name, what in letters)])


def _reading_numbers(definition: Definition, texts: Texts) -> str:
    """Return the numbers, in the readings' own table, of those that bear on the indicator."""
    places = {name: number for number, name in enumerate(Readings.model_fields, start=1)}
    numbers = ", ".join(str(each) for each in sorted(places[name] for name in definition.readings))
    return texts.say("report.method.reading_numbers", numbers=numbers)


def _readings(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    canvas.line(texts.say("report.method.readings_note"), "note")
    columns = _across(
        texts, ("number", 1, "key"), ("meaning", 3, "text"), ("setting", 1, "centre"), ("value", 1, "centre")
    )
    told = readings_told(view.methodology.readings, texts)
    canvas.head(columns)
    canvas.rows(
        columns,
        ((number, each.meaning, each.setting, each.value) for number, each in enumerate(told, start=1)),
    )


def _levels(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    columns = _across(
        texts,
        ("competency", 3, "text"),
        ("deficit_level", 1, "centre"),
        ("basic_level", 1, "centre"),
        ("advanced_level", 1, "centre"),
    )
    rows = [
        (
            each.name,
            texts.say("report.method.below", percent=format_percent(each.threshold, texts.locale)),
            texts.say(
                "report.method.between",
                percent=format_percent(each.threshold, texts.locale),
                advanced=format_percent(each.advanced, texts.locale),
            ),
            texts.say("report.method.at_least", percent=format_percent(each.advanced, texts.locale)),
        )
        for each in view.methodology.competencies
    ]
    _table(canvas, columns, rows, texts)


def _diagnostics(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    columns = _across(
        texts,
        ("diagnostic", 2, "text"),
        ("meant_for", 1, "text"),
        ("measures", 2, "text"),
        ("quizzes", 1, "count"),
    )
    rows = [
        (
            each.name,
            texts.say(f"report.method.kinds.{each.meant_for}"),
            "; ".join(each.competencies),
            each.quizzes,
        )
        for each in view.methodology.diagnostics
    ]
    _table(canvas, columns, rows, texts)


def _sources(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    columns = _across(
        texts, ("source", 3, "text"), ("read_at", 1, "moment"), ("rows", 1, "count"), ("whole", 1, "centre")
    )
    rows = [
        (each.name, each.read_at, each.rows, texts.say(f"report.method.{'yes' if each.complete else 'no'}"))
        for each in view.methodology.sources
    ]
    _table(canvas, columns, rows, texts)


def _definitions(canvas: Canvas, _view: ReportView, texts: Texts) -> None:
    columns = _across(texts, ("term", 2, "text"), ("meaning", 4, "text"))
    rows = [
        (texts.say(f"report.term.{each}.word"), texts.say(f"report.term.{each}.meaning")) for each in TERMS
    ]
    _table(canvas, columns, rows, texts)


def _across(texts: Texts, *told: tuple[str, int, str]) -> tuple[Column, ...]:
    """Return columns that take several of the sheet's: message, how many, style."""
    return tuple(Column(texts.say(f"report.method.{key}"), style, span=span) for key, span, style in told)


def _table(canvas: Canvas, columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]], texts: Texts) -> None:
    if not rows:
        canvas.line(texts.say("report.method.none"))
        return
    canvas.head(columns)
    canvas.rows(columns, rows)
