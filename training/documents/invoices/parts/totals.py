"""The block of sums, in the many ways it is stated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from training.documents.canvas import Align
from training.documents.invoices.facts import Totals
from training.documents.invoices.flow import Seg, fitted_size
from training.documents.invoices.sheet import Sheet
from training.documents.words.numbers import cents


@dataclass(slots=True)
class Row:
    """A labelled amount; loud rows are printed large or bold."""

    label: str
    segs: list[Seg]
    loud: bool = False


def _rate(sheet: Sheet, rate: Decimal) -> str:
    text = f"{rate.normalize():f}"
    return text.replace(".", sheet.style.money.number.point)


def _amount(sheet: Sheet, value: Decimal, *paths: str) -> list[Seg]:
    return sheet.money(value, *paths, signed=sheet.style.signed_totals)


def _before_tax(sheet: Sheet, t: Totals) -> list[Row]:
    """Sum of lines, discount, shipping, net. The net before tax is `totals.subtotal` wherever it
    is printed.
    """
    rng, rows = sheet.rng, []
    changed = bool(t.discount or t.shipping)
    gross_lines = sheet.facts.tax_mode == "included"
    if not changed:
        show = 0.72 if sheet.facts.tax_mode == "excluded" else 0.35
        if rng.random() < show:
            paths = () if gross_lines and t.tax else ("totals.subtotal",)
            rows.append(
                Row(
                    sheet.label("lines_sum" if gross_lines else "subtotal"),
                    _amount(sheet, t.lines, *paths),
                )
            )
        return rows
    net_row = rng.random() < 0.6 and not gross_lines
    if not net_row and not gross_lines:  # nothing but the sum of the lines is called a subtotal
        sheet.facts.typed["totals.subtotal"] = f"{cents(t.lines):f}"
    rows.append(
        Row(
            sheet.label("lines_sum"),
            _amount(sheet, t.lines, *(() if net_row or gross_lines else ("totals.subtotal",))),
        )
    )
    if t.discount:
        shown = -t.discount if rng.random() < 0.7 else t.discount
        rate = _rate(sheet, t.discount_rate) if t.discount_rate else ""
        label = (
            sheet.label("discount_total", r=rate)
            if rate
            else sheet.label("discount_total")
            .replace("{r}%", "")
            .replace("{r} %", "")
            .replace("()", "")
        )
        rows.append(Row(label, _amount(sheet, shown, "totals.discount")))
    if t.shipping:
        rows.append(Row(sheet.label("shipping"), _amount(sheet, t.shipping)))
    if net_row:
        rows.append(Row(sheet.label("net_after"), _amount(sheet, t.net, "totals.subtotal")))
    return rows


def _tax_rows(sheet: Sheet, t: Totals) -> list[Row]:
    rng = sheet.rng
    mode = sheet.facts.tax_mode
    if mode == "none" or (mode == "zero" and rng.random() < 0.3):
        return []
    if mode == "zero":
        return [
            Row(
                sheet.label("tax", r="0"),
                _amount(sheet, Decimal("0.00"), "totals.tax")
                if rng.random() < 0.75
                else [(rng.choice(("-", "0%", "–")), ())],
            )
        ]
    if len(t.taxes) == 1:
        rate, base, tax = t.taxes[0]
        rows = []
        if rng.random() < 0.06:
            rows.append(
                Row(
                    sheet.label("tax_rate_row"),
                    [(f"{_rate(sheet, rate)}{rng.choice(('%', ' %', '.00%'))}", ())],
                )
            )
        key = "tax" if mode == "excluded" else "included"
        label = sheet.label(key, r=_rate(sheet, rate))
        if mode == "excluded" and rng.random() < 0.08:
            label = sheet.label(
                "tax_on", r=_rate(sheet, rate), b=sheet.style.money.number.text(base)
            )
        rows.append(Row(label, _amount(sheet, tax, "totals.tax")))
        if mode == "included" and rng.random() < 0.35:
            rows.append(Row(sheet.label("net_of"), _amount(sheet, t.net, "totals.subtotal")))
        return rows
    summed = rng.random() < 0.55
    key = "tax" if mode == "excluded" else "included"
    rows = []
    for rate, base, tax in t.taxes:
        label = (
            sheet.label("tax_on", r=_rate(sheet, rate), b=sheet.style.money.number.text(base))
            if summed and rng.random() < 0.4
            else _rated(sheet, key, rate)
        )
        rows.append(Row(label, _amount(sheet, tax)))
    if summed:
        rows.append(Row(sheet.label("tax_sum"), _amount(sheet, t.tax, "totals.tax")))
    return rows


def _rated(sheet: Sheet, key: str, rate: Decimal) -> str:
    """A tax label that names its rate."""
    label = sheet.label(key, r=_rate(sheet, rate))
    return label if _rate(sheet, rate) in label else f"{label} {_rate(sheet, rate)}%"


def rows_of(sheet: Sheet) -> list[Row]:
    """All rows of the block in their order."""
    rng, t = sheet.rng, sheet.facts.totals
    before, taxes = _before_tax(sheet, t), _tax_rows(sheet, t)
    differs = t.due != t.total
    # only an invoice, and a credit note at times, speaks of an amount that is due
    billed = sheet.variant is None
    only_due = billed and not differs and rng.random() < 0.16
    total_paths = ("totals.total", "totals.amount_due") if only_due else ("totals.total",)
    total = Row(
        sheet.label("due" if only_due else "total"), _amount(sheet, t.total, *total_paths), True
    )
    rows = (
        [*before, *taxes, total]
        if sheet.facts.tax_mode == "excluded" or rng.random() < 0.3
        else [*before, total, *taxes]
    )
    if t.paid:
        rows.append(
            Row(
                sheet.label("paid"),
                _amount(sheet, -t.paid if rng.random() < 0.5 else t.paid, "totals.paid"),
            )
        )
    if t.previous:
        rows.append(Row(sheet.label("previous"), _amount(sheet, t.previous)))
    if differs or (billed and not only_due and rng.random() < 0.12):
        rows.append(
            Row(
                sheet.label("due"),
                _amount(
                    sheet,
                    t.due,
                    *(("totals.amount_due",) if differs else ("totals.total", "totals.amount_due")),
                ),
                True,
            )
        )
    return rows


def totals(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Draw the rows in the right column, under the table at the left, spread out, boxed or as
    text.
    """
    rng = sheet.rng
    rows = rows_of(sheet)
    y += rng.uniform(2, 16)
    if (
        len(sheet.facts.totals.taxes) > 1
        and rng.random() < 0.4
        and sheet.facts.tax_mode == "excluded"
    ):
        y = tax_table(sheet, x0, x1, y) + 4
    shape = rng.choices(("right", "left", "text", "across"), (0.72, 0.12, 0.08, 0.08))[0]
    if shape == "text":
        for row in rows:
            y = sheet.lines(
                x0,
                x1,
                y,
                [(f"{sheet.colon(row.label)} ", ()), *row.segs],
                bold=row.loud and rng.random() < 0.5,
            )
        return y
    if shape == "across" and len(rows) <= 4 and _across_fits(sheet, rows, x1 - x0):
        return _across(sheet, rows, x0, x1, y)
    return _column(sheet, rows, x0, x1, y, left=shape == "left")


