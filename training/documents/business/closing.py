"""What stands below the table of business documents: approvals, receipts, shipment, conditions.

Each is a ``Block``. Knows nothing of sums.
"""

from __future__ import annotations

from training.documents.business.details import day_segs, preceding_segs, shipment
from training.documents.business.facts import Extras
from training.documents.business.words.credit_note import REFERRING
from training.documents.invoices.flow import Seg, fitted_size
from training.documents.invoices.parts.details import print_pairs
from training.documents.invoices.parts.sentences import babble
from training.documents.invoices.sheet import Block, Sheet


def shipping(extras: Extras) -> Block:
    """Carrier, packages and weight below the table."""

    def block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
        found = shipment(sheet, extras)
        return print_pairs(sheet, found, x0, x1, y + 6) if found else y

    return block


def referring(extras: Extras) -> Block:
    """A sentence that names the invoice that is credited."""

    def block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
        number, day = preceding_segs(sheet, extras, 0)
        segs: list[Seg] = []
        template = sheet.rng.choice(REFERRING[sheet.style.lang].split("|"))
        for part in template.replace("{n}", "\0n\0").replace("{d}", "\0d\0").split("\0"):
            segs += number if part == "n" else day if part == "d" else [(part, ())]
        return sheet.lines(x0, x1, y, [seg for seg in segs if seg[0]], bold=sheet.chance(0.2))

    return block


def reason(extras: Extras) -> Block:
    """Why, as a line of its own."""

    def block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
        label = sheet.colon(sheet.label("reason"))
        return sheet.lines(x0, x1, y + 4, [(f"{label} ", ()), (extras.reason, ("reason",))])

    return block


def signatures(key: str) -> Block:
    """Lines or boxes to sign in; at times with a name and a date that are nobody's value."""

    def block(sheet: Sheet, x0: float, x1: float, y: float) -> float:
        rng, style = sheet.rng, sheet.style
        count = rng.choice((1, 2, 2, 3))
        width = min((x1 - x0) / count - 12, rng.uniform(120, 220))
        boxed, filled = rng.random() < 0.4, rng.random() < 0.25
        top = y + rng.uniform(10, 24)
        size = style.size * 0.85
        depth = max(rng.uniform(24, 44), 4.2 * size)
        for i in range(count):
            left = x0 + i * (x1 - x0) / count
            label = sheet.label(key) if i == 0 else sheet.label("signature" if i == 1 else "date")
            fit = fitted_size(label, style.regular, size, width - 4, least=4.5)
            if boxed:
                sheet.canvas.rect(left, top, left + width, top + depth)
                sheet.line(left + 3, top + 2, label, size=fit)
            else:
                sheet.canvas.line(left, top + depth - size, left + width, top + depth - size)
                sheet.line(left, top + depth - size + 1, label, size=fit)
            if filled and i != 1:
                day = day_segs(sheet, sheet.facts.dates["print_date"])
                segs = [(sheet.facts.supplier.person, ())] if i == 0 else day
                sheet.line(left + 4, top + depth - 2.4 * size, segs, size=size)
        return top + depth + 6

    return block


def conditions(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Terms of purchase in small print, at times on a page of their own."""
    rng = sheet.rng
    if rng.random() < 0.3:
        y = sheet.new_page()
    y = sheet.lines(x0, x1, y + 8, sheet.label("conditions"), bold=True)
    size = rng.uniform(5.5, 7.5)
    for number in range(1, rng.randint(2, 5)):
        lead = rng.choice((f"{number}. ", f"§ {number} ", ""))
        y = sheet.lines(x0, x1, y + 1, lead + babble(sheet, rng.randint(10, 22)), size=size)
    return y
