"""What all syntaxes share: addresses, accounts, lists of texts. Knows none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.einvoice.invoice import Collector
from schemas.einvoice.types import read_decimal, read_iban


@dataclass(frozen=True, slots=True)
class Address:
    """An address by its parts, as written; lines: street first."""

    lines: Sequence[str]
    postal_code: str | None
    city: str | None
    subdivision: str | None
    country: str | None


def put_address(found: Collector, party: str, address: Address) -> None:
    """The parts, and the address as it would be printed, without the country's code."""
    prefix = f"{party}/address"
    lines = [line.strip() for line in address.lines if line.strip()]
    found.put(f"{prefix}/street", lines[0] if lines else None)
    found.put(f"{prefix}/additional", ", ".join(lines[1:]))
    found.put(f"{prefix}/city", address.city)
    found.put(f"{prefix}/postal_code", address.postal_code)
    found.put(f"{prefix}/subdivision", address.subdivision)
    found.put(f"{prefix}/country", address.country)
    place = " ".join(part.strip() for part in (address.postal_code, address.city) if part)
    whole = [*lines, place, (address.subdivision or "").strip()]
    found.put(f"{prefix}/text", ", ".join(part for part in whole if part))


def put_account(found: Collector, payment: str, number: str | None) -> None:
    """An account's number as IBAN if it looks like one."""
    name = "iban" if number and read_iban(number) else "account_number"
    found.put(f"{payment}/{name}", number)


def put_card(found: Collector, payment: str, number: str | None, holder: str | None) -> None:
    """A card: no more of its number than the last four digits."""
    digits = re.sub(r"\D", "", number or "")
    found.put(f"{payment}/card_last4", digits[-4:] if len(digits) >= 4 else None)
    found.put(f"{payment}/card_holder", holder)


def put_discount(found: Collector, line: str, amounts: Sequence[str], rates: Sequence[str]) -> None:
    """A line's allowances: their sum, and the percentage where there is one allowance."""
    if len(amounts) == 1:
        found.put(f"{line}/discount/amount", amounts[0])
    elif amounts:
        put_total(found, f"{line}/discount/amount", amounts)
    if len(amounts) == len(rates) == 1:
        found.put(f"{line}/discount/rate", rates[0])


def put_total(found: Collector, path: str, amounts: Sequence[str]) -> None:
    """The exact sum of amounts; where one of them is no number, that one, to be told as unread."""
    numbers = {amount: read_decimal(amount) for amount in amounts}
    no_number = next((amount for amount, number in numbers.items() if number is None), None)
    if no_number is not None:
        found.put(path, no_number)
    elif amounts:
        total = sum((Decimal(numbers[amount] or 0) for amount in amounts), Decimal(0))
        found.put(path, f"{total:f}")


def was_sold(quantity: str | None, price: str | None, amount: str | None) -> bool:
    """Whether a line is more than a heading, which some writers give zeroes in place of numbers."""
    numbers = [read_decimal(text) for text in (quantity, price, amount) if text and text.strip()]
    return not numbers or any(number is None or Decimal(number) for number in numbers)


def note_of(note: str | None, name: str | None, description: str | None) -> str | None:
    """A line's note and its item's description, as far as that says more than the name."""
    says_more = name and description and description.split() != name.split()
    return joined([note or "", description if says_more and description else ""])


def joined(texts: Sequence[str]) -> str | None:
    """Several texts as one, a line each; None where there is none."""
    return "\n".join(text.strip() for text in texts if text.strip()) or None
