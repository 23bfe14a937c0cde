"""Payment codes of Slovenia (UPN QR: Bank Association of Slovenia, "Standard UPN QR"), Croatia
(HUB3: Croatian Banking Association, PDF417 of the payment order) and Czechia (SPAYD: Czech Banking
Association, "Short Payment Descriptor" 1.2). Knows no page.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from schemas.codes.facts import (
    ACCOUNT_NAME,
    AMOUNT_DUE,
    CUSTOMER,
    DUE,
    REFERENCE,
    SUPPLIER,
    CodeFacts,
    Gathered,
)

UPN, HUB3, SPAYD = "UPNQR", "HRVHUB30", "SPD*"
_DOTTED = r"(?P<d>\d{2})\.(?P<m>\d{2})\.(?P<y>\d{4})"
_COMPACT = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"


def read_upn(text: str) -> CodeFacts:
    """Slovenia: twenty lines, the last a sum over their lengths."""
    lines = text.replace("\r\n", "\n").split("\n")
    lines += [""] * (20 - len(lines))
    found = Gathered()
    told = lines[19].strip()
    # Each of the first nineteen lines counts with its end.
    total = sum(len(line) + 1 for line in lines[:19])
    if told.isdigit() and int(told) != total:
        found.faults.append(f"the lines have {total} characters, the code says {told[:8]}")
    lines = [line.strip() for line in lines]
    found.iban(lines[14])
    found.amount(AMOUNT_DUE, lines[8], in_cents=True)
    found.currency("EUR")
    found.text(REFERENCE, lines[15])
    found.day(DUE, lines[13], _DOTTED)
    found.text(ACCOUNT_NAME, lines[16])
    found.text(SUPPLIER, lines[16])
    found.text(CUSTOMER, lines[5])
    return found.finished("upn", lines[12])


def read_hub3(text: str) -> CodeFacts:
    """Croatia: fourteen lines. The reference comes with its model: ``HR01 7269-68949637676``."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n")]
    lines += [""] * (14 - len(lines))
    found = Gathered()
    found.currency(lines[1], ("EUR", "HRK"))
    found.amount(AMOUNT_DUE, lines[2], in_cents=True)
    found.text(CUSTOMER, lines[3])
    found.text(ACCOUNT_NAME, lines[6])
    found.text(SUPPLIER, lines[6])
    if re.match(r"[A-Z]{2}\d\d", lines[9]):
        found.iban(lines[9])
    found.text(REFERENCE, f"{lines[10]} {lines[11]}")
    return found.finished("hub3", lines[13])


def read_spayd(text: str) -> CodeFacts:
    """Czechia: keys and values between stars, ``SPD*1.0*ACC:CZ58...*AM:450.00*CC:CZK``."""
    values: dict[str, str] = {}
    for part in text.split("*")[2:]:
        key, _, value = part.partition(":")
        values.setdefault(key.upper(), unquote(value))
    account, _, bic = values.get("ACC", "").partition("+")
    found = Gathered()
    found.iban(account)
    found.bic(bic)
    found.amount(AMOUNT_DUE, values.get("AM", ""))
    found.currency(values.get("CC", ""))
    # The variable symbol is what the payee knows the payment by.
    found.text(REFERENCE, values.get("X-VS") or values.get("RF", ""))
    found.text(ACCOUNT_NAME, values.get("RN", ""))
    found.text(SUPPLIER, values.get("RN", ""))
    found.day(DUE, values.get("DT", ""), _COMPACT)
    return found.finished("spayd", values.get("MSG", ""))
