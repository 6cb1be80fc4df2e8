"""The two databases we keep rows in, set up alike: no values in errors, real transactions, foreign keys."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUSY_SECONDS = 60
"""How long SQLite waits for another process's transaction; keeping a whole reading takes a few seconds."""


def make_engine(url: str, password: str | None) -> "Engine":
    """Return the engine for a URL; raises ArgumentError where it is neither SQLite's nor PostgreSQL's."""
    return _engine(_whole_url(url, password))


def _whole_url(url: str, password: str | None) -> URL:
    told_url = make_url(url)
    if told_url.drivername == "postgresql":
        told_url = told_url.set(drivername="postgresql+psycopg")
    if told_url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ArgumentError("neither SQLite nor PostgreSQL")
    return told_url if password is None else told_url.set(password=password)


def _engine(url: URL) -> "Engine":
    # Without hide_parameters an error's text quotes the row: names and birth dates in a log.
    if url.get_backend_name() == "postgresql":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if url.database in {None, "", ":memory:"}:
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Switch off the driver's own transactions, which leave out DDL and savepoints, and set what SQLite forgets.

    Source: "Enabling Non-Legacy SQLite Transactional Modes" in SQLAlchemy's notes on pysqlite.
    """
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: "Connection") -> None:
    """Take SQLite's write lock at once: a reader that turns writer halfway cannot be made to wait for it."""
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE"))
