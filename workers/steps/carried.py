"""Sums carried from page to page: a table that runs on prints what it came to so far at the foot of
one page and again at the head of the next. They are neither items nor the document's totals.

They are known by their words ("carried forward", "Übertrag", "à reporter") or by their arithmetic:
an amount without quantity and price, first or last of its page's rows, that is the sum of the items
above it. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from schemas.checks.check import CENT
from schemas.checks.figures import to_decimal
from schemas.normalise import RawValue, infer_context
from schemas.normalise.amounts import normalise_amount
from schemas.normalise.text import fold, plain
from workers.steps.table_end import ITEMS, SUMS, Depth, depth_of, item_index, without_items
from workers.steps.values import Reading

#: what such a row is called. Words that also name goods or services ("transport", "report") count
#: only with the arithmetic, so they are not listed.
_WORDS = re.compile(
    r"(?:(?:sub ?-? ?total|total|balance|amount|sum)s? )?(?:(?:carried|brought|carry|bring) "
    r"(?:forward|over|down)|balance forward|[cb] ?/ ?f(?:wd)?)\b"
    r"|(?:zwischensumme )?(?:ubertrag|uebertrag)\b|zwischensumme(?: seite| vortrag|$)"
    r"|(?:sous ?-? ?total |total |montant )?(?:a reporter|report(?:e|es)? de la page|reporte)\b"
    r"|(?:a riportare|da riportare|riporto|totale a riportare)\b"
    r"|(?:suma y sigue|suma anterior|total a trasladar|suma del anterior)\b"
    r"|(?:over te brengen|over te dragen|overgebracht|transport (?:van|naar) (?:pagina|blz))\b"
    r"|(?:do przeniesienia|z przeniesienia)\b"
    r"|(?:a transportar|transporte (?:da|para|de) (?:pagina|folha))\b"
)
_DESCRIPTION = f"{ITEMS}/{{}}/description"
_AMOUNTS = (f"{ITEMS}/{{}}/amount_net", f"{ITEMS}/{{}}/amount_gross")
_COUNTED = (f"{ITEMS}/{{}}/quantity", f"{ITEMS}/{{}}/unit_price")


@dataclass(frozen=True, slots=True)
class _Row:
    """One item as it stands in the document. amount: None where it has none that is a number."""

    index: int
    depth: Depth
    description: str
    amount: Decimal | None
    is_counted: bool


def without_carried(readings: Sequence[Reading], page_text: str) -> list[Reading]:
    """The readings without items that are sums carried over, later items counted anew, and without
    totals that are one.

    page_text: everything printed, for the document's notation. A document whose items all stand on
    one page carries nothing over.
    """
    rows = _rows(readings, page_text)
    if not any(above.depth[0] != row.depth[0] for above, row in pairwise(rows)):
        return list(readings)
    carried, sums_by_page = _carried(rows)
    kept = [r for r in readings if not _is_carried_total(r, rows, sums_by_page, page_text)]
    return without_items(kept, carried)


def _rows(readings: Sequence[Reading], page_text: str) -> list[_Row]:
    """Items from the top of the first page down."""
    by_path = {reading.path: reading for reading in readings}
    places: dict[int, list[Depth]] = {}
    for reading in readings:
        index = item_index(reading.path)
        if index is not None and reading.place is not None:
            places.setdefault(index, []).append(depth_of(reading.place))
    amounts = _amounts(by_path, sorted(places), page_text)
    rows = []
    for index, depths in places.items():
        text = by_path.get(_DESCRIPTION.format(index))
        rows.append(
            _Row(
                index,
                min(depths),
                "" if text is None else str(text.raw),
                amounts.get(index),
                any(path.format(index) in by_path for path in _COUNTED),
            )
        )
    return sorted(rows, key=lambda row: row.depth)


def _amounts(
    by_path: Mapping[str, Reading], indices: Sequence[int], page_text: str
) -> dict[int, Decimal]:
    found = {}
    for index in indices:
        reading = next(
            (by_path[p.format(index)] for p in _AMOUNTS if p.format(index) in by_path), None
        )
        if reading is not None:
            found[index] = str(reading.raw)
    return _typed(found, page_text)


def _typed(raws: Mapping[int, str], page_text: str) -> dict[int, Decimal]:
    context = infer_context([RawValue("", "amount", raw) for raw in raws.values()], page_text)
    typed = {index: to_decimal(normalise_amount(raw, context).value) for index, raw in raws.items()}
    return {index: value for index, value in typed.items() if value is not None}


def _carried(rows: Sequence[_Row]) -> tuple[set[int], dict[int, Decimal]]:
    """Indices of the items that are sums carried over, and what the others sum to down to the end
    of each page.
    """
    carried: set[int] = set()
    sums: dict[int, Decimal] = {}
    total, count = Decimal(0), 0
    for place, row in enumerate(rows):
        neighbours = (rows[place - 1] if place else None, (*rows, None)[place + 1])
        at_edge = any(other and other.depth[0] != row.depth[0] for other in neighbours)
        named = _WORDS.match(fold(plain(row.description))) is not None
        is_sum = (
            row.amount is not None and count > 1 and abs(row.amount - total) <= CENT * count / 2
        )
        if (named and (is_sum or not row.is_counted)) or (
            is_sum and at_edge and not row.is_counted
        ):
            carried.add(row.index)
        elif row.amount is not None:
            total += row.amount
            count += 1
        sums[row.depth[0]] = total
    return carried, sums


def _is_carried_total(
    reading: Reading, rows: Sequence[_Row], sums: Mapping[int, Decimal], page_text: str
) -> bool:
    """Whether a total is what the items came to at the end of a page that is not their last."""
    if reading.path not in SUMS or reading.place is None:
        return False
    page = reading.place.page
    if page >= rows[-1].depth[0] or page not in sums:
        return False
    amount = _typed({0: str(reading.raw)}, page_text).get(0)
    return amount is not None and abs(amount - sums[page]) <= CENT * len(rows) / 2
