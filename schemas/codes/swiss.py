"""Swiss QR-bill: the payload of its QR code (SIX, Implementation Guidelines QR-bill, version 2.3,
section 4.2). Knows no page; the payment part printed beside the code is not looked at here.
"""

from __future__ import annotations

from schemas.codes.facts import (
    ACCOUNT_NAME,
    AMOUNT_DUE,
    CUSTOMER,
    SUPPLIER,
    CodeFacts,
    Gathered,
)
from schemas.codes.swico import read_bill_information

_HEADER = "SPC"
#: lines from the header to the trailer; bill information and other procedures may follow
_NUM_LINES = 31
_TRAILER = "EPD"
_CREDITOR, _AMOUNT, _DEBTOR, _REFERENCE = 4, 18, 20, 27


def is_swiss(text: str) -> bool:
    """Whether a text begins like one."""
    return text.startswith((f"{_HEADER}\n", f"{_HEADER}\r\n"))


def read_swiss(text: str) -> CodeFacts:
    """The facts of a text that `is_swiss`. Lines end with LF or CR LF (4.1.4)."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    found = Gathered()
    if not lines[1].startswith("02"):
        found.faults.append(f"version {lines[1][:8]!r} is none of 02xx")
    if len(lines) < _NUM_LINES or lines[_NUM_LINES - 1] != _TRAILER:
        found.faults.append("the trailer EPD is not on line 31")
    lines += [""] * (_NUM_LINES + 1 - len(lines))
    found.iban(lines[3], countries=("CH", "LI"))
    name = lines[_CREDITOR + 1]
    found.text(ACCOUNT_NAME, name)
    found.text(SUPPLIER, name)
    _address(found, "/supplier/address", lines[_CREDITOR : _CREDITOR + 7])
    found.amount(AMOUNT_DUE, lines[_AMOUNT])
    found.currency(lines[_AMOUNT + 1], ("CHF", "EUR"))
    found.text(CUSTOMER, lines[_DEBTOR + 1])
    _address(found, "/customer/address", lines[_DEBTOR : _DEBTOR + 7])
    _reference(found, lines[_REFERENCE], lines[_REFERENCE + 1])
    read_bill_information(found, lines[_NUM_LINES])
    return found.finished("swiss_qr_bill", lines[_REFERENCE + 2])


def _reference(found: Gathered, kind: str, reference: str) -> None:
    """QRR goes with a QR-IBAN and with no other account (4.2.2)."""
    if kind not in ("QRR", "SCOR", "NON"):
        found.faults.append(f"{kind[:8]!r} is no type of reference")
        return
    if found.takes_qr_reference() != (kind == "QRR"):
        found.faults.append(f"a reference of type {kind} does not go with this IBAN")
    if kind == "QRR":
        found.qr_reference(reference)
    elif kind == "SCOR":
        found.creditor_reference(reference)


def _address(found: Gathered, path: str, lines: list[str]) -> None:
    """Type S has street, number, postal code and town; type K, no longer allowed since November
    2025, two lines as printed.
    """
    kind, _, first, second, postal_code, town, country = lines
    if kind == "S":
        found.text(f"{path}/street", f"{first} {second}")
        found.text(f"{path}/postal_code", postal_code)
        found.text(f"{path}/city", town)
        parts = (f"{first} {second}", f"{postal_code} {town}")
    elif kind == "K":
        parts = (first, second)
    else:
        return
    found.text(f"{path}/text", ", ".join(part.strip() for part in parts if part.strip()))
    if len(country) == 2 and country.isalpha():
        found.text(f"{path}/country", country.upper())
