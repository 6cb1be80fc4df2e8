"""A stray value far beyond the list is refused by its place before it eats the memory of the machine."""

import io
import zipfile

import pytest
import xlsxwriter

from connector.errors import RefusedError
from connector.sheet_reach import Reach, reaches
from connector.spreadsheets import read_roster

FAR = (3999, 2999)
"""DKJ4000: enough to be refused, little enough to be loaded where it is not."""


def with_far_cell(value, *rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("Сотрудники")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        sheet.write(*FAR, value, workbook.add_format({"bold": True}))
    return target.getvalue()


def ods(*rows):
    """Make the part of an ODS file that tells where its cells are."""
    table = f"<table:table table:name='Лист'>{''.join(rows)}</table:table>"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("content.xml", f"<office:spreadsheet>{table}</office:spreadsheet>")
    return target.getvalue()


def row(cells, times=1):
    return f"<table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row>"


def blank(times):
    return f"<table:table-cell table:number-columns-repeated='{times}'/>"


FILLED = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>"


@pytest.mark.parametrize("content", [
    with_far_cell("x"),
    ods(row(FILLED), row(blank(3000), times=3998), row(blank(2999) + FILLED)),
], ids=["xlsx", "ods"])  # fmt: skip
def test_a_stray_value_is_told_by_its_place(content):
    with pytest.raises(RefusedError, match=r"roster\.too_far \(file=a\.xlsx, corner=DKJ4000\)"):
        read_roster(content, "a.xlsx")


def test_a_cell_that_is_only_formatted_hinders_nobody(headings, person):
    roster, problems = read_roster(with_far_cell(None, headings, person()), "a.xlsx")

    assert (len(roster.rows), problems) == (1, [])


def test_blank_cells_that_repeat_reach_nowhere():
    content = ods(row(FILLED + blank(16383)), row(blank(16384), times=1_048_575))

    assert list(reaches(content)) == [Reach(1, 1)]
