"""What a station's order lists: lines of spots in several manners, and the totals below them. Sums
are right over the whole order, of which a window shows some lines. Knows no head and no schema.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from training.documents.canvas import Align
from training.documents.forms.catalogue import Concept, concepts
from training.documents.forms.makers import Habits, Value
from training.documents.forms.sheet import Field, Sheet
from training.documents.forms.templates import fill_gaps
from training.documents.receipts.money import typed
from training.documents.receipts.till import Segment

#: head words and where they stand, as shares of the width; the last is the line's amount
MANNERS: tuple[tuple[tuple[str, float, Align], ...], ...] = (
    (
        *(("*Line", 0.03, "right"), ("Ch", 0.06, "right"), ("Start Date", 0.14, "right")),
        *(("End Date", 0.23, "right"), ("Description", 0.25, "left"), ("Time", 0.45, "left")),
        *(("Days", 0.57, "left"), ("Length", 0.7, "right"), ("Rate", 0.79, "right")),
        *(("Type", 0.85, "right"), ("Spots", 0.91, "right"), ("Amount", 1.0, "right")),
    ),
    (
        *(("#", 0.02, "right"), ("Day/Time", 0.04, "left"), ("Program", 0.22, "left")),
        *(("Rate", 0.5, "right"), ("Len", 0.56, "right"), ("Wk 1", 0.64, "right")),
        *(("Wk 2", 0.72, "right"), ("Spots", 0.8, "right"), ("Total $", 0.91, "right")),
    ),
    (
        *(("Line", 0.0, "left"), ("Line Type", 0.04, "left"), ("Dates", 0.2, "left")),
        *(("Length", 0.42, "right"), ("Run Times", 0.45, "left"), ("SPW", 0.66, "right")),
        *(("Mo Tu We Th Fr Sa Su", 0.68, "left"), ("Rate", 0.9, "right"), ("Total", 1.0, "right")),
    ),
    (
        *(("Date", 0.0, "left"), ("Program / Daypart", 0.16, "left"), ("Qty", 0.6, "right")),
        *(("Unit Price", 0.78, "right"), ("Extended", 1.0, "right")),
    ),
)
GROSS = ("Gross Amount", "Gross Total", "Total Gross", "Gross", "Order Total", "Total")
COMMISSION = ("Agency Comm.", "Agency Commission", "Commission", "Less Commission")
NET = ("Net Amount", "Net Total", "Net", "Net Due")


@dataclass(slots=True)
class Buy:
    """An order's days and money in cents. lines: spots and rate of each line."""

    first: date
    last: date
    date_format: str
    lines: list[tuple[int, int]] = field(default_factory=list)

    @property
    def spots(self) -> int:
        """Spots of the whole order."""
        return sum(count for count, _ in self.lines)

    @property
    def gross(self) -> int:
        """Cents of the whole order."""
        return sum(count * rate for count, rate in self.lines)

    @property
    def commission(self) -> int:
        """What the agency keeps."""
        return self.gross * 15 // 100

    def day(self, day: date) -> str:
        """A day as this order writes it."""
        return day.strftime(self.date_format)


def draw_buy(rng: random.Random) -> Buy:
    """Days, lines and prices."""
    first = date(2012, 1, 2) + timedelta(days=rng.randint(0, 4400))
    length = rng.choice((0, 1, 4, 6, 6, 6, 6, 9, 13, 13, 20, 27, rng.randint(1, 60)))
    formats = ("%m/%d/%y", "%m/%d/%y", "%-m/%-d/%y", "%m/%d/%Y", "%-m/%-d/%Y", "%b %-d, %Y")
    more = ("%Y-%m-%d", "%d-%b-%y", "%b/%d/%y", "%d/%m/%Y", "%B %-d, %Y")
    chosen = rng.choice(formats) if rng.random() < 0.88 else rng.choice(more)
    scale = rng.choice((500, 500, 2500, 100, 10_000))
    lines = [
        (rng.randint(1, 9), rng.randint(1, 80) * scale)
        for _ in range(rng.choice((1, 2, 3, 5, 8, 12, 20, 30)))
    ]
    return Buy(first, first + timedelta(days=length), chosen, lines)


def money_field(index: int, label: str, name: str, cents: int, habits: Habits) -> Field:
    """An amount of the order as a field."""
    concept: Concept = next(c for c in concepts()["order"] if name in c.names)
    segments = habits.purse.segments(cents)
    parts = tuple(
        (text, "" if at == len(segments) - 1 else None) for at, (text, _) in enumerate(segments)
    )
    return Field(index, concept, label, Value(parts, {"": typed(cents, 2)}))


