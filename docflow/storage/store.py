"""Where the bytes of documents are kept: a folder, or object storage. Knows no document.

Keys are made here from identifiers, `tenant/document/name`; what a user calls a file is never part
of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol


class Store(Protocol):
    """Bytes by key. Writing is whole or not at all, and durable when the call returns."""

    def put_file(self, key: str, source: Path) -> None:
        """Moves the file `source` (on this machine) to `key`; `source` is gone afterwards."""
        ...

    def put_bytes(self, key: str, content: bytes) -> None:
        """Writes or replaces `key`."""
        ...

    def get_bytes(self, key: str) -> bytes:
        """The content. Raises FileNotFoundError."""
        ...

    def local_copy(self, key: str) -> AbstractContextManager[Path]:
        """The content as a file on this machine, for a `with` block. Raises FileNotFoundError."""
        ...

    def exists(self, key: str) -> bool:
        """Whether there is such a key."""
        ...

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below `prefix` (which ends in `/`, or is empty)."""
        ...

    def delete_below(self, prefix: str) -> int:
        """Deletes all below `prefix` (which ends in `/`); how many there were."""
        ...

    def scratch_file(self) -> BinaryIO:
        """A new file for bytes that are coming in, on the same disk as the store where that is
        local; `.name` is its path. Whoever asks removes or `put_file`s it.
        """
        ...


def document_prefix(tenant_id: str, document_id: str) -> str:
    """Below this is all that is kept of a document."""
    return f"{tenant_id}/{document_id}/"


def original_key(tenant_id: str, document_id: str) -> str:
    """The document as it was sent."""
    return document_prefix(tenant_id, document_id) + "original"


def page_key(tenant_id: str, document_id: str, number: int) -> str:
    """One page as the model sees it: words and pixels, written by `workers`."""
    return f"{document_prefix(tenant_id, document_id)}pages/{number}.bin"


def page_image_key(tenant_id: str, document_id: str, number: int, width_px: int) -> str:
    """One page as PNG for people, at one of a few widths."""
    return f"{document_prefix(tenant_id, document_id)}pages/{number}-{width_px}.png"
