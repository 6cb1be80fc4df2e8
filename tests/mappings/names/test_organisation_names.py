import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.identity.organisation_names import Place, compare_organisations, normal_organisation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МБОУ «Белоярская СОШ № 1»", "мбоу «белоярская сош№1»"),
        ("МБОУ «Белоярская СОШ № 1»", '"Белоярская СОШ №1"'),
        ("МБОУ «Белоярская СОШ № 1»", "МАОУ Белоярская средняя общеобразовательная школа № 1"),
        ("СОШ №1", "средняя общеобразовательная школа № 1"),
        (
            "МБОУ «Барсовская СОШ»",
            "Муниципальное бюджетное общеобразовательное учреждение «Барсовская средняя общеобразовательная школа»",
        ),
        ("МБДОУ детский сад «Соболёк»", "МБДОУ «Соболек»"),
        ("МБДОУ детский сад «Соболёк»", "д/с Соболёк"),
        (
            "МБДОУ детский сад «Соболёк»",
            "Муниципальное автономное дошкольное образовательное учреждение «Соболёк»",
        ),
        ("МБОУ СОШ № 07", "СОШ 7"),
        ("МБОУ «СОШ № 7» г. Нефтеюганск", "СОШ № 7 города Нефтеюганск"),
        ("MБOУ «COШ № 7»", "МБОУ «СОШ № 7»"),
    ],
)
def test_two_spellings_of_one_organisation_are_one(one, other):
    assert normal_organisation(one) == normal_organisation(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МБОУ «СОШ № 7»", "МБОУ «СОШ № 7» г. Нефтеюганск"),
        ("МБОУ «Лянторская СОШ № 1»", "МБОУ «Лянторская СОШ № 3»"),
        ("МБОУ «Белочка»", "МБДОУ «Белочка»"),
        ("МБОУ СОШ № 1", "МБОУ ООШ № 1"),
        ("Гимназия № 2", "Лицей № 2"),
    ],
)
def test_two_organisations_stay_two(one, other):
    assert normal_organisation(one) != normal_organisation(other)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("лянторская сош № 1", Place.SAME),
        ("Лянторскя СОШ № 1", Place.SAME),
        ("Лянторская СОШ № 2", Place.OTHER),
        ("Лянторская СОШ", Place.UNSURE),
        ("СОШ № 1", Place.UNSURE),
        ("Гимназия № 2 г. Сургут", Place.OTHER),
        ("", Place.UNKNOWN),
        (None, Place.UNKNOWN),
    ],
)
def test_an_accounts_organisation_beside_a_persons(told, place):
    assert compare_organisations(told, ["МБОУ «Лянторская СОШ № 1»"]) is place


def test_the_nearest_of_several_organisations_counts():
    assert compare_organisations("СОШ № 1", ["СОШ № 2", "СОШ №1"]) is Place.SAME
    assert compare_organisations("СОШ № 1", []) is Place.UNKNOWN


@given(st.text())
def test_a_normal_name_is_normal_already(text):
    assert normal_organisation(normal_organisation(text)) == normal_organisation(text)
