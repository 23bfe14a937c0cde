"""Ways to set fields on a form: boxes with small labels, label-value lists, tables, headed
columns, ruled lines."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from training.documents.canvas import text_width
from training.documents.forms.sheet import Field, Sheet

Layout = Callable[[Sheet, list[Field]], None]


def _heights(field: Field) -> int:
    return len(" ".join(text for text, _ in field.value.parts)) if field.value else 0


def boxed(sheet: Sheet, fields: list[Field]) -> None:
    """Rows of boxes, a small label at the top of each box and the value below it."""
    style, rng = sheet.style, sheet.rng
    pad, index = 2.5, 0
    per_row = rng.choice((1, 2, 2, 3, 3, 4))
    small = rng.choice((0.75, 0.85, 1.0))
    while index < len(fields):
        row = fields[index : index + max(1, per_row - rng.choice((0, 0, 1)))]
        index += len(row)
        weights = [max(12, _heights(f), len(f.label)) ** 0.6 for f in row]
        x, top, bottoms = sheet.left, sheet.y, []
        edges = [x]
        for field, weight in zip(row, weights, strict=True):
            width = (sheet.right - sheet.left) * weight / sum(weights)
            under = sheet.label(x + pad, top + 1, field, width - 2 * pad, scale=small)
            right = field.concept.kind == "amount" and rng.random() < 0.4
            bottoms.append(
                sheet.value(x + pad, under, field, width - 2 * pad, "right" if right else "left")
            )
            x += width
            edges.append(x)
        bottom = max(bottoms) + rng.uniform(1.5, 5)
        for a, b in itertools.pairwise(edges):
            sheet.canvas.rect(a, top, b, bottom, width=style.border)
        sheet.y = bottom


def listed(
    sheet: Sheet, fields: list[Field], left: float | None = None, right: float | None = None
) -> None:
    """One field a line: label, colon, value; inline, in a column, after dots or on a rule."""
    style, rng = sheet.style, sheet.rng
    x0, x1 = sheet.left if left is None else left, sheet.right if right is None else right
    form = rng.choice(("inline", "column", "column", "column", "dots", "ruled", "right"))
    widest = max(text_width(f.label + " :", style.label_font, style.label_size) for f in fields)
    tab = min(widest + 8, (x1 - x0) * 0.55)
    step = rng.choice((1.0, 3.0, 6.0))
    for field in fields:
        own = text_width(field.label + style.colon, style.label_font, style.label_size)
        inline = form in ("inline", "ruled") and own < 0.6 * (x1 - x0)
        at = x0 + (own + 5 if inline else tab)
        bottom = sheet.label(
            x0, sheet.y + style.value_size - style.label_size, field, at - x0 - 2, after=style.colon
        )
        base = sheet.value(at, sheet.y, field, x1 - at, "right" if form == "right" else "left")
        if form == "ruled":
            sheet.canvas.line(at, base + 0.5, x1, base + 0.5, width=0.4)
        if form == "dots" and at - x0 - own > 20:
            dots = "." * int(
                (at - x0 - own - 6) / text_width(".", style.label_font, style.label_size)
            )
            if dots:
                sheet.canvas.text(
                    x0 + own + 2,
                    sheet.y + style.value_size * 0.95,
                    dots,
                    size=style.label_size,
                    fontname=style.label_font,
                )
        sheet.y = max(bottom, base) + step


def two_columns(sheet: Sheet, fields: list[Field]) -> None:
    """Two lists side by side."""
    half = (len(fields) + 1) // 2
    top, middle = sheet.y, (sheet.left + sheet.right) / 2 + sheet.rng.uniform(-40, 40)
    listed(sheet, fields[:half], sheet.left, middle - 8)
    bottom, sheet.y = sheet.y, top
    if fields[half:]:
        listed(sheet, fields[half:], middle + 8, sheet.right)
    sheet.y = max(sheet.y, bottom)


def table(sheet: Sheet, fields: list[Field]) -> None:
    """Bordered cells, label and value in turn, one or two fields a row."""
    style, rng = sheet.style, sheet.rng
    pairs = rng.choice((1, 1, 2))
    share = rng.uniform(0.28, 0.5)
    cell = (sheet.right - sheet.left) / pairs
    for index in range(0, len(fields), pairs):
        top, bottoms = sheet.y, []
        for place, field in enumerate(fields[index : index + pairs]):
            x = sheet.left + place * cell
            bottoms.append(
                sheet.label(
                    x + 3,
                    top + 2,
                    field,
                    cell * share - 6,
                    after=style.colon if rng.random() < 0.3 else "",
                )
            )
            bottoms.append(
                sheet.value(x + cell * share + 3, top + 2, field, cell * (1 - share) - 6)
            )
        sheet.y = max(bottoms) + 3
        for place in range(len(fields[index : index + pairs])):
            x = sheet.left + place * cell
            sheet.canvas.rect(
                x, top, x + cell * share, sheet.y, width=style.border, fill=style.shade
            )
            sheet.canvas.rect(x + cell * share, top, x + cell, sheet.y, width=style.border)


def headed(sheet: Sheet, fields: list[Field]) -> None:
    """Labels as column heads, values in the row beneath."""
    style, rng = sheet.style, sheet.rng
    count = rng.choice((2, 3, 3, 4, 5))
    lines = rng.random() < 0.6
    for index in range(0, len(fields), count):
        row = fields[index : index + count]
        width = (sheet.right - sheet.left) / len(row)
        top = sheet.y
        under = (
            max(
                sheet.label(sheet.left + i * width + 3, top + 1, f, width - 6)
                for i, f in enumerate(row)
            )
            + 2
        )
        sheet.y = (
            max(
                sheet.value(sheet.left + i * width + 3, under + 1, f, width - 6)
                for i, f in enumerate(row)
            )
            + 3
        )
        if style.shade is not None:
            sheet.canvas.rect(sheet.left, top, sheet.right, under, stroke=None, fill=style.shade)
        if lines:
            for i in range(len(row)):
                sheet.canvas.rect(
                    sheet.left + i * width,
                    top,
                    sheet.left + (i + 1) * width,
                    sheet.y,
                    width=style.border,
                )
                sheet.canvas.line(
                    sheet.left + i * width,
                    under,
                    sheet.left + (i + 1) * width,
                    under,
                    width=style.border,
                )


def stacked(sheet: Sheet, fields: list[Field]) -> None:
    """A label above its value, in the right half as order heads do, an address-like block beside
    it."""
    rng = sheet.rng
    x0 = sheet.left + (sheet.right - sheet.left) * rng.uniform(0.35, 0.6)
    split = (sheet.right - x0) / 2
    top = sheet.y
    for index in range(0, len(fields), 2):
        bottoms = []
        for place, field in enumerate(fields[index : index + 2]):
            x = x0 + place * split
            bottoms.append(
                sheet.value(x + 2, sheet.label(x + 2, sheet.y, field, split - 6), field, split - 6)
            )
        sheet.canvas.rect(x0, sheet.y, sheet.right, max(bottoms) + 1, width=sheet.style.border)
        sheet.y = max(bottoms) + 1
    sheet.plain(
        sheet.left,
        top,
        "Contract Agreement Between:" if rng.random() < 0.3 else "",
        x0 - sheet.left - 20,
    )


def sentence(sheet: Sheet, fields: list[Field]) -> None:
    """Fields told in running text: ``The effective date is March 3, 2010.``"""
    rng, style = sheet.rng, sheet.style
    segments = []
    for field in fields:
        label = (
            field.label[0].lower() + field.label[1:]
            if not field.label[:2].isupper()
            else field.label
        )
        lead = rng.choice(
            ("The ", "the ", "For purposes of this document the ", "Unless otherwise agreed, the ")
        )
        verb = (
            rng.choice((" is ", " shall be ", " is hereby stated as ", ": "))
            if field.value
            else " has been left open"
        )
        segments += [
            (lead, None),
            (label, f"{field.index}.key"),
            (verb, None),
            *field.value_segments(),
            (rng.choice((". ", "; ", ". ")), None),
        ]
        field.label = label
    sheet.y = (
        sheet.block(
            sheet.left,
            sheet.y,
            segments,
            sheet.right - sheet.left,
            font=style.label_font,
            size=style.value_size,
        )
        + 4
    )


def beneath(sheet: Sheet, fields: list[Field]) -> None:
    """The answer on a rule, its label in small print beneath, one to three a row."""
    count = sheet.rng.choice((1, 2, 2, 3))
    for index in range(0, len(fields), count):
        row = fields[index : index + count]
        width = (sheet.right - sheet.left) / len(row)
        top = sheet.y
        rule = max(
            sheet.value(sheet.left + i * width, top, f, width - 14) for i, f in enumerate(row)
        )
        bottoms = []
        for place, field in enumerate(row):
            x = sheet.left + place * width
            sheet.canvas.line(x, rule + 1, x + width - 12, rule + 1, width=0.5)
            bottoms.append(sheet.label(x, rule + 1.5, field, width - 14, scale=0.8))
        sheet.y = max(bottoms) + sheet.rng.choice((3.0, 6.0, 10.0))


LAYOUTS: tuple[tuple[Layout, float], ...] = (
    (boxed, 30),
    (listed, 22),
    (two_columns, 16),
    (table, 12),
    (headed, 12),
    (stacked, 6),
    (beneath, 7),
    (sentence, 4),
)
