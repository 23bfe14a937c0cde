"""Both parties in the layouts that are hard to read: side by side so that their rows interleave,
in tables and forms, behind labels of every kind or behind none, among third parties.

Each layout draws seller and buyer (some only the buyer) and is a ``Block``. Only the two names are
marked; departments, contact persons and other addresses are not. Knows nothing of the letterhead.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.documents.invoices.flow import Seg
from training.documents.invoices.parts.parties import contact_lines, sender_line
from training.documents.invoices.parts.party_rows import (
    Rows,
    department,
    name_rows,
    part_of,
    party_rows,
    person_line,
)
from training.documents.invoices.parts.party_words import heading
from training.documents.invoices.sheet import Block, Sheet
from training.documents.words.parties import Party
from training.documents.words.regions import fill

Column = tuple[str, Rows]
"""Heading ("" for none) and rows of a block."""
Entry = tuple[str, Rows]
"""A label ("" continues the entry above) and the rows of its value."""

_PREFIX = {"from": "supplier", "bill_to": "customer", "ship_to": ""}


def _prefix(sheet: Sheet, key: str) -> str:
    """Of the paths of a party; the third party of an invoice has none."""
    return "ship_to" if key == "ship_to" and sheet.variant is not None else _PREFIX[key]


def _third_share(sheet: Sheet) -> float:
    """How often a layout with room for it shows a third party."""
    return 0.4 if sheet.variant is None else sheet.variant.third


def head_of(sheet: Sheet, key: str) -> str:
    """A heading in the document's case, from the usual label words or the wider list."""
    if sheet.variant is not None or sheet.chance(0.4):
        return sheet.label(key)
    return sheet.style.cased(heading(sheet.rng, sheet.style.lang, key))


def _who(sheet: Sheet, key: str) -> Party:
    facts = sheet.facts
    return {"from": facts.supplier, "bill_to": facts.customer, "ship_to": facts.ship_to}[key]


def full_rows(sheet: Sheet, key: str) -> Rows:
    """All rows of a party: name, persons, departments, address, contacts, tax number."""
    rng, who, prefix = sheet.rng, _who(sheet, key), _prefix(sheet, key)
    rows = party_rows(sheet, who, prefix, name=True, address=True)
    if not prefix and sheet.facts.customer.kind == "company" and sheet.chance(0.4):
        rows[0] = [(part_of(sheet, sheet.facts.customer), ())]
    if rng.random() < (0.5 if key == "from" else 0.3):
        rows += contact_lines(sheet, who, own=False)
    if rng.random() < (0.4 if key == "from" else 0.15):
        rows.append(_tax_row(sheet, key))
    if rng.random() < 0.08:
        rows.append([(f"GLN{rng.choice((' ', ': '))}{fill(rng, '40###########')}", ())])
    if key == "bill_to" and sheet.plan.account and rng.random() < 0.15:
        number: Seg = (sheet.facts.numbers["account_id"], ("customer.account_id",))
        label = sheet.colon(sheet.label("account_id"))
        rows.insert(0 if rng.random() < 0.3 else len(rows), [(f"{label} ", ()), number])
    return rows


def _tax_row(sheet: Sheet, key: str) -> list[Seg]:
    own = key == "from"
    label = sheet.colon(sheet.label("tax_id" if own else "customer_tax_id"))
    return [(f"{label} ", ()), (_who(sheet, key).tax_id, ("supplier.tax_id",) if own else ())]


def _in_columns(
    sheet: Sheet, columns: Sequence[Column], edges: Sequence[tuple[float, float]], y: float
) -> float:
    """Blocks at the same height, row beside row."""
    rng, style = sheet.rng, sheet.style
    filled, boxed = rng.random() < 0.15, rng.random() < 0.15
    bold, loud = rng.random() < 0.6, rng.random() < 0.25
    any_head = any(head for head, _ in columns)
    top = y
    for (head, _), (x0, x1) in zip(columns, edges, strict=True):
        if filled and any_head:
            sheet.canvas.rect(
                x0 - 2, y - 1, x1, y + style.leading, stroke=None, fill=(0.87, 0.9, 0.94)
            )
        if head:
            top = max(top, sheet.lines(x0, x1, y, head, bold=bold))
    top += rng.choice((0.0, 2.0, 4.0)) if any_head else 0.0
    bottom = top
    for (_, rows), (x0, x1) in zip(columns, edges, strict=True):
        at = top
        for i, row in enumerate(rows):
            at = sheet.lines(x0, x1, at, row, bold=loud and i == 0)
        bottom = max(bottom, at)
    if boxed:
        for x0, x1 in edges:
            sheet.canvas.rect(x0 - 4, y - 3, x1 + 2, bottom + 2)
    return bottom + 4


