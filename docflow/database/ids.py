"""Identifiers: a prefix that says what it names, and 26 characters that sort by time. Knows no
table.

The characters are a ULID (Crockford's base 32): 48 bits of milliseconds, 80 random bits.
"""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80


def new_id(prefix: str) -> str:
    """`prefix_` and a fresh ULID, such as `doc_01jc...`; later ones sort after earlier ones."""
    number = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    digits = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return f"{prefix}_{''.join(reversed(digits))}"


def milliseconds_of(id_: str) -> int | None:
    """When an id was made, in milliseconds of the epoch; None for what is no id."""
    digits = id_.rpartition("_")[2]
    if len(digits) != 26 or not set(digits) <= set(_ALPHABET):
        return None
    number = 0
    for digit in digits:
        number = number * 32 + _ALPHABET.index(digit)
    return number >> _RANDOM_BITS
