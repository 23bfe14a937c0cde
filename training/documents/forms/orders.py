"""A broadcaster's order: parties at the left, boxed facts at the right, spot lines, totals."""

from __future__ import annotations

import random
from datetime import timedelta

from training.documents.canvas import Align
from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.makers import Habits, Value, draw_habits, make
from training.documents.forms.prose import sentence_of
from training.documents.forms.sheet import Field, Sheet
from training.documents.forms.templates import fill_gaps
from training.documents.receipts import words as w
from training.documents.receipts.money import typed

#: maker -> how likely an order prints the fact
FACTS = {
    "contract": 1.0, "range": 0.97, "campaign": 0.97, "station": 0.8,
}  # fmt: skip
COLUMNS = (
    "Line",
    "Ch",
    "Start Date",
    "End Date",
    "Description",
    "Days",
    "Length",
    "Rate",
    "Spots",
    "Amount",
)
SHARES = (0.03, 0.07, 0.17, 0.27, 0.29, 0.53, 0.66, 0.78, 0.86, 1.0)
SIDES: tuple[Align, ...] = (
    "right",
    "right",
    "right",
    "right",
    "left",
    "left",
    "right",
    "right",
    "right",
    "right",
)


def _facts(rng: random.Random, habits: Habits) -> list[Field]:
    """The order's facts, the amounts left out: they stand in the totals."""
    chosen: list[Concept] = []
    for concept in concepts()["order"]:
        likely = FACTS.get(concept.maker, 0.45)
        if concept.kind != "amount" and concept.kind != "quantity" and rng.random() < likely:
            chosen.append(concept)
    if rng.random() < 0.5:
        rng.shuffle(chosen)
    fields = []
    for index, concept in enumerate(chosen):
        value = None if rng.random() < 0.06 else make(rng, habits, concept.maker)
        if concept.maker == "contract" and value is not None and rng.random() < 0.45:
            revision = rng.choice(("", " 1", " 2", " 0"))
            value = Value((*value.parts, (" /" + revision, None)), value.typed)
        fields.append(Field(index, concept, rng.choice(concept.labels), value))
    return fields


def _boxes(sheet: Sheet, fields: list[Field], x0: float) -> float:
    """Labels above values in bordered cells, one to three a row. Returns the bottom edge."""
    rng, y, index = sheet.rng, sheet.y, 0
    bare = rng.random() < 0.25
    while index < len(fields):
        row = fields[index : index + rng.choice((1, 2, 2, 3))]
        index += len(row)
        width = (sheet.right - x0) / len(row)
        bottoms = []
        for place, field in enumerate(row):
            x = x0 + place * width + 2
            under = sheet.label(x, y + 1, field, width - 4, after=sheet.style.colon if bare else "")
            bottoms.append(sheet.value(x, under, field, width - 4))
        bottom = max(bottoms) + 2
        if not bare:
            for place in range(len(row)):
                sheet.canvas.rect(
                    x0 + place * width, y, x0 + (place + 1) * width, bottom, width=0.5
                )
        y = bottom
    return y


def _party(sheet: Sheet, lead: str, x: float, y: float, width: float) -> float:
    rng = sheet.rng
    y = sheet.plain(x, y, lead, width, size=7) + 3
    lines = [
        fill_gaps(rng, "company"),
        f"{rng.randint(1, 9900)} {rng.choice(w.STREETS['en'])} St",
        "{}, {} {}00".format(*rng.choice(w.US_PLACES).rsplit(" ", 2)),
    ]
    for line in [*lines, w.fill(rng, "(###)###-####")][: rng.choice((3, 3, 4))]:
        y = sheet.plain(x + 14, y, line, width - 14, size=9, font=sheet.style.head_font)
    return y


def _cells(sheet: Sheet, cells: tuple[str, ...], size: float, *, bold: bool = False) -> None:
    sheet.y += size * 1.25
    span = sheet.right - sheet.left
    font = sheet.style.head_font if bold else "helv"
    for share, side, cell in zip(SHARES, SIDES, cells, strict=True):
        sheet.canvas.text(
            sheet.left + share * span, sheet.y, cell, size=size, fontname=font, align=side
        )


