"""What alembic runs to migrate: within the transaction the store has begun, on no connection of its own.

For a new version give it a database by hand, at the newest version so far:
`alembic -c mappings/migrations/alembic.ini -x url=sqlite:///scratch.sqlite3 revision --autogenerate -m "…"`.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine

from mappings.tables import Moment, metadata


def plain_moment(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write moments as what the database knows, so that a version never depends on our later code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def migrate(connection: Connection) -> None:
    """Run the versions asked for, without ending the transaction they run in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_moment,
        transactional_ddl=True,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as own:
        migrate(own)
