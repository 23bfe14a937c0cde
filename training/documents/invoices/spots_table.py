"""The spots of a broadcast bill: flat rows, one row a line, or lines with their weeks and spots
beneath.
"""

from __future__ import annotations

from datetime import timedelta

from training.documents.invoices.flow import Seg, width_of
from training.documents.invoices.sheet import Sheet
from training.documents.invoices.spots import DAYS, Buy, Flight
from training.documents.words.dates import date_text

Row = list[list[Seg]]


def _day(sheet: Sheet, flight: Flight, index: int) -> str:
    return date_text(flight.spots[index], sheet.style.date_pattern, "en")


def _air_time(sheet: Sheet) -> str:
    return (
        f"{sheet.rng.randint(1, 12)}:{sheet.rng.randint(0, 59):02d} "
        f"{sheet.rng.choice(('AM', 'PM'))}"
    )


def _plain(*texts: str) -> Row:
    return [[(text, ())] for text in texts]


def _flat(sheet: Sheet, buy: Buy) -> tuple[list[str], list[Row]]:
    """A row for each spot. Each spot is a line item of its own."""
    rng = sheet.rng
    heads = [
        rng.choice(("Line", "Ln", "#")),
        "Ch",
        "Day",
        rng.choice(("Air Date", "Date")),
        "Air Time",
        rng.choice(("Description", "Program")),
        "Start/End Time",
        rng.choice(("Length", "Len")),
        rng.choice(("Ad-ID", "Copy/ISCI", "Copy")),
        rng.choice(("Rate", "Amount", "Gross")),
    ]
    spots = sorted((day, n, k) for n, f in enumerate(buy.flights) for k, day in enumerate(f.spots))
    code = f"{rng.choice('ABKV')}{rng.randint(1000, 99999)}H"
    rows: list[Row] = []
    typed = {k: v for k, v in sheet.facts.typed.items() if not k.startswith("line_items")}
    for i, (day, n, k) in enumerate(spots):
        f = buy.flights[n]
        row = _plain(
            str(n + 1), buy.station.brand, DAYS[day.weekday()], _day(sheet, f, k), _air_time(sheet)
        )
        row += [
            [(f.program, (f"line_items[{i}].description",))],
            *_plain(f.time, f.length, code),
            sheet.money(f.rate, f"line_items[{i}].amount_net"),
        ]
        rows.append(row)
        typed |= {
            f"line_items[{i}].description": f.program,
            f"line_items[{i}].amount_net": f"{f.rate:f}",
        }
    sheet.facts.typed.clear()
    sheet.facts.typed.update(typed)
    return heads, rows


def _summed(sheet: Sheet, buy: Buy) -> tuple[list[str], list[Row]]:
    """A row for each line with its number of spots and amount."""
    rng = sheet.rng
    heads = [
        "Line",
        rng.choice(("Start Date", "Start")),
        rng.choice(("End Date", "End")),
        rng.choice(("Description", "Program", "Inventory Code")),
        rng.choice(("Time", "Start/End Time", "Daypart")),
        "Days",
        rng.choice(("Length", "Len")),
        rng.choice(("Rate", "Unit Rate")),
        rng.choice(("Spots", "Qty", "# Spots")),
        rng.choice(("Amount", "Total", "Gross")),
    ]
    rows: list[Row] = []
    for i, f in enumerate(buy.flights):
        path = f"line_items[{i}]"
        rows.append(
            [
                *_plain(
                    str(i + 1),
                    date_text(f.start, sheet.style.date_pattern, "en"),
                    date_text(f.end, sheet.style.date_pattern, "en"),
                ),
                [(f.program, (f"{path}.description",))],
                *_plain(f.time, f.days, f.length),
                sheet.money(f.rate, f"{path}.unit_price"),
                [(str(len(f.spots)), (f"{path}.quantity",))],
                sheet.money(f.rate * len(f.spots), f"{path}.amount_net"),
            ]
        )
    return heads, rows


