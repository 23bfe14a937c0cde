"""EPC QR codes, made for the tests after EPC069-12."""

from __future__ import annotations

import pytest

from schemas.codes import CodeFacts, read_code

IBAN = "DE89370400440532013000"


def code(*lines: str) -> CodeFacts:
    read = read_code("\n".join(("BCD", *lines)))
    assert read is not None
    return read


@pytest.mark.parametrize("version", ["001", "002"])
def test_a_transfer_gives_account_name_amount_and_reference(version: str) -> None:
    read = code(version, "1", "SCT", "COBADEFFXXX", "Holzwerk GmbH", IBAN, "EUR1190.5", "", "",
                "RE 2026-0117", "")  # fmt: skip
    assert {fact.path: fact.value for fact in read.facts} == {
        "/payment/0/bic": "COBADEFFXXX",
        "/payment/0/account_name": "Holzwerk GmbH",
        "/supplier/name": "Holzwerk GmbH",
        "/payment/0/iban": IBAN,
        "/totals/amount_due": "1190.50",
        "/currency": "EUR",
        "/payment/0/reference": "RE 2026-0117",
    }
    assert (read.standard, read.message, read.faults) == ("epc", "RE 2026-0117", ())


def test_lines_at_the_end_may_be_left_out() -> None:
    read = code("002", "1", "SCT", "", "Holzwerk GmbH", IBAN)
    assert (read.get("/payment/0/iban"), read.get("/totals/amount_due")) == (IBAN, None)
    assert read.faults == ()


def test_a_creditor_reference_is_checked() -> None:
    good = code("002", "1", "SCT", "", "H", IBAN, "EUR1", "", "RF18539007547034", "")
    assert good.get("/payment/0/reference") == "RF18539007547034"
    bad = code("002", "1", "SCT", "", "H", IBAN, "EUR1", "", "RF19539007547034", "")
    assert bad.get("/payment/0/reference") is None
    assert len(bad.faults) == 1


@pytest.mark.parametrize(
    ("place", "text", "path"),
    [
        (0, "003", None),
        (2, "DD", None),
        (3, "COBA", "/payment/0/bic"),
        (5, "DE89370400440532013001", "/payment/0/iban"),
        (6, "USD5.00", "/totals/amount_due"),
        (6, "EUR1.190,00", "/totals/amount_due"),
    ],
    ids=["version", "service", "bic", "iban", "currency", "amount"],
)
def test_what_breaks_the_specification_is_a_fault(place: int, text: str, path: str | None) -> None:
    lines = ["002", "1", "SCT", "COBADEFFXXX", "Holzwerk GmbH", IBAN, "EUR5.00", "", "", "R 1"]
    lines[place] = text
    read = code(*lines)
    assert len(read.faults) == 1
    assert path is None or read.get(path) is None
