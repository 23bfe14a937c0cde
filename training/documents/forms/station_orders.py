"""Orders and contracts of stations as windows of several pages: a head of many small facts, lines
of spots, totals at the end or in the head.

Four manners of heads: cells with labels above, columns of ``label: value`` that wrap, a grid of
label and value columns, and the short head of a continued page. Knows no schema.
"""

from __future__ import annotations

import random

from training.documents.forms.legal import sentence
from training.documents.forms.makers import Value
from training.documents.forms.order_facts import (
    AGENCY_ADDRESS,
    STATION_ADDRESS,
    Order,
    draw_order,
    order_concept,
)
from training.documents.forms.sheet import Field, Sheet
from training.documents.forms.spot_lines import money_field, plain_text, write_spots, write_totals
from training.documents.forms.templates import fill_gaps
from training.documents.receipts import words as w


def _mixed(sheet: Sheet, order: Order, *, with_agency: bool) -> list[Field]:
    """Facts and others in the order they are set; the number mostly first."""
    rng = sheet.rng
    facts = [f for name, f in order.facts.items() if with_agency or name != "agency"]
    rest = [*facts[1:], *order.extras]
    if rng.random() < 0.75:
        rng.shuffle(rest)
    return [*facts[:1], *rest]


def _cells(sheet: Sheet, fields: list[Field], x0: float) -> float:
    """Labels above values in cells, one to three a row. Returns the bottom edge."""
    rng, y, index = sheet.rng, sheet.y, 0
    ruled = rng.random() < 0.8
    while index < len(fields):
        row = fields[index : index + rng.choice((1, 2, 2, 3))]
        index += len(row)
        width = (sheet.right - x0) / len(row)
        bottoms = []
        for place, item in enumerate(row):
            x = x0 + place * width + 2
            under = sheet.label(x, y + 1, item, width - 4, scale=0.85)
            bottoms.append(sheet.value(x, under, item, width - 4))
        bottom = max(bottoms) + 1.5
        for place in range(len(row) if ruled else 0):
            x = x0 + place * width
            sheet.canvas.rect(x, y, x + width, bottom, width=0.5)
        y = bottom
    return y


def _columns(sheet: Sheet, fields: list[Field], lines: list[str]) -> float:
    """``label: value`` in columns, long values go on below in their own column; the first column
    takes the lines of an address too. Returns the bottom edge."""
    rng, style = sheet.rng, sheet.style
    count = rng.choice((2, 3, 4, 4))
    width = (sheet.right - sheet.left) / count
    grid, aligned = rng.random() < 0.4, rng.random() < 0.7
    at = [sheet.y] * count
    waiting = list(lines)
    for index, item in enumerate(fields):
        place = index % count
        if aligned and place == 0:
            at = [max(at)] * count
        x = sheet.left + place * width
        if place == 0 and waiting and index >= 2 * count:
            at[0] = sheet.plain(x, at[0], waiting.pop(0), width - 8, size=style.value_size)
        if grid:
            share = 0.42 * width
            under = sheet.label(x, at[place], item, share - 4, after=style.colon)
            at[place] = max(under, sheet.value(x + share, at[place], item, width - share - 4))
        else:
            segments = [*item.label_segments(": "), *item.value_segments()]
            font, size = style.value_font, style.value_size
            at[place] = sheet.block(x, at[place], segments, width - 6, font=font, size=size)
        at[place] += 1.0
    for text in waiting:
        at[0] = sheet.plain(sheet.left, at[0], text, width - 8, size=style.value_size)
    return max(at)


def _address(rng: random.Random) -> list[str]:
    """Street, town and perhaps a telephone number."""
    lines = [f"{rng.randint(1, 9900)} {rng.choice(w.STREETS['en'])} St"]
    lines += [fill_gaps(rng, "cityzip"), w.fill(rng, "(###) ###-####")]
    return lines[: rng.choice((2, 2, 3))]