def _program(rng: random.Random) -> str:
    return rng.choice(
        (
            f"{fill_gaps(rng, 'word').capitalize()} News @ {rng.randint(4, 11)}{rng.choice('ap')}",
            f"{fill_gaps(rng, 'word').capitalize()} {fill_gaps(rng, 'word')}"[:26],
            f"{rng.randint(5, 9)}a-{rng.randint(10, 12)}p Rotator",
            f"News {rng.randint(2, 13)}",
            fill_gaps(rng, "phrase")[:26],
        )
    )


def _cell(rng: random.Random, head: str, number: int, buy: Buy, line: tuple[int, int]) -> str:
    count, rate = line
    span = (buy.last - buy.first).days
    start = buy.first + timedelta(days=rng.randint(0, span))
    hour = rng.randint(4, 11)
    match head:
        case "*Line" | "#" | "Line":
            return rng.choice((f"N {number}", str(number), f"{number}.0"))
        case "Start Date" | "Date":
            return buy.day(start)
        case "End Date":
            return buy.day(buy.last)
        case "Dates":
            return f"{buy.day(start)}-{buy.day(buy.last)}"
        case "Description" | "Program" | "Program / Daypart":
            return _program(rng)
        case "Time" | "Day/Time" | "Run Times":
            return rng.choice((f"{hour}a-{hour + 1}p", f"{hour}:30 AM-{hour + 1}:00 AM", "ROS"))
        case "Days" | "Mo Tu We Th Fr Sa Su":
            return rng.choice(("M-F", "MTWTF--", "-----1-", "Sa-Su", "1 1 1 1 1", "X X"))
        case "Length" | "Len":
            return rng.choice((":30", "30", ":15/:15", ":60"))
        case "Rate" | "Unit Price":
            return f"${rate / 100:,.2f}"
        case "Total $" | "Amount" | "Total" | "Extended":
            return f"${rate * count / 100:,.2f}"
        case "Spots" | "Qty" | "SPW":
            return str(count)
        case "Ch":
            return rng.choice(("31", "WAB", "2.1"))
        case "Type":
            return "NM"
        case "Line Type":
            return "Normal Line / SPOT"
    return str(rng.randint(0, 3))


def _row(
    sheet: Sheet, places: Sequence[tuple[float, Align]], cells: Sequence[str], size: float
) -> None:
    sheet.y += size * 1.3
    span = sheet.right - sheet.left
    for (share, side), cell in zip(places, cells, strict=True):
        sheet.canvas.text(
            sheet.left + share * span, sheet.y, cell, size=size, fontname="helv", align=side
        )


def plain_text(text: str) -> list[Segment]:
    """Text that is nobody's answer."""
    return [(text, None)]


def write_spots(sheet: Sheet, buy: Buy, first: int, most: int) -> int:
    """Lines from `first` on, as many as `most` and the page allow. Returns the next line."""
    rng = sheet.rng
    manner = rng.choice(MANNERS)
    size = rng.uniform(5.6, 7.4)
    places = [(share, side) for _, share, side in manner]
    _row(sheet, places, [head for head, _, _ in manner], size)
    weekly, comment = rng.random() < 0.45, rng.random() < 0.2
    number = first
    while number < len(buy.lines) and number - first < most and sheet.room > 120:
        line = buy.lines[number]
        cells = [_cell(rng, head, number + 1, buy, line) for head, _, _ in manner]
        _row(sheet, places, cells, size)
        if weekly:
            _row(
                sheet,
                [(0.12, "left"), (0.3, "left"), (0.42, "left"), (0.58, "left"), (0.74, "left")],
                ["Start Date", "End Date", "Weekdays", "Spots/Week", "Rate"],
                size * 0.9,
            )
            rate = f"${line[1] / 100:,.2f}"
            days = [f"Week: {buy.day(buy.first)}", buy.day(buy.last), "MTWTF--"]
            spread: list[tuple[float, Align]] = [
                *((0.08, "left"), (0.3, "left"), (0.42, "left")),
                *((0.62, "right"), (0.78, "right")),
            ]
            _row(sheet, spread, [*days, str(line[0]), rate], size * 0.9)
        elif comment:
            _row(sheet, [(0.25, "left")], [_program(rng)], size)
        number += 1
    return number


