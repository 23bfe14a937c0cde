"""Moves a file that was taken in to another folder, without ever replacing one there. Knows no
database.

A link is made first and the old name removed after it, so that at every moment the file has one
name at least; a run that was killed in between finds both to be the same file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePath

# Another disk, or a file system without links.
_NEEDS_COPY = frozenset({errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def move_file(source: Path, folder: Path, relative: PurePath) -> Path:
    """Moves `source` to `folder / relative`, or beside it under a free name; where it is then.

    Raises:
        OSError: it stays where it was.
    """
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    for name in _names(target):
        try:
            os.link(source, name, follow_symlinks=False)
        except FileExistsError:
            if not name.is_symlink() and name.samefile(source):
                # A run before this one was killed between the two steps.
                break
            continue
        except OSError as error:
            if error.errno not in _NEEDS_COPY:
                raise
            if not _copy(source, name):
                continue
        break
    source.unlink()
    return name


def _names(target: Path) -> Iterator[Path]:
    """`a.pdf`, `a (2).pdf`, `a (3).pdf`..."""
    yield target
    number = 2
    while True:
        yield target.with_name(f"{target.stem} ({number}){target.suffix}")
        number += 1


def _copy(source: Path, target: Path) -> bool:
    """A copy that is durable and whole when it gets its name. False where the name is taken."""
    descriptor, copy = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file, source.open("rb") as original:
            shutil.copyfileobj(original, file)
            file.flush()
            os.fsync(file.fileno())
        shutil.copystat(source, copy)
        if os.path.lexists(target):
            return False
        os.rename(copy, target)
        return True
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(copy)
