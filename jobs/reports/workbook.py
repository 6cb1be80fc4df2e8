"""The report as a workbook: what the department opens, prints and files."""

from collections.abc import Callable
from datetime import UTC
from io import BytesIO
from typing import Literal, NamedTuple

from msoffcrypto.format.ooxml import OOXMLFile
from xlsxwriter import Workbook

from config.locale import Texts
from jobs.reports.canvas import Canvas
from jobs.reports.phrases import subject
from jobs.reports.sheets import deficits, methodology, organisations, people, problems, summary
from jobs.reports.styles import Styles
from jobs.reports.view import ReportView


class SheetPlan(NamedTuple):
    """A sheet: the message that names it, how its page lies, its columns' widths and what fills it."""

    name: str
    page: Literal["landscape", "portrait"]
    widths: Callable[[ReportView], tuple[float, ...]]
    fill: Callable[[Canvas, ReportView, Texts], None]


SHEETS = (
    SheetPlan("summary", "landscape", summary.widths, summary.fill),
    SheetPlan("organisations", "landscape", organisations.widths, organisations.fill),
    SheetPlan("people", "landscape", people.widths, people.fill),
    SheetPlan("deficits", "portrait", deficits.widths, deficits.fill),
    SheetPlan("problems", "landscape", problems.widths, problems.fill),
    SheetPlan("methodology", "landscape", methodology.widths, methodology.fill),
)


def render_workbook(view: ReportView, texts: Texts) -> bytes:
    """Return the XLSX file: the same view gives the same bytes.

    Text never becomes a formula or a link: a name that begins with «=» stays a name.
    """
    bytes_ = BytesIO()
    with Workbook(
        bytes_, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        # Excel keeps moments without a zone and reads them as UTC.
        created = view.generated_at.astimezone(UTC).replace(tzinfo=None)
        book.set_properties({"title": subject(view, texts), "author": "marshrut", "created": created})
        styles = Styles(book, texts.locale)
        for plan in SHEETS:
            _add_sheet(book, plan, styles, view, texts)
    return bytes_.getvalue()


def protect_workbook(workbook: bytes, password: str) -> bytes:
    """Return the file encrypted with the password (ECMA-376 agile encryption): Excel and LibreOffice ask for it.

    Unlike rendering, this gives other bytes each time: it salts.
    """
    protected = BytesIO()
    OOXMLFile(BytesIO(workbook)).encrypt(password, protected)
    return protected.getvalue()


def _add_sheet(book: Workbook, plan: SheetPlan, styles: Styles, view: ReportView, texts: Texts) -> None:
    sheet = book.add_worksheet(texts.say(f"report.sheet.{plan.name}"))
    canvas = Canvas(sheet, styles, plan.widths(view), view.zone)
    canvas.page(
        landscape=plan.page == "landscape",
        annex=texts.say("report.annex"),
        footer=subject(view, texts),
        pages=texts.say("report.page", page="&P", pages="&N"),
    )
    plan.fill(canvas, view, texts)
