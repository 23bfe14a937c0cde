"""Which lists a kind of document has, and how the rows of each are matched and compared. Knows no
documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from schemas.evaluate.fields import own_leaves
from schemas.evaluate.items import ITEM_COLUMNS, Column, Columns
from schemas.evaluate.matchers import matcher_of, same_text
from schemas.tree import Leaf

ITEMS = "line_items"
# A list of objects at the top of a schema, and a cell of its rows.
_CELL = re.compile(r"([^\[\].]+)\[\]\.([^\[\]]+)")
#: what two rows are known by
_TEXT = "description"
#: what an equal cell says for two rows being one, by kind; amounts that stand for a whole row more
_WEIGHTS = {"amount": 0.5, "quantity": 0.5, "percent": 0.5, "identifier": 0.5}
_OTHER_WEIGHT, _AMOUNT_WEIGHT, _LEAD_WEIGHT = 0.25, 1.0, 2.0
_AMOUNTS = frozenset({"amount", "amount_net", "amount_gross", "debit", "credit"})


def lists_of(kind: str) -> Mapping[str, Columns]:
    """Columns of each list of a kind of document, by the list's name.

    A kind that is labelled by its schema's paths has its schema's lists; every other has line
    items, with the keys of public test sets.
    """
    return columns_of(own_leaves(kind)) or {ITEMS: ITEM_COLUMNS}


def columns_of(leaves: Iterable[Leaf]) -> dict[str, dict[str, Column]]:
    """Columns of each list of objects among a schema's leaves.

    A row is known by its description, or by its first cell in a list that has none.
    """
    cells: dict[str, dict[str, Leaf]] = {}
    for leaf in leaves:
        match = _CELL.fullmatch(leaf.path)
        if match is not None:
            cells.setdefault(match[1], {})[match[2]] = leaf
    return {name: _columns(found) for name, found in cells.items()}


def _columns(leaves: Mapping[str, Leaf]) -> dict[str, Column]:
    lead = _TEXT if _TEXT in leaves else next(iter(leaves))
    columns = {}
    for name, leaf in leaves.items():
        same = same_text if name == _TEXT else matcher_of(leaf.kind)
        weight = _AMOUNT_WEIGHT if name in _AMOUNTS else _WEIGHTS.get(leaf.kind, _OTHER_WEIGHT)
        columns[name] = Column((name,), same, _LEAD_WEIGHT if name == lead else weight)
    return columns
