"""Letterheads, sender lines and address blocks."""

from __future__ import annotations

from training.documents.canvas import Align
from training.documents.invoices.flow import Seg, fitted_size
from training.documents.invoices.parts.party_rows import department, name_rows, part_of, party_rows
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.style import GREY
from training.documents.words.parties import Party
from training.documents.words.pools import common_words

SEPARATORS = (" · ", " ● ", " * ", "; ", " - ", " | ", ", ", " • ", " – ", " / ", "   ")


def _side(sheet: Sheet, x0: float, x1: float, align: Align) -> float:
    return {"left": x0, "right": x1, "center": (x0 + x1) / 2}[align]


def no_block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Nothing, as one side of a page's head."""
    return y


def supplier_name(sheet: Sheet) -> list[Seg]:
    """The supplier's name, marked."""
    return [(sheet.facts.supplier.name, ("supplier.name",))]


def contact_lines(sheet: Sheet, who: Party, *, own: bool) -> list[list[Seg]]:
    """Phone, mail, web, tax number: a random few; `own` marks the supplier's tax number."""
    rng = sheet.rng
    rows: list[list[Seg]] = []
    short = rng.random() < 0.3
    for key, value in (
        ("phone", who.phone),
        ("fax", who.fax),
        ("email", who.email),
        ("web", who.web),
    ):
        if rng.random() < {"phone": 0.7, "fax": 0.25, "email": 0.6, "web": 0.45}[key]:
            rows.append([(value if short else f"{sheet.colon(sheet.label(key))} {value}", ())])
    if own and sheet.plan.tax_id and "letterhead" in sheet.plan.name_in and rng.random() < 0.4:
        rows.append(
            [(f"{sheet.colon(sheet.label('tax_id'))} ", ()), (who.tax_id, ("supplier.tax_id",))]
        )
    return rows


def address_segs(who: Party, path: str, joiner: str) -> list[Seg]:
    """The address on one line; the joiner between its lines is part of the text."""
    return [(joiner.join(who.address), (path,) if path else ())]


def logo_text(sheet: Sheet, who: Party) -> str:
    """A logo: the brand, or the name without its legal form; the full name is told elsewhere."""
    kind = sheet.rng.random()
    words = who.name.split(" ")
    if kind < 0.4 and who.kind == "company" and len(words) > 2:
        return " ".join(words[:-1]).rstrip(",")
    return who.brand if kind < 0.75 else who.brand.upper()


