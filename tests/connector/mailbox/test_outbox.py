"""Letters into a folder instead of a mailbox."""

from email import message_from_bytes
from email.policy import default

import pytest

from connector.mailbox import write_eml


def test_a_letter_becomes_a_file_a_mail_program_opens(tmp_path, message):
    file = write_eml(tmp_path / "outbox", message, "report-2026-11-24")

    read = message_from_bytes(file.read_bytes(), policy=default)
    assert file.name == "report-2026-11-24.eml"
    assert read["Subject"] == "Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026"
    assert read.get_content().strip() == "Добрый день!"


def test_the_same_letter_is_written_with_the_same_bytes(tmp_path, message):
    first = write_eml(tmp_path, message, "a").read_bytes()

    assert write_eml(tmp_path, message, "b").read_bytes() == first


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("run 7: 1/2", "run-7-1-2.eml"),
        ("../../etc/passwd", "etc-passwd.eml"),
        ("отчёт", "letter.eml"),
        ("", "letter.eml"),
    ],
)
def test_a_name_never_leads_out_of_the_folder(tmp_path, message, name, file):
    assert write_eml(tmp_path, message, name) == tmp_path / file


def test_what_a_killed_process_left_half_written_is_cleared_up_by_the_next(tmp_path, message):
    (tmp_path / ".report.eml.part").write_bytes(b"half a let")

    write_eml(tmp_path, message, "report")

    [file] = tmp_path.iterdir()
    assert file.name == "report.eml"
    assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == message["Subject"]


def test_nothing_half_written_is_left_where_writing_fails(tmp_path, message):
    (tmp_path / "report.eml").mkdir()

    with pytest.raises(OSError, match=r"report\.eml"):
        write_eml(tmp_path, message, "report")

    assert [each.name for each in tmp_path.iterdir()] == ["report.eml"]
