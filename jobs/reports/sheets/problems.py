"""«Проблемы данных»: what somebody should put right, by number and never by name."""

from config.locale import Texts
from jobs.reports.canvas import Canvas, Column
from jobs.reports.view import ReportView


def widths(_view: ReportView) -> tuple[float, ...]:
    """Return the widths of the sheet's columns, in signs."""
    return (6, 44, 110)


def fill(canvas: Canvas, view: ReportView, texts: Texts) -> None:
    """Write what could not be read, then a row a problem, filtered by its head."""

    def say(key: str) -> str:
        return texts.say(f"report.problem.{key}")

    canvas.line(say("title"), "title")
    canvas.line(say("note"), "note")
    if view.gaps:
        canvas.line(say("gaps"), "warning")
        for gap in view.gaps:
            canvas.line(f"• {gap}", "boxed")
        canvas.gap()
    if not view.problems:
        canvas.line(say("none"))
        return
    columns = (
        Column(say("no"), "centre"),
        Column(say("where"), "text"),
        Column(say("what"), "text"),
    )
    canvas.head(columns, freeze=0)
    told = enumerate(view.problems, start=1)
    canvas.rows(columns, ((number, each.where, each.what) for number, each in told), filtered=True)
