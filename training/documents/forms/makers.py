"""Makes filled-in values: what is printed and its typed value, in one document's habits. Invented
people and firms only."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from training.documents.receipts import words as w
from training.documents.receipts.money import Clock, Purse, draw_clock, typed
from training.documents.receipts.regions import REGIONS, Region

COUNTRIES = (
    "United States",
    "Canada",
    "Mexico",
    "Germany",
    "France",
    "India",
    "Japan",
    "Brazil",
    "Kenya",
    "Australia",
    "Italy",
    "Spain",
    "Poland",
    "Ireland",
    "Norway",
    "Chile",
    "Vietnam",
)
STATES = (
    "California",
    "New York",
    "Delaware",
    "Texas",
    "Florida",
    "Ohio",
    "Illinois",
    "Massachusetts",
    "Georgia",
    "Nevada",
    "Washington",
    "New Jersey",
    "Virginia",
    "Colorado",
)
JOBS = (
    "Manager",
    "Engineer",
    "Accountant",
    "Clerk",
    "Nurse",
    "Teacher",
    "Driver",
    "Analyst",
    "Sales Associate",
    "Technician",
    "Director",
    "Assistant",
    "Consultant",
    "Electrician",
    "Project Coordinator",
    "Vice President",
    "Treasurer",
    "Software Developer",
    "Office Administrator",
    "Chef",
    "Carpenter",
    "Attorney",
)
FIRMS = (
    "Inc.",
    "LLC",
    "Corp.",
    "Group",
    "& Co.",
    "Partners",
    "Ltd",
    "Associates",
    "Holdings",
    "Media",
    "Foundation",
    "Services",
    "Consulting",
    "Partners LLP",
    "Industries",
    "Company",
    "Solutions",
)
CARS = ("Sedan", "Coupe", "Pickup", "Wagon", "Hatchback", "Van", "SUV", "Minivan", "Convertible")


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


def person(rng: random.Random) -> str:
    """A person's name as forms carry it."""
    given, family = rng.choice(w.pools().given), rng.choice(w.pools().surnames["en"])
    middle = rng.choice("ABCDEFGHJLMRST")
    return rng.choice(
        (f"{given} {family}",) * 5
        + (
            f"{given} {middle}. {family}",
            f"{family}, {given}",
            f"{family}, {given} {middle}",
            f"{given[0]}. {family}",
            f"{given} {family}-{rng.choice(w.pools().surnames['en'])}",
        )
    )


def company(rng: random.Random) -> str:
    """A firm's name."""
    stem = rng.choice(
        (
            rng.choice(w.pools().surnames["en"]),
            w.invented(rng),
            rng.choice(w.pools().words["en"]).capitalize(),
            f"{rng.choice(w.pools().words['en']).capitalize()} {rng.choice(w.pools().words['en']).capitalize()}",
        )
    )
    if rng.random() < 0.15:
        stem += f" & {rng.choice(w.pools().surnames['en'])}"
    return stem if rng.random() < 0.08 else f"{stem} {rng.choice(FIRMS)}"


def _place(rng: random.Random) -> tuple[str, str, str]:
    town, state, zip3 = rng.choice(w.US_PLACES).rsplit(" ", 2)
    return town, state, zip3 + w.fill(rng, "##")


def _street(rng: random.Random) -> str:
    kind = rng.choice(("Street", "St", "Ave", "Road", "Lane", "Blvd", "Drive", "Ct", "Way"))
    text = f"{rng.randint(1, 9900)} {rng.choice((rng.choice(w.STREETS['en']), rng.choice(w.pools().surnames['en'])))} {kind}"
    return text + rng.choice(
        (
            "",
            "",
            "",
            f", Suite {rng.randint(1, 900)}",
            f" Apt {rng.randint(1, 60)}",
            f", Unit {rng.choice('ABCD')}",
        )
    )


def _phrase(rng: random.Random, most: int = 4) -> str:
    words = rng.choices(w.pools().words["en"], k=rng.randint(1, most))
    return (
        " ".join(words).capitalize()
        if rng.random() < 0.5
        else " ".join(word.capitalize() for word in words)
    )


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


