"""Text of documents inside HTML. It is hostile: nothing of it may become markup."""

from __future__ import annotations

import html

from docflow.formats.text import printable
from docflow.results import Json

MAX_TEXT_CHARACTERS = 300


def text(value: Json, max_characters: int = MAX_TEXT_CHARACTERS) -> str:
    """`value` for an element or a quoted attribute: on one line, cut, every special sign escaped.

    None is empty, a truth value is written as in JSON. Control characters and marks that turn the
    reading direction become U+FFFD.
    """
    if value is None:
        return ""
    shown = str(value).lower() if isinstance(value, bool) else printable(str(value))
    if len(shown) > max_characters:
        shown = shown[: max_characters - 1] + "…"
    return html.escape(shown, quote=True)


def cell(value: Json, style: str = "") -> str:
    """A cell of a table; `dir=auto` keeps the direction of its text inside it."""
    shown = text(value)
    attributes = f' class="{text(style)}"' if style else ""
    return f'<td{attributes} dir="auto">{shown}</td>' if shown else f"<td{attributes}>–</td>"


def number_cell(value: float | int | None, digits: int | None = None) -> str:
    """A number, right-aligned; `digits` after the point for a share."""
    if value is None:
        return '<td class="number"></td>'
    return f'<td class="number">{value if digits is None else format(value, f".{digits}f")}</td>'