def letterhead(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Name in large type (or only a brand as logo), tagline, address and contacts."""
    rng, style, who = sheet.rng, sheet.style, sheet.facts.supplier
    align: Align = rng.choices(("left", "right", "center"), (0.6, 0.2, 0.2))[0]  # type: ignore[assignment]
    at = _side(sheet, x0, x1, align)
    color = style.accent
    named = "letterhead" in sheet.plan.name_in
    if named:
        size = fitted_size(
            who.name,
            style.bold,
            style.size * rng.choice((1.0, 1.1, 1.3, 1.5, 1.8, 2.2, 2.8)),
            x1 - x0,
        )
        bold = rng.random() < 0.75
        for row in name_rows(sheet, who.name, ("supplier.name",)):
            y = sheet.lines(x0, x1, y, row, bold=bold, size=size, align=align, color=color)
        if rng.random() < 0.22:
            text = part_of(sheet, who) if rng.random() < 0.6 else department(sheet)
            y = sheet.lines(x0, x1, y, text, align=align)
    elif rng.random() < 0.6:
        logo = logo_text(sheet, who)
        size = fitted_size(logo, style.bold, style.size * rng.choice((1.5, 2.0, 2.6, 3.2)), x1 - x0)
        y = sheet.line(
            at,
            y,
            [(logo, ())],
            bold=True,
            size=size,
            align=align,
            color=color,
        )
    if rng.random() < 0.18:
        words = common_words(style.lang)
        tagline = " ".join(rng.choice(words) for _ in range(rng.randint(2, 5)))
        y = sheet.lines(
            x0, x1, y, tagline.capitalize(), size=style.size * 0.9, align=align, color=GREY
        )
    if "letterhead" in sheet.plan.address_in:
        y = _address_and_contacts(sheet, who, x0, x1, y, align)
    elif named and rng.random() < 0.2:
        for row in contact_lines(sheet, who, own=True)[:2]:
            y = sheet.lines(x0, x1, y, row, align=align, size=style.size * 0.9)
    if rng.random() < 0.08:
        sheet.canvas.line(x0, y + 3, x1, y + 3)
        y += 6
    return y


def _address_and_contacts(
    sheet: Sheet, who: Party, x0: float, x1: float, y: float, align: Align
) -> float:
    rng, size = sheet.rng, sheet.style.size * sheet.rng.choice((0.8, 0.9, 1.0, 1.0))
    contacts = contact_lines(sheet, who, own=True)
    if rng.random() < 0.3:
        joiner = rng.choice(SEPARATORS)
        y = sheet.lines(
            x0, x1, y, address_segs(who, "supplier.address.text", joiner), align=align, size=size
        )
        if contacts and rng.random() < 0.6:
            row: list[Seg] = []
            for part in contacts:
                row += ([(joiner, ())] if row else []) + part
            return sheet.lines(x0, x1, y, row, align=align, size=size)
    else:
        for text in who.address:
            y = sheet.lines(x0, x1, y, [(text, ("supplier.address.text",))], align=align, size=size)
    for part in contacts:
        y = sheet.lines(x0, x1, y, part, align=align, size=size)
    return y


def sender_line(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """The small line above the window of an envelope."""
    rng, who = sheet.rng, sheet.facts.supplier
    joiner = rng.choice(SEPARATORS)
    segs: list[Seg] = [*supplier_name(sheet), (joiner, ())]
    segs += address_segs(
        who, "supplier.address.text" if "sender" in sheet.plan.address_in else "", joiner
    )
    size = fitted_size(
        "".join(t for t, _ in segs), sheet.style.regular, rng.uniform(5.5, 7.5), x1 - x0, least=4.5
    )
    bottom = sheet.lines(x0, x1, y, segs, size=size)
    if rng.random() < 0.4:
        sheet.canvas.line(
            x0, bottom + 1, min(x1, x0 + sheet.extent(segs, size=size)), bottom + 1, width=0.3
        )
    return bottom + rng.uniform(2, 14)


def _head(sheet: Sheet, key: str, x0: float, x1: float, y: float) -> float:
    rng, style = sheet.rng, sheet.style
    text = sheet.label(key)
    boxed = rng.random() < 0.08
    if boxed:
        sheet.canvas.rect(
            x0 - 2, y - 1, x1, y + style.size * 1.3, stroke=None, fill=(0.88, 0.9, 0.94)
        )
    color = style.accent if style.tinted else GREY if rng.random() < 0.15 else (0.0, 0.0, 0.0)
    return sheet.lines(
        x0,
        x1,
        y,
        sheet.colon(text) if rng.random() < 0.6 else text,
        bold=style.bold_labels or boxed,
        color=color,
    )


def _rows_of(
    sheet: Sheet, who: Party, prefix: str, *, name: bool, address: bool
) -> list[list[Seg]]:
    """Name, persons and address, at times with contacts below."""
    rows = party_rows(sheet, who, prefix, name=name, address=address)
    if sheet.chance(0.2):
        rows += contact_lines(sheet, who, own=False)
    return rows


def _named_rows(sheet: Sheet, rows: list[list[Seg]], x0: float, x1: float, y: float) -> float:
    """``Name: ... Address: ...`` with a hanging indent; the second label where the address is."""
    name_label, address_label = (
        sheet.colon(sheet.label("name")),
        sheet.colon(sheet.label("address")),
    )
    indent = max(sheet.extent(name_label, bold=True), sheet.extent(address_label, bold=True)) + 6
    bold = sheet.chance(0.4)
    named = [i for i, row in enumerate(rows) if any(p.endswith(".name") for p in row[0][1])]
    first, last = (named[0], named[-1]) if named else (0, 0)
    # between two rows of a name only a label of one word, or they would count as two printings
    low = sheet.chance(0.3) and " " not in name_label
    for i, row in enumerate(rows):
        if i == (last if low else first):
            sheet.line(x0, y, name_label, bold=bold)
        elif i == last + 1:
            sheet.line(x0, y, address_label, bold=bold)
        y = sheet.lines(x0 + indent, x1, y, row)
    return y


def _address_block(
    sheet: Sheet, key: str, rows: list[list[Seg]], x0: float, x1: float, y: float, *, headed: bool
) -> float:
    rng, style = sheet.rng, sheet.style
    top = y
    if headed and rng.random() < 0.2:
        head = sheet.colon(sheet.label(key))
        indent = sheet.extent(head, bold=True) + 8
        if indent < (x1 - x0) * 0.4:
            sheet.line(x0, y, head, bold=style.bold_labels)
            x0, headed = x0 + indent, False
    if headed:
        y = _head(sheet, key, x0, x1, y)
    y += rng.choice((0.0, 0.0, 2.0, 4.0)) if headed else 0.0
    if len(rows) > 1 and rng.random() < 0.15:
        y = _named_rows(sheet, rows, x0, x1, y)
    else:
        bold_name = rng.random() < 0.25
        for i, row in enumerate(rows):
            y = sheet.lines(x0, x1, y, row, bold=bold_name and i == 0)
    if rng.random() < 0.08:
        sheet.canvas.rect(x0 - 4, top - 3, x1, y + 2)
    return y


def supplier_block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """``From`` block."""
    plan = sheet.plan
    who = sheet.facts.supplier
    rows = _rows_of(sheet, who, "supplier", name=True, address="block" in plan.address_in)
    if "block" not in plan.address_in:
        rows = rows[: -len(who.address)] if len(rows) > len(who.address) else rows
        rows = [row for row in rows if row[0][0] not in who.address]
    if plan.tax_id and sheet.chance(0.4):
        rows.append(
            [(f"{sheet.colon(sheet.label('tax_id'))} ", ()), (who.tax_id, ("supplier.tax_id",))]
        )
    return _address_block(sheet, "from", rows, x0, x1, y, headed=sheet.chance(0.85))


def customer_block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """``Bill to`` block, or a bare address as in a window envelope."""
    plan, style = sheet.plan, sheet.style
    if "sender" in plan.name_in:
        y = sender_line(sheet, x0, x1, y)
    if not plan.customer:
        return y
    bare = 0.62 if style.lang == "de" else 0.22
    rows = _rows_of(sheet, sheet.facts.customer, "customer", name=True, address=True)
    if plan.account and sheet.chance(0.1):
        rows.append(
            [
                (f"{sheet.colon(sheet.label('account_id'))} ", ()),
                (sheet.facts.numbers["account_id"], ("customer.account_id",)),
            ]
        )
    elif sheet.chance(0.08):
        rows.append(
            [(f"{sheet.colon(sheet.label('customer_tax_id'))} {sheet.facts.customer.tax_id}", ())]
        )
    if sheet.chance(0.06):
        rows = [row for row in rows if "customer.address.text" not in row[0][1]]
    return _address_block(sheet, "bill_to", rows, x0, x1, y, headed=not sheet.chance(bare))


def ship_block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Delivery address: a distractor, or the buyer once more."""
    facts = sheet.facts
    if sheet.variant is not None:
        rows = _rows_of(sheet, facts.ship_to, "ship_to", name=True, address=True)
        return _address_block(sheet, "ship_to", rows, x0, x1, y, headed=True)
    same = sheet.plan.customer and sheet.chance(0.5)
    if same:
        name_only: list[list[Seg]] = [[(facts.customer.name, ("customer.name",))]]
        rows = name_only + [[(text, ())] for text in facts.ship_to.address]
        if sheet.chance(0.5):
            rows = name_only + [
                [(text, ("customer.address.text",))] for text in facts.customer.address
            ]
    else:
        rows = _rows_of(sheet, facts.ship_to, "", name=False, address=False)
        if facts.customer.kind == "company" and sheet.chance(0.35):
            rows[0] = [(part_of(sheet, facts.customer), ())]
    return _address_block(sheet, "ship_to", rows, x0, x1, y, headed=True)