def _simple(rng: random.Random, habits: Habits, maker: str) -> str:
    pools = w.pools()
    match maker:
        case "person":
            return person(rng)
        case "given":
            return rng.choice(pools.given)
        case "surname":
            return rng.choice(pools.surnames["en"])
        case "company":
            return company(rng)
        case "campaign":
            family = rng.choice(pools.surnames["en"])
            return rng.choice(
                (
                    company(rng),
                    f"{family} for {rng.choice(('Congress', 'Senate', 'Mayor', 'Governor', 'Sheriff'))}",
                    f"{_phrase(rng, 2)} PAC",
                    f"POL/{family}/{rng.choice(('D', 'R'))}",
                    f"Friends of {family}",
                    f"Citizens for {family}",
                    f"{_phrase(rng, 3)} ({rng.randint(100, 99999)})",
                )
            )
        case "city":
            return _place(rng)[0]
        case "state":
            return _place(rng)[1]
        case "statename":
            return rng.choice(("", "", "State of ")) + rng.choice(STATES)
        case "country":
            return rng.choice(COUNTRIES)
        case "street":
            return _street(rng)
        case "cityzip":
            return "{}, {} {}".format(*_place(rng))
        case "address":
            return _street(rng) + ", " + "{}, {} {}".format(*_place(rng))
        case "phone":
            return w.fill(rng, rng.choice(habits.region.phones))
        case "email":
            return f"{rng.choice(pools.given)}.{rng.choice(pools.surnames['en'])}@{w.invented(rng)}.{rng.choice(('com', 'org', 'net'))}".lower()
        case "url":
            return f"{rng.choice(('www.', 'https://', ''))}{w.invented(rng)}{rng.choice(pools.words['en'])}.com".lower()
        case "job":
            return rng.choice(("", "", "Senior ", "Assistant ", "Lead ")) + rng.choice(JOBS)
        case "num":
            return w.fill(
                rng,
                rng.choice(
                    (
                        "#####",
                        "######",
                        "####",
                        "#######",
                        "@@-####",
                        "@#####",
                        "##-####",
                        "@@@-###-####",
                        "########",
                        "####-#",
                        "@-######",
                        "####/##",
                    )
                ),
            )
        case "contract":
            number = w.fill(
                rng, rng.choice(("######", "#######", "#####", "####-####", "########"))
            )
            return number
        case "station":
            return w.fill(
                rng, rng.choice(("W@@@", "K@@@", "W@@@-TV", "K@@@-FM", "W@@@-AM", "K@@@-DT"))
            )
        case "demo":
            return rng.choice(("Adults", "Women", "Men", "Households", "A", "P")) + rng.choice(
                (" 35+", " 25-54", " 18-49", " 18+", " 35-64")
            )
        case "year":
            return str(habits.day.year)
        case "term":
            return f"{rng.choice((1, 2, 3, 5, 6, 10, 12, 24, 30, 60, 90))} {rng.choice(('years', 'months', 'days', 'weeks'))}"
        case "vehicle":
            return f"{rng.randint(1995, 2024)} {w.invented(rng)} {rng.choice(CARS)}"
        case "doctor":
            return rng.choice(
                (
                    f"Dr. {person(rng)}",
                    f"{person(rng)}, MD",
                    f"Dr. {rng.choice(pools.surnames['en'])}",
                )
            )
        case "bank":
            return f"{rng.choice(('First', 'Bank of', 'National', 'Union', w.invented(rng)))} {w.invented(rng)}{rng.choice((' Bank', ' Credit Union', ' Savings', ' Trust'))}"
        case "venue":
            return f"{rng.choice(w.STREETS['en'])} {rng.choice(('Hall', 'Center', 'Hotel', 'Park', 'Room 2', 'Auditorium', 'Library'))}"
        case "school":
            return f"{rng.choice((rng.choice(w.STREETS['en']), w.invented(rng)))} {rng.choice(('High School', 'University', 'College', 'Elementary', 'Academy'))}"
    return _phrase(rng)


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
            text = _simple(rng, habits, name)
    keep = name in ("email", "url")
    return _one(text.upper() if habits.upper and not keep else text)
