import pytest

from config.settings import Staff
from connector.roster_records import Roster, RosterRow, RosterSheet
from mappings.facts import StaffKind
from mappings.staff.posts import is_head, staff_kind
from mappings.staff.roster_check import unknown_kinds

T, M = StaffKind.TEACHER, StaffKind.MANAGER


@pytest.mark.parametrize(
    ("kind_text", "post", "kind"),
    [
        ("управленческие кадры", "Учитель", M), ("педагогический работник", "Директор", T), ("Педагог. работники", "", T),
        ("", "Директор", M), ("", "и.о. директора", M), ("", "И. о. заведующего", M), ("", "Заведующая", M),
        ("", "Заместитель директора по УВР", M), ("", "Зам. директора", M), ("", "Зам.зав. по ВМР", M),
        ("", "Руководитель структурного подразделения", M), ("", "Руководитель физического воспитания", T),
        ("", "учитель", T), ("", "Старший воспитатель", T), ("", "Педагог-организатор", T), ("", "", None),
        ("", "Заведующий хозяйством", T), ("прочие", "Директор", M),
    ],
)  # fmt: skip
def test_kind_of_staff_comes_from_the_category_else_from_the_post(kind_text, post, kind):
    assert staff_kind(kind_text, post) is kind


def test_the_head_is_known_by_the_posts_the_operator_names():
    posts = Staff().head_posts

    assert is_head("  ДИРЕКТОР ", posts)
    assert is_head("И.о. директора", posts)
    assert not is_head("Заместитель директора", posts)
    assert not is_head("Руководитель структурного подразделения", posts)


def test_an_unknown_category_is_told_by_cell():
    rows = tuple(
        RosterRow(row=n, file="r.xlsx", sheet="Лист", kind_text=kind)
        for n, kind in enumerate(["", "педагог", "прочие"], 3)
    )

    [problem] = unknown_kinds(Roster((RosterSheet("r.xlsx", "Лист", None, rows, {"kind_text": "J"}),)))

    assert (problem.text_id, problem.values["cell"]) == ("roster.unknown_kind", "J5")
