"""Which pages a window is made of, from its row. Knows no database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def page_numbers(pages: Iterable[Any]) -> set[int]:
    """The numbers in the column `windows.pages`.

    A page stands there as its number, or as `[number, first word, end]` where it was too long for
    one window.
    """
    return {piece if isinstance(piece, int) else int(piece[0]) for piece in pages}
