"""A document's file on its way back to people. Knows no HTTP framework.

It is a stranger's file: it is given as something to save, never as something to show, and a browser
that shows it anyway gives it no rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

from docflow.database.tables import Document
from docflow.storage.store import Store

_CHUNK_BYTES = 256 * 1024
_FALLBACK_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-()")


def chunks(store: Store, document: Document) -> Iterator[bytes]:
    """The bytes, piece by piece; never all in memory.

    Raises:
        FileNotFoundError: at once, before the first piece.
    """
    stack = ExitStack()
    path = stack.enter_context(store.local_copy(document.storage_key))
    file = stack.enter_context(path.open("rb"))

    def read() -> Iterator[bytes]:
        with stack:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    return read()


def headers(document: Document) -> dict[str, str]:
    """Those of the answer that carries it."""
    return {
        "Content-Length": str(document.size_bytes),
        "Content-Disposition": _disposition(document.file_name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "none",
    }


def _disposition(name: str) -> str:
    """RFC 6266: the name in ASCII for old clients, whole for others; nothing of it is syntax."""
    last = name.replace("\\", "/").rpartition("/")[2].lstrip(".") or "document"
    plain = "".join(char if char in _FALLBACK_CHARS else "_" for char in last)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(last, safe='')}"
