"""Makes text of a document harmless for a terminal. A document's text is data, never a command."""

from __future__ import annotations

import re
import unicodedata

from docflow.results import PartOfFile

# Cc: control characters (terminal escapes begin with one); Cs: lone surrogates (cannot be written);
# the listed format characters change the reading direction of what stands around them.
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_WHITE_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def printable(text: str) -> str:
    """`text` on one line: white space becomes one space, other control characters U+FFFD."""
    return "".join(map(_printable_character, _WHITE_SPACE.sub(" ", text)))


def _printable_character(character: str) -> str:
    if character in _DIRECTION_MARKS or unicodedata.category(character) in ("Cc", "Cs"):
        return "\ufffd"
    return character


def part_words(part: PartOfFile) -> str:
    """Which pages of a file a document is: `pages 4-6 (2 of 5)`."""
    pages = pages_words(part["first_page"], part["last_page"])
    return f"{pages} ({part['number']} of {part['count']})"


def pages_words(first: int, last: int) -> str:
    """A run of pages: `page 4`, `pages 4-6`."""
    return f"page {first}" if first == last else f"pages {first}-{last}"


def dotted(tokens: tuple[str, ...]) -> str:
    """A path for people: `("line_items", "0", "quantity")` is `line_items[0].quantity`."""
    text = ""
    for token in tokens:
        if token.isdecimal() and text:
            text += f"[{token}]"
        else:
            text += f".{token}" if text else token
    return text
