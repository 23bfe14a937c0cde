"""Documents' bytes in a folder: written beside their place, synced, then renamed. Knows no
document.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_INCOMING = ".incoming"
#: a file that was still coming in so long ago belongs to a process that died
ABANDONED_S = 3_600.0


class LocalStore:
    """A folder as storage. Several processes of one machine may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_file(self, key: str, source: Path) -> None:
        target = self._path(key)
        new_folders = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(source, target)
        # The name, and the names of the folders on its way that were made for it.
        for folder in (target, *new_folders):
            _sync_folder(folder.parent)

    def put_bytes(self, key: str, content: bytes) -> None:
        with self.scratch_file() as file:
            file.write(content)
        self.put_file(key, Path(file.name))

    def get_bytes(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        path = self._path(key)
        if not path.is_file():
            raise FileNotFoundError(key)
        # The file itself: nobody writes to a stored document.
        yield path

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def keys(self, prefix: str) -> Iterator[str]:
        start = self._path(prefix) if prefix else self._folder
        for path in sorted(start.rglob("*")):
            relative = path.relative_to(self._folder)
            if path.is_file() and relative.parts[0] != _INCOMING:
                yield relative.as_posix()

    def delete_below(self, prefix: str) -> int:
        folder = self._path(prefix)
        if not folder.is_dir():
            return 0
        num_files = sum(1 for path in folder.rglob("*") if path.is_file())
        shutil.rmtree(folder, ignore_errors=True)
        return num_files

    def scratch_file(self) -> BinaryIO:
        folder = self._folder / _INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder)
        # By its path, so that `.name` is one; the descriptor is only what made it unique.
        os.close(descriptor)
        return open(name, "wb")

    def remove_abandoned(self, older_than_s: float = ABANDONED_S) -> int:
        """Deletes what processes that died left while it was coming in; how many files."""
        limit = time.time() - older_than_s
        num_removed = 0
        for path in (self._folder / _INCOMING).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()
                    num_removed += 1
        return num_removed

    def _path(self, key: str) -> Path:
        """Raises ValueError for a key that leads out of the folder."""
        parts = key.rstrip("/").split("/")
        if any(part in ("", ".", "..", _INCOMING) or "\\" in part for part in parts):
            raise ValueError(f"{key!r} is no key")
        return self._folder.joinpath(*parts)


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
