"""Swiss QR-bills, made for the tests after the guidelines' table of elements."""

from __future__ import annotations

import pytest

from schemas.codes import CodeFacts, read_code
from schemas.codes.swiss import read_swiss

QR_IBAN, IBAN = "CH4431999123000889012", "CH5800791123000889012"
QRR, SCOR = "210000000003139471430009017", "RF18539007547034"
INFORMATION = "//S1/10/R-26\\/88/11/260302/20/K 4411/30/106017086/31/260228/32/8.1/40/2:10;0:30"


def lines(**other: str) -> list[str]:
    """The 32 lines of a bill, by number."""
    bill = [
        "SPC", "0200", "1", QR_IBAN,
        "S", "Schreinerei Ettlin AG", "Dorfgasse", "12", "6064", "Kerns", "CH",
        *[""] * 7,
        "1949.75", "CHF",
        "S", "Reto Zgraggen", "Seeweg", "3a", "6003", "Luzern", "CH",
        "QRR", QRR, "Küchenmöbel", "EPD", INFORMATION,
    ]  # fmt: skip
    for number, text in other.items():
        bill[int(number.removeprefix("line_"))] = text
    return bill


def facts(end: str = "\r\n", **other: str) -> CodeFacts:
    read = read_code(end.join(lines(**other)))
    assert read is not None
    return read


def values(read: CodeFacts) -> dict[str, str]:
    return {fact.path: fact.value for fact in read.facts}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "cr_lf"])
def test_a_bill_gives_account_amount_reference_and_parties(end: str) -> None:
    read = facts(end)
    assert read.standard == "swiss_qr_bill"
    assert read.faults == ()
    assert values(read) == {
        "/payment/0/iban": QR_IBAN,
        "/payment/0/account_name": "Schreinerei Ettlin AG",
        "/supplier/name": "Schreinerei Ettlin AG",
        "/supplier/address/street": "Dorfgasse 12",
        "/supplier/address/postal_code": "6064",
        "/supplier/address/city": "Kerns",
        "/supplier/address/text": "Dorfgasse 12, 6064 Kerns",
        "/supplier/address/country": "CH",
        "/totals/amount_due": "1949.75",
        "/currency": "CHF",
        "/customer/name": "Reto Zgraggen",
        "/customer/address/street": "Seeweg 3a",
        "/customer/address/postal_code": "6003",
        "/customer/address/city": "Luzern",
        "/customer/address/text": "Seeweg 3a, 6003 Luzern",
        "/customer/address/country": "CH",
        "/payment/0/reference": QRR,
        "/invoice_number": "R-26/88",
        "/issue_date": "2026-03-02",
        "/buyer_reference": "K 4411",
        "/supplier/tax_id": "CHE106017086",
        "/delivery_date": "2026-02-28",
        "/tax/0/rate": "8.1",
        "/due_date": "2026-04-01",
    }
    assert read.message == "Küchenmöbel"
    assert read.has_check_digits == {"/payment/0/iban", "/payment/0/reference", "/supplier/tax_id"}


def test_an_address_of_two_lines_is_kept_as_printed() -> None:
    read = facts(line_4="K", line_6="Postfach 12", line_7="6064 Kerns", line_8="", line_9="")
    assert read.get("/supplier/address/text") == "Postfach 12, 6064 Kerns"
    assert read.get("/supplier/address/street") is None


def test_a_creditor_reference_goes_with_an_ordinary_account() -> None:
    read = facts(line_3=IBAN, line_27="SCOR", line_28=SCOR)
    assert (read.get("/payment/0/reference"), read.faults) == (SCOR, ())


def test_a_bill_without_reference_and_amount_is_whole() -> None:
    read = facts(line_3=IBAN, line_18="", line_27="NON", line_28="", line_29="", line_31="")
    assert (read.get("/payment/0/reference"), read.get("/totals/amount_due")) == (None, None)
    assert (read.get("/payment/0/iban"), read.faults) == (IBAN, ())


def test_a_sum_of_zero_is_no_amount() -> None:
    read = facts(line_18="0.00")
    assert (read.get("/totals/amount_due"), read.faults) == (None, ())


@pytest.mark.parametrize(
    ("line", "text", "path"),
    [
        ("line_3", "CH4431999123000889013", "/payment/0/iban"),
        ("line_3", "DE89370400440532013000", "/payment/0/iban"),
        ("line_18", "1'949.75", "/totals/amount_due"),
        ("line_19", "USD", "/currency"),
        ("line_28", "210000000003139471430009018", "/payment/0/reference"),
    ],
    ids=["iban_digits", "iban_country", "amount", "currency", "reference_digit"],
)
def test_what_breaks_the_guidelines_is_a_fault_and_no_value(
    line: str, text: str, path: str
) -> None:
    read = facts(**{line: text})
    assert read.get(path) is None
    assert read.faults


def test_a_qr_account_wants_a_qr_reference() -> None:
    assert any("SCOR" in fault for fault in facts(line_27="SCOR", line_28=SCOR).faults)


def test_a_bill_that_was_cut_off_gives_what_is_there() -> None:
    read = read_swiss("\n".join(lines()[:20]))
    assert read.get("/totals/amount_due") == "1949.75"
    assert any("trailer" in fault for fault in read.faults)


@pytest.mark.parametrize(
    ("information", "expected"),
    [
        ("//S1/11/260302/40/0:30", {"/due_date": "2026-04-01"}),
        ("//S1/11/260302/40/2:10;0:60", {"/due_date": "2026-05-01"}),
        ("//S1/11/260302/40/2:10", {"/due_date": None}),
        ("//S1/31/260201260228", {"/service_period/start": "2026-02-01",
                                  "/service_period/end": "2026-02-28"}),
        ("//S1/32/8.1:1000;2.6:51.8", {"/tax/0/rate": "8.1", "/tax/0/base": "1000.00",
                                       "/tax/1/rate": "2.6", "/tax/1/base": "51.80"}),
        ("//S1/30/106017087", {"/supplier/tax_id": None}),
        ("//XY/10/17", {"/invoice_number": None}),
        ("//S1/10/a\\\\b/11/991399", {"/invoice_number": "a\\b", "/issue_date": None}),
    ],
    ids=["days", "discount", "no_full_term", "period", "rates", "vat_digits", "other", "escaped"],
)  # fmt: skip
def test_bill_information_is_read_tag_by_tag(
    information: str, expected: dict[str, str | None]
) -> None:
    read = facts(line_31=information)
    assert {path: read.get(path) for path in expected} == expected
