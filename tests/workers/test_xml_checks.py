"""A page that prints another number, total or account than the XML says is told, and nothing
less is.
"""

from __future__ import annotations

from schemas.checks import Check
from schemas.einvoice import EInvoice, read_einvoice
from schemas.schema import load_builtin
from tests.schemas.einvoice import documents
from tests.workers.texts import page_of
from workers.page import Page
from workers.steps.anchor import build_anchor
from workers.steps.printed import Printed
from workers.steps.xml_checks import COMPLETE, HAS_LINES, MATCHES, READABLE, doubts

LEAVES = {leaf.pointer: leaf for leaf in load_builtin("invoice").leaves()}
OTHER_IBAN = "FR14 2004 1010 0505 0001 3M02 606"
PAGE = """Nordlicht Leuchten GmbH, Hafenweg 7, 10115 Berlin
Invoice no. R-2024/17 of 5 March 2024, our order PO 4711
Lamp, brass 10 9,90 99,00
Assembly 3 33,33 94,99
Net amount 189,89 and VAT 36,08
Total 225,97 EUR
Paid 25,00
Amount due 201,00 EUR
to DE02 1203 0000 0000 2020 51 at BYLADEM1001"""


def judged(page: Page | str | None, invoice: EInvoice | None = None) -> dict[str, Check]:
    invoice = invoice or read_einvoice(documents.cii())
    if isinstance(page, str):
        page = page_of(page)
    printed = None if page is None else Printed(build_anchor([page]))
    return {check.name: check for check in doubts(invoice, LEAVES, printed)}


def test_a_page_that_prints_the_same_agrees() -> None:
    check = judged(PAGE)[MATCHES]
    assert check.passed
    assert set(check.paths) == {
        "/invoice_number", "/totals/total", "/totals/amount_due", "/payment/0/iban",
    }  # fmt: skip


def test_another_total_is_told() -> None:
    check = judged(PAGE.replace("225,97", "925,97"))[MATCHES]
    assert check.passed is False
    assert check.paths == ("/totals/total",)
    assert "225.97" in check.message


def test_another_amount_due_is_told() -> None:
    check = judged(PAGE.replace("201,00", "200,97"))[MATCHES]
    assert (check.passed, check.paths) == (False, ("/totals/amount_due",))


def test_another_account_is_told_with_both_numbers() -> None:
    check = judged(PAGE.replace("DE02 1203 0000 0000 2020 51", OTHER_IBAN))[MATCHES]
    assert (check.passed, check.paths) == (False, ("/payment/0/iban",))
    assert documents.IBAN in check.message
    assert OTHER_IBAN.replace(" ", "") in check.message


def test_another_number_beside_its_label_is_told() -> None:
    check = judged(PAGE.replace("R-2024/17", "X-999"))[MATCHES]
    assert (check.passed, check.paths) == (False, ("/invoice_number",))


def test_a_page_without_a_number_or_an_account_is_not_suspect() -> None:
    silent = PAGE.replace("Invoice no. R-2024/17 of", "Of").replace(
        "DE02 1203 0000 0000 2020 51", "your usual account"
    )
    check = judged(silent)[MATCHES]
    assert check.passed
    assert set(check.paths) == {"/totals/total", "/totals/amount_due"}


def test_a_part_of_the_number_is_the_number() -> None:
    data = documents.cii().replace(b"<ram:ID>R-2024/17", b"<ram:ID>00.123.456.7-2024-1")
    page = PAGE.replace("R-2024/17", "00.123.456.7")
    assert judged(page, read_einvoice(data))[MATCHES].passed


def test_the_account_among_several_printed_ones_agrees() -> None:
    assert judged(f"{PAGE}\nor {OTHER_IBAN}")[MATCHES].passed


def test_a_page_with_hardly_a_word_says_nothing() -> None:
    assert MATCHES not in judged("Cover sheet 2024 9,99 8,88 7,77")


def test_what_ocr_reads_is_no_proof_of_a_contradiction() -> None:
    page = page_of(PAGE.replace("225,97", "225,91"))
    words = [type(w)(w.text, w.bbox, "ocr", 0.9) for w in page.words]
    assert MATCHES not in judged(Page(1, 600.0, 800.0, tuple(words)))


def test_what_every_invoice_must_say_is_missed() -> None:
    content = "<rsm:ExchangedDocument><ram:ID>FAKE-1</ram:ID></rsm:ExchangedDocument>"
    checks = judged(None, read_einvoice(documents.small_cii(content)))
    assert checks[COMPLETE].passed is False
    assert "totals.total (BT-112)" in checks[COMPLETE].message
    assert "invoice_number" not in checks[COMPLETE].message


def test_a_value_that_cannot_be_read_is_told_with_its_term() -> None:
    data = documents.cii().replace(b"BYLADEM1001", b"BYLADEM")
    check = judged(None, read_einvoice(data))[READABLE]
    assert check.passed is False
    assert "payment.0.bic (BT-86) 'BYLADEM'" in check.message


def test_a_profile_without_lines_and_without_a_page_says_so() -> None:
    bare = read_einvoice(documents.cii(lines="", guideline="urn:factur-x.eu:1p0:minimum"))
    assert judged(None, bare)[HAS_LINES].passed is False
    assert HAS_LINES not in judged(PAGE, bare)
    assert HAS_LINES not in judged(None)
