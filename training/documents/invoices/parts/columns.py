"""Which columns a table of items has, how wide they are, and how the table looks."""

from __future__ import annotations

from dataclasses import dataclass

from training.documents.canvas import Align, Color
from training.documents.invoices.flow import Seg, plain, width_of, wrap
from training.documents.invoices.sheet import Sheet

ORDERS = (
    (
        "pos",
        "sku",
        "description",
        "quantity",
        "unit",
        "unit_price",
        "discount",
        "tax_rate",
        "amount",
    ),
    (
        "pos",
        "quantity",
        "unit",
        "sku",
        "description",
        "tax_rate",
        "unit_price",
        "discount",
        "amount",
    ),
    ("quantity", "unit", "description", "unit_price", "tax_rate", "amount"),
    ("date", "description", "quantity", "unit_price", "tax_rate", "amount"),
    ("pos", "sku", "quantity", "description", "unit_price", "amount"),
    ("sku", "description", "unit_price", "tax_rate", "quantity", "amount"),
    ("pos", "description", "unit", "quantity", "unit_price", "discount", "amount", "tax_rate"),
    ("description", "quantity", "unit_price", "amount"),
    ("date", "sku", "description", "quantity", "unit", "unit_price", "tax_amount", "amount"),
    ("description", "unit_price", "quantity", "discount", "amount"),
    ("pos", "sku", "description", "tax_rate", "quantity", "unit_price", "amount"),
    ("description", "quantity", "unit", "unit_price", "amount", "tax_rate", "tax_amount"),
    ("sku", "description", "quantity", "unit_price", "amount", "tax_rate", "tax_amount", "gross"),
    ("pos", "description", "quantity", "unit_price", "amount", "tax_rate", "gross"),
    ("date", "sku", "description", "quantity", "unit", "unit_price", "tax_amount", "amount"),
    ("pos", "sku", "unit", "quantity", "description", "unit_price", "amount"),
)


_KEEP = {
    "pos": 0.6,
    "sku": 0.55,
    "unit": 0.6,
    "discount": 0.3,
    "tax_rate": 0.65,
    "date": 0.9,
    "tax_amount": 0.8,
    "gross": 0.8,
    "quantity": 0.9,
    "unit_price": 0.9,
}


_TEXT = {"description", "sku", "date", "unit", "pos", "batch"}


@dataclass(slots=True)
class Column:
    """A column between x0 and x1 with its header lines."""

    key: str
    header: list[list[Seg]]
    align: Align
    x0: float = 0.0
    x1: float = 0.0

    @property
    def at(self) -> float:
        """Where text is anchored."""
        return {"left": self.x0, "right": self.x1, "center": (self.x0 + self.x1) / 2}[self.align]


@dataclass(slots=True)
class Look:
    """Rules and fills of a table. raised: where figures stand beside a description of several rows,
    0 the first, 1 the last. stacked: an article's numbers stand in several rows of their column.
    """

    size: float
    step: float
    pad: float
    header_fill: Color | None
    header_color: Color
    grid: bool
    row_lines: bool
    stripes: bool
    outer: bool
    wrap_details: bool
    sku_inside: bool
    quantity_unit: bool
    quantity_places: int | None
    price_places: int | None
    percent: str
    raised: float
    stacked: bool


def pick_columns(sheet: Sheet) -> list[str]:
    if sheet.variant is not None:
        return sheet.variant.columns(sheet)
    rng, facts = sheet.rng, sheet.facts
    order = rng.choice(ORDERS)
    has_discount = any(line.discount for line in facts.lines)
    keys = []
    for key in order:
        keep = rng.random() < _KEEP.get(key, 1.0)
        if key == "discount":
            keep = has_discount or (keep and rng.random() < 0.3)
        if key in ("tax_rate", "tax_amount", "gross") and facts.tax_mode == "none":
            keep = False
        if key == "gross" and facts.tax_mode != "excluded":
            keep = False
        if keep:
            keys.append(key)
    if has_discount and "discount" not in keys:
        keys.insert(keys.index("amount"), "discount")
    if (
        "quantity" not in keys
        and any(line.quantity != 1 for line in facts.lines)
        and "unit_price" in keys
    ):
        keys.remove("unit_price")
    if "quantity" not in keys and "unit" in keys:
        keys.remove("unit")
    if (
        rng.random() < 0.03
        and keys[-1] == "amount"
        and "unit_price" in keys
        and all(line.quantity == 1 for line in facts.lines)
        and not has_discount
    ):
        keys.remove("amount")
    return keys


