"""What can go wrong with the database, told without a word of what lies in it.

The drivers quote the row they stumbled over ("Key (snils_hash)=(…) already exists"): their texts never leave
this module, only their code does.
"""

from sqlalchemy.exc import DBAPIError, IntegrityError

from connector.errors import BorderError

_SQLITE_KINDS = {
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_READONLY": "read_only",
    "SQLITE_FULL": "full",
    # A full disk is first felt where the write-ahead log's index or a page can't be written.
    "SQLITE_IOERR_SHMSIZE": "full",
    "SQLITE_IOERR_WRITE": "full",
    "SQLITE_IOERR": "disk",
    "SQLITE_NOTADB": "not_a_database",
    "SQLITE_CORRUPT": "damaged",
}
_POSTGRESQL_KINDS = {
    "08": "unreachable",
    "28": "login_refused",
    "3D": "no_database",
    "42501": "no_right",
    "53100": "full",
    "55P03": "busy",
    "40": "busy",
    "57": "unreachable",
}


class StoreError(BorderError):
    """The store cannot be used as asked; `text_id` is a message below `store.`."""


def told(error: DBAPIError) -> StoreError:
    """Return what may be said of a database's error: what to do about it, and the database's own code."""
    code = _code(error)
    kind = _kind(error, code)
    return StoreError(f"store.{kind}", kind=type(error.orig).__name__, code=code)


def _code(error: DBAPIError) -> str:
    for name in ("sqlite_errorname", "sqlstate"):
        code = getattr(error.orig, name, None)
        if code:
            return str(code)
    return "-"


def _kind(error: DBAPIError, code: str) -> str:
    if isinstance(error, IntegrityError):
        return "contradiction"
    for known, kind in {**_SQLITE_KINDS, **_POSTGRESQL_KINDS}.items():
        if code.startswith(known):
            return kind
    # psycopg gives no code where there was no answer, and none for a refused password either.
    return "unreachable" if code == "-" and _is_operational(error) else "failed"


def _is_operational(error: DBAPIError) -> bool:
    return type(error.orig).__name__ == "OperationalError"
