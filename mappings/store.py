"""The store: the only place that opens a transaction, on SQLite and PostgreSQL alike.

    with Store.open("sqlite:///marshrut.sqlite3") as store:
        store.upgrade()
        with store.transaction() as tx:
            tx.upsert(tables.course, rows)

A transaction is kept when its block ends and undone when the block raises. Within `rehearsal()` everything is
undone at the end, so that `--dry-run` runs the very code of a real night.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Engine,
    Executable,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.schema import CreateTable, DropTable

from mappings import bulk, schema
from mappings.databases import make_engine
from mappings.store_errors import StoreError, told

__all__ = ["Store", "StoreError", "Transaction"]

CHUNK = 5_000
"""Rows sent to the database at once: enough to be quick, few enough to lie in memory twice."""

FETCHED_AT_ONCE = 2_000

Values = Mapping[str, Any]

if TYPE_CHECKING:
    Found = Row[*tuple[Any, ...]]


class Store:
    """A database of ours; nothing is asked of it before the first transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rehearsing: Connection | None = None

    @classmethod
    def open(cls, url: str, password: str | None = None) -> Self:
        """Return the store at a URL; `config.load` has made the path of an SQLite file absolute.

        Raises StoreError for a URL that is none, or a database that is neither SQLite nor PostgreSQL.
        """
        try:
            return cls(make_engine(url, password))
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
            raise StoreError("store.unknown_url") from None

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self._engine.dialect.name

    def upgrade(self) -> None:
        """Bring the tables to the version this program knows; raise StoreError where they are newer.

        A new SQLite file is made readable for its owner only: it holds people's data.
        """
        self._make_file()
        with self.transaction() as tx:
            tx.migrate("head")

    def downgrade(self, revision: str) -> None:
        """Take the tables back to a version, `base` for none at all; what does not fit there is lost."""
        with self.transaction() as tx:
            tx.migrate(revision, down=True)

    @contextmanager
    def transaction(self) -> Iterator["Transaction"]:
        """Give a transaction to write in; other writers of an SQLite file wait until it ends."""
        with self._begun(reading=False) as connection:
            yield Transaction(connection)

    @contextmanager
    def reading(self) -> Iterator["Transaction"]:
        """Give a transaction that sees one state from beginning to end, and hinders no writer."""
        with self._begun(reading=True) as connection:
            yield Transaction(connection)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Undo at the end whatever the transactions within have done; they see each other's work."""
        if self._rehearsing is not None:
            yield
            return
        try:
            with self._connect(reading=False) as connection, connection.begin() as outer:
                self._rehearsing = connection
                yield
                outer.rollback()
        except DBAPIError as error:
            raise told(error) from None
        finally:
            self._rehearsing = None

    @contextmanager
    def _begun(self, *, reading: bool) -> Iterator[Connection]:
        try:
            if self._rehearsing is not None:
                with self._rehearsing.begin_nested():
                    yield self._rehearsing
            else:
                with self._connect(reading=reading) as connection, connection.begin():
                    yield connection
        except DBAPIError as error:
            raise told(error) from None

    def _connect(self, *, reading: bool) -> Connection:
        connection = self._engine.connect()
        if not reading:
            return connection
        if self.dialect == "postgresql":
            return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return connection.execution_options(sqlite_begin="BEGIN")

    def _make_file(self) -> None:
        database = self._engine.url.database
        if self.dialect == "sqlite" and database and database != ":memory:" and "file:" not in database:
            try:
                Path(database).touch(mode=0o600, exist_ok=True)
            except OSError:
                raise StoreError("store.cannot_open") from None


