"""From the paths an invoice is drawn with to those of a business document's schema. Knows no layout
and no words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from schemas.schema import load_builtin
from training.answers import leaf_templates, template_of
from training.documents.canvas import Canvas, Mark

#: path of a document's own number
NUMBERS = {
    "purchase_order": "order_number",
    "order_confirmation": "order_number",
    "credit_note": "credit_note_number",
    "delivery_note": "delivery_note_number",
}
_SWAPPED = {"supplier": "customer", "customer": "supplier"}


@cache
def templates(kind: str) -> frozenset[str]:
    """All leaves of the schema."""
    return frozenset(leaf_templates(load_builtin(kind).json))


def paths_of(kind: str, path: str, *, lone: bool) -> list[str]:
    """Where in the schema a path of the drawing belongs; nowhere, or in two places.

    lone: the only recipient stands under a heading of delivery, so it is the place of delivery too.
    """
    if path == "invoice_number":
        return [NUMBERS[kind]]
    party, _, rest = path.partition(".")
    if kind == "purchase_order" and party in _SWAPPED:
        path = f"{_SWAPPED[party]}.{rest}"
    if lone and party == "ship_to":
        return []
    found = [path]
    if lone and party == "customer":
        found.append(f"ship_to.{rest}")
    return [path for path in found if template_of(path) in templates(kind)]


def rename(pages: Iterable[Canvas], typed: dict[str, str], kind: str, *, lone: bool) -> None:
    """Name marks and values by the schema's paths, in place; what it does not ask for goes."""
    values = {
        new: value for path, value in typed.items() for new in paths_of(kind, path, lone=lone)
    }
    for page in pages:
        for word in page.words:
            found: dict[str, Mark] = {}
            for mark in word.marks:
                for new in paths_of(kind, mark.path, lone=lone):
                    found.setdefault(new, replace(mark, path=new))
            word.marks = tuple(found.values())
    typed.clear()
    typed |= values
