"""Makes filled-in values: what is printed and its typed value, in one document's habits. Invented
people and firms only."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from training.documents.forms.templates import fill_gaps
from training.documents.receipts import words as w
from training.documents.receipts.money import Clock, Purse, draw_clock, typed
from training.documents.receipts.regions import REGIONS, Region


@dataclass(frozen=True, slots=True)
class Value:
    """parts: printed pieces and the sub-value each is ("" or "2"; None for what stands between).
    lines: where to break, as counts of parts. typed: by sub-value."""

    parts: tuple[tuple[str, str | None], ...]
    typed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Habits:
    """One document's way to write."""

    clock: Clock
    purse: Purse
    region: Region
    upper: bool
    day: date


def draw_habits(rng: random.Random) -> Habits:
    """Habits of an English-speaking office, mostly American."""
    region = rng.choices(
        (REGIONS[1], REGIONS[2], REGIONS[0], REGIONS[4], REGIONS[6]), (75, 10, 4, 5, 6)
    )[0]
    clock = draw_clock(rng, region, upper=rng.random() < 0.2)
    sign, glue = rng.choices((("$", ""), ("$", " "), ("", ""), ("USD", " ")), (50, 12, 34, 4))[0]
    purse = Purse(
        2,
        rng.choice((",", ",", ",", "")),
        ".",
        sign,
        True,
        glue,
        0 if sign else 9,
        rng.choice(("before", "paren")),
    )
    return Habits(
        clock,
        purse,
        region,
        rng.random() < 0.3,
        date(1998, 1, 1) + timedelta(days=int(10200 * rng.random() ** 0.6)),
    )


def _one(text: str, value: str | None = None) -> Value:
    return Value(((text, ""),), {"": " ".join(text.split()) if value is None else value})


def _amount(rng: random.Random, habits: Habits, size: str) -> Value:
    low, high = {"small": (5, 120), "mid": (50, 9000), "big": (900, 400000), "order": (300, 90000)}[
        size
    ]
    cents = int(low * (high / low) ** rng.random() * 100)
    if rng.random() < 0.4:
        cents = cents // 100 * 100
    segments = habits.purse.segments(cents)
    parts = tuple(
        (text, "" if index == len(segments) - 1 else None)
        for index, (text, _) in enumerate(segments)
    )
    if cents % 100 == 0 and rng.random() < 0.2:
        last = parts[-1][0].removesuffix(".00")
        return Value((*parts[:-1], (last, "")), {"": str(cents // 100)})
    return Value(parts, {"": typed(cents, 2)})


def _date(habits: Habits, day: date) -> tuple[str, str]:
    return habits.clock.date(datetime(day.year, day.month, day.day)), day.isoformat()


def _range(rng: random.Random, habits: Habits) -> Value:
    start = habits.day + timedelta(days=rng.randint(-20, 40))
    end = start + timedelta(days=rng.choice((0, 6, 6, 7, 13, 27, 30, 89, 364, rng.randint(1, 60))))
    (first, one), (last, two) = _date(habits, start), _date(habits, end)
    joint = rng.choice((" - ", " - ", " to ", " / ", "-", " through ", " \u2013 "))
    return Value(((first, ""), (joint, None), (last, "2")), {"": one, "2": two})


def _text(rng: random.Random, habits: Habits, maker: str) -> str:
    match maker:
        case "phone":
            return w.fill(rng, rng.choice(habits.region.phones))
        case "year":
            return str(habits.day.year)
        case "address":
            return f"{fill_gaps(rng, 'street')}, {fill_gaps(rng, 'cityzip')}"
    return fill_gaps(rng, maker)


def make(rng: random.Random, habits: Habits, maker: str) -> Value:
    """A value by its maker: ``person``, ``date``, ``amount:big``, ``one:a,b``, ``pat:##-##``,
    ``int:1:9`` ..."""
    name, _, rest = maker.partition(":")
    match name:
        case "amount":
            return _amount(rng, habits, rest)
        case "range":
            return _range(rng, habits)
        case "date":
            return _one(*_date(habits, habits.day + timedelta(days=rng.randint(-400, 400))))
        case "born":
            return _one(*_date(habits, habits.day - timedelta(days=rng.randint(6000, 29000))))
        case "time":
            moment = datetime(2000, 1, 1, rng.randint(6, 22), rng.randrange(0, 60, 5))
            return _one(habits.clock.clock(moment), habits.clock.typed_time(moment))
        case "percent":
            text = (
                f"{rng.randint(1, 2999) / 100:.2f}"
                if rng.random() < 0.5
                else str(rng.randint(1, 40))
            )
            glue = rng.choice(("%", "%", " %", ""))
            return Value(
                ((text + glue, ""),) if glue != " %" else ((text, ""), (glue, None)), {"": text}
            )
        case "int":
            low, high = (int(part) for part in rest.split(":"))
            number = int(low * (high / low) ** rng.random())
            return _one(f"{number:,}" if rng.random() < 0.6 else str(number), str(number))
        case "decimal":
            text = f"{rng.uniform(1, float(rest)):.{rng.choice((0, 1, 2))}f}"
            return _one(text, text)
        case "one":
            text = rng.choice(rest.split(","))
        case "pat":
            text = w.fill(rng, rest)
        case _:
            text = _text(rng, habits, name)
    keep = name in ("email", "url")
    return _one(text.upper() if habits.upper and not keep else text)
