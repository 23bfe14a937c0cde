"""What is booked on an account: texts by language and amounts by kind. Every party is made up.

Knows no statement.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from training.documents.words.dates import date_text
from training.documents.words.names import company, person, word
from training.documents.words.parties import street
from training.documents.words.pools import pool
from training.documents.words.regions import Region, fill

#: kinds of bookings: how often, whether something comes in, usual amounts from and to
KINDS: dict[str, tuple[float, bool, float, float]] = {
    "card": (30, False, 2.5, 180),
    "debit": (16, False, 8, 420),
    "out": (16, False, 15, 2800),
    "in": (13, True, 20, 5200),
    "cash": (6, False, 20, 500),
    "salary": (5, True, 900, 6800),
    "rent": (4, False, 350, 1900),
    "fee": (5, False, 0.5, 25),
    "interest": (2, True, 0.01, 40),
    "refund": (3, True, 5, 200),
}


@dataclass(frozen=True, slots=True)
class Booking:
    """One row. lines: its text as the bank breaks it. amount: what it adds to the balance."""

    day: date
    value_day: date
    lines: tuple[str, ...]
    reference: str
    amount: Decimal


@cache
def _texts(lang: str) -> dict[str, list[str]]:
    text = Path(__file__).with_name("bookings.json").read_text(encoding="utf-8")
    found: dict[str, list[str]] = json.loads(text)[lang]
    return found


def draw_booking(rng: random.Random, region: Region, day: date, value_day: date) -> Booking:
    """One booking of a random kind."""
    kind = rng.choices(list(KINDS), [share for share, *_ in KINDS.values()])[0]
    _, comes_in, least, most = KINDS[kind]
    # Small sums are more common than large ones.
    amount = Decimal(str(round(least * (most / least) ** rng.betavariate(1.6, 1.9), 2)))
    if kind in ("cash", "rent") and rng.random() < 0.8:
        amount = Decimal(max(10, int(amount) // 10 * 10))
    amount = amount.quantize(Decimal("0.01"))
    lines = _lines(rng, region, kind, day)
    reference = fill(rng, rng.choice(("######", "####", "########", "@@######", "##########")))
    return Booking(day, value_day, lines, reference, amount if comes_in else -amount)


def _lines(rng: random.Random, region: Region, kind: str, day: date) -> tuple[str, ...]:
    template = rng.choice(_texts(region.lang)[kind])
    if rng.random() < 0.35:
        # Some banks print one line a booking.
        template = template.split("|")[0]
    named = {
        "co": company(rng, region)[0],
        "p": person(rng, region),
        "w": word(rng, region.lang),
        "city": rng.choice(pool(region.names_from).cities),
        "street": street(rng, region),
        "d": date_text(day, rng.choice(("{dd}.{mm}.", "{dd}/{mm}", "{dd}{mm}{yy}")), region.lang),
        "card": fill(rng, "####"),
        "n": fill(rng, rng.choice(("######", "%#####/##", "@@-####", "%###", "20##-####"))),
        "long": fill(rng, rng.choice(("############", "@@##@@@####", "%##### ###### ####"))),
    }
    filled = template.format(**named)
    if rng.random() < 0.25:
        filled = filled.upper()
    return tuple(line.strip() for line in filled.split("|") if line.strip())
