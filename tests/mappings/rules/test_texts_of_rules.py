"""Whatever a rule can say has its words, in both languages, and fills them from what the rule gives."""

import re
from pathlib import Path

import pytest

from config.locale import texts
from mappings.reasons import Reason

RULES = Path(__file__).parents[3] / "mappings" / "regulation"


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_a_fragment_without_a_full_stop(reason, locale):
    said = texts(locale).say(f"reasons.{reason}")

    assert said[0].islower()
    assert not said.endswith(".")


def test_no_two_reasons_read_the_same():
    for locale in ("ru", "en"):
        said = [texts(locale).say(f"reasons.{reason}") for reason in Reason]
        assert len(set(said)) == len(said)


def test_both_languages_have_the_same_sentences_with_the_same_places():
    rooms = ("reasons.", "routes.", "catalogue.", "indicators.")
    ru, en = texts("ru"), texts("en")
    ids = {each for each in ru.ids() | en.ids() if each.startswith(rooms)}

    assert len(ids) > 60
    for each in ids:
        assert ru.knows(each), each
        assert en.knows(each), each
        assert places(ru, each) == places(en, each), each


def places(words, message_id):
    return set(re.findall(r"{(\w+)}", words._sentences[message_id]))


def test_every_problem_has_its_sentence_and_every_sentence_its_problem():
    source = "".join((RULES / name).read_text("utf-8") for name in ("data_problems.py", "catalogue.py"))
    words = {each for each in texts("ru").ids() if re.match(r"(indicators|catalogue)\.problem\.", each)}

    assert words
    for each in words:
        assert f'"{each.rpartition(".")[2]}"' in source or f'"{each}"' in source, each
