"""«Сотрудники»: who is behind each number, and who is not and why."""

import math
from collections.abc import Iterator
from fractions import Fraction

from config.locale import Texts
from config.locale.numbers import format_share
from jobs.reports.canvas import Canvas, Cell, Column
from jobs.reports.phrases import subject
from jobs.reports.view import IndicatorLine, PersonLine, ReportView


def widths(view: ReportView) -> tuple[float, ...]:
    """Return the widths of the sheet's columns, in signs."""
    return (6, 22, 21, 17, 11, 11, *(6, 20) * len(_asked(view)), 18)


def fill(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    """Write a row a person, with a verdict for each indicator, filtered by its head."""
    canvas.line(subject(view, texts), "title")
    canvas.line(
        texts.say("report.person.note", organisations=texts.say("report.sheet.organisations")), "note"
    )
    if not view.people:
        canvas.line(texts.say("report.person.none"))
        return
    asked = _asked(view)
    columns = tuple(_columns(asked, texts))
    canvas.head(columns, freeze=3)
    told = (tuple(_row(each, asked, texts)) for each in view.people)
    canvas.rows(columns, told, variant="small", filtered=True)


def _asked(view: ReportView) -> tuple[IndicatorLine, ...]:
    """Return the indicators that judge people; the others judge organisations."""
    return tuple(each for each in view.indicators if each.definition.subject == "person")


def _columns(asked: tuple[IndicatorLine, ...], texts: Texts) -> Iterator[Column]:
    def say(key: str) -> str:
        return texts.say(f"report.person.{key}")

    yield Column(say("no"), "centre")
    yield Column(say("organisation"), "text")
    yield Column(say("full_name"), "text")
    yield Column(say("post"), "text")
    yield Column(say("kind"), "centre")
    yield Column(say("account"), "centre")
    for line in asked:
        group = f"{line.definition.id} {line.definition.short_name.say(texts.locale)}"
        yield Column(say("verdict"), "centre", group)
        yield Column(say("reason"), "text", group)
    yield Column(say("deficits"), "text")


def _row(person: PersonLine, asked: tuple[IndicatorLine, ...], texts: Texts) -> Iterator[Cell]:
    yield from (person.roster_no, person.organisation, person.full_name, person.post)
    yield texts.say(f"report.person.kinds.{person.kind}")
    yield texts.say(f"report.person.accounts.{person.account}")
    for line in asked:
        yield from _verdict(person, line, texts)
    yield "; ".join(
        texts.say(
            "report.person.deficit",
            competency=each.competency,
            share=format_share(cut(each.share), texts.locale),
        )
        for each in person.deficits
    )


def _verdict(person: PersonLine, line: IndicatorLine, texts: Texts) -> tuple[str, str]:
    standing = person.standings.get(line.definition.id)
    if standing is None:
        return texts.say("report.verdict.outside"), ""
    if standing.counted:
        return texts.say("report.verdict.counted"), ""
    return texts.say("report.verdict.not_counted"), texts.say(f"reasons.{standing.reason}")


def cut(share: Fraction) -> Fraction:
    """Return a result cut to tenths of a percent: a deficit of 59.96 % must not read as 60 %."""
    return Fraction(math.floor(share * 1000), 1000)