def pick_look(sheet: Sheet) -> Look:
    rng, style = sheet.rng, sheet.style
    size = style.size * rng.choice((0.85, 0.9, 1.0, 1.0))
    kind = rng.random()
    fill: Color | None = None
    color: Color = (0.0, 0.0, 0.0)
    if kind < 0.3:
        fill = rng.choice(((0.9, 0.9, 0.9), (0.8, 0.8, 0.8), (0.8, 0.92, 1.0), (0.95, 0.93, 0.85)))
    elif kind < 0.48 and sum(style.accent) < 1.6:
        fill, color = style.accent if style.tinted else (0.2, 0.2, 0.2), (1.0, 1.0, 1.0)
    return Look(
        size,
        max(style.leading * size / style.size, size * 1.15) + rng.choice((0, 0, 1, 3, 6)),
        rng.uniform(2, 5),
        fill,
        color,
        rng.random() < 0.28,
        rng.random() < 0.3,
        rng.random() < 0.15,
        rng.random() < 0.2,
        rng.random() < 0.3,
        rng.random() < 0.1,
        rng.random() < 0.22,
        rng.choice((None, None, None, None, 2, 2, 3)),
        4 if rng.random() < 0.06 else None,
        rng.choice(("%", " %", "", "%", ".00%", ",00 %")),
        rng.choices((0.0, 0.5, 1.0), (0.82, 0.12, 0.06))[0],
        rng.random() < 0.08,
    )


def header_lines(sheet: Sheet, key: str, size: float) -> list[list[Seg]]:
    text = sheet.label(key)
    width = width_of(text, sheet.style.bold, size)
    limit = width if key == "description" or sheet.rng.random() < 0.5 else max(40.0, width * 0.6)
    return wrap([(text, ())], sheet.style.bold, size, limit + 0.1)


def _longest(
    sheet: Sheet, look: Look, header: list[list[Seg]], rows: list[dict[str, list[Seg]]]
) -> float:
    """Room for the longest word of any description, and for its header."""
    words = (word for row in rows for word in plain(row["description"]).split(" "))
    heads = [sheet.extent(line, bold=True, size=look.size) for line in header]
    return max([*heads, *(sheet.extent(word, size=look.size) for word in words)]) + 2 * look.pad + 3


def lay_out(
    sheet: Sheet,
    look: Look,
    keys: list[str],
    rows: list[dict[str, list[Seg]]],
    x0: float,
    x1: float,
) -> list[Column]:
    """Columns with widths by their content; the description takes what is left. Drops columns
    until that is enough.
    """
    rng = sheet.rng
    numbers_left = rng.random() < 0.07
    centered = rng.random() < 0.1
    droppable = [
        k
        for k in (
            "backordered",
            "line_weight",
            "gross",
            "tax_amount",
            "date",
            "batch",
            "sku",
            "discount",
            "unit",
            "tax_rate",
            "pos",
            "quantity_ordered",
            "unit_price",
            "quantity",
        )
        if k in keys
    ]
    need = min(
        rng.choice((70.0, 100.0, 150.0, 150.0)),
        max(sheet.extent(r["description"], size=look.size) for r in rows) + 6,
    )
    while True:
        columns = [
            Column(
                k,
                header_lines(sheet, k, look.size),
                "left" if k in _TEXT or numbers_left else "right",
            )
            for k in keys
        ]
        widths = {}
        for c in columns:
            if centered and c.key not in ("description", "amount", "unit_price"):
                c.align = "center"
            texts = [sheet.extent(h, bold=True, size=look.size) for h in c.header]
            widths[c.key] = (
                max(texts + [sheet.extent(r[c.key], size=look.size) for r in rows])
                + 2 * look.pad
                + 3
            )
        rest = x1 - x0 - sum(w for k, w in widths.items() if k != "description")
        if rest >= need or not droppable:
            break
        keys.remove(droppable.pop(0))
    if rng.random() < 0.6:
        wanted = max(widths["description"], (x1 - x0) * rng.uniform(0.3, 0.5))
        if rng.random() < 0.3:
            header = next(c.header for c in columns if c.key == "description")
            least = _longest(sheet, look, header, rows)
            wanted = max(widths["description"] * rng.uniform(0.4, 0.8), least)
        spare = max(0.0, rest - wanted) / max(1, len(keys) - 1)
        widths = {k: w + spare for k, w in widths.items()}
        rest -= spare * (len(keys) - 1)
    widths["description"] = max(rest, 60.0)
    x = x0
    for c in columns:
        c.x0, c.x1 = x + look.pad, x + widths[c.key] - look.pad
        x += widths[c.key]
    return columns
