"""Pages of a file as people write them: `4-6`, or `4`. Knows no file."""

from __future__ import annotations

import re

_RANGE = re.compile(r"\s*([1-9][0-9]{0,5})\s*(?:-\s*([1-9][0-9]{0,5})\s*)?")


def parse_page_range(text: str) -> tuple[int, int]:
    """First and last page, from 1, both included.

    Raises:
        ValueError: it is no run of pages; the message says what one looks like.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is no run of pages; write 4-6, or 4 for a single page")
    first = int(match[1])
    last = first if match[2] is None else int(match[2])
    if last < first:
        raise ValueError(f"{text[:40]!r} ends before it begins; the first page comes first")
    return first, last
