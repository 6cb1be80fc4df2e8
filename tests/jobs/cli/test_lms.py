"""`marshrut lms rights`: what an administrator of the LMS has to allow."""

import json

import pytest

from config.locale import texts
from connector.moodle.functions import NEEDS, Function


def test_every_function_is_told_with_its_purpose(marshrut):
    lines = marshrut("lms", "rights").out.splitlines()

    assert lines[:3] == [
        "Функции, которые надо добавить во внешнюю службу (Администрирование → Сервер → Веб-службы):",
        "Функция\tНужна ли\tЗачем",
        "core_webservice_get_site_info\tобязательна\tузнать версию площадки и что разрешено токену",
    ]
    assert {line.split("\t")[0] for line in lines if "\t" in line} == {"Функция", *Function}


def test_every_capability_is_told_once(marshrut):
    lines = marshrut("lms", "rights").out.splitlines()
    told = [line.strip() for line in lines if line.startswith("  ")]

    assert told[0] == "webservice/rest:use"
    assert len(told) == len(set(told))
    assert {each for need in NEEDS.values() for each in need.capabilities} <= set(told)


def test_the_rights_are_to_be_had_in_json(marshrut):
    told = json.loads(marshrut("lms", "rights", "--json").out)

    assert [each["function"] for each in told["functions"]] == [each.value for each in Function]
    assert told["functions"][0] == {
        "function": "core_webservice_get_site_info",
        "purpose": "узнать версию площадки и что разрешено токену",
        "required": True,
        "capabilities": [],
    }
    assert "moodle/user:viewdetails" in told["capabilities"]


def test_the_rights_are_told_in_the_configurations_language(marshrut, write):
    write('locale = "en"\n[lms]\nurl = "https://lms.example.ru"\n')

    assert marshrut("lms", "rights").out.startswith("Functions to add to the external service")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_purpose_has_its_words(language):
    assert [
        each for each in NEEDS.values() if not texts(language).knows(f"rights.purpose.{each.purpose}")
    ] == []
