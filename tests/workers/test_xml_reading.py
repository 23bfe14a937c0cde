"""An e-invoice on its pages: what is believed, what is asked of a model, what travels as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.einvoice import read_einvoice
from schemas.schema import load_builtin, load_user
from tests.schemas.einvoice import documents
from tests.workers.test_xml_checks import PAGE
from tests.workers.texts import page_of
from workers.steps.wire import WireGarbage
from workers.steps.xml_message import einvoice_of_message, einvoice_to_message
from workers.steps.xml_reading import (
    covers,
    fields_of_xml,
    is_xml_json,
    needs_model,
    read_xml,
    unreadable_xml,
    xml_of_json,
    xml_to_json,
)

INVOICE = read_einvoice(documents.cii())
WITHOUT_LINES = read_einvoice(documents.cii(lines="", guideline="urn:factur-x.eu:1p0:minimum"))


def test_an_invoice_that_its_page_confirms_needs_no_model() -> None:
    reading = read_xml(INVOICE, [page_of(PAGE)])
    assert reading.is_believed
    assert not needs_model(reading, num_pages=1)


def test_a_contradicted_invoice_has_its_page_read() -> None:
    reading = read_xml(INVOICE, [page_of(PAGE.replace("225,97", "925,97"))])
    assert not reading.is_believed
    assert needs_model(reading, num_pages=1)


def test_an_invoice_without_lines_is_believed_and_its_page_is_read_for_them() -> None:
    reading = read_xml(WITHOUT_LINES, [page_of(PAGE)])
    assert reading.is_believed
    assert needs_model(reading, num_pages=1)


def test_without_pages_nothing_is_asked() -> None:
    assert not needs_model(read_xml(WITHOUT_LINES, []), num_pages=0)


def test_a_value_that_cannot_be_read_does_not_make_the_others_doubtful() -> None:
    data = documents.cii().replace(b"BYLADEM1001", b"BYLADEM")
    assert read_xml(read_einvoice(data), [page_of(PAGE)]).is_believed


def test_an_xml_that_cannot_be_read_is_told_and_the_page_read() -> None:
    reading = unreadable_xml("the attached factur-x.xml is broken XML")
    assert needs_model(reading, num_pages=1)
    assert [check.passed for check in reading.checks] == [False]


def test_every_value_says_that_it_is_from_the_xml_and_which_term_it_is() -> None:
    fields = {field["path"]: field for field in fields_of_xml(read_xml(INVOICE, [page_of(PAGE)]))}
    total = fields["/totals/total"]
    assert (total["value"], total["raw"], total["source"]) == ("225.97", "225.97", "xml")
    assert (total["confidence"], total["page"], total["term"]) == (1.0, 1, "BT-112")
    assert total["bbox"] == pytest.approx([0.06, 5 / 9, 0.12, 5.6 / 9], abs=1e-4)
    country = fields["/supplier/address/country"]
    assert (country["page"], country["bbox"], country["term"]) == (None, None, "BT-40")


def test_only_the_schema_invoice_is_covered() -> None:
    assert covers(load_builtin("invoice"))
    assert not covers(load_builtin("receipt"))
    assert not covers(load_builtin("invoice").core_view())
    own = load_user({"type": "object", "properties": {"total": {"type": "number"}}}, "invoice")
    assert not covers(own)


def test_a_reading_comes_back_from_json_as_it_was() -> None:
    for reading in (read_xml(INVOICE, [page_of(PAGE)]), unreadable_xml("broken")):
        content = json.loads(json.dumps(xml_to_json(reading)))
        assert is_xml_json(content)
        assert xml_of_json(content) == reading


def test_another_versions_json_is_refused() -> None:
    content = xml_to_json(read_xml(INVOICE, [])) | {"version": 99}
    with pytest.raises(ValueError, match="99"):
        xml_of_json(content)


def test_an_e_invoice_comes_back_from_its_message_as_it_was() -> None:
    data = documents.cii(total="much")
    for invoice in (INVOICE, read_einvoice(data)):
        assert einvoice_of_message(json.loads(json.dumps(einvoice_to_message(invoice)))) == invoice


@pytest.mark.parametrize(
    "change",
    [
        {"syntax": "own"},
        {"values": [["/no/such/leaf", "1", "1"]]},
        {"values": [["/invoice_number", 5, "1"]]},
        {"values": [["/invoice_number"]]},
        {"num_lines": "many"},
        {"unread": None},
    ],
)
def test_a_message_that_is_none_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(WireGarbage):
        einvoice_of_message(einvoice_to_message(INVOICE) | change)
