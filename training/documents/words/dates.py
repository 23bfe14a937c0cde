"""How documents print dates, by language and habit. Only Gregorian dates."""

from __future__ import annotations

import random
from datetime import date
from functools import lru_cache

from babel.dates import get_day_names, get_month_names

# dd/d day, mm/m month number, yyyy/yy year, mon/month names, ord English ordinal
PATTERNS: dict[str, tuple[tuple[str, int], ...]] = {
    "us": (
        ("{mm}/{dd}/{yyyy}", 14),
        ("{m}/{d}/{yyyy}", 10),
        ("{month} {d}, {yyyy}", 12),
        ("{mon} {d}, {yyyy}", 10),
        ("{mm}/{dd}/{yy}", 7),
        ("{m}/{d}/{yy}", 6),
        ("{yyyy}-{mm}-{dd}", 8),
        ("{dd}-{mon}-{yyyy}", 5),
        ("{dd}/{mm}/{yyyy}", 4),
        ("{dd}-{mon}-{yy}", 3),
        ("{mon} {dd}, {yyyy}", 4),
        ("{mm}-{dd}-{yyyy}", 4),
        ("{d} {month} {yyyy}", 3),
        ("{MON} {dd} {yyyy}", 2),
        ("{month} {ord}, {yyyy}", 2),
        ("{mon}. {d}, {yyyy}", 2),
        ("{d} {mon} {yyyy}", 3),
        ("{mm}.{dd}.{yyyy}", 1),
        ("{MON}-{dd}-{yyyy}", 1),
    ),
    "en": (
        ("{dd}/{mm}/{yyyy}", 16),
        ("{d}/{m}/{yyyy}", 4),
        ("{d} {month} {yyyy}", 12),
        ("{d} {mon} {yyyy}", 10),
        ("{dd}-{mon}-{yyyy}", 7),
        ("{dd}/{mm}/{yy}", 6),
        ("{yyyy}-{mm}-{dd}", 8),
        ("{dd}.{mm}.{yyyy}", 3),
        ("{dd}-{mm}-{yyyy}", 5),
        ("{ord} {month} {yyyy}", 3),
        ("{month} {d}, {yyyy}", 4),
        ("{mon} {d}, {yyyy}", 3),
        ("{dd}-{mon}-{yy}", 4),
        ("{yyyy}/{mm}/{dd}", 2),
        ("{dd} {MON} {yyyy}", 3),
    ),
    "de": (
        ("{dd}.{mm}.{yyyy}", 48),
        ("{d}.{m}.{yyyy}", 8),
        ("{dd}.{mm}.{yy}", 9),
        ("{d}. {month} {yyyy}", 12),
        ("{yyyy}-{mm}-{dd}", 6),
        ("{dd}. {month} {yyyy}", 5),
        ("{d}. {mon} {yyyy}", 3),
        ("{dd}/{mm}/{yyyy}", 3),
        ("{dd}. {mm}. {yyyy}", 2),
        ("{dd}-{mm}-{yyyy}", 1),
    ),
    "fr": (
        ("{dd}/{mm}/{yyyy}", 40),
        ("{d} {month} {yyyy}", 16),
        ("{dd}/{mm}/{yy}", 8),
        ("{dd}.{mm}.{yyyy}", 5),
        ("{dd}-{mm}-{yyyy}", 5),
        ("{yyyy}-{mm}-{dd}", 5),
        ("{d} {mon} {yyyy}", 4),
        ("{dd} {month} {yyyy}", 5),
    ),
    "romance": (
        ("{dd}/{mm}/{yyyy}", 45),
        ("{d}/{m}/{yyyy}", 6),
        ("{d} de {month} de {yyyy}", 10),
        ("{dd}-{mm}-{yyyy}", 9),
        ("{dd}/{mm}/{yy}", 7),
        ("{dd}.{mm}.{yyyy}", 4),
        ("{yyyy}-{mm}-{dd}", 6),
        ("{d} {month} {yyyy}", 6),
        ("{dd}-{mon}-{yyyy}", 3),
    ),
    "it": (
        ("{dd}/{mm}/{yyyy}", 48),
        ("{d} {month} {yyyy}", 10),
        ("{dd}-{mm}-{yyyy}", 9),
        ("{dd}.{mm}.{yyyy}", 7),
        ("{dd}/{mm}/{yy}", 7),
        ("{yyyy}-{mm}-{dd}", 4),
        ("{d}/{m}/{yyyy}", 5),
    ),
    "nl": (
        ("{dd}-{mm}-{yyyy}", 38),
        ("{d}-{m}-{yyyy}", 12),
        ("{d} {month} {yyyy}", 16),
        ("{dd}/{mm}/{yyyy}", 14),
        ("{dd}-{mm}-{yy}", 6),
        ("{yyyy}-{mm}-{dd}", 4),
        ("{dd}.{mm}.{yyyy}", 3),
        ("{d} {mon} {yyyy}", 4),
    ),
    "pl": (
        ("{dd}.{mm}.{yyyy}", 24),
        ("{yyyy}-{mm}-{dd}", 34),
        ("{dd}-{mm}-{yyyy}", 16),
        ("{d} {month} {yyyy}", 10),
        ("{dd}/{mm}/{yyyy}", 6),
    ),
    "asia": (
        ("{yyyy}/{mm}/{dd}", 20),
        ("{yyyy}-{mm}-{dd}", 20),
        ("{dd}/{mm}/{yyyy}", 20),
        ("{d} {mon} {yyyy}", 12),
        ("{dd}-{mon}-{yyyy}", 12),
        ("{yyyy}.{mm}.{dd}", 6),
        ("{mon} {d}, {yyyy}", 6),
    ),
}


@lru_cache(maxsize=64)
def month_names(lang: str, width: str) -> tuple[str, ...]:
    """The twelve month names as written in a date; width ``wide`` or ``abbreviated``."""
    names = get_month_names(width, locale=lang)  # type: ignore[arg-type]
    return tuple(names[i] for i in range(1, 13))


@lru_cache(maxsize=32)
def day_names(lang: str) -> tuple[str, ...]:
    """Monday to Sunday."""
    names = get_day_names("wide", locale=lang)
    return tuple(names[i] for i in range(7))


def pick_pattern(rng: random.Random, habit: str) -> str:
    """A date pattern usual for the habit."""
    patterns = PATTERNS[habit]
    return rng.choices([p for p, _ in patterns], [w for _, w in patterns])[0]


def ordinal(day: int) -> str:
    """English ordinal: 1st, 22nd, 13th."""
    suffix = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def date_text(day: date, pattern: str, lang: str) -> str:
    """`day` printed by `pattern` in language `lang` (ISO 639-1)."""
    fields: dict[str, str] = {
        "dd": f"{day.day:02d}",
        "d": str(day.day),
        "mm": f"{day.month:02d}",
        "m": str(day.month),
        "yyyy": str(day.year),
        "yy": f"{day.year % 100:02d}",
    }
    if "ord" in pattern:
        fields["ord"] = ordinal(day.day)
    if "mon" in pattern.lower():
        wide = month_names(lang, "wide")[day.month - 1]
        short = month_names(lang, "abbreviated")[day.month - 1].rstrip(".")
        fields |= {"month": wide, "mon": short, "MON": short.upper()}
    return pattern.format(**fields)
