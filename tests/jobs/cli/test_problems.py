"""Problems on a terminal: each sentence once, the first few of a kind."""

from config.locale import texts
from config.problems import Problem
from jobs.cli.problems import tell_problems


def closed(course_id):
    return Problem("lms.problem.members_hidden", {"course_id": course_id})


def test_the_same_sentence_is_told_once(capsys):
    """A right that is missing is missing in each course."""
    tell_problems(texts("ru"), [closed(2)] * 14)

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_of_a_kind_with_many_different_sentences_the_first_few_are_told_and_how_many_more(capsys):
    tell_problems(texts("ru"), [*map(closed, range(8)), closed(7)])

    *told, more = capsys.readouterr().err.splitlines()
    assert len(told) == 5
    assert "ещё 3 такие же" in more
