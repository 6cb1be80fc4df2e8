"""What every job works with: the options, the store, the key and the clock, opened once and passed down."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from config.load import Loaded
from config.locale import Texts, texts
from config.settings import Settings
from jobs.clock import Clock
from jobs.keys import load_or_create_key, refuse_wrong_key
from mappings.keeping import people_kept
from mappings.keeping.secrecy import Keyring
from mappings.regulation.calendar_rules import local_day
from mappings.store import Store


@dataclass(frozen=True)
class Context:
    """One command's workplace."""

    loaded: Loaded
    store: Store
    keyring: Keyring = field(repr=False)
    clock: Clock

    @property
    def settings(self) -> Settings:
        """The operator's options."""
        return self.loaded.settings

    @property
    def words(self) -> Texts:
        """Sentences in the operator's language."""
        return texts(self.settings.locale)

    @property
    def folder(self) -> Path:
        """Where the configuration file lies and relative paths begin."""
        return self.loaded.folder

    @property
    def environ(self) -> Mapping[str, str]:
        """Where secrets may be read from."""
        return self.loaded.environ

    def today(self) -> date:
        """Return the district's local day."""
        return local_day(self.clock(), self.settings.zone())


def program_version() -> str:
    """Return marshrut's version, as installed."""
    try:
        return version("marshrut")
    except PackageNotFoundError:
        return "0"


@contextmanager
def open_context(loaded: Loaded, clock: Clock) -> Iterator[Context]:
    """Open the store, bring its tables up to date, and find the key.

    Raises StoreError or ConfigProblems; both end in a sentence at the command line's edge.
    """
    with Store.open(loaded.store_url()) as store:
        store.upgrade()
        with store.reading() as tx:
            has_snils, seal = people_kept.has_hashes(tx), people_kept.a_seal(tx)
        key = load_or_create_key(
            loaded.settings.store, loaded.folder, loaded.environ, store_has_snils=has_snils
        )
        keyring = Keyring(key)
        refuse_wrong_key(keyring, seal)
        yield Context(loaded, store, keyring, clock)
