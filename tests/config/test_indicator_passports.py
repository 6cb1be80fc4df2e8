import pytest
from pydantic import ValidationError

from config.indicators import Definition, definition, definitions, methodology_version
from config.settings import Readings


def test_the_five_passports_come_in_the_regulations_order():
    assert [each.id for each in definitions()] == ["6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5"]


def test_names_are_in_the_regulations_own_wording():
    assert definition("6.1.4").name.say("ru") == (
        "Доля управленческих команд образовательных организаций, повысивших свою квалификацию "
        "по вопросам эффективности управления качеством образования"
    )


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("told", definitions(), ids=lambda told: told.id)
def test_a_passport_explains_every_letter_of_its_formula(told, locale):
    after = told.formula.say(locale).split("=")[1]

    letters = [each for each in after.replace("100 %", "").split() if each not in {"/", "×"}]

    assert letters == list(told.letters.say(locale))


def test_every_reading_of_the_regulation_bears_on_some_indicator():
    assert {name for each in definitions() for name in each.readings} == set(Readings.model_fields)


def test_another_reading_gives_another_version_only_where_it_bears():
    usual, other = Readings(), Readings(team_rule="all")

    changed = [
        each.id
        for each in definitions()
        if methodology_version(each, usual) != methodology_version(each, other)
    ]

    assert changed == ["6.1.4"]


def test_a_version_fits_its_column_and_names_the_definitions_own_version():
    for each in definitions():
        version = methodology_version(each, Readings())
        assert len(version) <= 20
        assert version.startswith(f"{each.version}-")


def test_another_wording_is_another_version():
    told = definition("6.1.1")
    reworded = told.model_copy(update={"formula": told.formula.model_copy(update={"ru": "П = 1"})})

    assert methodology_version(told, Readings()) != methodology_version(reworded, Readings())


def test_an_unknown_indicator_or_key_is_refused():
    with pytest.raises(KeyError):
        definition("6.1.6")
    with pytest.raises(ValidationError):
        Definition.model_validate({**definition("6.1.1").model_dump(), "colour": "red"})