def write_totals(
    sheet: Sheet, buy: Buy, habits: Habits, first: int, gross_index: int
) -> list[Field]:
    """Gross, commission and net: a row under heads, a summary by month, or lines. gross_index: the
    gross's number, that of another printing where there is one."""
    rng = sheet.rng
    fields = [money_field(gross_index, rng.choice(GROSS), "gross_amount", buy.gross, habits)]
    if rng.random() < 0.65:
        fee = -buy.commission if rng.random() < 0.6 else buy.commission
        fields.append(
            money_field(first + 1, rng.choice(COMMISSION), "agency_commission", fee, habits)
        )
        net = buy.gross - buy.commission
        fields.append(money_field(first + 2, rng.choice(NET), "net_amount", net, habits))
    sheet.y += rng.uniform(4, 12)
    manner = rng.choice(("table", "table", "bare", "lines"))
    if manner == "bare":
        _bare(sheet, fields[:1], buy)
        return fields[:1]
    if manner == "lines":
        _lines(sheet, fields)
    else:
        _table(sheet, fields, buy)
    return fields


def _put(sheet: Sheet, x: float, segments: list[Segment]) -> None:
    """One cell of the present row, which ends at `x`."""
    size, width = sheet.style.value_size * 0.85, 200.0
    font = sheet.style.value_font
    sheet.block(x - width, sheet.y, segments, width, font=font, size=size, align="right")


def _bare(sheet: Sheet, fields: list[Field], buy: Buy) -> None:
    """``Totals 57 $20,825.00``: the sum has no label of its own."""
    rng = sheet.rng
    word = rng.choice(("Totals", "TOTALS:", "Total", "Grand Total:", "Order Total"))
    fields[0].label = word
    span = sheet.right - sheet.left
    _put(sheet, sheet.left + 0.6 * span, [(word, f"{fields[0].index}.key")])
    if rng.random() < 0.8:
        _put(sheet, sheet.left + 0.75 * span, [(str(buy.spots), None)])
    _put(sheet, sheet.left + 0.92 * span, fields[0].value_segments())
    if rng.random() < 0.4:
        _put(sheet, sheet.right, [("$0.00", None)])
    sheet.y += sheet.style.value_size * 1.3


def _table(sheet: Sheet, fields: list[Field], buy: Buy) -> None:
    """Heads, perhaps a row a month, and the row of totals, which counts."""
    rng = sheet.rng
    count = len(fields) + 2
    ends = [sheet.left + (sheet.right - sheet.left) * (i + 1) / count for i in range(count)]
    heads = [rng.choice(("Time Period", "Month", "Start Date - End Date")), "# Spots"]
    for x, head in zip(ends, heads, strict=False):
        _put(sheet, x, [(head, None)])
    for x, item in zip(ends[2:], fields, strict=True):
        _put(sheet, x, [(item.label, f"{item.index}.key")])
    sheet.y += sheet.style.value_size * 1.2
    period = f"{buy.day(buy.first)} - {buy.day(buy.last)}"
    months = rng.choice((0, 1, 1, 2))
    for month in range(months):
        share = 1.0 if months == 1 else (0.6, 0.4)[month]
        _put(sheet, ends[0], [(period, None)])
        _put(sheet, ends[1], [(str(round(buy.spots * share)), None)])
        for x, item in zip(ends[2:], fields, strict=True):
            assert item.value is not None
            # One month alone has the sums themselves; of several none does.
            amount = f"${float(item.value.typed['']) * share:,.2f}"
            _put(sheet, x, item.value_segments() if months == 1 else plain_text(amount))
        sheet.y += sheet.style.value_size * 1.2
    _put(sheet, ends[0], [(rng.choice(("Totals", "Total", "Grand Total")), None)])
    _put(sheet, ends[1], [(str(buy.spots), None)])
    for x, item in zip(ends[2:], fields, strict=True):
        _put(sheet, x, item.value_segments())
    sheet.y += sheet.style.value_size * 1.4


def _lines(sheet: Sheet, fields: list[Field]) -> None:
    """A label and its sum a line, to the right."""
    x = sheet.right - sheet.rng.choice((0.0, 0.0, 60.0))
    for item in fields:
        _put(sheet, x - 100, item.label_segments(sheet.style.colon))
        _put(sheet, x, item.value_segments())
        sheet.y += sheet.style.value_size * 1.25
