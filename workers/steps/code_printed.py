"""Whether a value that a code holds is printed on the pages as well, in whatever form. Knows no
code and no schema.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from schemas.normalise import DocumentContext, normalise
from schemas.normalise.currency import find_signs
from schemas.normalise.identifiers import iban_is_valid

_SEPARATOR = r"[ \u00a0\u202f.,'\u2019]?"
_IBAN_START = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}")
_IBAN_CHARS = (15, 34)
_MIN_TEXT_CHARS = 4


class PrintedText:
    """All that is printed on a document's pages, in rows."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._compact = compact(text)

    def has_text(self, value: str) -> bool:
        """Letters and digits one after another, whatever stands between them."""
        wanted = compact(value)
        return len(wanted) >= _MIN_TEXT_CHARS and wanted in self._compact

    def other_iban(self, value: str) -> str | None:
        """An IBAN with check digits that hold and that is not `value`, where one is printed."""
        for line in self._text.splitlines():
            for start in _IBAN_START.finditer(line):
                joined = re.sub(r"[\s.-]", "", line[start.start() :])
                for end in range(_IBAN_CHARS[0], min(len(joined), _IBAN_CHARS[1]) + 1):
                    iban = joined[:end]
                    if iban != value and iban.isalnum() and iban_is_valid(iban):
                        return iban
        return None

    def has_amount(self, value: str) -> bool:
        """A decimal with any marks between its digits; without cents only if it has none."""
        whole, _, cents = f"{abs(Decimal(value)):.2f}".partition(".")
        groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)][::-1]
        fraction = rf"(?:[.,] ?{cents})" + ("?" if cents == "00" else "")
        pattern = rf"(?<![\d.,'\u2019]){_SEPARATOR.join(groups)}{fraction}(?![\d])"
        return re.search(pattern, self._text) is not None

    def has_currency(self, code: str) -> bool:
        """The code itself, or a sign that stands for it."""
        signs = {sign for _, _, sign in find_signs(self._text)}
        return code in {normalise(sign, "currency", DocumentContext()).value for sign in signs}


def compact(text: str) -> str:
    """Letters and digits alone, in capitals and without accents."""
    plain = unicodedata.normalize("NFKD", text).upper()
    return "".join(char for char in plain if char.isalnum())
