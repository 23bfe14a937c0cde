"""Columns and cells of the tables of business documents: those of an invoice, and on delivery notes
what was ordered, what is still to come, batches and weights. Knows no layout.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from training.documents.business.facts import Extras
from training.documents.invoices.flow import Seg
from training.documents.invoices.parts.columns import ORDERS, Look
from training.documents.invoices.parts.table import quantity_text
from training.documents.invoices.sheet import Sheet
from training.documents.words.regions import fill

_DELIVERED = (
    ("pos", "sku", "description", "quantity_ordered", "quantity", "backordered", "unit"),
    ("pos", "sku", "description", "quantity", "unit"),
    ("quantity", "unit", "sku", "description"),
    ("quantity_ordered", "quantity", "backordered", "sku", "description"),
    ("sku", "description", "batch", "quantity", "unit"),
    ("pos", "quantity", "unit", "description", "batch", "line_weight"),
    ("description", "quantity", "unit", "line_weight"),
    ("pos", "description", "sku", "quantity_ordered", "quantity"),
    ("sku", "description", "quantity_ordered", "quantity", "unit", "line_weight"),
)
#: how often a column stays; those not named always do
_KEEP = {
    "pos": 0.6,
    "sku": 0.75,
    "unit": 0.75,
    "tax_rate": 0.3,
    "date": 0.3,
    "quantity_ordered": 0.8,
    "backordered": 0.7,
    "batch": 0.8,
    "line_weight": 0.7,
    "unit_price": 0.92,
    "amount": 0.97,
}
_NEVER = {"tax_amount", "gross"}


def priced_columns(sheet: Sheet) -> list[str]:
    """Those of an invoice, tax seldom among them."""
    discounted = any(line.discount for line in sheet.facts.lines)
    keys = _some(sheet, sheet.rng.choice(ORDERS))
    keys = [key for key in keys if key not in _NEVER and (key != "discount" or discounted)]
    if sheet.facts.tax_mode == "none" and "tax_rate" in keys:
        keys.remove("tax_rate")
    return keys


def delivered_columns(sheet: Sheet) -> list[str]:
    """Quantities without prices."""
    return _some(sheet, sheet.rng.choice(_DELIVERED))


def _some(sheet: Sheet, order: tuple[str, ...]) -> list[str]:
    return [key for key in order if sheet.chance(_KEEP.get(key, 1.0))]


def cell_of(extras: Extras) -> Callable[[Sheet, Look, int, str], list[Seg] | None]:
    """What stands in a line's cell where it is not just what an invoice has there."""

    def cell(sheet: Sheet, look: Look, i: int, key: str) -> list[Seg] | None:
        path, line = f"line_items[{i}]", sheet.facts.lines[i]
        if key == "pos":
            return [(str(i + 1), (f"{path}.line_id",))]
        if key == "unit":
            return [(line.product.unit, (f"{path}.unit",) if line.product.unit else ())]
        if key == "sku":
            codes: list[Seg] = [(line.product.sku, (f"{path}.product_code",))]
            # the number below it is a GTIN
            return codes + ([(fill(sheet.rng, "40###########"), ())] if look.stacked else [])
        if key == "description" and look.sku_inside:
            code: Seg = (line.product.sku, (f"{path}.product_code",))
            text: Seg = (line.product.description, (f"{path}.description",))
            return [("[", ()), code, ("] ", ()), text]
        if key == "quantity" and look.quantity_unit and line.product.unit:
            number: Seg = (quantity_text(sheet, look, line.quantity), (f"{path}.quantity",))
            return [number, (" ", ()), (line.product.unit, (f"{path}.unit",))]
        if key == "batch":
            return [(extras.batches[i], (f"{path}.batch",))]
        if key == "line_weight":
            return [(_number(sheet, extras.weights[i]), (f"{path}.weight",))]
        if key == "quantity_ordered":
            text = (quantity_text(sheet, look, extras.ordered[i]), (f"{path}.quantity_ordered",))
            return [text]
        if key == "backordered":
            if not extras.open[i] and look.quantity_places is None:
                return [("", ())]
            return [(quantity_text(sheet, look, extras.open[i]), (f"{path}.quantity_open",))]
        return None

    return cell


def _number(sheet: Sheet, value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return sheet.style.money.number.text(value, places)
