"""Stores for tests: real ones, on SQLite and PostgreSQL, emptied between tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text

from mappings.store import Store
from mappings.tables import metadata

POSTGRESQL = "MARSHRUT_TEST_POSTGRESQL"

# Properties are tried on the same examples every time: a red run means a change, not luck. With MARSHRUT_RANDOM
# they are tried on others, which is how the next bug is looked for.
settings.register_profile("steady", derandomize=True)
settings.register_profile("random", derandomize=False)
settings.load_profile("random" if os.environ.get("MARSHRUT_RANDOM") else "steady")

Maker = Callable[[], str]
"""Makes an empty database and returns its URL."""


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store with all its tables; a test that asks for it runs on both databases."""
    yield from request.getfixturevalue(f"_{request.param}_stores")()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def bare_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database without any table, on both databases."""
    maker: Maker = request.getfixturevalue(f"_{request.param}_maker")
    return maker()


@pytest.fixture
def sqlite_store(_sqlite_stores: Callable[[], Iterator[Store]]) -> Iterator[Store]:
    """An empty store on SQLite only, for tests of what stands above the store."""
    yield from _sqlite_stores()


@pytest.fixture
def _sqlite_maker(tmp_path: Path) -> Maker:
    return lambda: f"sqlite:///{tmp_path / uuid4().hex}.sqlite3"


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: migrating anew for each test would be most of the tests' time."""
    file = tmp_path_factory.mktemp("store") / "migrated.sqlite3"
    with Store.open(f"sqlite:///{file}") as store:
        store.upgrade()
    return file


@pytest.fixture
def _sqlite_stores(_migrated_file: Path, tmp_path: Path) -> Callable[[], Iterator[Store]]:
    def stores() -> Iterator[Store]:
        file = tmp_path / "store.sqlite3"
        shutil.copy(_migrated_file, file)
        with Store.open(f"sqlite:///{file}") as store:
            yield store

    return stores


@pytest.fixture(scope="session")
def _postgresql_maker() -> Iterator[Maker]:
    """Makes databases on the server named by MARSHRUT_TEST_POSTGRESQL and drops them in the end."""
    if POSTGRESQL not in os.environ:
        pytest.skip(f"no PostgreSQL to test on: {POSTGRESQL} is not set (.ci/run sets it)")
    server = make_url(os.environ[POSTGRESQL])
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make() -> str:
        made.append(f"marshrut_{uuid4().hex}")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {made[-1]} TEMPLATE template0 ENCODING 'UTF8'"))
        return server.set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    with engine.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def _postgresql_store(_postgresql_maker: Maker) -> Iterator[Store]:
    with Store.open(_postgresql_maker()) as store:
        store.upgrade()
        yield store


@pytest.fixture
def _postgresql_stores(_postgresql_store: Store) -> Callable[[], Iterator[Store]]:
    def stores() -> Iterator[Store]:
        yield _postgresql_store
        names = ", ".join(f'"{table.name}"' for table in metadata.tables.values())
        with _postgresql_store.transaction() as tx:
            tx.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))

    return stores
