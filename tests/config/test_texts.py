"""Every sentence stands in both languages, with the same places to fill; every id used is there."""

import ast
import tomllib
from importlib import resources
from pathlib import Path
from string import Formatter

import pytest

from config import settings, validation
from config.locale import texts
from mappings.reasons import Reason

ROOT = Path(__file__).parents[2]
ROOMS = sorted(
    {
        file.name
        for language in ("ru", "en")
        for file in resources.files("config.locale").joinpath(language).iterdir()
    }
)
SPEAKERS = {"Problem", "say", "WaitError", "RefusedError", "OddError"}
"""What takes a message id as its first argument."""


def _sentences(language, room):
    """Return a room's sentences by dotted id, plural forms as a table."""
    file = resources.files("config.locale").joinpath(language, room)
    found = {}
    todo = [("", tomllib.loads(file.read_text("utf-8")))]
    while todo:
        prefix, node = todo.pop()
        for key, value in node.items():
            plain = isinstance(value, str) or value.keys() <= {"one", "few", "many", "other"}
            (found.__setitem__(prefix + key, value) if plain else todo.append((f"{prefix}{key}.", value)))
    return found


def _places(sentence):
    forms = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {field for form in forms for _, field, _, _ in Formatter().parse(form) if field is not None}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_the_same_in_both_languages(room):
    russian, english = _sentences("ru", room), _sentences("en", room)

    assert russian.keys() == english.keys()
    assert {each: _places(told) for each, told in russian.items()} == {
        each: _places(told) for each, told in english.items()
    }


@pytest.mark.parametrize("room", ROOMS)
def test_sentences_with_a_count_have_every_form_of_their_language(room):
    for language, forms in (("ru", {"one", "few", "many"}), ("en", {"one", "other"})):
        for each, told in _sentences(language, room).items():
            if isinstance(told, dict):
                assert forms <= told.keys(), (language, each)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_has_its_words(language):
    assert [each for each in Reason if not texts(language).knows(f"reasons.{each.value}")] == []


def _spoken_ids():
    """Yield every message id that the code names in full, with the file that does."""
    for folder in ("config", "connector", "mappings", "jobs"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    told = node.args[0].value
                    if name in SPEAKERS and isinstance(told, str) and "." in told:
                        yield told, str(file.relative_to(ROOT))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_message_id_named_in_the_code_exists(language):
    spoken = list(_spoken_ids())

    assert len(spoken) > 10
    assert [each for each in spoken if not texts(language).knows(each[0])] == []


def test_every_error_of_the_options_has_its_sentence():
    """An error type that `settings.py` raises, or a pattern it sets, must not end as "doesn't fit"."""
    raised = {
        node.args[0].value
        for node in ast.walk(ast.parse(Path(settings.__file__).read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PydanticCustomError"
    }
    patterns = {
        keyword.value.value
        for node in ast.walk(ast.parse(Path(settings.__file__).read_text("utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "pattern"
    }
    told = {*validation.OWN, *validation.SENTENCES.values(), *validation.PATTERNS.values()}

    assert raised == validation.OWN
    assert patterns == validation.PATTERNS.keys()
    assert [each for each in told if not texts("ru").knows(f"config.problem.{each}")] == []
