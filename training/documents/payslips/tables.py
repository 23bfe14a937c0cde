"""The tables of a payslip: what was earned and what is kept back. Knows no head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from training.documents.canvas import BLACK
from training.documents.invoices.flow import Seg, plain, seg, wrap
from training.documents.paper import Paper
from training.documents.payslips.facts import Facts, words_of
from training.documents.payslips.plan import Plan
from training.documents.payslips.sums import total_label, total_value
from training.documents.words import numbers

PALE = (0.93, 0.94, 0.96)
GAP = 7.0


@dataclass(slots=True)
class Row:
    """Cells by column."""

    cells: dict[str, list[Seg]] = field(default_factory=dict)
    bold: bool = False


def write_tables(paper: Paper, facts: Facts, plan: Plan) -> None:
    """Both tables in the plan's layout."""
    look = paper.look
    words = words_of(facts.region.lang)
    top = paper.y
    if plan.layout == "beside":
        middle = (look.margin + look.right) / 2
        left = _table(paper, facts, plan, look.margin, middle - 6, top, "earnings")
        right = _table(paper, facts, plan, middle + 6, look.right, top, "deductions")
        paper.y = max(left, right)
    elif plan.layout == "stacked":
        low = _table(paper, facts, plan, look.margin, look.right, top, "earnings")
        low += paper.rng.uniform(2, 14)
        paper.y = _table(paper, facts, plan, look.margin, look.right, low, "deductions")
    else:
        rows = [*_earning_rows(paper, facts, plan), *_deduction_rows(paper, facts, plan)]
        merged = plan.layout == "merged"
        amounts = ("earned", "kept") if merged else ("amount",)
        labels = {"earned": words["c_earned"], "kept": words["c_kept"], "amount": words["c_amount"]}
        if plan.in_table:
            rows.append(_totals_row(paper, facts, plan, ("gross", "deductions"), merged=True))
        columns = {"description": words["c_description"]}
        if plan.units:
            columns |= {"quantity": words["c_quantity"], "rate": words["c_rate"]}
        if plan.bases:
            columns |= {"base": words["c_base"], "percent": words["c_percent"]}
        columns |= {key: labels[key] for key in amounts}
        if plan.years:
            columns["ytd"] = words["c_ytd"]
        paper.y = _grid(paper, plan, columns, rows, look.margin, look.right, top)
    paper.y += 4


def _table(
    paper: Paper, facts: Facts, plan: Plan, x0: float, x1: float, y: float, group: str
) -> float:
    """Earnings or deductions between two x; returns the bottom edge."""
    words = words_of(facts.region.lang)
    is_narrow = plan.layout == "beside"
    columns = {"description": words["c_description"]}
    if group == "earnings":
        rows = _earning_rows(paper, facts, plan)
        if plan.units:
            columns |= {"quantity": words["c_quantity"], "rate": words["c_rate"]}
    else:
        rows = _deduction_rows(paper, facts, plan)
        if plan.bases and not is_narrow:
            columns |= {"base": words["c_base"], "percent": words["c_percent"]}
    columns["amount"] = words["c_amount"]
    if plan.years:
        columns["ytd"] = words["c_ytd"]
    if plan.in_table:
        name = "gross" if group == "earnings" else "deductions"
        rows.append(_totals_row(paper, facts, plan, (name,), merged=False))
    heading = paper.word(words["h_earnings" if group == "earnings" else "h_deductions"])
    if is_narrow and paper.chance(0.5):
        # The heading is that of the first column.
        columns["description"] = heading
    else:
        y = paper.line(x0, y, heading, bold=True)
    return _grid(paper, plan, columns, rows, x0, x1, y)


def _earning_rows(paper: Paper, facts: Facts, plan: Plan) -> list[Row]:
    rows = []
    for index, earning in enumerate(facts.earnings):
        path = f"earnings[{index}]"
        row = Row({"description": paper.text(f"{path}.description", earning.description)})
        if plan.units and earning.quantity is not None and earning.rate is not None:
            row.cells["quantity"] = _number(paper, f"{path}.quantity", earning.quantity)
            row.cells["rate"] = paper.amount(f"{path}.rate", earning.rate)
        amount = "earned" if plan.layout == "merged" else "amount"
        row.cells[amount] = paper.amount(f"{path}.amount", earning.amount)
        if plan.years:
            row.cells["ytd"] = paper.amount(f"{path}.year_to_date", earning.year_to_date)
        rows.append(row)
    return rows