def _edges(sheet: Sheet, count: int, x0: float, x1: float) -> list[tuple[float, float]]:
    """Left and right edges of `count` columns, of even width or nearly so."""
    cuts = [x0 + (x1 - x0) * i / count for i in range(count + 1)]
    if count == 2:
        cuts[1] += (x1 - x0) * sheet.rng.uniform(-0.1, 0.1)
    return [(cuts[i], cuts[i + 1] - 10) for i in range(count)]


def beside(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Seller, buyer and at times a third party side by side."""
    rng = sheet.rng
    keys = ["from", "bill_to"] if rng.random() < 0.65 else ["bill_to", "from"]
    if x1 - x0 > 330 and sheet.chance(_third_share(sheet)):
        keys.insert(rng.choice((1, 2, 2)), "ship_to")
    headed = rng.random() < 0.85
    columns: list[Column] = []
    for key in keys:
        head = head_of(sheet, key) if headed and rng.random() < 0.95 else ""
        columns.append((sheet.colon(head) if head and rng.random() < 0.5 else head, []))
    columns = [(head, full_rows(sheet, key)) for (head, _), key in zip(columns, keys, strict=True)]
    return _in_columns(sheet, columns, _edges(sheet, len(keys), x0, x1), y)


def window(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """The buyer's bare address under a sender line; the seller's block at its right, a little
    higher, so that the rows of the two mingle.
    """
    rng = sheet.rng
    cut = x0 + (x1 - x0) * rng.uniform(0.5, 0.64)
    start = y + rng.choice((0.0, 1.0, 2.0, 3.0)) * sheet.style.leading
    right = y
    if rng.random() < 0.8:
        for i, row in enumerate(full_rows(sheet, "from")):
            right = sheet.lines(cut, x1, right, row, bold=i == 0 and sheet.style.bold_values)
    gap = rng.choice((0.0, 0.0, 0.5, 1.0, 1.5)) * sheet.style.leading
    left = sender_line(sheet, x0, cut - 12, start) + gap
    step = rng.choice((0.0, 0.0, 0.0, sheet.style.leading))
    rows = party_rows(sheet, sheet.facts.customer, "customer", name=True, address=True)
    for i, row in enumerate(rows):
        left = sheet.lines(x0, cut - 12, left, row) + (step if i == len(rows) - 2 else 0.0)
    return max(left, right) + 4


def bare(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Both addresses without any heading, one under the other or opposite each other."""
    rng = sheet.rng
    seller, buyer = full_rows(sheet, "from"), full_rows(sheet, "bill_to")
    if rng.random() < 0.5:
        return _in_columns(sheet, [("", seller), ("", buyer)], _edges(sheet, 2, x0, x1), y)
    for row in seller:
        y = sheet.lines(x0, x1, y, row)
    y += sheet.style.leading * rng.choice((0.0, 0.5, 1.0, 2.0))
    indent = (x1 - x0) * rng.choice((0.0, 0.0, 0.5))
    for row in buyer:
        y = sheet.lines(x0 + indent, x1, y, row)
    return y + 4


def _entries(sheet: Sheet, key: str) -> list[Entry]:
    """A party as labelled rows: the label of its name says who it is, or only that it is a name."""
    rng, who, prefix = sheet.rng, _who(sheet, key), _PREFIX[key]
    lead = sheet.label("customer_name") if key == "bill_to" and rng.random() < 0.3 else ""
    lead = lead or (head_of(sheet, key) if rng.random() < 0.7 else sheet.label("name"))
    found: list[Entry] = [(lead, name_rows(sheet, who.name, (f"{prefix}.name",)))]
    path = (f"{prefix}.address.text",)
    address: Rows = [[(text, path)] for text in who.address]
    if rng.random() < 0.4:
        address = [[(rng.choice((", ", ", ", " ", " - ")).join(who.address), path)]]
    if rng.random() < 0.25:
        address.insert(0, [(department(sheet) if rng.random() < 0.6 else who.person, ())])
    around: list[Entry] = []
    if rng.random() < 0.3:
        around.append((sheet.label("attn"), [[(person_line(sheet, who), ())]]))
    for label, value in (("phone", who.phone), ("email", who.email), ("web", who.web)):
        if rng.random() < 0.3:
            around.append((sheet.label(label), [[(value, ())]]))
    if rng.random() < 0.35:
        *_, tax = _tax_row(sheet, key)
        around.append((sheet.label("tax_id" if key == "from" else "customer_tax_id"), [[tax]]))
    if key == "bill_to" and sheet.plan.account and rng.random() < 0.3:
        number: Seg = (sheet.facts.numbers["account_id"], ("customer.account_id",))
        around.append((sheet.label("account_id"), [[number]]))
    rng.shuffle(around)
    cut = rng.choice((0, 0, 0, 1))
    label = sheet.label("address") if rng.random() < 0.8 else ""
    return [*around[:cut], *found, (label, address), *around[cut:]]


def _draw_entries(
    sheet: Sheet, entries: Sequence[Entry], x0: float, x1: float, y: float, *, aligned: bool
) -> float:
    """Labels at the left; values in a column of their own, or right behind their labels."""
    bold = sheet.style.bold_labels
    widest = max(sheet.extent(sheet.colon(label), bold=bold) for label, _ in entries if label)
    indent = min(widest + sheet.rng.choice((4.0, 8.0, 20.0)), 0.45 * (x1 - x0))
    for label, rows in entries:
        text = sheet.colon(label) if label else ""
        extent = sheet.extent(text, bold=bold) + 4 if text else 0.0
        at = max(indent, extent) if aligned else extent
        if text:
            sheet.line(x0, y, text, bold=bold)
        if at > 0.6 * (x1 - x0):
            y, at = y + sheet.style.leading, 0.0
        for row in rows:
            y = sheet.lines(x0 + at, x1, y, row)
            at = at if aligned else 0.0
    return y


def form(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Labelled rows, the parties side by side or one below the other."""
    rng = sheet.rng
    keys = ["from", "bill_to"] if rng.random() < 0.75 else ["bill_to", "from"]
    aligned = rng.random() < 0.55
    parts = [_entries(sheet, key) for key in keys]
    if x1 - x0 > 300 and rng.random() < 0.55:
        edges = _edges(sheet, 2, x0, x1)
        bottoms = [
            _draw_entries(sheet, entries, a, b, y, aligned=aligned)
            for entries, (a, b) in zip(parts, edges, strict=True)
        ]
        return max(bottoms) + 4
    for entries in parts:
        y = _draw_entries(sheet, entries, x0, x1, y, aligned=aligned)
        y += rng.choice((2.0, 6.0, 14.0))
    return y


def grid(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """A table: a row for each fact, a column for each party."""
    rng, style = sheet.rng, sheet.style
    keys = ["from", "bill_to"]
    shown = ["name", "address"] + [w for w in ("attn", "phone", "tax_id") if rng.random() < 0.5]
    widest = max(sheet.extent(sheet.label(what), bold=True) for what in shown) + 8
    first = x0 + max(rng.uniform(0.16, 0.24) * (x1 - x0), min(widest, 0.4 * (x1 - x0)))
    edges = _edges(sheet, 2, first, x1)
    ruled, bold = rng.random() < 0.6, rng.random() < 0.5
    top = y
    for (a, b), key in zip(edges, keys, strict=True):
        top = max(top, sheet.lines(a, b, y, head_of(sheet, key), bold=bold))
    y = top + style.leading * 0.2
    for what in ("name", "attn", "address", "phone", "tax_id"):
        if what not in shown:
            continue
        cells = [_grid_cell(sheet, key, what) for key in keys]
        if ruled:
            sheet.canvas.line(x0, y - 1, x1, y - 1, width=0.3)
        bottom = sheet.lines(x0, first - 4, y, sheet.label(what), bold=style.bold_labels)
        for (a, b), rows in zip(edges, cells, strict=True):
            at = y
            for row in rows:
                at = sheet.lines(a, b, at, row)
            bottom = max(bottom, at)
        y = bottom + 2
    return y + 4


def _grid_cell(sheet: Sheet, key: str, what: str) -> Rows:
    who, prefix = _who(sheet, key), _PREFIX[key]
    if what == "name":
        return [[(who.name, (f"{prefix}.name",))]]
    if what == "address":
        return [[(text, (f"{prefix}.address.text",))] for text in who.address]
    if what == "tax_id":
        return [[_tax_row(sheet, key)[1]]]
    return [[(who.person if what == "attn" else who.phone, ())]]


def named(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """The buyer's name behind a label of its own; the blocks below go to its departments."""
    rng, who = sheet.rng, sheet.facts.customer
    label = sheet.label("customer_name")
    y = sheet.lines(
        x0, x1, y, [(f"{sheet.colon(label)} ", ()), (who.name, ("customer.name",))]
    ) + rng.choice((0.0, 4.0, 10.0))
    if sheet.plan.account and rng.random() < 0.5:
        number: Seg = (sheet.facts.numbers["account_id"], ("customer.account_id",))
        y = sheet.lines(x0, x1, y, [(f"{sheet.colon(sheet.label('account_id'))} ", ()), number])
    if rng.random() < 0.6:
        rows: Rows = [[(who.brand if rng.random() < 0.7 else who.person, ())]]
        rows += [[(text, ("customer.address.text",))] for text in who.address]
        for row in rows:
            y = sheet.lines(x0, x1, y, row)
        y += rng.choice((4.0, 12.0, 24.0))
    keys = ["bill_to", "ship_to", "ship_to"][: rng.choice((1, 2, 2, 3))]
    columns: list[Column] = []
    for key in keys:
        text = part_of(sheet, who) if rng.random() < 0.8 else person_line(sheet, who)
        address = who.address if key == "bill_to" else sheet.facts.ship_to.address
        head = sheet.colon(head_of(sheet, key))
        lines: Rows = [[(text, ())]]
        lines += [[(line, ())] for line in address]
        columns.append((head, lines))
    return _in_columns(sheet, columns, _edges(sheet, max(2, len(keys)), x0, x1)[: len(keys)], y)


def alone(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Only the buyer, with a heading or without; the seller stands in letterhead or small print."""
    rng = sheet.rng
    rows = full_rows(sheet, "bill_to")
    head = head_of(sheet, "bill_to") if rng.random() < 0.5 else ""
    right = x0 + (x1 - x0) * rng.uniform(0.5, 1.0)
    if x1 - x0 > 300 and sheet.chance(_third_share(sheet)):
        third: Column = (head_of(sheet, "ship_to") if head else "", full_rows(sheet, "ship_to"))
        return _in_columns(sheet, [(head, rows), third], _edges(sheet, 2, x0, x1), y)
    return _in_columns(sheet, [(head, rows)], [(x0, right)], y)


WITH_SELLER: tuple[Block, ...] = (beside, beside, beside, window, window, form, form, grid, bare)
BUYER_ONLY: tuple[Block, ...] = (named, named, alone)


def signature(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """The seller's name where a letter is signed, above or under a person's."""
    rng, who = sheet.rng, sheet.facts.supplier
    rows: Rows = [[(who.name, ("supplier.name",))], [(who.person, ())]]
    kind = rng.random()
    rows = rows[:1] if kind < 0.3 else rows[::-1] if kind < 0.5 else rows
    y += rng.choice((6.0, 14.0))
    if rng.random() < 0.4:
        y = sheet.lines(x0, x1, y, sheet.label("signature")) + rng.choice((0.0, 14.0))
    for row in rows:
        y = sheet.lines(x0, x1, y, row)
    return y
