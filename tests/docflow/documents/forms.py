"""Forms with files, as bytes."""

from __future__ import annotations

from collections.abc import Sequence

BOUNDARY = b"a-boundary-that-is-nowhere-else"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY.decode()}"


def pdf(text: str = "", size: int = 0) -> bytes:
    """Bytes that pass for a PDF until someone opens them."""
    return f"%PDF-1.7\n{text}\n".encode() + b"x" * size


def file_part(name: bytes, content: bytes) -> bytes:
    """One file; `name` goes into the header as it is."""
    head = b'Content-Disposition: form-data; name="file"; filename="' + name + b'"\r\n'
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n" + content + b"\r\n"


def field_part(name: str, value: str) -> bytes:
    """One field."""
    head = f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
    return b"--" + BOUNDARY + b"\r\n" + head + value.encode() + b"\r\n"


def form(parts: Sequence[bytes]) -> bytes:
    """A whole form."""
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
