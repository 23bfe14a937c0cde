"""Bytes of a document while they come in: counted, hashed and written as they arrive. Knows no
database.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import BinaryIO, Self

from docflow.errors import LimitError
from docflow.filetype import PDF_HEADER_WITHIN, FileType, file_type
from docflow.limits import MIB, Limits
from docflow.storage.store import Store

_CHUNK = MIB


class Incoming:
    """One file that is coming in. What was not stored is removed when the `with` block ends.

    size_bytes and sha256 are of what was written so far.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._max_bytes = limits.max_file_bytes
        self._file: BinaryIO = store.scratch_file()
        self._digest = hashlib.sha256()
        self._head = b""
        self.size_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        self.discard()

    @property
    def sha256(self) -> str:
        """Hex digest."""
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Takes the next bytes.

        Raises:
            LimitError: `too_large`, as soon as there is one byte too many.
        """
        self.size_bytes += len(chunk)
        if self.size_bytes > self._max_bytes:
            raise LimitError(
                "too_large", f"it is larger than {self._max_bytes / MIB:g} MB, the limit for a file"
            )
        if len(self._head) < PDF_HEADER_WITHIN:
            self._head += chunk[: PDF_HEADER_WITHIN - len(self._head)]
        self._digest.update(chunk)
        self._file.write(chunk)

    def read_from(self, source: BinaryIO) -> None:
        """Takes all of an open file. Raises LimitError as `write` does."""
        while chunk := source.read(_CHUNK):
            self.write(chunk)

    def media_type(self) -> FileType:
        """What it is by its first bytes. Raises FileError: `empty_file`, `unsupported_type`."""
        return file_type(self._head)

    def end(self) -> None:
        """Says that no byte follows, so that a form of many files holds few of them open."""
        self._file.close()

    def store_as(self, key: str) -> None:
        """Moves the bytes to `key`, durably. Nothing can be written afterwards."""
        self._file.close()
        self._store.put_file(key, Path(self._file.name))

    def discard(self) -> None:
        """Removes what was not stored. Safe to call twice."""
        self._file.close()
        with contextlib.suppress(FileNotFoundError):
            Path(self._file.name).unlink()