def _party(
    sheet: Sheet, lead: str, item: Field | None, place: Field, y: float, width: float
) -> float:
    """A block with a name, which is the field's value where there is one, and an address."""
    rng, style = sheet.rng, sheet.style
    font, size = style.head_font, style.value_size
    if lead:
        y = sheet.plain(sheet.left, y, lead, width, size=7) + 2
    x = sheet.left + rng.choice((0.0, 14.0))
    name = plain_text(fill_gaps(rng, "company")) if item is None else item.value_segments()
    y = sheet.block(x, y, name, width - 14, font=font, size=size)
    lines = _address(rng)
    text = " ".join(lines[:2])
    place.value = Value(((text, ""),), {"": text})
    for index, line in enumerate(lines):
        segments = [(line, place.tag("") if index < 2 else None)]
        y = sheet.block(x, y, segments, width - 14, font=font, size=size)
    return y


def _with_parties(sheet: Sheet, order: Order) -> None:
    """Station and agency at the left, cells at the right."""
    rng = sheet.rng
    top, x0 = sheet.y, sheet.left + (sheet.right - sheet.left) * rng.uniform(0.33, 0.52)
    in_block = "agency" in order.facts and rng.random() < 0.7
    bottom = _cells(sheet, _mixed(sheet, order, with_agency=not in_block), x0)
    width = x0 - sheet.left - 16
    leads = ("Contract Agreement Between:", "Station:", "", "Remit To:")
    own = None
    if "station" not in order.facts:
        name = rng.choice((fill_gaps(rng, "station"), fill_gaps(rng, "company")))
        own = Field(80, order_concept("station"), "", Value(((name, ""),), {"": name}))
        order.facts["station"] = own
    place = Field(81, STATION_ADDRESS, "", None)
    y = _party(sheet, rng.choice(leads), own, place, top, width)
    order.facts["station_address"] = place
    agency = order.facts.get("agency") if in_block else None
    if agency is not None or rng.random() < 0.5:
        place = Field(82, AGENCY_ADDRESS, "", None)
        if agency is not None:
            agency.label = ""
            order.facts["agency_address"] = place
        lead = rng.choice(("And:", "Agency:", "Bill To:", ""))
        y = _party(sheet, lead, agency, place, y + 12, width)
    sheet.y = max(bottom, y) + 8


def _head(sheet: Sheet, order: Order) -> None:
    """The whole head in one of the manners."""
    rng = sheet.rng
    if rng.random() < 0.3:
        _gross_in_head(order, rng)
    if rng.random() < 0.45:
        _with_parties(sheet, order)
        return
    lines = [fill_gaps(rng, "company"), *_address(rng)] if rng.random() < 0.7 else []
    beside = rng.random() < 0.35 and "gross_amount" not in order.facts
    right = sheet.right
    if beside:
        sheet.right = sheet.left + (right - sheet.left) * rng.uniform(0.62, 0.74)
    top, fields = sheet.y, _mixed(sheet, order, with_agency=True)
    bottom = _columns(sheet, fields, lines)
    if beside:
        bottom = max(bottom, _summary(sheet, order, sheet.right + 10, right, top))
    sheet.right, sheet.y = right, bottom + 8


def _summary(sheet: Sheet, order: Order, x0: float, x1: float, y: float) -> float:
    """Spots and sums by month, the whole, and what the agency keeps, in the head's corner. Returns
    the bottom edge."""
    rng, style, buy = sheet.rng, sheet.style, order.buy
    gross = rng.choice(("Grand Total:", "Grand Total", "Order Total", "Total", "Gross Total"))
    rows = [("gross_amount", gross, buy.gross, str(buy.spots))]
    if rng.random() < 0.7:
        net = buy.gross - buy.commission
        rows.append(("agency_commission", "Commission", buy.commission, ""))
        rows.append(("net_amount", rng.choice(("Net Total", "Net Amount", "Net")), net, ""))
    head = rng.choice(("By Broadcast Month", "Month", "Summary"))
    y = sheet.plain(x0, y, f"{head} Spots Rate", x1 - x0, size=style.value_size * 0.85)
    month = f"{buy.first:%b}. {buy.first:%Y}"
    monthly = plain_text(f"{month} {buy.spots} ${buy.gross * 0.01:,.2f}")
    font, size = style.value_font, style.value_size * 0.85
    y = sheet.block(x0, y, monthly, x1 - x0, font=font, size=size) + 1
    for index, (name, label, cents, count) in enumerate(rows):
        item = money_field(61 + index, label, name, cents, order.habits)
        order.facts[name] = item
        middle = x0 + 0.55 * (x1 - x0)
        under = sheet.block(x0, y, item.label_segments(), middle - x0, font=font, size=size)
        values = [(f"{count} " if count else "", None), *item.value_segments()]
        width = x1 - middle
        y = max(under, sheet.block(middle, y, values, width, font=font, size=size, align="right"))
    return y


