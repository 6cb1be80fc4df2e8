"""`marshrut demo`, as a newcomer sees it."""

import pytest

from jobs.cli.main import run
from jobs.cli.session import Session


@pytest.fixture
def demo(tmp_path, capsys):
    def tell(*options):
        code = run(
            ["demo", "--folder", str(tmp_path / "demo"), "--staff", "60", *options], Session(environ={})
        )
        return code, capsys.readouterr()

    return tell


def test_two_nights_leave_numbers_a_workbook_and_a_letter(demo, tmp_path):
    code, told = demo()

    assert code == 0, told.err
    assert told.out.startswith("Придуманный район: 60 сотрудников (число 7), его LMS и две ночи подряд.")
    assert [line.split("\t")[0] for line in told.out.splitlines()[3:8]] == [
        "6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5",
    ]  # fmt: skip
    assert len(list((tmp_path / "demo" / "reports").glob("*.xlsx"))) == 2
    assert len(list((tmp_path / "demo" / "outbox").glob("*.eml"))) == 2


def test_the_same_seed_tells_the_same_story(demo):
    _, once = demo("--json")
    _, again = demo("--json")

    assert once.out == again.out
    assert '"denominator": 60' in once.out


def test_routes_approved_between_the_nights_are_counted_in_the_second(demo):
    _, told = demo()

    row = next(line for line in told.out.splitlines() if line.startswith("6.1.2"))
    _, _, first, _, second, _ = row.split("\t")
    assert first == "0 из 60"
    assert int(second.split()[0]) > 0


def test_a_folder_with_somebody_elses_files_is_left_alone(demo, tmp_path):
    (tmp_path / "demo").mkdir()
    kept = tmp_path / "demo" / "thesis.txt"
    kept.write_text("years of work", "utf-8")

    code, told = demo()

    assert code == 1
    assert "не пуста" in told.err
    assert kept.read_text("utf-8") == "years of work"
