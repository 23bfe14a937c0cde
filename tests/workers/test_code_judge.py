"""A code fills what was not read, confirms what it repeats, and is doubted where the page says
otherwise.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workers.coded import (
    GERMAN_IBAN,
    OTHER_IBAN,
    QR_IBAN,
    SWISS,
    SWISS_IBAN,
    Bill,
    epc_code,
    spaced,
    swiss_code,
)
from workers.page import PageCode
from workers.steps.code_judge import Verdict, judge
from workers.steps.code_reading import FoundCode

READ = {
    "/invoice_number": "R-2026-88",
    "/currency": "EUR",
    "/totals/total": "1190.00",
    "/payment/0/iban": GERMAN_IBAN,
}
TEXT = f"Rechnung R-2026-88 Gesamt 1.190,00 EUR IBAN {spaced(GERMAN_IBAN)}"


def found(*texts: str) -> list[FoundCode]:
    return [
        FoundCode(1, PageCode("qr_code", text, (0.1, 0.1 * n, 0.2, 0.1 * n + 0.1)))
        for n, text in enumerate(texts, 1)
    ]


def verdict(*texts: str, read: dict[str, str] | None = None, text: str = TEXT) -> Verdict:
    return judge(found(*texts), READ if read is None else read, text)


def given(judged: Verdict) -> dict[str, str]:
    return {path: known.fact.value for path, known in judged.given.items()}


def test_what_is_equal_is_confirmed_and_what_is_missing_given() -> None:
    judged = verdict(epc_code())
    assert set(judged.confirmed) == {"/payment/0/iban", "/currency", "/totals/total"}
    assert given(judged) == {
        "/payment/0/reference": "RE 2026-0117",
        "/payment/0/account_name": "Holzwerk Tannheim GmbH",
        "/supplier/name": "Holzwerk Tannheim GmbH",
        "/totals/amount_due": "1190.00",
    }
    assert (judged.forged, judged.doubted) == ([], [])


def test_the_number_is_confirmed_where_the_purpose_names_it() -> None:
    judged = verdict(epc_code(replace(Bill(), reference="Rg. R-2026-88, Kd. 17")))
    assert "/invoice_number" in judged.confirmed


def test_another_account_than_the_printed_one_is_forged_and_nothing_of_its_code_is_taken() -> None:
    judged = verdict(epc_code(replace(Bill(), iban=OTHER_IBAN)))
    [sentence] = judged.forged
    assert OTHER_IBAN in sentence
    assert GERMAN_IBAN in sentence
    assert (given(judged), judged.confirmed) == ({}, [])


def test_a_forged_account_is_seen_where_the_printed_one_was_not_read() -> None:
    read = {path: value for path, value in READ.items() if "iban" not in path}
    judged = verdict(epc_code(replace(Bill(), iban=OTHER_IBAN)), read=read)
    assert len(judged.forged) == 1
    assert given(judged) == {}


def test_a_second_code_with_another_account_is_forged_beside_a_true_one() -> None:
    judged = verdict(epc_code(), epc_code(replace(Bill(), iban=OTHER_IBAN)))
    assert len(judged.forged) == 1


def test_an_account_that_nothing_contradicts_is_taken() -> None:
    judged = verdict(epc_code(), read={}, text="Rechnung")
    assert given(judged)["/payment/0/iban"] == GERMAN_IBAN


def test_a_misread_account_is_replaced() -> None:
    misread = GERMAN_IBAN.replace("37", "31")
    judged = verdict(epc_code(), read={**READ, "/payment/0/iban": misread}, text=misread)
    assert given(judged)["/payment/0/iban"] == GERMAN_IBAN
    assert judged.forged == []


def test_an_account_printed_beside_the_read_one_is_another_way_to_pay() -> None:
    read = {"/payment/0/iban": SWISS_IBAN, "/totals/total": "1949.75", "/currency": "CHF"}
    text = f"Konto {spaced(SWISS_IBAN)} Zahlteil {spaced(QR_IBAN)} 1 949.75"
    judged = verdict(swiss_code(), read=read, text=text)
    assert judged.forged == []
    assert given(judged)["/payment/1/iban"] == QR_IBAN
    assert given(judged)["/payment/1/reference"] == SWISS.reference
    assert "/payment/0/reference" not in given(judged)


@pytest.mark.parametrize(
    ("text", "forged", "doubted"),
    [(TEXT, 1, 0), (f"{TEXT} zahlbar 980.00", 0, 1)],
    ids=["printed_nowhere", "printed_elsewhere"],
)
def test_another_amount_is_forged_or_was_misread(text: str, forged: int, doubted: int) -> None:
    read = {**READ, "/totals/amount_due": "1190.00"}
    judged = verdict(epc_code(replace(Bill(), amount="980.00")), read=read, text=text)
    assert (len(judged.forged), len(judged.doubted)) == (forged, doubted)


def test_what_is_left_to_pay_is_the_amount_due() -> None:
    judged = verdict(epc_code(replace(Bill(), amount="980.00")), text=f"{TEXT} Rest 980,00")
    assert given(judged)["/totals/amount_due"] == "980.00"
    assert (judged.forged, judged.doubted) == ([], [])


def test_swiss_sums_may_be_rounded_to_five_cents() -> None:
    judged = verdict(swiss_code(), read={"/totals/total": "1949.77"}, text=f"{QR_IBAN} 1949.77 CHF")
    assert "/totals/total" in judged.confirmed
    assert judged.forged == []


def test_instalments_of_different_amounts_say_nothing_of_the_amount() -> None:
    codes = [epc_code(replace(Bill(), amount=amount)) for amount in ("600.00", "590.00")]
    judged = verdict(*codes)
    assert (judged.forged, judged.doubted) == ([], [])
    assert "/totals/amount_due" not in given(judged)
    assert "/payment/0/iban" in judged.confirmed


def test_another_currency_is_told() -> None:
    judged = verdict(epc_code(), read={**READ, "/currency": "CHF"}, text=TEXT)
    assert len(judged.doubted) == 1


def test_codes_of_no_payment_say_nothing() -> None:
    judged = verdict("https://example.org", "4006381333931")
    assert judged == Verdict()
