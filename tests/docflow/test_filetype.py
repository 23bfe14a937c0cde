"""Types are told by content, and what is refused is named."""

from __future__ import annotations

import pytest

from docflow.errors import FileError
from docflow.filetype import file_type

FTYP = b"\x00\x00\x00\x18ftyp"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"II*\x00\x08", "tiff"),
        (b"MM\x00*\x00", "tiff"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
        (b"GIF89a", "gif"),
        (b"BM\x00\x00", "bmp"),
        (FTYP + b"heic", "heic"),
        (b'<?xml version="1.0"?><Invoice/>', "xml"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Invoice/>', "xml"),
        ('<?xml version="1.0" encoding="UTF-16"?><Invoice/>'.encode("utf-16"), "xml"),
        (b"<!-- made by hand -->\n<rsm:CrossIndustryInvoice xmlns:rsm='urn:x'>", "xml"),
        (b"\xef\xbb\xbf<Invoice xmlns='urn:x'>", "xml"),
    ],
)
def test_a_type_is_known_by_its_first_bytes(head: bytes, kind: str) -> None:
    assert file_type(head).kind == kind


def test_a_pdf_may_have_junk_before_its_header() -> None:
    assert file_type(b"\r\nX-Mailer: junk\r\n" * 70 + b"%PDF-1.4\n").kind == "pdf"


@pytest.mark.parametrize(
    ("head", "described"),
    [
        (b"PK\x03\x04 a.pdf %PDF-1.4", "ZIP archive"),
        (b"<!DOCTYPE html><html>%PDF-1.4", "web page"),
        (b'<?xml version="1.0"?><svg xmlns="x">', "SVG"),
        (b"<svg onload='alert(1)'>", "SVG"),
        (b"<svg><Invoice/></svg>", "SVG"),
        (b"<note>an invoice</note>", "markup"),
        (b"Dear all, please find attached", "plain text"),
        (b"Each is an object (or 1 obj more)", "plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
        (b"%\xe2\xe3\xcf\xd3\n1 0 obj\n<<", "PDF without its header"),
        (b"\x00\x01\x02\x03garbage", "no type known"),
        (FTYP + b"isom", "no type known"),
        (b"RIFF\x10\x00\x00\x00WAVE", "no type known"),
    ],
)
def test_what_is_refused_is_named(head: bytes, described: str) -> None:
    with pytest.raises(FileError, match=described) as caught:
        file_type(head)
    assert caught.value.code == "unsupported_type"


def test_an_empty_file_is_its_own_case() -> None:
    with pytest.raises(FileError) as caught:
        file_type(b"")
    assert caught.value.code == "empty_file"
