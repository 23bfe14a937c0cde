"""Tax authorities' codes, made for the tests."""

from __future__ import annotations

import base64
import json

import pytest

from schemas.codes import CodeFacts, read_code


def values(read: CodeFacts | None) -> dict[str, str]:
    assert read is not None
    return {fact.path: fact.value for fact in read.facts}


def zatca(*texts: str) -> str:
    data = b"".join(
        bytes([number, len(text.encode())]) + text.encode() for number, text in enumerate(texts, 1)
    )
    return base64.b64encode(data).decode()


def token(data: dict[str, object]) -> str:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    signature = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")
    return f"{part({'alg': 'RS256'})}.{part({'data': json.dumps(data), 'iss': 'NIC'})}.{signature}"


def test_a_saudi_code_gives_seller_total_and_tax() -> None:
    text = zatca("شركة الواحة", "310122393500003", "2026-03-02T15:30:00Z", "1150.00", "150.00")
    assert values(read_code(text)) == {
        "/supplier/name": "شركة الواحة",
        "/supplier/tax_id": "310122393500003",
        "/issue_date": "2026-03-02",
        "/totals/total": "1150.00",
        "/totals/tax": "150.00",
    }


@pytest.mark.parametrize(
    "text",
    [
        zatca("Shop", "123", "2026-03-02", "1", "1"),
        zatca("Shop", "310122393500003"),
        base64.b64encode(b"nothing of that kind at all").decode(),
    ],
    ids=["no_vat_number", "too_few", "something_else"],
)
def test_base64_of_something_else_is_no_saudi_code(text: str) -> None:
    assert read_code(text) is None


def test_a_portuguese_code_gives_number_date_and_totals() -> None:
    text = (
        "A:500697370*B:999999990*C:PT*D:FT*E:N*F:20260302*G:FT AB2026/0035*H:CSDF7T5H-0035"
        "*I1:PT*I7:650.00*I8:149.50*N:149.50*O:799.50*Q:kLp0*R:9999"
    )
    assert values(read_code(text)) == {
        "/supplier/tax_id": "PT500697370",
        "/issue_date": "2026-03-02",
        "/invoice_number": "FT AB2026/0035",
        "/totals/tax": "149.50",
        "/totals/total": "799.50",
        "/currency": "EUR",
    }


def test_an_indian_code_gives_number_date_total_and_parties() -> None:
    data: dict[str, object] = {
        "SellerGstin": "27AAPFU0939F1ZV", "BuyerGstin": "29AWGPV7107B1ZF", "DocNo": "DOC/001",
        "DocTyp": "INV", "DocDt": "02/03/2026", "TotInvVal": 12908.5, "ItemCnt": 1,
        "Irn": "a" * 64,
    }  # fmt: skip
    assert values(read_code(token(data))) == {
        "/supplier/tax_id": "27AAPFU0939F1ZV",
        "/customer/tax_id": "29AWGPV7107B1ZF",
        "/invoice_number": "DOC/001",
        "/issue_date": "2026-03-02",
        "/totals/total": "12908.50",
        "/currency": "INR",
    }


@pytest.mark.parametrize(
    "text",
    [token({"sub": "someone"}), "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24gYXQgYWxs.c2lnbmF0dXJl"],
    ids=["another_token", "no_json"],
)
def test_another_token_is_no_indian_code(text: str) -> None:
    assert read_code(text) is None
