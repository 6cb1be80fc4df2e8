"""`marshrut report`: drawn from the store, and as honest about gaps as the night itself."""

import pytest

from connector.demo.faults import Fault


@pytest.fixture
def written(home, read_letter, tmp_path):
    """Return a function that draws the report into an outbox and reads its letter."""

    def draw():
        outbox = tmp_path / "report-outbox"
        done = home.marshrut("report", "--outbox", str(outbox))
        assert done.code == 0, done
        [file] = outbox.glob("*.eml")
        return read_letter(file.read_bytes())

    return draw


def test_after_an_incomplete_night_the_report_says_that_data_are_missing(home, lms, written):
    assert home.night().code == 0
    lms.faults.add(Fault("mod_quiz_get_quizzes_by_courses", "nopermissions", times=None))
    assert home.night().code == 3

    letter = written()

    assert letter.subject.endswith("— неполные данные")


def test_a_sync_that_mends_the_gap_makes_the_report_whole_again(home, lms, written):
    lms.faults.add(Fault(None, "maintenance_503", times=None))
    assert home.night().code == 3
    lms.faults.clear()
    assert home.marshrut("sync").code == 0

    letter = written()

    assert not letter.subject.endswith("— неполные данные")
