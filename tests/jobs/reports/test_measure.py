"""How many lines a text takes."""

import pytest

from jobs.reports.measure import text_height, wrapped


@pytest.mark.parametrize(
    ("text", "signs", "lines"),
    [
        ("", 10, 1),
        ("слово", 10, 1),
        ("два слова", 9, 1),
        ("два слова", 8, 2),
        ("одно\nдругое", 20, 2),
        ("длинноесловобезпробелов", 10, 3),
        ("а длинноесловобезпробелов", 10, 4),
        ("всё", 0, 3),
    ],
)
def test_words_go_to_the_next_line_where_they_do_not_fit(text, signs, lines):
    assert wrapped(text, signs) == lines


def test_bold_and_larger_text_needs_more_height():
    text = "Доля управленческих команд, повысивших квалификацию"
    plain = text_height(text, 30, 10, bold=False)

    assert text_height(text, 30, 14, bold=False) > plain
    assert text_height(text, 28, 10, bold=True) >= plain
