"""Whether the letters of a text layer mean anything. Knows no page and no language.

Fonts without a Unicode map, or with a wrong one, print well and extract as rubbish: private-use
signs, replacement characters, or every letter shifted to another.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

#: share of meaningless characters from which a text layer is not believed
_MAX_MEANINGLESS = 0.3
#: this many Latin letters always hold vowels: 35 to 45 % of running text, fewer among codes and
#: units
_MIN_LETTERS = 80
_MIN_VOWELS = 0.15
_VOWELS = frozenset("aeiouy")
# Control, private use, unassigned, surrogate.
_MEANINGLESS = frozenset({"Cc", "Co", "Cn", "Cs"})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def garbled(texts: Sequence[str]) -> bool:
    """Whether these words are no text a reader would recognise. False for no words at all."""
    chars = Counter("".join(texts))
    if not chars:
        return False
    meaningless = sum(count for char, count in chars.items() if is_meaningless(char))
    if meaningless > _MAX_MEANINGLESS * chars.total():
        return True
    letters: Counter[str] = Counter()
    for char, count in chars.items():
        letters[_latin_letter(char)] += count
    del letters[""]
    if letters.total() < _MIN_LETTERS:
        return False
    return sum(letters[vowel] for vowel in _VOWELS) < _MIN_VOWELS * letters.total()


def is_meaningless(char: str) -> bool:
    """Whether a character stands for nothing that can be read."""
    return char == _REPLACEMENT or unicodedata.category(char) in _MEANINGLESS


def without_signs(text: str) -> str:
    """`text` without characters that mean nothing: icons of symbol fonts, soft hyphens."""
    if text.isascii() and text.isprintable():
        return text
    kept = (
        char for char in text if not is_meaningless(char) and unicodedata.category(char) != "Cf"
    )
    return "".join(kept)


def _latin_letter(char: str) -> str:
    """The plain letter under a Latin one, lower case; empty for anything else."""
    if char.isascii():
        return char.lower() if char.isalpha() else ""
    base = unicodedata.normalize("NFD", char)[0]
    return base.lower() if base.isascii() and base.isalpha() else ""