class Transaction:
    """What may be done within one transaction: whole sets of rows at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def undoable(self) -> Iterator[Callable[[], None]]:
        """Give what undoes all that has been done within the block so far, and nothing before it."""
        savepoint = self._connection.begin_nested()
        yield savepoint.rollback
        if savepoint.is_active:
            savepoint.commit()

    def rows(self, select: Executable) -> "Sequence[Found]":
        """Return every row."""
        return self._connection.execute(select).all()

    def stream(self, select: Executable) -> "Iterator[Found]":
        """Yield row by row, for what need not lie in memory at once."""
        options = {"yield_per": FETCHED_AT_ONCE}
        with self._connection.execute(select, execution_options=options) as result:
            yield from result

    def scalar(self, select: Executable) -> Any:
        """Return the first column of the first row, or None."""
        return self._connection.execute(select).scalar()

    def insert(self, table: Table, rows: Iterable[Values]) -> int:
        """Add rows, all with the same keys; return how many."""
        return self._in_chunks(insert(table), rows)

    def insert_one(self, table: Table, row: Values) -> int:
        """Add a row and return its number, the table's first primary key."""
        result = self._connection.execute(insert(table).values(dict(row)))
        assert result.inserted_primary_key is not None
        return int(result.inserted_primary_key[0])

    def insert_numbered(self, table: Table, rows: Sequence[Values]) -> list[int]:
        """Add rows to a table that numbers them; return the numbers in the rows' order."""
        if not rows:
            return []
        key = next(iter(table.primary_key.columns))
        statement = insert(table).returning(key, sort_by_parameter_order=True)
        return [int(number) for number in self._connection.execute(statement, list(rows)).scalars()]

    def upsert(self, table: Table, rows: Iterable[Values], *, keep: Collection[str] = ()) -> int:
        """Add rows, or overwrite those with the same primary key, save for the columns of `keep`.

        All rows have the same keys; return how many there were.
        """
        new = sqlite.insert(table) if self._dialect == "sqlite" else postgresql.insert(table)
        rows = list(rows)
        if not rows:
            return 0
        replaced = {
            column.name: new.excluded[column.name]
            for column in table.columns
            if column.name in rows[0] and not column.primary_key and column.name not in keep
        }
        keys: list[Column[Any]] = list(table.primary_key.columns)
        return self._in_chunks(new.on_conflict_do_update(index_elements=keys, set_=replaced), rows)

    def insert_new(self, table: Table, row: Values) -> bool:
        """Add a row unless one with the same unique values stands there; tell whether it was added."""
        new = sqlite.insert(table) if self._dialect == "sqlite" else postgresql.insert(table)
        added = new.values(dict(row)).on_conflict_do_nothing().returning(*table.primary_key.columns)
        return self._connection.execute(added).first() is not None

    def delete(self, column: Column[Any], values: Iterable[Any]) -> int:
        """Delete the rows that have one of these values in a column; return how many values there were."""
        statement = delete(column.table).where(column == bindparam("value"))
        return self._in_chunks(statement, ({"value": value} for value in values))

    def execute(self, statement: Executable) -> int:
        """Do what a statement says and return how many rows it touched."""
        result = self._connection.execute(statement)
        return result.rowcount if isinstance(result, CursorResult) else 0

    def update(self, table: Table, rows: Iterable[Values]) -> int:
        """Change rows by their primary key, which stands in each beside the new values; return how many.

        All rows have the same keys.
        """
        rows = list(rows)
        if not rows:
            return 0
        names = {name: f"new_{name}" for name in rows[0]}
        key = [column == bindparam(names[column.name]) for column in table.primary_key.columns]
        values: dict[str, Any] = {
            name: bindparam(new) for name, new in names.items() if not table.c[name].primary_key
        }
        bound = ({names[name]: value for name, value in row.items()} for row in rows)
        return self._in_chunks(update(table).where(*key).values(values), bound)

    def insert_from(self, table: Table, names: Sequence[str], select: Select[Any]) -> int:
        """Add what a select with a condition finds, but for keys that stand there; return how many rows."""
        new = sqlite.insert(table) if self._dialect == "sqlite" else postgresql.insert(table)
        return self.execute(new.from_select(list(names), select).on_conflict_do_nothing())

    @contextmanager
    def temporary(self, *tables: Table) -> Iterator[None]:
        """Have these tables, defined with the prefix TEMPORARY, for a while; other connections don't see them."""
        for table in tables:
            self._connection.execute(CreateTable(table))
        yield
        # Where the block raises the transaction is undone, and the tables with it.
        for table in tables:
            self._connection.execute(DropTable(table))

    def load(self, table: Table, chunks: Iterable[bulk.Columns]) -> int:
        """Put many rows, told column by column, into a table; of those with one key the last one stands.

        Return how many there were.
        """
        count, dialect = 0, self._connection.dialect
        statement = bulk.statement(table, dialect)
        for columns in chunks:
            if columns[0]:
                self._connection.exec_driver_sql(statement, bulk.parameters(table, dialect, columns))
                count += len(columns[0])
        return count

    def analyze(self, table: Table) -> None:
        """Let PostgreSQL look at a table that was just filled, for its planner; SQLite needs no such look."""
        if self._dialect == "postgresql":
            self._connection.execute(text(f"ANALYZE {table.name}"))

    def migrate(self, revision: str, *, down: bool = False) -> None:
        """Move the tables to a version, in this transaction."""
        schema.migrate(self._connection, revision, down=down)

    def differences(self) -> list[Any]:
        """Return how the tables differ from `mappings.tables`, in alembic's words; for tests."""
        return schema.differences(self._connection)

    @property
    def _dialect(self) -> str:
        return self._connection.dialect.name

    def _in_chunks(self, statement: Executable, rows: Iterable[Values]) -> int:
        count, waiting = 0, list[Values]()
        for row in rows:
            waiting.append(row)
            count += 1
            if len(waiting) == CHUNK:
                self._connection.execute(statement, waiting)
                waiting = []
        if waiting:
            self._connection.execute(statement, waiting)
        return count
