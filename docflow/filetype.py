"""What a file is, told from its first bytes. Knows no names: a name is what the sender believes.

The table is short on purpose. A guesser of hundreds of types lets in what no reader here was tested
on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from docflow.errors import FileError

Kind = Literal["pdf", "jpeg", "png", "tiff", "webp", "gif", "bmp", "heic", "xml"]

#: mail gateways and printers put something before the header; readers accept that, so do we
PDF_HEADER_WITHIN = 8192

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Named in the message, since "unsupported" alone leaves the sender guessing.
_REFUSED = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "rich text"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%!PS", "PostScript"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
)
SUPPORTED = "PDF, JPEG, PNG, TIFF, WebP, HEIC, GIF, BMP and e-invoices as XML are read"
#: how an e-invoice without an XML declaration begins, in small letters
_EINVOICE_ROOTS = (
    b"crossindustryinvoice", b"crossindustrydocument", b"invoice", b"creditnote",
    b"fatturaelettronica", b"standardbusinessdocument",
)  # fmt: skip
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class FileType:
    """kind: how it is opened. media_type: as HTTP writes it."""

    kind: Kind
    media_type: str


PDF = FileType("pdf", "application/pdf")
XML = FileType("xml", "application/xml")
_IMAGES = (
    (b"\xff\xd8\xff", FileType("jpeg", "image/jpeg")),
    (b"\x89PNG\r\n\x1a\n", FileType("png", "image/png")),
    (b"II*\x00", FileType("tiff", "image/tiff")),
    (b"MM\x00*", FileType("tiff", "image/tiff")),
    (b"II+\x00", FileType("tiff", "image/tiff")),
    (b"MM\x00+", FileType("tiff", "image/tiff")),
    (b"GIF87a", FileType("gif", "image/gif")),
    (b"GIF89a", FileType("gif", "image/gif")),
    (b"BM", FileType("bmp", "image/bmp")),
)
_WEBP = FileType("webp", "image/webp")
_HEIC = FileType("heic", "image/heic")
#: all that a file can be told to be
MEDIA_TYPES = tuple(
    dict.fromkeys(
        kind.media_type for kind in (PDF, *(kind for _, kind in _IMAGES), _WEBP, _HEIC, XML)
    )
)


def file_type(head: bytes) -> FileType:
    """The type of the file that starts with `head` (8 kB are enough, fewer if the file is shorter).

    XML is recognised because e-invoices are XML; whether this is one its reader finds out.

    Raises FileError: `empty_file`, or `unsupported_type` with what it seems to be instead.
    """
    if not head:
        raise FileError("empty_file", "it has no content (0 bytes)")
    known = _known(head)
    if known is not None:
        return known
    raise FileError("unsupported_type", f"it is {_description(head)}; {SUPPORTED}")


def _known(head: bytes) -> FileType | None:
    if head.startswith(b"%PDF-"):
        return PDF
    for magic, found in _IMAGES:
        if head.startswith(magic):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return _HEIC
    text = _text_start(head)
    if text.startswith(b"<?xml") and b"<svg" not in text and b"<html" not in text:
        return XML
    if _root_name(text).startswith(_EINVOICE_ROOTS):
        return XML
    # Last, so that an archive or a web page that contains a PDF is not taken for one.
    refused = any(head.startswith(magic) for magic, _ in _REFUSED) or text.startswith(b"<")
    if not refused and b"%PDF-" in head[:PDF_HEADER_WITHIN]:
        return PDF
    return None


def _text_start(head: bytes) -> bytes:
    if head.startswith(_UTF_16_MARKS):
        # The last character may be cut in two.
        head = head[:4096].decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head[:2048].removeprefix(_BYTE_ORDER_MARK).lstrip().lower()


def _root_name(text: bytes) -> bytes:
    """The local name of the element that a text begins with; empty where it begins with none."""
    while text.startswith(b"<!--"):
        _, _, text = text.partition(b"-->")
        text = text.lstrip()
    match = re.match(rb"<(?:[\w.-]{1,40}:)?([a-z]\w*)", text)
    return match[1] if match else b""


def _description(head: bytes) -> str:
    for magic, what in _REFUSED:
        if head.startswith(magic):
            return what
    text = _text_start(head)
    if text.startswith(_MARKUP) or b"<html" in text:
        return "a web page"
    if b"<svg" in text:
        return "an SVG drawing"
    if text.startswith(b"<"):
        return "markup"
    if re.search(rb"\d \d+ obj\b", head):
        return "damaged: it looks like a PDF without its header"
    if b"\x00" not in head and _is_text(head):
        return "plain text"
    return "no type known here"


def _is_text(head: bytes) -> bool:
    try:
        # The last character may be cut in two.
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
