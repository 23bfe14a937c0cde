"""Printed times of day -> ``HH:MM`` or ``HH:MM:SS``. Knows no time zones."""

from __future__ import annotations

import re

from schemas.normalise.result import DocumentContext, Normalised, unread
from schemas.normalise.text import plain

_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})\s?(?:[:h]|時|(?P<point>\.))\s?(\d{2})(?:\s?[:.分]\s?(\d{2}))?(?!\d)\s*(?P<half>[ap]\.?\s?m\b)?",
    re.IGNORECASE,
)


def normalise_time(raw: str, context: DocumentContext) -> Normalised:
    """``"2:33 PM"`` -> ``"14:33"``; the first in the text, seconds kept where printed."""
    text = plain(raw)
    match = next((one for one in _TIME.finditer(text) if not one["point"]), None) or _TIME.search(
        text
    )
    if match is None:
        return unread(f"no time in {raw[:40]!r}")
    hour, minute, second = int(match[1]), int(match[3]), int(match[4] or 0)
    half = (match["half"] or "")[:1].casefold()
    steps = []
    if half:
        if not 1 <= hour <= 12 and half == "a":
            return unread(f"impossible time {match.group()!r}")
        if hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
            steps.append(f"{half}m")
    if hour > 23 or minute > 59 or second > 59:
        return unread(f"impossible time {match.group()!r}")
    value = f"{hour:02}:{minute:02}" + (f":{second:02}" if match[4] else "")
    return Normalised(value, "; ".join(steps) or "as printed", not match["point"])
