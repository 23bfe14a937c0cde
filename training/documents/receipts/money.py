"""How one receipt prints money, dates and times. Exact: amounts are whole numbers of the smallest
unit."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from training.documents.receipts.regions import DAYS, MONTHS, Region
from training.documents.receipts.till import Segment

LEVELS = {"none": 9, "total": 2, "sums": 1, "all": 0}


@dataclass(frozen=True, slots=True)
class Purse:
    """signed_from: amounts of at least this level carry the sign (0 items, 1 sums, 2 total; 9
    never)."""

    decimals: int
    group: str
    point: str
    sign: str
    before: bool
    glue: str
    signed_from: int
    minus: str

    def number(self, amount: int) -> str:
        """The bare number."""
        whole, cents = divmod(abs(amount), 10**self.decimals)
        text = f"{whole:,}".replace(",", self.group)
        if self.decimals:
            text += f"{self.point}{cents:0{self.decimals}d}"
        if amount < 0:
            text = (
                text + "-"
                if self.minus == "after"
                else f"({text})"
                if self.minus == "paren"
                else f"-{text}"
            )
        return text

    def segments(self, amount: int, path: str | None = None, level: int = 1) -> list[Segment]:
        """Sign and number; a glued sign belongs to the value, one apart does not."""
        text = self.number(amount)
        if level < self.signed_from:
            return [(text, path)]
        if not self.glue:
            return [(self.sign + text if self.before else text + self.sign, path)]
        return (
            [(self.sign + " ", None), (text, path)]
            if self.before
            else [(text, path), (" " + self.sign, None)]
        )


def typed(amount: int, decimals: int) -> str:
    """The amount as a decimal string."""
    whole, cents = divmod(abs(amount), 10**decimals)
    text = f"{whole}.{cents:0{decimals}d}" if decimals else str(whole)
    return f"-{text}" if amount < 0 else text


def draw_purse(rng: random.Random, region: Region) -> Purse:
    """A money habit of the region."""
    sign = rng.choice(region.signs)
    shown = rng.choices(
        tuple(LEVELS), (48, 15, 17, 20) if region.lang == "en" else (45, 25, 15, 15)
    )[0]
    if region.comma:
        point, group = (",", rng.choice((".", "", "", " "))) if rng.random() < 0.88 else (".", "")
        before = rng.random() < 0.2
    else:
        point, group, before = ".", rng.choice((",", ",", "")), rng.random() < 0.93
        group = "'" if region.code == "CH" and rng.random() < 0.6 else group
    if region.code == "ID":
        group = rng.choice((".", ",", ".", ""))
    tight = 0.35 if sign.isalpha() and len(sign) > 1 else 0.8 if before else 0.4
    return Purse(
        region.decimals,
        group,
        point,
        sign,
        before,
        "" if rng.random() < tight else " ",
        LEVELS[shown],
        rng.choice(("before", "before", "before", "after", "paren")),
    )


_PATTERNS: dict[str, list[tuple[str, int]]] = json.loads(
    Path(__file__).with_name("dates.json").read_text("utf-8")
)
TIMES = (
    "{H:02d}:{M:02d}",
    "{H:02d}:{M:02d}",
    "{H:02d}:{M:02d}:{S:02d}",
    "{I}:{M:02d} {P}",
    "{I}:{M:02d}{P}",
    "{I:02d}:{M:02d} {P}",
    "{I:02d}:{M:02d}:{S:02d} {P}",
    "{H:02d}:{M:02d}:{S:02d}",
    "{I}:{M:02d}:{S:02d} {P}",
    "{I:02d}:{M:02d}{P}",
    "{I:02d}:{M:02d}:{S:02d}{P}",
)


@lru_cache(maxsize=16)
def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator))


@dataclass(frozen=True, slots=True)
class Clock:
    """A till's way with dates and times."""

    pattern: str
    time: str
    lang: str
    upper: bool

    def date(self, when: datetime) -> str:
        """The date as printed."""
        month = _split(MONTHS[self.lang], " ")[when.month - 1]
        short = month[:3] if self.lang == "en" else month.rstrip(".")[: 3 if len(month) < 5 else 4]
        text = self.pattern.format(
            dd=f"{when.day:02d}",
            d=when.day,
            mm=f"{when.month:02d}",
            m=when.month,
            yyyy=when.year,
            yy=f"{when.year % 100:02d}",
            month=month,
            mon=short,
            MON=short.upper(),
        )
        return text.upper() if self.upper else text

    def day(self, when: datetime, *, short: bool) -> str:
        """The weekday."""
        name = _split(DAYS[self.lang], " ")[when.weekday()]
        name = name[:3] if short else name
        return name.upper() if self.upper else name

    def clock(self, when: datetime) -> str:
        """The time of day as printed."""
        noon = "PM" if when.hour >= 12 else "AM"
        return self.time.format(
            H=when.hour,
            I=(when.hour - 1) % 12 + 1,
            M=when.minute,
            S=when.second,
            P=noon if self.upper else noon.lower(),
        )

    def typed_time(self, when: datetime) -> str:
        """ISO time with the printed precision."""
        return when.strftime("%H:%M:%S" if "{S" in self.time else "%H:%M")


def draw_clock(rng: random.Random, region: Region, *, upper: bool) -> Clock:
    """A date habit true to the region's order."""
    native = region.lang != "en" and rng.random() < 0.9
    patterns = _PATTERNS[region.lang if native else region.order]
    pattern = rng.choices([p for p, _ in patterns], [weight for _, weight in patterns])[0]
    english = region.lang == "en" and region.code not in ("SE", "DK", "NO")
    time = rng.choice(TIMES if english else [t for t in TIMES if "{P}" not in t])
    return Clock(pattern, time, region.lang, upper or rng.random() < 0.5)
