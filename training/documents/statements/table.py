"""The table of a bank statement's bookings, over as many pages as it needs. Knows no head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from training.documents.canvas import BLACK
from training.documents.invoices.flow import Seg, plain, seg, wrap
from training.documents.paper import Paper
from training.documents.statements.bookings import Booking
from training.documents.statements.facts import Facts
from training.documents.statements.plan import Plan
from training.documents.statements.sums import balance, balance_label, debits_sum
from training.documents.statements.words import words_of
from training.documents.words.dates import date_text

RIGHT = frozenset(["debit", "credit", "amount", "balance"])
PALE = (0.93, 0.94, 0.96)
GAP = 6.0


@dataclass(frozen=True, slots=True)
class Column:
    """From x0 to x1, in points."""

    key: str
    label: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by key; of the text, its lines. is_booking: it is one of the transactions."""

    cells: dict[str, list[Seg]]
    lines: tuple[list[Seg], ...]
    is_booking: bool = True


def write_table(paper: Paper, facts: Facts, plan: Plan) -> None:
    """All bookings in the printed order, with the rows around them."""
    rows = _rows(paper, facts, plan)
    columns = _layout(paper, facts, plan, rows)
    if plan.header:
        _header(paper, columns, plan)
    width = next(column.x1 - column.x0 for column in columns if column.key == "description")
    carried, bookings = facts.opening, iter(facts.bookings)
    for number, row in enumerate(rows):
        lines = _wrapped(paper, row.lines, width)
        height = max(1, len(lines)) * paper.look.leading + 2
        if paper.y + height + 2 * paper.look.leading > paper.limit:
            _turn(paper, facts, plan, columns, carried)
        _write(paper, columns, row, lines, plan, height, number)
        if row.is_booking:
            carried += next(bookings).amount
    paper.y += paper.look.leading * 0.6


def _rows(paper: Paper, facts: Facts, plan: Plan) -> list[Row]:
    rows = _booking_rows(paper, facts, plan)
    amounts = "balance" if "balance" in plan.columns else plan.columns[-1]
    signed = paper.chance(paper.look.signed * 0.5)
    if plan.opening_row:
        value = balance(paper, plan, "opening", facts.opening, signed=signed)
        rows.insert(0, _plain_row(balance_label(paper, facts, plan, "opening"), {amounts: value}))
    if plan.sums_row:
        label = [seg(paper.word(words_of(facts.region.lang)["total"]))]
        cells = {
            "debit": paper.amount("totals.debits", debits_sum(facts, plan)),
            "credit": paper.amount("totals.credits", facts.credits),
        }
        rows.append(_plain_row(label, cells))
    if plan.closing_row:
        value = balance(paper, plan, "closing", facts.closing, signed=signed)
        rows.append(_plain_row(balance_label(paper, facts, plan, "closing"), {amounts: value}))
    return rows


def _plain_row(label: list[Seg], cells: dict[str, list[Seg]]) -> Row:
    return Row(cells, (label,), is_booking=False)


def _booking_rows(paper: Paper, facts: Facts, plan: Plan) -> list[Row]:
    """The bookings as printed; the first in print is ``transactions[0]``."""
    order: list[tuple[Booking, Decimal]] = []
    current = facts.opening
    for booking in facts.bookings:
        current += booking.amount
        order.append((booking, current))
    if plan.newest_first:
        order.reverse()
    days = [booking.day for booking, _ in order]
    rows = []
    for index, (booking, after) in enumerate(order):
        path = f"transactions[{index}]"
        is_first = not index or days[index - 1] != booking.day
        is_last = index + 1 == len(order) or days[index + 1] != booking.day
        cells: dict[str, list[Seg]] = {}
        if not plan.once or is_first:
            same = [n for n in range(index, len(days)) if days[n] == booking.day]
            numbers = same if plan.once else [index]
            cells["date"] = _day(paper, booking, plan, [f"transactions[{n}].date" for n in numbers])
        if "value_date" in plan.columns:
            cells["value_date"] = paper.day(f"{path}.value_date", booking.value_day, plan.row_date)
        if "reference" in plan.columns:
            cells["reference"] = paper.text(f"{path}.reference", booking.reference)
        cells |= _amounts(paper, booking.amount, path, plan)
        closes_day = is_first if plan.newest_first else is_last
        if plan.balances == "each" or (plan.balances == "daily" and closes_day):
            cells["balance"] = paper.amount(f"{path}.balance", after)
        text = f"{path}.description"
        paper.values[text] = " ".join(" ".join(booking.lines).split())
        lines = tuple([seg(line, text)] for line in booking.lines)
        rows.append(Row({key: cells[key] for key in cells if key in plan.columns}, lines))
    return rows


def _day(paper: Paper, booking: Booking, plan: Plan, paths: Sequence[str]) -> list[Seg]:
    """The date of all rows of a day, where it stands in the first of them alone."""
    for path in paths:
        paper.values[path] = booking.day.isoformat()
    return [(date_text(booking.day, plan.row_date, paper.look.lang), tuple(paths))]


