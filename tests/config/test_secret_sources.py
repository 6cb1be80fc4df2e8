"""Secrets come from a variable or a file, and it is loud when they don't."""

from pathlib import Path

import pytest

from config.locale import texts
from config.problems import ConfigProblems
from config.secret_sources import read_secret
from config.settings import Secret


def _sentence(secret, environ, folder):
    with pytest.raises(ConfigProblems) as caught:
        read_secret(secret, environ, folder, key="lms[0].token")
    [problem] = caught.value.problems
    return texts("ru").say(problem.text_id, **problem.values)


@pytest.mark.parametrize("value", ["abc", "abc\n", "abc\r\n"])
def test_the_line_break_at_the_end_is_no_part_of_a_secret(tmp_path, value):
    (tmp_path / "token").write_bytes(b"\xef\xbb\xbf" + value.encode())

    assert read_secret(Secret(file=Path("token")), {}, tmp_path, key="x") == "abc"
    assert read_secret(Secret(env="TOKEN"), {"TOKEN": value}, tmp_path, key="x") == "abc"


def test_spaces_belong_to_a_secret(tmp_path):
    assert read_secret(Secret(env="P"), {"P": " a b "}, tmp_path, key="x") == " a b "


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            {},
            "lms[0].token: переменная окружения TOKEN не задана. Задайте её там, откуда запускается marshrut.",
        ),
        ({"TOKEN": "\n"}, "lms[0].token: переменная окружения TOKEN пуста."),
        ({"TOKEN": "a\nb"}, "lms[0].token: в переменной окружения TOKEN несколько строк, а нужна одна."),
    ],
)
def test_a_variable_without_a_secret_is_told(tmp_path, environ, sentence):
    assert _sentence(Secret(env="TOKEN"), environ, tmp_path) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "lms[0].token: файл {file} не найден. Запишите в него секрет одной строкой."),
        (b"", "lms[0].token: файл {file} пуст. Запишите в него секрет одной строкой."),
        (b"a\nb\n", "lms[0].token: в файле {file} несколько строк, а нужна одна."),
        (b"\xff\xfe", "lms[0].token: файл {file} не читается. Проверьте права и что в нём простой текст."),
    ],
)
def test_a_file_without_a_secret_is_told(tmp_path, content, sentence):
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)

    assert _sentence(Secret(file=Path("token")), {}, tmp_path) == sentence.format(file=file)
