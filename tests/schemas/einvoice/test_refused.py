"""What is no e-invoice, broken or hostile is told in a sentence, soon, and reads nothing else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from schemas.einvoice import EInvoiceError, read_einvoice
from schemas.einvoice.parse import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, parse_xml
from tests.schemas.einvoice import documents

ROOT = documents.small_cii("").decode()
BOMB = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
HOSTILE = {
    "entity bomb": f'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{BOMB}]><r>&e11;</r>',
    "external entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
    "external subset": '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd"><r/>',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><r/>',
    "harmless subset": "<!DOCTYPE r [<!ELEMENT r ANY>]><r/>",
    "attribute default": '<!DOCTYPE r [<!ATTLIST r a CDATA "x">]><r/>',
}


def code_of(data: bytes) -> str:
    with pytest.raises(EInvoiceError) as caught:
        read_einvoice(data)
    assert caught.value.message.isprintable()
    return caught.value.code


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(text: str, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    start = time.process_time()
    assert code_of(data) == "refused_xml"
    assert time.process_time() - start < 1


def test_xinclude_includes_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{tmp_path}/secret"/>'
    node = parse_xml(f"<r>{include}</r>".encode())
    assert [child.name for child in node.children] == ["include"]
    assert node.text == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "broken_xml"),
        (b"\xff\xfe", "broken_xml"),
        (b"no XML at all", "broken_xml"),
        (documents.cii()[:-20], "broken_xml"),
        (b"<a/><b/>", "broken_xml"),
        (b"<a>&undefined;</a>", "broken_xml"),
        (b"<a>\x00</a>", "broken_xml"),
        ('<?xml version="1.0" encoding="UTF-8"?><a>ä</a>'.encode("latin-1"), "broken_xml"),
        (b'<?xml version="1.0" encoding="no-such-code"?><a/>', "broken_xml"),
        (b"<a " + b" ".join(b'a%d="x"' % i for i in range(500)) + b"/>", "too_large"),
        (b"<a>" * (MAX_DEPTH + 1), "too_large"),
        (b"<svg/>", "not_einvoice"),
        (b"<Invoice><Something/></Invoice>", "not_einvoice"),
        (documents.small_cii(""), "not_einvoice"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_more_bytes_or_elements_than_allowed_are_refused() -> None:
    assert code_of(b"<a>" + b" " * MAX_BYTES + b"</a>") == "too_large"
    start = time.process_time()
    assert code_of(b"<a>" + b"<b/>" * (MAX_ELEMENTS + 1) + b"</a>") == "too_large"
    assert time.process_time() - start < 10


@pytest.mark.parametrize("root", ["OrderChange", "Catalogue", "CrossIndustryDespatchAdvice"])
def test_a_document_that_no_schema_reads_says_what_it_is(root: str) -> None:
    with pytest.raises(EInvoiceError, match="not an invoice, and no schema reads it") as caught:
        read_einvoice(f'<rsm:{root} xmlns:rsm="urn:x"/>'.encode())
    assert caught.value.code == "no_invoice"


@pytest.mark.parametrize(
    "data", [documents.order_response("RE"), documents.simple_response("false")]
)
def test_the_rejection_of_an_order_confirms_nothing(data: bytes) -> None:
    with pytest.raises(EInvoiceError, match="rejection of an order") as caught:
        read_einvoice(data)
    assert caught.value.code == "no_invoice"


@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16"])
def test_utf_16_is_read_by_its_byte_order_mark_whatever_it_says(declared: str) -> None:
    data = documents.cii().decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
    found = read_einvoice(data.encode("utf-16"))
    assert found.get("/customer/name") == "Brücke & Söhne"


def test_latin_1_is_read_when_it_says_so() -> None:
    data = documents.ubl().decode().replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    assert read_einvoice(data.encode("latin-1")).get("/customer/name") == "Brücke & Söhne"


def test_signatures_extensions_and_embedded_files_hold_no_values() -> None:
    extra = (
        "<ext:UBLExtensions xmlns:ext='urn:e'><a><b><cbc:ID>no number</cbc:ID></b></a>"
        "</ext:UBLExtensions><cbc:CustomizationID>"
    )
    embedded = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
        "<cbc:EmbeddedDocumentBinaryObject>" + "QUJD" * 1000 + "</cbc:EmbeddedDocumentBinaryObject>"
        "</cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
    )
    data = documents.ubl().decode().replace("<cbc:CustomizationID>", extra, 1)
    data = data.replace("<cac:AccountingSupplierParty>", embedded, 1)
    assert read_einvoice(data.encode()).values == read_einvoice(documents.ubl()).values


def test_an_order_of_the_peppol_placeholder_is_no_order() -> None:
    data = documents.ubl().replace(b"PO 4711", b"NA")
    assert read_einvoice(data).get("/purchase_order") is None


def test_any_cut_of_an_invoice_is_an_error_or_an_invoice() -> None:
    data = documents.cii()
    for end in range(0, len(data), 211):
        with pytest.raises(EInvoiceError):
            read_einvoice(data[:end])