def _deduction_rows(paper: Paper, facts: Facts, plan: Plan) -> list[Row]:
    rows = []
    with_bases = plan.bases and plan.layout != "beside"
    for index, deduction in enumerate(facts.deductions):
        path = f"deductions[{index}]"
        row = Row({"description": paper.text(f"{path}.description", deduction.description)})
        if with_bases:
            row.cells["base"] = paper.amount(f"{path}.base", deduction.base)
            row.cells["percent"] = _number(paper, f"{path}.rate", deduction.percent)
        amount = -deduction.amount if plan.minus else deduction.amount
        kept = "kept" if plan.layout == "merged" else "amount"
        row.cells[kept] = paper.amount(f"{path}.amount", amount)
        if plan.years:
            row.cells["ytd"] = paper.amount(f"{path}.year_to_date", deduction.year_to_date)
        rows.append(row)
    return rows


def _totals_row(
    paper: Paper, facts: Facts, plan: Plan, names: Sequence[str], *, merged: bool
) -> Row:
    """The totals under their columns."""
    row = Row(bold=paper.chance(0.6))
    keys = {"gross": "earned", "deductions": "kept"} if merged else {}
    for name in names:
        if name in plan.totals:
            value = total_value(facts, plan, name)
            row.cells[keys.get(name, "amount")] = paper.amount(f"totals.{name}", value)
            label = total_label(paper, facts, name)
            row.cells["description"] = [seg("Total" if len(names) > 1 else label)]
    return row


def _number(paper: Paper, path: str, value: Decimal) -> list[Seg]:
    """A plain number in the document's notation."""
    text = paper.look.money.number.text(value, 2)
    paper.values[path] = numbers.plain(value)
    return [seg(text, path)]


def _grid(
    paper: Paper, plan: Plan, columns: dict[str, str], rows: Sequence[Row],
    x0: float, x1: float, y: float,
) -> float:  # fmt: skip
    """A table between two x; numbers at the right of their columns. Returns the bottom edge."""
    labels = {key: paper.word(words) for key, words in columns.items()}
    if any("{c}" in label for label in labels.values()):
        paper.values["currency"] = paper.currency
    labels = {key: label.replace("{c}", paper.currency) for key, label in labels.items()}
    widths = {}
    for key in columns:
        if key != "description":
            cells = [paper.width(row.cells[key], bold=row.bold) for row in rows if key in row.cells]
            widths[key] = max([*cells, paper.width(labels[key], bold=True), 20.0]) + GAP
    room = x1 - x0 - sum(widths.values())
    spare = max(room - 170.0, 0.0) * paper.rng.choice((0.0, 0.5, 0.8)) / max(len(widths), 1)
    edges, x = {}, x0
    for key in columns:
        width = widths[key] + spare if key in widths else room - spare * len(widths)
        edges[key] = (x, x + width)
        x += width
    bottom = _head(paper, labels, edges, y)
    for row in rows:
        low = _row(paper, row, edges, bottom)
        if plan.ruled == "rows":
            paper.canvas.line(x0, low, x1, low, width=0.3)
        elif plan.ruled == "grid":
            for left, right in edges.values():
                paper.canvas.rect(left - 2, bottom, right - 2, low, width=0.3)
        bottom = low
    if plan.ruled == "frame":
        paper.canvas.rect(x0 - 2, y, x1, bottom, width=0.5)
    return bottom


def _head(
    paper: Paper, labels: dict[str, str], edges: dict[str, tuple[float, float]], y: float
) -> float:
    look = paper.look
    height = look.leading + 3
    color = BLACK
    left, right = next(iter(edges.values()))[0] - 2, list(edges.values())[-1][1]
    if look.tinted:
        dark = look.accent != BLACK and paper.chance(0.4)
        color = (1.0, 1.0, 1.0) if dark else BLACK
        fill = look.accent if dark else PALE
        paper.canvas.rect(left, y, right, y + height, stroke=None, fill=fill)
    for key, label in labels.items():
        x0, x1 = edges[key]
        at_right = key != "description"
        x, align = (x1 - GAP / 2, "right") if at_right else (x0, "left")
        paper.line(x, y + 1, label, bold=True, align=align, color=color)  # type: ignore[arg-type]
    if not look.tinted and paper.chance(0.8):
        paper.canvas.line(left, y + height, right, y + height, width=0.6)
    return y + height + 1


def _row(paper: Paper, row: Row, edges: dict[str, tuple[float, float]], y: float) -> float:
    """One row; a long text goes on below. Returns its bottom edge."""
    look = paper.look
    x0, x1 = edges["description"]
    fontname = look.bold if row.bold else look.regular
    low = y + 1
    text = row.cells.get("description", [])
    for line in wrap(text, fontname, look.size, max(x1 - x0 - GAP, 40.0)) if plain(text) else []:
        low = paper.line(x0, low, line, bold=row.bold)
    for key, segs in row.cells.items():
        if key != "description" and key in edges:
            right = edges[key][1] - GAP / 2
            paper.line(right, y + 1, segs, align="right", bold=row.bold)
    return max(low, y + look.leading) + 1