def _column(sheet: Sheet, rows: list[Row], x0: float, x1: float, y: float, *, left: bool) -> float:
    rng, style = sheet.rng, sheet.style
    colons = rng.random() < 0.5
    loud_size = style.size * rng.choice((1.0, 1.0, 1.1, 1.3, 1.6))
    texts = [sheet.colon(r.label) if colons else r.label for r in rows]
    label_width = max(
        sheet.extent(t, bold=True, size=loud_size if r.loud else None)
        for t, r in zip(texts, rows, strict=True)
    )
    value_width = max(
        sheet.extent(r.segs, bold=True, size=loud_size if r.loud else None) for r in rows
    )
    gap = rng.uniform(8, 60)
    room = x1 - x0 - value_width - 8
    label_width, gap = min(label_width, room), min(gap, max(8.0, room - label_width))
    start = x0 if left else x1 - value_width - gap - label_width
    end = start + label_width + gap + value_width
    labels_right: Align = "right" if rng.random() < 0.3 else "left"
    boxed, ruled, bold = rng.random() < 0.15, rng.random() < 0.35, rng.random() < 0.8
    step = style.leading + rng.choice((0, 0, 2, 5))
    for text, row in zip(texts, rows, strict=True):
        size = loud_size if row.loud else style.size
        size = fitted_size(text, style.bold, size, label_width, least=4.5)
        here = step * max(1.0, size / style.size)
        if row.loud and ruled:
            sheet.canvas.line(start, y - 1, end, y - 1, width=rng.choice((0.5, 1.0)))
        if row.loud and style.tinted and not boxed:
            sheet.canvas.rect(
                start - 3, y - 1, end + 3, y + here - 1, stroke=None, fill=(0.9, 0.92, 0.95)
            )
        if boxed:
            sheet.canvas.rect(start - 3, y - 1, end + 3, y + here - 1)
        sheet.line(
            start + (label_width if labels_right == "right" else 0),
            y,
            text,
            size=size,
            bold=row.loud and bold,
            align=labels_right,
        )
        sheet.line(
            end,
            y,
            row.segs,
            size=loud_size if row.loud else style.size,
            bold=row.loud and bold,
            align="right",
        )
        y += here
    return y + 4


def _across_fits(sheet: Sheet, rows: list[Row], width: float) -> bool:
    return max(
        max(sheet.extent(r.label, bold=True), sheet.extent(r.segs, bold=True)) for r in rows
    ) + 8 < width / len(rows)


def _across(sheet: Sheet, rows: list[Row], x0: float, x1: float, y: float) -> float:
    """Labels in a row, amounts beneath."""
    style, width = sheet.style, (x1 - x0) / len(rows)
    boxed = sheet.chance(0.5)
    for i, row in enumerate(rows):
        left, right = x0 + i * width, x0 + (i + 1) * width
        if boxed:
            sheet.canvas.rect(left, y - 1, right, y + 2 * style.leading)
        sheet.line(right - 4, y, row.label, bold=style.bold_labels, align="right")
        sheet.line(right - 4, y + style.leading, row.segs, bold=row.loud, align="right")
    return y + 2 * style.leading + 4


def tax_table(sheet: Sheet, x0: float, x1: float, y: float) -> float:
    """Rate, base, tax and gross in small columns; its sum row marks nothing new but the tax."""
    t, style = sheet.facts.totals, sheet.style
    heads = (sheet.label("tax_rate"), sheet.label("net_of"), sheet.label("tax_amount"))
    width = min(100.0, (x1 - x0) / 3)
    for i, head in enumerate(heads):
        size = fitted_size(head, style.bold, style.size * 0.9, width - 6, least=4.5)
        sheet.line(x0 + (i + 1) * width, y, head, size=size, bold=True, align="right")
    y += style.leading
    for rate, base, tax in t.taxes:
        sheet.line(x0 + width, y, f"{_rate(sheet, rate)}%", align="right")
        sheet.line(x0 + 2 * width, y, sheet.money(base, signed=False), align="right")
        sheet.line(x0 + 3 * width, y, sheet.money(tax, signed=False), align="right")
        y += style.leading
    return y
