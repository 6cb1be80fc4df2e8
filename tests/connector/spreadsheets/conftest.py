import io

import pytest
import xlsxwriter

HEADINGS = [
    "№ п/п", "Образовательная организация", "Фамилия", "Имя", "Отчество", "СНИЛС", "Дата рождения", "Должность",
]  # fmt: skip
PERSON = [
    1,
    "МБОУ «Барсовская СОШ»",
    "Суворова",
    "Наталия",
    "Владимировна",
    "021-573-681 34",
    "14.06.1970",
    "Директор",
]


@pytest.fixture
def book():
    """Make an XLSX file of the given rows; `sheets` gives further sheets by name."""

    def make(*rows, sheets=None, merged=()):
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as workbook:
            days = workbook.add_format({"num_format": "dd.mm.yyyy"})
            for name, told in {"Сотрудники": rows, **(sheets or {})}.items():
                sheet = workbook.add_worksheet(name)
                for place, row in enumerate(told):
                    for column, value in enumerate(row):
                        if hasattr(value, "year"):
                            sheet.write_datetime(place, column, value, days)
                        else:
                            sheet.write(place, column, value)
                for area in merged:
                    sheet.merge_range(*area)
        return target.getvalue()

    return make


@pytest.fixture
def headings():
    return list(HEADINGS)


@pytest.fixture
def person():
    """Make a row under `headings`, some of its cells told otherwise."""

    def make(**otherwise):
        columns = ["no", "organisation", "last", "first", "patronymic", "snils", "born", "post"]
        return [otherwise.get(name, value) for name, value in zip(columns, PERSON, strict=True)]

    return make
