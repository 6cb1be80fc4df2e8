"""The key for СНИЛС: read from where the options say, or made once beside the configuration file."""

import os
from collections.abc import Mapping
from pathlib import Path

from config.secret_sources import read_secret
from config.settings import StoreOptions
from mappings.keeping.secrecy import Keyring, key_of, key_text, new_key
from mappings.store import StoreError

FILE_NAME = "marshrut.key"


def load_or_create_key(
    options: StoreOptions, folder: Path, environ: Mapping[str, str], *, store_has_snils: bool
) -> bytes:
    """Return the key of `store.key`, else of `marshrut.key` in the configuration's folder.

    A key is only made where there is neither and the store holds no СНИЛС yet: another key could neither read
    nor match them. Raises StoreError, and ConfigProblems where `store.key` leads nowhere.
    """
    if options.key is not None:
        return _parsed(read_secret(options.key, environ, folder, key="store.key"), "store.key")
    file = folder / FILE_NAME
    if file.exists():
        return _read(file)
    if store_has_snils:
        raise StoreError("store.key.lost")
    return _create(file)


def refuse_wrong_key(keyring: Keyring, sealed: str | None) -> None:
    """Raise StoreError where a sealed text of the store was sealed with another key; None proves nothing."""
    try:
        if sealed is not None:
            keyring.open(sealed)
    except ValueError:
        raise StoreError("store.key.wrong") from None


def _read(file: Path) -> bytes:
    try:
        return _parsed(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError):
        raise StoreError("store.key.unreadable", place=str(file)) from None


def _parsed(text: str, place: str) -> bytes:
    try:
        return key_of(text)
    except ValueError:
        raise StoreError("store.key.unreadable", place=place) from None


def _create(file: Path) -> bytes:
    """Write a new key, for its owner's eyes; where another process was quicker, take that one's."""
    key = new_key()
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(key_text(key) + "\n")
            out.flush()
            os.fsync(out.fileno())
        # A link appears whole or not at all, and never in place of another.
        file.hardlink_to(draft)
    except FileExistsError:
        return _read(file)
    except OSError:
        raise StoreError("store.key.not_written", place=str(file)) from None
    finally:
        draft.unlink(missing_ok=True)
    return key
