"""`marshrut roster template`: an empty list, written beside whatever lies there."""

import io

from python_calamine import load_workbook


def offered(file):
    lists = load_workbook(io.BytesIO(file.read_bytes())).get_sheet_by_name("Списки").to_python()
    return [row[2] for row in lists if len(row) > 2 and row[2]]


def test_it_needs_no_configuration(folder, marshrut):
    done = marshrut("roster", "template", "blank.xlsx")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        (
            "Бланк записан: blank.xlsx. Заполните лист «Сотрудники»; как — сказано на листе «Пояснения». "
            "Затем: marshrut roster import"
        )
    ]
    assert offered(folder / "blank.xlsx") == []


def test_a_file_that_is_there_is_left_alone(folder, marshrut):
    (folder / "blank.xlsx").write_bytes(b"mine")

    refused = marshrut("roster", "template", "blank.xlsx")

    assert (refused.code, refused.out) == (2, "")
    assert (folder / "blank.xlsx").read_bytes() == b"mine"
    assert marshrut("roster", "template", "blank.xlsx", "--force").code == 0
    assert (folder / "blank.xlsx").read_bytes() != b"mine"


def test_another_kind_of_file_is_refused(folder, marshrut):
    done = marshrut("roster", "template", "blank.ods")

    assert (done.code, list(folder.iterdir())) == (2, [])


def test_known_organisations_are_offered(desk):
    done = desk.roster("template", "blank.xlsx", "--organisations")

    assert (done.code, done.err) == (0, "")
    assert offered(desk.folder / "blank.xlsx") == ["МБОУ «Барсовская СОШ»", "МБОУ СОШ № 1"]


def test_where_none_is_known_the_sheet_is_written_all_the_same(empty_desk):
    done = empty_desk.roster("template", "--organisations")

    assert done.code == 0
    assert done.err.splitlines() == [
        "В базе пока нет ни одной организации, поэтому списка организаций в бланке нет."
    ]
    assert (empty_desk.folder / "roster-template.xlsx").exists()
