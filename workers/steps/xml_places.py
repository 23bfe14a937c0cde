"""Which of a value's places on the page is its own: beside its label, in its row, at its party.

For values that are known exactly, from an e-invoice's XML. A value that stands nowhere has no
place; nothing is concluded from that here. Knows no XML and no model.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.einvoice import Value
from schemas.einvoice.terms import template_of
from schemas.tree import Leaf
from workers.steps.printed import Printed, Spot

_ITEM = re.compile(r"/(\w+)/(\d+)/")
_PARTIES = frozenset(
    {"supplier", "customer", "bill_to", "ship_to", "ship_from", "remit_to", "tax_representative"}
)
#: codes that mean something to machines; where the same letters stand on a page, they mean
#: something else
_NEVER_PRINTED = frozenset(
    {
        "/document_type", "/payment/*/means_code", "/tax/*/category_code", "/line_items/*/unit",
        "/line_items/*/tax/category", "/allowances/*/reason_code", "/charges/*/reason_code",
        "/allowances/*/tax_category", "/charges/*/tax_category", "/tax/*/exemption_code",
    }
)  # fmt: skip
_NUMBERS = frozenset({"quantity", "percent"})
#: rows of the page an item may go on over: a name of several lines, figures above or below it
_ITEM_ROWS = 3
#: leaves of an item that say which row is its own
_TELLING = frozenset(
    {"description", "amount_net", "base", "amount", "iban", "account_number", "number", "due_date"}
)
#: a label further away than this share of the page is another value's
_LABEL_REACH = 0.45
_MIN_TEXT_CHARS = 3
_ADDRESS_PARTS = ("street", "city")
_ADDRESS_REACH = 0.12


@dataclass(frozen=True, slots=True)
class Candidates:
    """A value and every place it could be taken from."""

    value: Value
    leaf: Leaf
    spots: Sequence[Spot]


def places_of(
    values: Sequence[Value], leaves: Mapping[str, Leaf], printed: Printed
) -> dict[str, Spot]:
    """The place of each value that stands on a page, by path. leaves: by pointer."""
    items: dict[tuple[str, int], list[Candidates]] = defaultdict(list)
    parties: dict[str, list[Candidates]] = defaultdict(list)
    found: dict[str, Spot] = {}
    for value in values:
        leaf = leaves[template_of(value.path)]
        known = Candidates(value, leaf, _spots(value, leaf, printed))
        if not known.spots:
            continue
        item = _ITEM.match(value.path)
        party = value.path.split("/")[1]
        if item is not None:
            items[item[1], int(item[2])].append(known)
        elif party in _PARTIES:
            parties[party].append(known)
        else:
            spot = _of_label(known, printed)
            if spot is not None:
                found[value.path] = spot
    for party, members in parties.items():
        found |= _of_party(members)
        whole = _of_address([found.get(f"/{party}/address/{part}") for part in _ADDRESS_PARTS])
        if whole is not None:
            found.setdefault(f"/{party}/address/text", whole)
    rows: dict[str, int] = {}
    for (array, _), members in sorted(items.items(), key=lambda entry: entry[0]):
        placed, rows[array] = _of_item(members, rows.get(array, -1))
        found |= placed
    return found


def _spots(value: Value, leaf: Leaf, printed: Printed) -> list[Spot]:
    if leaf.pointer in _NEVER_PRINTED:
        return []
    if leaf.kind == "amount":
        return printed.amounts(value.value)
    if leaf.kind in _NUMBERS:
        return printed.numbers(value.value)
    if leaf.kind == "date":
        return printed.days(value.value)
    if leaf.kind == "currency":
        return printed.currencies(value.value)
    if len(value.value) < _MIN_TEXT_CHARS and not _ITEM.match(value.path):
        # Two letters stand anywhere: "DE" also begins an IBAN.
        return []
    return printed.texts(value.value)


def _of_label(known: Candidates, printed: Printed) -> Spot | None:
    """The place nearest to one of the leaf's labels: right of it, or below it."""
    is_zero = known.leaf.kind == "amount" and not Decimal(known.value.value)
    if len(known.spots) == 1 and not is_zero:
        return known.spots[0]
    words = [word for group in known.leaf.labels.values() for word in group]
    labels = [spot for word in words for spot in printed.texts(word)]
    best = min(
        ((_label_distance(label, spot), spot) for spot in known.spots for label in labels),
        key=lambda entry: entry[0],
        default=None,
    )
    if best is not None and best[0] <= _LABEL_REACH:
        return best[1]
    if is_zero:
        # 0.00 stands for many things.
        return None
    # Totals stand below what they sum up; everything else is said first where it matters.
    return known.spots[-1 if known.leaf.kind == "amount" else 0]


