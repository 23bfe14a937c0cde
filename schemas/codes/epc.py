"""EPC QR code, also Girocode or Stuzza code (European Payments Council, EPC069-12, version 3.1).
Knows no page.
"""

from __future__ import annotations

import re

from schemas.codes.facts import ACCOUNT_NAME, AMOUNT_DUE, SUPPLIER, CodeFacts, Gathered

_SERVICE_TAG = "BCD"
_VERSIONS = ("001", "002")
#: service tag, version, character set, identification, BIC, name, IBAN, amount, purpose,
#: structured reference, free text, information; the last ones may be left out
_NUM_LINES = 12


def is_epc(text: str) -> bool:
    """Whether a text begins like one."""
    return text.startswith((f"{_SERVICE_TAG}\n", f"{_SERVICE_TAG}\r\n"))


def read_epc(text: str) -> CodeFacts:
    """The facts of a text that `is_epc`."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    lines += [""] * (_NUM_LINES - len(lines))
    _, version, _, service, bic, name, iban, amount, _, reference, message, _ = lines[:_NUM_LINES]
    found = Gathered()
    if version not in _VERSIONS:
        found.faults.append(f"version {version[:8]!r} is neither 001 nor 002")
    if service not in ("SCT", "INST"):
        found.faults.append(f"{service[:8]!r} is no credit transfer")
    found.bic(bic)
    found.text(ACCOUNT_NAME, name)
    found.text(SUPPLIER, name)
    found.iban(iban)
    if amount and not amount.startswith("EUR"):
        found.faults.append(f"{amount[:20]!r} is no amount in EUR")
    else:
        found.amount(AMOUNT_DUE, amount.removeprefix("EUR"))
        # SEPA knows no other.
        found.currency("EUR")
    if re.match(r"RF\d\d", reference.upper()):
        found.creditor_reference(reference)
    elif reference:
        found.text("/payment/0/reference", reference)
    elif message:
        found.text("/payment/0/reference", message)
    return found.finished("epc", message or reference)
