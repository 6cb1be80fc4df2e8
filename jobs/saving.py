"""Files for people: written whole or not at all, for their owner's eyes only."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path


def refuse_taken(files: Iterable[Path], *, replace: bool) -> None:
    """Raise FileExistsError for the first file that is there, unless it is to be replaced."""
    for file in files:
        if file.exists() and not replace:
            raise FileExistsError(errno.EEXIST, "exists", str(file))


def save_whole(file: Path, content: bytes) -> None:
    """Write a file, or leave what stood there; raises OSError, with the file's name.

    What is no file (a folder, a device) is never replaced. The draft has a fixed name, so that the next run clears
    up what one that was killed has left.
    """
    if file.exists() and not file.is_file():
        raise IsADirectoryError(errno.EISDIR, "no file", str(file))
    draft = file.with_name(f".{file.name}.part")
    try:
        opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "wb") as target:
            target.write(content)
        draft.replace(file)
    except OSError as error:
        error.filename = str(file)  # writing itself names no file, and nobody knows the draft by its name
        raise
    finally:
        draft.unlink(missing_ok=True)