def _gross_in_head(order: Order, rng: random.Random) -> None:
    labels = ("Total $", "Order Total", "Total Gross", "Grand Total", "Contract Amount", "Gross")
    item = money_field(60, rng.choice(labels), "gross_amount", order.buy.gross, order.habits)
    order.facts["gross_amount"] = item


def _short_head(sheet: Sheet, order: Order) -> None:
    """The head of a continued page: a few facts again."""
    rng = sheet.rng
    names = ("contract_num", "alt_order", "advertiser", "flight", "product", "estimate")
    for name in list(order.facts):
        if name not in names or (name != "contract_num" and rng.random() < 0.2):
            del order.facts[name]
    order.extras = order.extras[: rng.choice((0, 1, 2))]
    if rng.random() < 0.5:
        _with_parties(sheet, order)
    else:
        sheet.y = _columns(sheet, _mixed(sheet, order, with_agency=True), []) + 6


def _terms(sheet: Sheet) -> None:
    """Small print of stations, and who signs."""
    rng = sheet.rng
    width = sheet.right - sheet.left
    if rng.random() < 0.4:
        text = rng.choice(("Signature: ________ Date: ______", "Accepted-Agency: Date:"))
        sheet.y = sheet.plain(sheet.left, sheet.y + 4, text, width, size=8) + 3
    for _ in range(rng.randint(1, 5)):
        if sheet.room < 40:
            return
        topic = rng.choice(("terms", "terms", "misc"))
        text = " ".join(sentence(rng, topic) for _ in range(rng.randint(1, 3)))
        sheet.y = sheet.plain(sheet.left, sheet.y + 2, text, width, size=rng.uniform(5.5, 7.5))


def _elsewhere(everything: dict[str, Field], order: Order) -> list[Field]:
    """Facts that this window does not hold."""
    gone = [item for name, item in everything.items() if name not in order.facts]
    for item in gone:
        item.value = None
    return gone


def write_station_order(sheet: Sheet) -> list[Field]:
    """A window of an order; returns the fields it holds."""
    rng = sheet.rng
    order = draw_order(rng)
    part = rng.choices(("whole", "first", "next", "last", "terms"), (42, 20, 10, 20, 8))[0]
    fields: list[Field] = []
    everything = dict(order.facts)
    most = rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 13))
    if part == "whole":
        # A whole order shows all its lines, so there are few.
        del order.buy.lines[most:]
    if part in ("whole", "first"):
        _head(sheet, order)
    elif part in ("next", "last") and rng.random() < 0.85:
        if rng.random() < 0.25:
            # The end of the page before goes first.
            _terms(sheet)
            sheet.y += 8
        _short_head(sheet, order)
    else:
        order.facts, order.extras = {}, []
    fields += [*order.facts.values(), *order.extras, *_elsewhere(everything, order)]
    if part != "terms":
        first = 0 if part in ("whole", "first") else rng.randint(0, len(order.buy.lines) - 1)
        write_spots(sheet, order.buy, first, most)
    if part in ("whole", "last") and sheet.room > 60:
        known = order.facts.get("gross_amount")
        index = 69 if known is None else known.index
        totals = write_totals(sheet, order.buy, order.habits, 70, index)
        fields += [item for item in totals if known is None or item.index != known.index]
    if rng.random() < 0.5 or part == "terms":
        _terms(sheet)
    return fields
