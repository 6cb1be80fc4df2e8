"""`marshrut config`: the example, the check, what is in force."""

import json
import tomllib

from config.example import example
from config.load import load

GOOD = """
[[lms]]
url = "https://lms.example.ru"
[report]
recipients = ["monitoring@edu.example.ru"]
[[competencies]]
id = "subject"
name = "Предметные компетенции"
[[diagnostics]]
id = "teachers"
name = "Диагностика"
parts = [{ competency = "subject", quiz = { id_number = "DIAG" } }]
[[programmes]]
courses = { short_name = "DPP-04" }
topics = ["quality_management"]
"""


def test_the_example_is_printed_as_it_is(marshrut):
    outcome = marshrut("config", "example")

    assert (outcome.code, outcome.out, outcome.err) == (0, example(), "")


def test_the_example_is_written_and_says_what_comes_next(marshrut, folder):
    outcome = marshrut("config", "example", "--output", "marshrut.toml")

    assert outcome.code == 0
    assert outcome.lines == [
        "Образец записан в marshrut.toml. Впишите адрес LMS и получателей отчёта, затем проверьте: marshrut config check"
    ]
    assert (folder / "marshrut.toml").read_text("utf-8") == example()


def test_a_file_that_is_there_is_not_overwritten_unasked(marshrut, write):
    path = write("# моё")

    outcome = marshrut("config", "example", "--output", "marshrut.toml")

    assert (outcome.code, path.read_text("utf-8")) == (2, "# моё")
    assert outcome.lines == [
        "Файл marshrut.toml уже есть, он не изменён. Укажите другое имя или ключ --force, чтобы заменить его."
    ]
    assert marshrut("config", "example", "--output", "marshrut.toml", "--force").code == 0
    assert path.read_text("utf-8") == example()


def test_a_good_configuration_is_called_good(marshrut, write):
    write(GOOD)

    outcome = marshrut("config", "check", MARSHRUT_LMS_TOKEN="abc")

    assert (outcome.code, outcome.out, outcome.err) == (0, "Настройки в порядке: marshrut.toml\n", "")


def test_every_problem_is_listed_at_once(marshrut, write):
    write('[lms]\nurl = "lms"\ntries = 0\n')

    outcome = marshrut("config", "check")

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.lines == [
        "В настройках 2 ошибки: marshrut.toml",
        "  lms[0].url: нужен адрес сайта целиком, начиная с https:// или http://, без пробелов, «?» и «#».",
        "  lms[0].tries: число должно быть не меньше 1.",
    ]


def test_a_secret_that_cannot_be_read_is_a_problem_of_the_check(marshrut, write):
    write(GOOD)

    outcome = marshrut("config", "check")

    assert outcome.code == 2
    assert outcome.lines == [
        "В настройках 1 ошибка: marshrut.toml",
        "  lms[0].token: переменная окружения MARSHRUT_LMS_TOKEN не задана. Задайте её там, откуда запускается marshrut.",
    ]


def test_remarks_are_told_but_are_no_failure(marshrut, write):
    write(GOOD.replace('"monitoring@edu.example.ru"', ""))

    outcome = marshrut("config", "check", MARSHRUT_LMS_TOKEN="abc")

    assert outcome.code == 0
    assert outcome.lines == [
        "Настройки в порядке: marshrut.toml",
        "Обратите внимание (1 замечание):",
        '  report.recipients: получателей нет, отчёт никому не уйдёт. Добавьте адреса или укажите send = "never".',
    ]


def test_the_check_tells_programs_in_json(marshrut, write):
    write('locale = "en"\n[lms]\nurl = "https://lms.example.ru"\ntries = 0\n')

    outcome = marshrut("config", "check", "--json")

    assert outcome.code == 2
    assert json.loads(outcome.out) == {
        "file": "marshrut.toml",
        "problems": [{"key": "lms[0].tries", "text": "lms[0].tries: the number must be at least 1."}],
        "warnings": [],
    }


def test_the_configuration_is_found_by_flag_anywhere_on_the_line_and_by_variable(marshrut, write):
    write(GOOD, "a.toml")

    for words in (["--config", "a.toml", "config", "check"], ["config", "check", "--config=a.toml"]):
        assert marshrut(*words, MARSHRUT_LMS_TOKEN="abc").lines == ["Настройки в порядке: a.toml"]
    assert marshrut("config", "check", MARSHRUT_LMS_TOKEN="abc", MARSHRUT_CONFIG="a.toml").code == 0


def test_what_is_shown_means_the_same_when_read_again(marshrut, write):
    path = write(example())
    outcome = marshrut("config", "show")
    shown = write(outcome.out, "shown.toml")

    assert outcome.code == 0
    assert load(shown, {}).settings == load(path, {}).settings


def test_defaults_are_shown_and_secrets_only_by_their_source(marshrut, write):
    write(
        '[[lms]]\nurl = "https://guard:hunter2@lms.example.ru"\n'
        '[store]\nurl = "postgresql+psycopg://m@db/m"\npassword = { env = "P" }\n'
    )

    outcome = marshrut("config", "show", MARSHRUT_LMS_TOKEN="tok-en-value", P="pass-value")
    shown = tomllib.loads(outcome.out)

    assert shown["lms"][0]["url"] == "https://guard:***@lms.example.ru"
    assert shown["lms"][0]["token"] == {"env": "MARSHRUT_LMS_TOKEN"}
    assert shown["store"] == {"url": "postgresql+psycopg://m@db/m", "password": {"env": "P"}}
    assert shown["matching"] == {"link_at": 0.95, "ask_at": 0.4}
    assert not [
        each for each in ("hunter2", "tok-en-value", "pass-value") if each in outcome.out + outcome.err
    ]


def test_what_is_shown_is_to_be_had_in_json(marshrut, write):
    write()

    told = json.loads(marshrut("config", "show", "--json").out)

    assert told["lms"][0]["url"] == "https://lms.example.ru"
    assert told["nightly"] == {"at": "02:30:00"}
    assert told["report"]["folder"] == "reports"


def test_a_command_that_needs_the_configuration_lists_what_is_wrong_with_it(marshrut, write):
    write('[lms]\nurl = "https://lms.example.ru"\nspeed = 3\ntries = "много"\n')

    outcome = marshrut("config", "show")

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.lines[0] == "lms[0].tries: нужно целое число, без кавычек."
    assert outcome.lines[1].startswith(
        "lms[0].speed: такого ключа нет. Здесь могут стоять: name, url, token,"
    )
