"""The sums of a payslip in a block of their own: gross, deductions, net, and those of the year.
Knows no table.
"""

from __future__ import annotations

from decimal import Decimal

from training.documents.pairs import Pair, in_rows, running, to_the_edge, under_labels
from training.documents.paper import Paper
from training.documents.payslips.facts import Facts, words_of
from training.documents.payslips.plan import Plan


def total_label(paper: Paper, facts: Facts, name: str) -> str:
    """One wording of a total."""
    return paper.word(words_of(facts.region.lang)[name])


def total_value(facts: Facts, plan: Plan, name: str) -> Decimal:
    """A total with the sign that this payslip prints."""
    values = {"gross": facts.gross, "deductions": facts.kept, "net": facts.net}
    return -facts.kept if name == "deductions" and plan.minus else values[name]


def write_sums(paper: Paper, facts: Facts, plan: Plan) -> None:
    """The totals that stand below the tables, or all of them where the tables have none."""
    look = paper.look
    names = [name for name in ("gross", "deductions", "net") if name in plan.totals]
    if plan.in_table and paper.chance(0.6):
        names = [name for name in names if name == "net"]
    signed = paper.chance(look.signed)
    pairs: list[Pair] = []
    for name in names:
        value = paper.amount(f"totals.{name}", total_value(facts, plan, name), signed=signed)
        pairs.append((total_label(paper, facts, name) + look.colon, value))
    setting = paper.rng.choice((in_rows, to_the_edge, to_the_edge, under_labels, running))
    width = look.right - look.margin
    x0 = look.margin + width * paper.rng.choice((0.0, 0.45, 0.55))
    if setting is under_labels:
        x0 = look.margin
    y = paper.y + paper.rng.uniform(2, 16)
    if len(pairs) == 1 and paper.chance(0.4):
        _net_box(paper, pairs[0], x0, y)
    elif pairs:
        paper.y = setting(paper, pairs, x0, look.right, y) + 6
    if plan.year_sums:
        paper.y = _year(paper, facts, plan, paper.y + 4)


def _net_box(paper: Paper, pair: Pair, x0: float, y: float) -> None:
    """What is paid out, large."""
    look = paper.look
    size = look.size * 1.3
    paper.canvas.rect(x0, y, look.right, y + size * 1.9, width=0.8)
    paper.line(x0 + 5, y + 0.3 * size, pair[0], bold=True, size=size)
    if paper.width([(pair[0], ())], bold=True) * 1.4 + paper.width(pair[1]) * 1.4 > look.right - x0:
        y += size * 2.0
    paper.line(look.right - 5, y + 0.3 * size, pair[1], bold=True, size=size, align="right")
    paper.y = y + size * 2.3


def _year(paper: Paper, facts: Facts, plan: Plan, y: float) -> float:
    """Sums since the year began."""
    look, words = paper.look, words_of(facts.region.lang)
    gross = sum((row.year_to_date for row in facts.earnings), Decimal(0))
    kept = sum((row.year_to_date for row in facts.deductions), Decimal(0))
    pairs: list[Pair] = [
        (paper.label(words["ytd_gross"]), paper.amount("year_to_date.gross", gross))
    ]
    if kept < gross and paper.chance(0.6):
        net = paper.amount("year_to_date.net", gross - kept)
        pairs.append((paper.label(words["ytd_net"]), net))
    setting = paper.rng.choice((in_rows, to_the_edge, under_labels))
    x1 = look.right if setting is under_labels else (look.margin + look.right) / 2
    return setting(paper, pairs, look.margin, x1, y) + 6
