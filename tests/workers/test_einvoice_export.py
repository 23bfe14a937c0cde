"""The e-invoices of real documents, read, written and read again: the same data.

The documents for measuring are not part of this repository; without them their tests are skipped.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from schemas.einvoice import EInvoice, read_einvoice
from schemas.einvoice.draft import Draft
from schemas.einvoice.rules.check import WrittenSyntax
from schemas.einvoice.terms import template_of
from schemas.einvoice.write import write_einvoice
from tests.schemas.einvoice.full_invoice import leaves, read_again
from tests.schemas.einvoice.official import schematron, xsd_faults
from workers.backends import mupdf

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))
FILES = sorted(DATA.glob("dev_einvoice/*.pdf"))
both = pytest.mark.parametrize("syntax", ["ubl", "cii"])
pytestmark = pytest.mark.skipif(not FILES, reason="the documents for measuring are not here")
#: what the schema has and EN 16931 has not, and prices that include the tax
_NOT_CARRIED = {"/order_date", "/payment/*/bank_name", "/line_items/*/unit_price_gross"}
#: an electronic address without anything that tells its scheme
_UNKNOWN_SCHEME = {"/customer/endpoint"}
#: a payment means of UBL has one account; these give the IBAN and the number in it
_ONE_ACCOUNT = {"ubl": {"/payment/*/account_number"}, "cii": set()}


def einvoices() -> list[EInvoice]:
    found = []
    for path in FILES:
        document = mupdf.pymupdf.open(path)
        names = [name for name in document.embfile_names() if name.lower().endswith(".xml")]
        found.append(read_einvoice(document.embfile_get(names[0])))
        document.close()
    return found


def data_of(invoice: EInvoice) -> dict[str, Any]:
    draft = Draft({})
    for value in invoice.values:
        draft.deduce(value.path, value.value, "")
    return draft.data


@both
def test_every_value_survives_but_those_that_have_no_place(syntax: WrittenSyntax) -> None:
    num_values, left_out = 0, set()
    for invoice in einvoices():
        data = data_of(invoice)
        written = write_einvoice(data, syntax)
        again = read_again(written.xml)
        missing = set(written.left_out)
        assert {path for path, value in leaves(data).items() if again.get(path) != value} == missing
        added = {path for path in set(again) - set(leaves(data)) if "/address/text" not in path}
        assert added <= {one.path for one in written.deduced}
        num_values += len(leaves(data)) - len(missing)
        left_out |= {template_of(path) for path in missing}
    assert num_values > 2500
    assert left_out <= _NOT_CARRIED | _UNKNOWN_SCHEME | _ONE_ACCOUNT[syntax]


@pytest.mark.slow
@both
def test_the_official_rules_agree_with_ours(syntax: WrittenSyntax) -> None:
    num_valid = 0
    for invoice in einvoices():
        written = write_einvoice(data_of(invoice), syntax)
        official = schematron().broken_rules(written.xml, syntax)
        assert written.is_valid == (not official), (written.findings, official)
        if invoice.num_lines:
            assert xsd_faults(written.xml) == []
        num_valid += written.is_valid
    assert num_valid >= 31