def _spots(sheet: Sheet, habits: Habits) -> tuple[int, int]:
    """The spot lines. Returns spots and cents ordered."""
    rng, spots, cents = sheet.rng, 0, 0
    size = rng.uniform(5.8, 7.2)
    _cells(sheet, COLUMNS, size, bold=rng.random() < 0.6)
    sheet.canvas.line(sheet.left, sheet.y + 2, sheet.right, sheet.y + 2)
    weekly = rng.random() < 0.5
    for row in range(rng.randint(2, 12)):
        if sheet.room < 90:
            break
        start = habits.day + timedelta(days=rng.randint(0, 14))
        end = start + timedelta(days=rng.choice((0, 4, 6)))
        rate, count = rng.randint(2, 400) * 500, rng.randint(1, 9)
        spots, cents = spots + count, cents + rate * count
        dates = (f"{start:%m/%d/%y}", f"{end:%m/%d/%y}")
        name = sentence_of(rng, rng.randint(1, 3))[:-1][:24]
        price, amount = (f"${value / 100:,.2f}" for value in (rate, rate * count))
        station = w.fill(rng, "@@@@")
        days = rng.choice(("M-F 6a-7a", "Sa-Su 5p", "MTWTF--", "11p-12m", "------S"))
        _cells(
            sheet,
            (str(row + 1), station, *dates, name, days, ":30", price, str(count), amount),
            size,
        )
        if weekly:
            text = f"Start Date {dates[0]} End Date {dates[1]} Spots/Week {count} Rate {price}"
            sheet.y = sheet.plain(sheet.left + 60, sheet.y, text, 360, size=size * 0.9)
    return spots, cents


def _totals(sheet: Sheet, habits: Habits, cents: int, spots: int, first: int) -> list[Field]:
    """Gross, commission and net as a row under heads or as lines."""
    rng = sheet.rng
    shown = [("Gross Amount", cents)]
    if rng.random() < 0.6:
        fee = cents * 15 // 100
        shown += [("Agency Commission", fee), ("Net Amount", cents - fee)]
    fields: list[Field] = []
    known = {concept.labels[0]: concept for concept in concepts()["order"]}
    for label, amount in shown:
        segments = habits.purse.segments(amount)
        parts = tuple(
            (text, "" if at == len(segments) - 1 else None) for at, (text, _) in enumerate(segments)
        )
        concept = known[label]
        printed = rng.choice(concept.labels[:-1]) if label == "Gross Amount" else label
        fields.append(
            Field(first + len(fields), concept, printed, Value(parts, {"": typed(amount, 2)}))
        )
    sheet.y += 8
    if rng.random() < 0.5:
        width = 90.0
        x = sheet.right - width * len(fields)
        under = max(sheet.label(x + i * width, sheet.y, f, width - 6) for i, f in enumerate(fields))
        sheet.plain(
            x - 150,
            under,
            rng.choice(("Totals", "Total", f"Totals {spots}", "Order Totals")),
            140,
            font=sheet.style.head_font,
        )
        sheet.y = max(sheet.value(x + i * width, under, f, width - 6) for i, f in enumerate(fields))
        return fields
    for field in fields:
        x = sheet.left + (sheet.right - sheet.left) * 0.5
        under = sheet.label(x, sheet.y, field, 130, after=sheet.style.colon)
        sheet.y = (
            max(under, sheet.value(x + 130, sheet.y, field, sheet.right - x - 130, "right")) + 1
        )
    return fields


def write_order(sheet: Sheet) -> list[Field]:
    """The order on its page; returns its fields."""
    rng = sheet.rng
    habits = draw_habits(rng)
    fields = _facts(rng, habits)
    top = sheet.y
    x0 = sheet.left + (sheet.right - sheet.left) * rng.uniform(0.35, 0.55)
    bottom = _boxes(sheet, fields, x0)
    width = x0 - sheet.left - 16
    left = _party(
        sheet,
        rng.choice(("Contract Agreement Between:", "Station:", "From:", "")),
        sheet.left,
        top,
        width,
    )
    if rng.random() < 0.8:
        left = _party(
            sheet, rng.choice(("And:", "Agency:", "To:", "Bill to:")), sheet.left, left + 12, width
        )
    sheet.y = max(bottom, left) + 10
    before = rng.random() < 0.3
    total_top = sheet.y
    if before:
        sheet.y += 60
    spots, cents = _spots(sheet, habits)
    after = sheet.y
    if before:
        sheet.y = total_top - 6
    fields += _totals(sheet, habits, cents, spots, len(fields))
    sheet.y = max(after, sheet.y)
    return fields
