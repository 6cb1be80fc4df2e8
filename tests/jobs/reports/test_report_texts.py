"""Every word of report and letter exists in both languages, and every choice of a reading is explained."""

import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from config.locale import texts
from config.settings import Readings
from jobs.reports.readings import told
from jobs.reports.sheets.methodology import TERMS

ROOT = Path(__file__).parents[3]
ROOMS = ("report.", "letter.")


def mine(locale) -> set[str]:
    return {each for each in texts(locale).ids() if each.startswith(ROOMS)}


def choices() -> list[dict[str, object]]:
    """Return every choice of every reading that has a list of them, and some of those that have not."""
    found: list[dict[str, object]] = [
        {"team_rule": each} for each in ("half_and_head", "all", "any", "share:0.5")
    ]
    found += [{"no_deficit_counts": each} for each in (True, False)]
    found += [{"team_window_years": each} for each in (1, 3, 5)]
    found += [{"team_topic": "management"}]
    for name, field in Readings.model_fields.items():
        if get_origin(field.annotation) is Literal:
            found += [{name: each} for each in get_args(field.annotation)]
    return found


def test_both_languages_say_the_same_things():
    assert mine("ru") == mine("en")


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("choice", choices(), ids=str)
def test_every_choice_of_a_reading_is_put_in_words(locale, choice):
    [name] = choice
    [said] = [each for each in told(Readings(**choice), texts(locale)) if each.setting == name]

    assert said.meaning.endswith(".")
    assert "{" not in said.meaning


def test_a_share_of_the_team_is_told_in_percent():
    [said] = [
        each for each in told(Readings(team_rule="share:0.5"), texts("ru")) if each.setting == "team_rule"
    ]

    assert said.meaning == (
        "Команда засчитана, когда программу завершила доля управленцев организации не меньше 50,0\xa0%."
    )
    assert said.value == "share:0.5"


def test_every_word_explained_has_its_meaning():
    words = {each.split(".")[2] for each in texts("ru").ids() if each.startswith("report.term.")}

    assert words == set(TERMS)


def test_no_sentence_stands_unused():
    source = "\n".join(
        file.read_text("utf-8") for folder in ("jobs", "connector") for file in (ROOT / folder).rglob("*.py")
    )
    unused = {
        each
        for each in mine("ru")
        if not each.startswith(("report.term.", "report.reading."))
        and not re.search(rf"\b{re.escape(each.rsplit('.', 1)[1])}\b", source)
    }

    assert not unused
