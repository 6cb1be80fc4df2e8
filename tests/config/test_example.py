"""The example file is drawn from the models, is kept, can be read, and names every key."""

import re
import tomllib
from importlib import resources

import pytest

from config.example import example
from config.load import load
from config.shape import every_table, holds_list, keys_of, table_at

COMMENTED_KEY = re.compile(r"^# ((?:[a-z_]+ = |    \"|\]).*)$", re.MULTILINE)


def test_the_kept_example_is_the_one_the_models_give():
    """If this fails: .venv/bin/marshrut config example --output config/example.toml --force."""
    assert resources.files("config").joinpath("example.toml").read_text("utf-8") == example()


def test_the_example_has_no_problem_and_gives_no_warning(write):
    loaded = load(write(example()), {})

    assert loaded.warnings == ()
    assert [each.id for each in loaded.settings.diagnostics] == [
        "teachers-2026",
        "complex-2026",
        "managers-2026",
    ]


@pytest.mark.parametrize(("path", "model"), list(every_table()), ids=str)
def test_every_key_of_every_table_is_explained(path, model):
    """A key stands before its value, or begins a line of the comment that explains an inner table."""
    for key in keys_of(model):
        assert re.search(rf"^(# *)?\[?\[?([a-z]+\.)*{key}( = | — |\])", example(), re.MULTILINE), (path, key)


def test_every_key_shown_commented_out_can_be_put_into_force(write):
    text = COMMENTED_KEY.sub(lambda found: found[1].split("  #")[0], example())
    text = text.replace('courses = { short_name = "NF-04" }\n# cohort', "# cohort", 1)

    settings = load(write(text), {}).settings

    assert settings.lms[0].participants_report == "Участники курсов"
    assert settings.staff.head_posts[0] == "директор"
    assert settings.period.starts is not None


def test_what_is_commented_out_with_a_default_says_the_default(write):
    text = COMMENTED_KEY.sub(lambda found: found[1].split("  #")[0], example())
    told, kept = tomllib.loads(text), tomllib.loads(example())

    for path, model in every_table():
        if not path or holds_list(keys_of(table_at(path[:-1]))[path[-1]].annotation) or len(path) > 1:
            continue
        for key, field in keys_of(model).items():
            if field.default is not None and key in told[path[0]] and key not in kept.get(path[0], {}):
                value = told[path[0]][key]
                assert model.model_validate({key: value}) == model() or field.examples, (path, key)


def test_no_line_is_wider_than_a_terminal_with_a_long_value():
    assert max(map(len, example().splitlines())) <= 115
