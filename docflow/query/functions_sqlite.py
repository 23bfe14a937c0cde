"""Functions that SQLite lacks, with the meaning they have in PostgreSQL. Knows no query.

Dates are `2026-03-01`, moments `2026-03-01T12:00:00.000Z`. An argument that is NULL, or no date
where one is needed, gives NULL.
"""

from __future__ import annotations

import calendar
import contextlib
import math
import re
import sqlite3
from datetime import UTC, date, datetime, timedelta
from typing import Any

_INTERVAL_PART = re.compile(
    r"\s*([+-]?\d{1,6})\s*(year|quarter|month|week|day|hour|minute|second)s?", re.I
)
_MONTHS = {"year": 12, "quarter": 3, "month": 1}
_SECONDS = {"week": 7 * 86_400, "day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


def register(connection: sqlite3.Connection) -> frozenset[str]:
    """Adds the functions to a connection; their names."""
    for name, (num_arguments, function) in _FUNCTIONS.items():
        # What comes out depends on what goes in alone, but for the present moment.
        connection.create_function(name, num_arguments, function, deterministic=name != "df_now")
    return frozenset(_FUNCTIONS)


def iso_moment(moment: datetime) -> str:
    """A moment as results show it: UTC, milliseconds, Z."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _like(value: str, moment: datetime) -> str:
    """In the form of `value`: a date where it is one and the moment is midnight."""
    is_date = len(value) == 10 and (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.strftime("%Y-%m-%d") if is_date else iso_moment(moment)


def _date_trunc(unit: str, value: Any) -> str | None:
    moment = _moment(value)
    if moment is None:
        return None
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    cut = {
        "year": lambda: midnight.replace(month=1, day=1),
        "quarter": lambda: midnight.replace(month=(moment.month - 1) // 3 * 3 + 1, day=1),
        "month": lambda: midnight.replace(day=1),
        "week": lambda: midnight - timedelta(days=moment.weekday()),
        "day": lambda: midnight,
        "hour": lambda: moment.replace(minute=0, second=0, microsecond=0),
        "minute": lambda: moment.replace(second=0, microsecond=0),
        "second": lambda: moment.replace(microsecond=0),
    }[unit.lower()]()
    return _like(value, cut)


def _extract(unit: str, value: Any) -> float | None:
    moment = _moment(value)
    if moment is None:
        return None
    return {
        "year": lambda: moment.year,
        "quarter": lambda: (moment.month + 2) // 3,
        "month": lambda: moment.month,
        "week": lambda: moment.isocalendar().week,
        "day": lambda: moment.day,
        "hour": lambda: moment.hour,
        "minute": lambda: moment.minute,
        "second": lambda: moment.second + moment.microsecond / 1e6,
        "dow": lambda: moment.isoweekday() % 7,
        "isodow": moment.isoweekday,
        "doy": lambda: moment.timetuple().tm_yday,
        "epoch": moment.timestamp,
    }[unit.lower()]()


def _add_interval(value: Any, amount: str, sign: int) -> str | None:
    moment = _moment(value)
    if moment is None:
        return None
    if _INTERVAL_PART.sub("", amount).strip():
        raise ValueError("no interval")
    for number, unit in _INTERVAL_PART.findall(amount):
        size = sign * int(number)
        unit = unit.lower()
        if unit in _MONTHS:
            moment = _add_months(moment, size * _MONTHS[unit])
        else:
            moment += timedelta(seconds=size * _SECONDS[unit])
    return _like(value, moment)


def _add_months(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    last_day = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))


def _add_days(value: Any, days: Any, sign: int) -> str | None:
    moment = _moment(value)
    if moment is None or not isinstance(days, int | float):
        return None
    return (moment + timedelta(days=sign * int(days))).strftime("%Y-%m-%d")


def _days_between(later: Any, earlier: Any) -> int | None:
    first, second = _moment(later), _moment(earlier)
    if first is None or second is None:
        return None
    return (date(first.year, first.month, first.day) - second.date()).days


def _timestamp(value: Any) -> str | None:
    moment = _moment(value)
    return None if moment is None else iso_moment(moment)


def _left(text: Any, count: Any) -> str | None:
    return None if text is None or count is None else str(text)[: int(count)]


def _right(text: Any, count: Any) -> str | None:
    if text is None or count is None:
        return None
    # A negative count leaves out so many at the start, and zero leaves nothing.
    return str(text)[-int(count) :] if int(count) else ""


def _split_part(text: Any, mark: Any, number: Any) -> str | None:
    if text is None or mark is None or number is None:
        return None
    parts = str(text).split(str(mark)) if mark else [str(text)]
    index = int(number) - 1 if int(number) > 0 else len(parts) + int(number)
    return parts[index] if 0 <= index < len(parts) else ""


def _concat(*parts: Any) -> str:
    return "".join(str(part) for part in parts if part is not None)


def _floor(number: Any) -> float | None:
    return None if number is None else math.floor(number)


def _ceil(number: Any) -> float | None:
    return None if number is None else math.ceil(number)


_FUNCTIONS: dict[str, tuple[int, Any]] = {
    "df_date_trunc": (2, _date_trunc),
    "df_extract": (2, _extract),
    "df_add_interval": (3, _add_interval),
    "df_add_days": (3, _add_days),
    "df_days_between": (2, _days_between),
    "df_timestamp": (1, _timestamp),
    "df_now": (0, lambda: iso_moment(datetime.now(UTC))),
    "df_left": (2, _left),
    "df_right": (2, _right),
    "df_split_part": (3, _split_part),
    "df_concat": (-1, _concat),
    "df_floor": (1, _floor),
    "df_ceil": (1, _ceil),
}
