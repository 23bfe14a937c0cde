"""The values a code holds, and the exact readers they are made with. Knows no standard.

A code is written by a program for programs, so nothing is guessed: what is not exactly as its
specification says is left out and named among the faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from stdnum import bic, iso11649
from stdnum.ch import esr

from schemas.normalise.identifiers import iban_is_valid, vat_id_is_valid
from schemas.normalise.text import collapse

Standard = Literal[
    "swiss_qr_bill", "epc", "upn", "hub3", "spayd", "zatca", "saft_pt", "gst_india"
]  # fmt: skip
IBAN, BIC = "/payment/0/iban", "/payment/0/bic"
REFERENCE, ACCOUNT_NAME = "/payment/0/reference", "/payment/0/account_name"
CURRENCY, AMOUNT_DUE = "/currency", "/totals/amount_due"
TOTAL, TAX = "/totals/total", "/totals/tax"
NUMBER, ISSUED, DUE = "/invoice_number", "/issue_date", "/due_date"
SUPPLIER, CUSTOMER = "/supplier/name", "/customer/name"
SUPPLIER_VAT, CUSTOMER_VAT = "/supplier/tax_id", "/customer/tax_id"

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MAX_TEXT_CHARS = 500
#: institution ids of QR-IBANs, which take a QR reference and no other (SIX, IG QR-bill, 4.2.2)
_QR_IIDS = range(30_000, 32_000)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value. path: a JSON Pointer into a result of the schema `invoice`. value: typed as the
    schema wants it. raw: as the code writes it.
    """

    path: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """All that is taken from one code. message: free text, such as what a payment is for.
    has_check_digits: paths whose value carries check digits that hold. faults: sentences on what
    breaks the specification.
    """

    standard: Standard
    facts: tuple[Fact, ...]
    message: str = ""
    has_check_digits: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()

    def get(self, path: str) -> str | None:
        """The value at `path`, None where the code has none."""
        return next((fact.value for fact in self.facts if fact.path == path), None)


@dataclass(slots=True)
class Gathered:
    """Facts of a code while it is read; what a method cannot read becomes a fault."""

    facts: dict[str, Fact] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def finished(self, standard: Standard, message: str = "") -> CodeFacts:
        """The facts so far."""
        return CodeFacts(
            standard,
            tuple(self.facts.values()),
            collapse(message[:_MAX_TEXT_CHARS]),
            frozenset(self.checked),
            tuple(self.faults),
        )

    def text(self, path: str, raw: str) -> None:
        """A name or a number, on one line."""
        value = collapse(raw[:_MAX_TEXT_CHARS])
        if value:
            self._add(path, value, raw)

    def iban(self, raw: str, *, countries: tuple[str, ...] = ()) -> None:
        """ISO 13616. countries: the only ones the standard allows, if it names some."""
        value = re.sub(r"\s", "", raw).upper()
        if not value:
            return
        if not iban_is_valid(value):
            self.faults.append(f"the check digits of the IBAN {raw[:40]!r} fail")
        elif countries and value[:2] not in countries:
            self.faults.append(f"the IBAN {value} is not of {' or '.join(countries)}")
        else:
            self._add(IBAN, value, raw, is_checked=True)

    def bic(self, raw: str) -> None:
        """ISO 9362."""
        value = re.sub(r"\s", "", raw).upper()
        if not value:
            return
        if bic.is_valid(value):
            self._add(BIC, value, raw)
        else:
            self.faults.append(f"{raw[:20]!r} is no BIC")

    def amount(self, path: str, raw: str, *, in_cents: bool = False) -> None:
        """A sum of money with a point; nothing and 0 are none: the payer fills them in."""
        text = raw.strip()
        if not text:
            return
        if in_cents and re.fullmatch(r"\d{1,15}", text):
            value = Decimal(text) / 100
        elif not in_cents and _AMOUNT.fullmatch(text):
            value = Decimal(text)
        else:
            self.faults.append(f"{raw[:30]!r} is no amount")
            return
        if value:
            self._add(path, f"{value:.2f}", raw)

    def currency(self, raw: str, allowed: tuple[str, ...] = ()) -> None:
        """ISO 4217. allowed: what the standard allows, if it names some."""
        if not raw:
            return
        if _CURRENCY.fullmatch(raw) and (not allowed or raw in allowed):
            self._add(CURRENCY, raw, raw)
        else:
            self.faults.append(f"{raw[:20]!r} is no currency of this code")

    def day(self, path: str, raw: str, pattern: str) -> None:
        """A day. pattern: a regular expression with groups y, m and d; two digits of a year are of
        this century.
        """
        if not raw:
            return
        found = re.fullmatch(pattern, raw)
        try:
            if found is None:
                raise ValueError
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            value = date(year, int(found["m"]), int(found["d"])).isoformat()
        except ValueError:
            self.faults.append(f"{raw[:30]!r} is no day")
            return
        self._add(path, value, raw)

    def vat_id(self, path: str, raw: str) -> None:
        """A VAT id with its country; one whose check digits fail is left out."""
        value = re.sub(r"[^A-Z0-9]", "", raw.upper())
        if vat_id_is_valid(value):
            self._add(path, value, raw, is_checked=True)
        elif value:
            self.faults.append(f"the check digits of the VAT id {raw[:30]!r} fail")

    def qr_reference(self, raw: str) -> None:
        """A Swiss QR reference: 27 digits, the last a check digit, modulo 10 recursive."""
        value = re.sub(r"\s", "", raw)
        if re.fullmatch(r"\d{27}", value) and esr.is_valid(value):
            self._add(REFERENCE, value, raw, is_checked=True)
        else:
            self.faults.append(f"the check digit of the QR reference {raw[:40]!r} fails")

    def creditor_reference(self, raw: str) -> None:
        """A creditor reference of ISO 11649, ``RF18 5390 0754 7034``."""
        value = re.sub(r"\s", "", raw).upper()
        if iso11649.is_valid(value):
            self._add(REFERENCE, value, raw, is_checked=True)
        else:
            self.faults.append(f"the check digits of the reference {raw[:40]!r} fail")

    def takes_qr_reference(self) -> bool:
        """Whether the account is one for payments with a QR reference."""
        account = self.facts.get(IBAN)
        return account is not None and account.value[4:9].isdigit() and (
            int(account.value[4:9]) in _QR_IIDS
        )  # fmt: skip

    def _add(self, path: str, value: str, raw: str, *, is_checked: bool = False) -> None:
        self.facts[path] = Fact(path, value, raw.strip())
        if is_checked:
            self.checked.add(path)
