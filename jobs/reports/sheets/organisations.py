"""«Организации»: how each school and kindergarten stands in each indicator."""

from collections.abc import Iterator

from config.locale import Texts
from config.locale.numbers import format_count, format_share
from jobs.reports.canvas import Canvas, Cell, Column
from jobs.reports.phrases import subject
from jobs.reports.view import IndicatorLine, OrganisationLine, ReportView, Standing, Tally

NOBODY = Tally(0, 0)


def widths(view: ReportView) -> tuple[float, ...]:
    """Return the widths of the sheet's columns, in signs."""
    verdicts = ((8, 8, 10) if _by_person(each) else (10, 34) for each in view.indicators)
    return (6, 40, 10, 12, *(width for each in verdicts for width in each))


def fill(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    """Write a row an organisation, filtered by its head, and the district below."""
    canvas.line(subject(view, texts), "title")
    if not view.organisations:
        canvas.line(texts.say("report.organisation.none"))
        return
    columns = tuple(_columns(view, texts))
    canvas.head(columns, freeze=2)
    told = (tuple(_row(number, each, view, texts)) for number, each in enumerate(view.organisations, start=1))
    canvas.rows(columns, told, filtered=True)
    canvas.rows(columns, [tuple(_total(view, texts))], variant="total")


def _columns(view: ReportView, texts: Texts) -> Iterator[Column]:
    def say(key: str) -> str:
        return texts.say(f"report.organisation.{key}")

    yield Column(say("no"), "centre")
    yield Column(say("name"), "text")
    yield Column(say("teachers"), "count", say("staff"))
    yield Column(say("managers"), "count", say("staff"))
    for line in view.indicators:
        group = f"{line.definition.id} {line.definition.short_name.say(texts.locale)}"
        if _by_person(line):
            yield Column(say("numerator"), "count", group)
            yield Column(say("denominator"), "count", group)
            yield Column(say("share"), "share", group)
        else:
            yield Column(say("team"), "centre", group)
            yield Column(say("team_reason"), "text", group)


def _row(number: int, organisation: OrganisationLine, view: ReportView, texts: Texts) -> Iterator[Cell]:
    yield from (number, organisation.name, organisation.teachers, organisation.managers)
    for line in view.indicators:
        if _by_person(line):
            tally = organisation.tallies.get(line.definition.id, NOBODY)
            yield from (tally.numerator, tally.denominator, tally.share)
        else:
            yield from _team(organisation.team, texts)


def _team(team: Standing | None, texts: Texts) -> tuple[str, str]:
    if team is None:
        return texts.say("report.verdict.outside"), texts.say("report.organisation.no_managers")
    if team.counted:
        return texts.say("report.verdict.counted"), ""
    return texts.say("report.verdict.not_counted"), texts.say(f"reasons.{team.reason}")


def _total(view: ReportView, texts: Texts) -> Iterator[Cell]:
    yield from ("", texts.say("report.organisation.total"))
    yield sum(each.teachers for each in view.organisations)
    yield sum(each.managers for each in view.organisations)
    for line in view.indicators:
        tally = line.tally
        if _by_person(line):
            yield from (tally.numerator, tally.denominator, tally.share)
        else:
            yield texts.say(
                "report.organisation.teams",
                numerator=format_count(tally.numerator, texts.locale),
                denominator=format_count(tally.denominator, texts.locale),
            )
            yield format_share(tally.share, texts.locale)


def _by_person(line: IndicatorLine) -> bool:
    return line.definition.subject == "person"
