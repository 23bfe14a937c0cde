"""The shapes label and value pairs are printed in: rows, columns, boxes, running text."""

from __future__ import annotations

from training.documents.canvas import Align
from training.documents.invoices.flow import Seg
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.style import GREY

Entry = tuple[str, list[Seg]]
"""A label without colon and its value."""


def rows_shape(
    sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float, *, boxed: bool
) -> float:
    """Label column and value column."""
    rng, style = sheet.rng, sheet.style
    bold = style.bold_labels
    apart = rng.random() < 0.06
    texts = [label if apart else sheet.colon(label) for label, _ in found]
    widest = max(sheet.extent(text, bold=bold) for text in texts)
    values = max(sheet.extent(segs, bold=style.bold_values) for _, segs in found)
    gap = rng.uniform(4, 10) if boxed or rng.random() < 0.6 else rng.uniform(10, 40)
    if widest + gap + values > x1 - x0:
        gap = 5.0
        if widest + gap + values > x1 - x0:
            return inline_shape(sheet, found, x0, x1, y)
    labels_right = rng.random() < 0.25 and not boxed
    values_right = rng.random() < 0.4
    start = x1 - widest - gap - values if rng.random() < 0.4 else x0
    edge = start + widest + gap
    end = x1 if values_right and rng.random() < 0.5 else edge + values
    step = max(style.leading, style.size * 1.5) if boxed else style.leading
    for text, (_, segs) in zip(texts, found, strict=True):
        if labels_right:
            sheet.line(start + widest, y, text, bold=bold, align="right")
        else:
            sheet.line(start, y, text, bold=bold)
        if apart:
            sheet.line(edge - 4, y, ":")
        sheet.line(
            end if values_right else edge + (3 if apart else 0),
            y,
            segs,
            bold=style.bold_values,
            align="right" if values_right else "left",
        )
        if boxed:
            sheet.canvas.rect(start - 3, y - 1, end + 3, y + step - 1)
        y += step
    return y


def inline_shape(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """``Label: value`` lines; now and then with nothing between."""
    rng = sheet.rng
    align: Align = "right" if rng.random() < 0.25 else "left"
    gap = "" if rng.random() < 0.1 else " "
    for label, segs in found:
        text = sheet.colon(label)
        here = gap if text[-1] in ":#°" else " "
        if align == "left" and sheet.style.bold_labels and here:
            width = sheet.extent(text + " ", bold=True)
            if width + sheet.extent(segs) <= x1 - x0:
                sheet.line(x0, y, text, bold=True)
                y = sheet.line(x0 + width, y, segs)
                continue
        y = sheet.lines(
            x0, x1, y, [(text + here, ()), *segs], align=align, bold=sheet.style.bold_values
        )
    return y


def stack_shape(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """Label above value, one below the other."""
    small = sheet.style.size * sheet.rng.choice((0.8, 0.9, 1.0))
    gap = sheet.rng.uniform(1, 6)
    for label, segs in found:
        y = sheet.lines(
            x0,
            x1,
            y,
            label,
            size=small,
            bold=sheet.style.bold_labels,
            color=GREY if sheet.style.tinted else (0, 0, 0),
        )
        y = sheet.lines(x0, x1, y, segs, bold=sheet.style.bold_values) + gap
    return y


def over_shape(
    sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float, *, boxed: bool
) -> float:
    """A row of labels above a row of values."""
    rng, style = sheet.rng, sheet.style
    per_row = len(found)
    while (
        per_row > 1
        and sum(
            max(sheet.extent(a, bold=True), sheet.extent(v, bold=True)) + 10
            for a, v in found[:per_row]
        )
        > x1 - x0
    ):
        per_row -= 1
    even = rng.random() < 0.5
    align: Align = "center" if rng.random() < 0.25 else "left"
    for start in range(0, len(found), per_row):
        group = found[start : start + per_row]
        widths = [
            max(sheet.extent(a, bold=True), sheet.extent(v, bold=True)) + 10 for a, v in group
        ]
        spare = max(0.0, x1 - x0 - sum(widths)) / len(group)
        if even and max(widths) <= (x1 - x0) / len(group):
            widths = [(x1 - x0) / len(group)] * len(group)
        else:
            widths = [w + spare for w in widths]
        y = _over_row(sheet, group, widths, x0, y, align, boxed=boxed) + 4
    return y + style.size * 0.2


def _over_row(
    sheet: Sheet,
    group: list[Entry],
    widths: list[float],
    x0: float,
    y: float,
    align: Align,
    *,
    boxed: bool,
) -> float:
    style, x = sheet.style, x0
    pad = 3.0 if boxed else 0.0
    step = style.leading + pad
    for (label, segs), width in zip(group, widths, strict=True):
        at = x + width / 2 if align == "center" else x + pad
        if boxed:
            sheet.canvas.rect(
                x, y - 1, x + width, y + step - 1, fill=(0.9, 0.9, 0.9) if style.tinted else None
            )
            sheet.canvas.rect(x, y + step - 1, x + width, y + 2 * step - 1)
        sheet.line(at, y, label, bold=style.bold_labels, align=align)
        sheet.line(at, y + step, segs, bold=style.bold_values, align=align)
        x += width
    return y + 2 * step


def flow_shape(sheet: Sheet, found: list[Entry], x0: float, x1: float, y: float) -> float:
    """All on one or two lines of running text."""
    row: list[Seg] = []
    gap = sheet.rng.choice(("    ", " | ", ", ", "   ", " - "))
    for label, segs in found:
        row += ([(gap, ())] if row else []) + [(f"{sheet.colon(label)} ", ()), *segs]
    return sheet.lines(x0, x1, y, row)