def _nested(sheet: Sheet, buy: Buy) -> tuple[list[str], list[Row]]:
    """Line, week and spots; the line's row carries the item."""
    rng, pattern = sheet.rng, sheet.style.date_pattern
    heads = [
        "Line",
        "Start Date",
        "End Date",
        "Description",
        "Start/End Time",
        "MTWTFSS",
        "Length",
        "Spots/Week",
        "Rate",
        "Type",
    ]
    rows: list[Row] = []
    weeks = rng.random() < 0.7
    for i, f in enumerate(buy.flights):
        path = f"line_items[{i}]"
        start, end = date_text(f.start, pattern, "en"), date_text(f.end, pattern, "en")
        rows.append(
            [
                *_plain(str(i + 1), start, end),
                [(f.program, (f"{path}.description",))],
                *_plain(f.time, f.days, f.length),
                [(str(len(f.spots)), (f"{path}.quantity",))],
                sheet.money(f.rate, f"{path}.unit_price"),
                *_plain("NM"),
            ]
        )
        if weeks:
            rows.append(
                _plain(
                    "",
                    "Weeks:",
                    "Start Date",
                    "End Date",
                    "",
                    "MTWTFSS",
                    "",
                    "Spots/Week",
                    "Rate",
                    "",
                )
            )
            week_end = f.start + timedelta(days=6)
            rows.append(
                [
                    *_plain(
                        "",
                        "",
                        start,
                        date_text(week_end, pattern, "en"),
                        "",
                        f.days,
                        "",
                        str(len(f.spots)),
                    ),
                    sheet.money(f.rate),
                    *_plain(""),
                ]
            )
        rows.append(
            _plain(
                "",
                "Spots: #",
                "Air Date",
                "Description",
                "Air Time",
                "Day",
                "Length",
                "Ad-ID",
                "Rate",
                "Type",
            )
        )
        for k, day in enumerate(f.spots):
            rows.append(
                [
                    *_plain(
                        "",
                        str(k + 1),
                        _day(sheet, f, k),
                        f.program,
                        _air_time(sheet),
                        DAYS[day.weekday()],
                        f.length,
                        f"{buy.station.brand}{i}{k}H",
                    ),
                    sheet.money(f.rate),
                    *_plain("NM"),
                ]
            )
    return heads, rows


def _edges(
    sheet: Sheet, heads: list[str], rows: list[Row], x0: float, x1: float
) -> tuple[float, list[float]]:
    """Font size and left edges at which all cells fit."""
    style = sheet.style
    texts = [
        [head, *("".join(t for t, _ in row[i]) for row in rows)] for i, head in enumerate(heads)
    ]
    widths = [max(width_of(t, style.bold, 1.0) for t in column) for column in texts]
    size = min(style.size, (x1 - x0 - 6.0 * len(heads)) / sum(widths))
    gap = (x1 - x0 - size * sum(widths)) / len(heads)
    edges, x = [], x0
    for width in widths:
        edges.append(x)
        x += width * size + gap
    return size, edges


def draw(sheet: Sheet, buy: Buy, x0: float, x1: float, y: float) -> float:
    """The table, over several pages where needed. Returns its bottom edge."""
    rng = sheet.rng
    build = rng.choice((_flat, _flat, _summed, _summed, _nested))
    heads, rows = build(sheet, buy)
    size, edges = _edges(sheet, heads, rows, x0, x1)
    step = size * rng.uniform(1.2, 1.6)
    ruled, bold = rng.random() < 0.5, rng.random() < 0.5

    def header(top: float) -> float:
        for x, head in zip(edges, heads, strict=True):
            sheet.line(x, top, head, size=size, bold=bold)
        sheet.canvas.line(x0, top + size * 1.3, x1, top + size * 1.3, width=1.0)
        return top + size * 1.7

    y = header(y)
    for row in rows:
        if y + 2 * step > sheet.limit():
            y = header(sheet.new_page())
        for x, cell in zip(edges, row, strict=True):
            if "".join(t for t, _ in cell):
                sheet.line(x, y, cell, size=size)
        y += step
        if ruled:
            sheet.canvas.line(x0, y - 1, x1, y - 1, width=0.3)
    return y
