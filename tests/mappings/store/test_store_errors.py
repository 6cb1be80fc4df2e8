"""What a database's own code is told as."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from config.locale import texts
from mappings.store_errors import told


def failure(code):
    error = sqlite3.OperationalError("disk I/O error in a row of somebody's")
    error.sqlite_errorname = code
    return OperationalError("INSERT …", None, error)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("SQLITE_FULL", "full"),
        ("SQLITE_IOERR_SHMSIZE", "full"),
        ("SQLITE_IOERR_WRITE", "full"),
        ("SQLITE_IOERR_FSYNC", "disk"),
        ("SQLITE_BUSY_SNAPSHOT", "busy"),
        ("SQLITE_SCHEMA", "failed"),
    ],
)
def test_each_trouble_of_sqlite_has_its_sentence_and_quotes_no_row(code, kind):
    error = told(failure(code))

    assert error.text_id == f"store.{kind}"
    assert "somebody" not in str(error)
    assert texts("ru").say(error.text_id, **error.detail)
