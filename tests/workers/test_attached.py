"""The e-invoice among a PDF's attachments is found, by both backends, whatever lies beside it."""

from __future__ import annotations

from types import ModuleType

import pytest

from docflow.limits import Limits
from tests.schemas.einvoice import documents
from tests.workers.documents import lines, pdf
from workers.backends import mupdf
from workers.backends.base import BackendError
from workers.steps.attached import Attached, attached_invoice, invoice_of_file

pytest.importorskip("pypdfium2")
from workers.backends import pdfium

both = pytest.mark.parametrize(
    "backend", [pytest.param(mupdf, id="mupdf"), pytest.param(pdfium, id="pdfium")]
)

BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>'


def hybrid(**files: bytes) -> bytes:
    """A PDF with these attachments; two underscores stand for the full stop of a name."""
    document = mupdf.pymupdf.open(stream=pdf(lines), filetype="pdf")
    for name, data in files.items():
        document.embfile_add(name.replace("__", "."), data, filename=name.replace("__", "."))
    whole: bytes = document.tobytes()
    document.close()
    return whole


def found_in(backend: ModuleType, data: bytes) -> Attached:
    document = backend.open_document(data, None, Limits())
    try:
        return attached_invoice(document)
    finally:
        document.close()


@both
def test_an_attached_invoice_is_found_under_any_name(backend: ModuleType) -> None:
    found = found_in(backend, hybrid(annex__txt=b"<no", own__xml=documents.ubl()))
    assert found.invoice is not None
    assert found.invoice.syntax == "ubl"


@both
def test_the_name_of_the_standard_comes_first(backend: ModuleType) -> None:
    data = hybrid(a__xml=documents.ubl(), **{"factur-x__xml": documents.cii()})
    found = found_in(backend, data)
    assert found.invoice is not None
    assert found.invoice.syntax == "cii"


@both
def test_a_pdf_without_attachments_has_none(backend: ModuleType) -> None:
    assert found_in(backend, pdf(lines)) == Attached()


@both
def test_a_hostile_invoice_is_a_fault_and_foreign_xml_is_nothing(backend: ModuleType) -> None:
    found = found_in(backend, hybrid(**{"ZUGFeRD-invoice__xml": BOMB}))
    assert found.invoice is None
    assert "zugferd-invoice.xml has a document type declaration" in str(found.fault)
    assert found_in(backend, hybrid(drawing__xml=BOMB)) == Attached()
    assert found_in(backend, hybrid(drawing__xml=b"<svg/>")) == Attached()


@both
def test_an_attached_order_is_told(backend: ModuleType) -> None:
    order = b'<o:SCRDMCCBDACIOMessageStructure xmlns:o="urn:x"/>'
    assert "is an order" in str(found_in(backend, hybrid(**{"order-x__xml": order})).fault)


@both
def test_an_attachment_that_unpacks_to_far_more_is_left_alone(backend: ModuleType) -> None:
    data = hybrid(**{"factur-x__xml": b"<a>" + b" " * (40 * 2**20) + b"</a>"})
    assert len(data) < 2**20
    assert found_in(backend, data) == Attached()


@both
def test_a_file_that_is_an_invoice_is_read_and_another_says_what_it_is(backend: ModuleType) -> None:
    assert invoice_of_file(documents.cii()).num_lines == 2
    for data, code in (
        (b"<a", "corrupt_file"),
        (BOMB, "unsupported_type"),
        (b"<a/>", "unsupported_type"),
        (b"<a>" * 100, "too_large"),
    ):
        with pytest.raises(BackendError) as caught:
            invoice_of_file(data)
        assert caught.value.code == code


def test_an_associated_file_that_no_name_leads_to_is_found() -> None:
    document = mupdf.pymupdf.open(stream=pdf(lines), filetype="pdf")
    stream, specification = document.get_new_xref(), document.get_new_xref()
    document.update_object(stream, "<< /Type /EmbeddedFile >>")
    document.update_stream(stream, documents.cii(), new=True)
    document.update_object(specification, f"<< /F (x.xml) /EF << /F {stream} 0 R >> >>")
    document.xref_set_key(document.pdf_catalog(), "AF", f"[{specification} 0 R]")
    found = found_in(mupdf, document.tobytes())
    assert found.invoice is not None
    assert found.invoice.profile == "EN 16931"