def _label_distance(label: Spot, spot: Spot) -> float:
    """Share of the page between a label and a value; larger than any for one it cannot name."""
    if label.page != spot.page:
        return 9.0
    if label.row == spot.row:
        gap = spot.bbox[0] - label.bbox[2]
        return gap if gap >= -0.01 else 9.0
    below = spot.bbox[1] - label.bbox[3]
    overlaps = min(label.bbox[2], spot.bbox[2]) - max(label.bbox[0], spot.bbox[0]) > -0.02
    # A row below counts for more than its height: what stands beside a label is likelier.
    return 0.1 + 4 * below if -0.01 <= below < 0.05 and overlaps else 9.0


def _of_party(members: Sequence[Candidates]) -> dict[str, Spot]:
    """A party's values around its name; without one, around the first of them."""
    named = next((m for m in members if m.value.path.endswith("/name")), members[0])
    centre = _densest(named, members)
    return {m.value.path: _nearest(m.spots, centre) for m in members}


def _densest(named: Candidates, members: Sequence[Candidates]) -> Spot:
    """The place of the name that most other values are near to."""

    def company(spot: Spot) -> tuple[int, float]:
        distances = [_apart(_nearest(m.spots, spot), spot) for m in members if m is not named]
        near = sum(distance < 0.12 for distance in distances)
        return near, -sum(min(distance, 1.0) for distance in distances)

    return max(named.spots, key=company)


def _of_address(parts: Sequence[Spot | None]) -> Spot | None:
    """Around an address whose lines are not told apart from their neighbours: street and city."""
    street, city = parts
    if street is None or city is None or _apart(street, city) > _ADDRESS_REACH:
        return None
    boxes = (street.bbox, city.bbox)
    left, top = (min(box[side] for box in boxes) for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) for side in (2, 3))
    return Spot(street.page, street.row, (left, top, right, bottom))


def _nearest(spots: Sequence[Spot], centre: Spot) -> Spot:
    return min(spots, key=lambda spot: _apart(spot, centre))


def _apart(first: Spot, second: Spot) -> float:
    if first.page != second.page:
        return 2.0 + abs(first.page - second.page)
    across = abs(first.bbox[0] - second.bbox[0])
    return abs(first.bbox[1] - second.bbox[1]) + 0.3 * across


def _of_item(members: Sequence[Candidates], after: int) -> tuple[dict[str, Spot], int]:
    """The values of one item in the row that holds most of them, below the item before it.

    Returns the places and the row; values that stand elsewhere only have none.
    """
    votes: Counter[int] = Counter()
    for known in members:
        weight = 3 if _is_telling(known) else 1
        for row in {spot.row for spot in known.spots}:
            votes[row] += weight
    later = {row: count for row, count in votes.items() if row > after}
    telling = [m for m in members if _is_telling(m)]
    if not telling:
        # A rate alone stands in many rows.
        return {}, after
    candidates = later or votes
    row = max(candidates, key=lambda row: (candidates[row], -row))
    placed = {}
    for known in members:
        near = [spot for spot in known.spots if abs(spot.row - row) <= _ITEM_ROWS]
        if near:
            placed[known.value.path] = min(near, key=lambda spot: (abs(spot.row - row), spot.row))
    return placed, row


def _is_telling(known: Candidates) -> bool:
    return known.value.path.rsplit("/", 1)[-1] in _TELLING
