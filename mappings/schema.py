"""The tables' version in a database: brought to the one this program knows, by alembic, without a word."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from mappings.store_errors import StoreError
from mappings.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"

UPGRADE_LOCK = 7_310_539
"""A number for PostgreSQL's advisory lock, so that two processes never migrate at once."""


def migrate(connection: "Connection", revision: str, *, down: bool = False) -> None:
    """Move the tables to a version, in the connection's transaction; `head` is the newest, `base` none.

    Raises StoreError where the database is at a version this program does not know.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    _refuse_unknown_version(connection, config)
    (command.downgrade if down else command.upgrade)(config, revision)


def differences(connection: "Connection") -> list[Any]:
    """Return how the tables differ from `mappings.tables`, in alembic's words."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def _refuse_unknown_version(connection: "Connection", config: Config) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if present - known:
        raise StoreError("store.newer_schema", version=", ".join(sorted(present - known)))
