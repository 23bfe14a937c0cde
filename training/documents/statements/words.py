"""Label words of bank statements by language; alternatives are separated by bars. Knows no layout.

``{a}`` and ``{b}`` are the first and the last day of a period, ``{n}`` a page, ``{m}`` how many
there are, ``{c}`` the currency.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

#: letters behind an amount that went out and one that came in
LETTERS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (("DR", "CR"), ("Dr", "Cr"), ("D", "C"), ("DR", "")),
    "de": (("S", "H"),),
    "fr": (("D", "C"), ("DB", "CR")),
    "es": (("D", "H"), ("D", "C")),
    "it": (("D", "A"), ("D", "C")),
    "nl": (("Af", "Bij"), ("D", "C"), ("AF", "BIJ")),
    "pt": (("D", "C"), ("D", "C")),
    "pl": (("Wn", "Ma"), ("D", "C")),
}


@cache
def words_of(lang: str) -> dict[str, str]:
    """The words of one language by key.

    Raises:
        KeyError: none of ours.
    """
    text = Path(__file__).with_name("words.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)[lang]
    return found
