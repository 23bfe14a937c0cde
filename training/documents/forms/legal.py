"""Sentences of contracts, notices and terms, in our own words, with gaps for what varies.

They say what real ones say in kind: periods, sums, days, names and states stand in them that are
nobody's answer. Knows no page.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from training.documents.forms.templates import fill_gaps

ROLES = (
    *(("Disclosing Party", "Receiving Party"), ("Discloser", "Recipient"), ("Seller", "Buyer")),
    *(("Company", "Consultant"), ("Landlord", "Tenant"), ("Licensor", "Licensee")),
    *(("Employer", "Executive"), ("Lender", "Borrower"), ("Company", "Recipient")),
    *(("Company", "Employee"), ("Owner", "Contractor"), ("Provider", "Customer")),
    *(("Company", "Counterparty"), ("Parent", "Purchaser"), ("Assignor", "Assignee")),
)
NUMBER_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
TENS = {15: "fifteen", 18: "eighteen", 20: "twenty", 24: "twenty-four", 30: "thirty"}
TENS |= {36: "thirty-six", 45: "forty-five", 60: "sixty", 90: "ninety", 120: "one hundred twenty"}
_GAP = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def sentences() -> dict[str, tuple[str, ...]]:
    """The sentences by topic."""
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("legal.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            topic, _, text = line.partition(" | ")
            found.setdefault(topic, []).append(text)
    return {topic: tuple(texts) for topic, texts in found.items()}


def in_words(number: int) -> str:
    """``three``; larger numbers that have no word here stay digits."""
    return NUMBER_WORDS[number - 1] if 1 <= number <= 12 else TENS.get(number, str(number))


def duration(rng: random.Random, number: int, unit: str) -> str:
    """``two (2) years``, ``2 years``, ``two years``, ``2-year period``."""
    word = in_words(number)
    plural = unit if number == 1 else f"{unit}s"
    form = rng.choices(("both", "words", "digits", "joined"), (48, 24, 24, 4))[0]
    if form == "both" and word != str(number):
        return f"{word} ({number}) {plural}"
    if form == "words" and word != str(number):
        return f"{word} {plural}"
    return f"{number}-{unit} period" if form == "joined" else f"{number} {plural}"


def ordinal(day: int) -> str:
    """``21st``."""
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def long_date(rng: random.Random, day: date) -> str:
    """A day as contracts write it."""
    month = f"{day:%B}"
    return rng.choices(
        (
            f"{month} {day.day}, {day.year}",
            f"{ordinal(day.day)} day of {month}, {day.year}",
            f"{month} {ordinal(day.day)}, {day.year}",
            f"{ordinal(day.day)} of {month}, {day.year}",
            f"{day.day} {month} {day.year}",
            f"{day:%m/%d/%Y}",
            f"{month.upper()} {day.day}, {day.year}",
            f"{day.month}/{day.day}/{day:%y}",
            f"{ordinal(day.day)} day of {month} {day.year}",
            f"{day:%b}. {day.day}, {day.year}",
        ),
        (46, 16, 7, 5, 4, 6, 4, 4, 5, 3),
    )[0]


def any_day(rng: random.Random) -> date:
    """A day of the last decades."""
    return date(1994, 1, 1) + timedelta(days=int(11300 * rng.random() ** 0.8))


def sentence(rng: random.Random, topic: str, roles: tuple[str, str] = ("Company", "Party")) -> str:
    """A sentence of the topic with its gaps filled."""
    return filled(rng, rng.choice(sentences()[topic]), {"A": roles[0], "B": roles[1]})


def filled(rng: random.Random, text: str, known: Mapping[str, str]) -> str:
    """The text with its gaps filled; `known` goes before what is drawn."""

    def gap(match: re.Match[str]) -> str:
        name = match[1]
        return known[name] if name in known else _drawn(rng, name)

    return _GAP.sub(gap, text)


def _drawn(rng: random.Random, name: str) -> str:
    match name:
        case "days":
            return duration(rng, rng.choice((5, 7, 10, 15, 20, 30, 45, 60, 90)), "day")
        case "years":
            unit = rng.choice(("year", "year", "month"))
            return duration(rng, rng.choice((1, 2, 3, 5, 6, 12, 18, 24)), unit)
        case "money":
            sum_ = rng.randint(5, 900) * rng.choice((100, 1000, 50))
            return f"${sum_:,}" + rng.choice(("", ".00"))
        case "firm":
            return fill_gaps(rng, "company")
        case "person":
            return fill_gaps(rng, "person")
        case "day":
            return long_date(rng, any_day(rng))
        case "state":
            return fill_gaps(rng, "statename")
        case "list":
            return ", ".join(fill_gaps(rng, "word").lower() for _ in range(rng.randint(2, 4)))
        case "cap":
            return fill_gaps(rng, "job").split()[0]
    return str(rng.randint(1, 45))


def paragraph(
    rng: random.Random, topics: tuple[str, ...], count: int, roles: tuple[str, str]
) -> str:
    """Several sentences of one of the topics."""
    topic = rng.choice(topics)
    pool = sentences()[topic]
    chosen = rng.sample(pool, min(count, len(pool)))
    known = {"A": roles[0], "B": roles[1]}
    return " ".join(filled(rng, text, known) for text in chosen)