def _amounts(paper: Paper, amount: Decimal, path: str, plan: Plan) -> dict[str, list[Seg]]:
    """What came in or went out, in the column and with the sign that this bank gives it."""
    if plan.mode == "signed":
        return {"amount": paper.amount(f"{path}.amount", amount, plus=plan.plus)}
    side = "debit" if amount < 0 else "credit"
    shown = amount if side == "debit" and plan.minus_in_debits else abs(amount)
    segs = paper.amount(f"{path}.{side}", shown)
    if plan.mode == "columns":
        return {side: segs}
    letter = plan.letters[0 if side == "debit" else 1]
    return {"amount": [*segs, seg(f" {letter}")] if letter else segs}


def _layout(paper: Paper, facts: Facts, plan: Plan, rows: Sequence[Row]) -> list[Column]:
    """Columns as wide as what stands in them; the text takes what is left."""
    look, words = paper.look, words_of(facts.region.lang)
    labels = {key: paper.word(words[f"c_{key}"]) for key in plan.columns}
    if plan.header and any("{c}" in label for label in labels.values()):
        paper.values["currency"] = paper.currency
    labels = {key: label.replace("{c}", paper.currency) for key, label in labels.items()}
    widths = {}
    for key in plan.columns:
        if key != "description":
            cells = [paper.width(row.cells[key]) for row in rows if key in row.cells]
            longest = max(labels[key].split(), key=len, default="")
            widths[key] = max([*cells, paper.width(longest, bold=True), 24.0]) + GAP
    room = look.right - look.margin - sum(widths.values())
    widths["description"] = max(room, 70.0)
    columns, x = [], look.margin
    for key in plan.columns:
        columns.append(Column(key, labels[key], x, x + widths[key]))
        x += widths[key]
    return columns


def _header(paper: Paper, columns: Sequence[Column], plan: Plan) -> None:
    look = paper.look
    cells = []
    for column in columns:
        width = column.x1 - column.x0 - GAP
        cells.append(wrap([seg(column.label)], look.bold, look.size, max(width, 10.0)))
    height = max(map(len, cells)) * look.leading + 4
    left, right = columns[0].x0 - 2, columns[-1].x1
    color = BLACK
    if look.tinted:
        fill = look.accent if look.accent != BLACK and paper.chance(0.4) else PALE
        color = (1.0, 1.0, 1.0) if fill == look.accent else BLACK
        paper.canvas.rect(left, paper.y, right, paper.y + height, stroke=None, fill=fill)
    for column, lines in zip(columns, cells, strict=True):
        y = paper.y + 2
        for line in lines:
            at_right = column.key in RIGHT
            x = column.x1 - GAP / 2 if at_right else column.x0
            align = "right" if at_right else "left"
            y = paper.line(x, y, line, bold=True, align=align, color=color)  # type: ignore[arg-type]
    paper.y += height
    if not look.tinted:
        paper.canvas.line(left, paper.y, right, paper.y, width=0.7)
    paper.y += 2


def _wrapped(paper: Paper, lines: Sequence[list[Seg]], width: float) -> list[list[Seg]]:
    look = paper.look
    return [piece for line in lines for piece in wrap(line, look.regular, look.size, width - GAP)]


def _write(
    paper: Paper, columns: Sequence[Column], row: Row, lines: Sequence[Sequence[Seg]],
    plan: Plan, height: float, number: int,
) -> None:  # fmt: skip
    """One row; its cells stand in the first of its lines."""
    left, right = columns[0].x0 - 2, columns[-1].x1
    bottom = paper.y + height
    bold = not row.is_booking and paper.look.bold_labels
    if plan.ruled == "zebra" and number % 2:
        paper.canvas.rect(left, paper.y, right, bottom, stroke=None, fill=PALE)
    for column in columns:
        if column.key == "description":
            y = paper.y + 1
            for line in lines:
                y = paper.line(column.x0, y, line, bold=bold)
        elif plain(row.cells.get(column.key, [])):
            at_right = column.key in RIGHT
            x = column.x1 - GAP / 2 if at_right else column.x0
            align = "right" if at_right else "left"
            paper.line(x, paper.y + 1, row.cells[column.key], align=align, bold=bold)  # type: ignore[arg-type]
        if plan.ruled == "grid":
            paper.canvas.rect(column.x0 - 2, paper.y, column.x1 - 2, bottom, width=0.3)
    if plan.ruled == "rows":
        paper.canvas.line(left, bottom, right, bottom, width=0.3)
    paper.y = bottom


def _turn(
    paper: Paper, facts: Facts, plan: Plan, columns: Sequence[Column], carried: Decimal
) -> None:
    """On to the next page, the balance carried over at times."""
    words = words_of(facts.region.lang)
    text = next(column for column in columns if column.key == "description")
    x = columns[-1].x1 - GAP / 2
    swept = plan.swept and not plan.newest_first
    if swept:
        paper.line(text.x0, paper.y, paper.word(words["carried"]))
        paper.line(x, paper.y, paper.amount(None, carried), align="right")
    paper.new_page()
    if plan.repeats_header:
        if paper.chance(0.5):
            paper.line(paper.look.margin, paper.y, facts.bank)
            paper.y += 2 * paper.look.leading
        if plan.header:
            _header(paper, columns, plan)
    if swept:
        paper.line(text.x0, paper.y, paper.word(words["brought"]))
        paper.line(x, paper.y, paper.amount(None, carried), align="right")
        paper.y += paper.look.leading + 2
