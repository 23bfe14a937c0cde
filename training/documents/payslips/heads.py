"""The top of a payslip: employer, employee, the days that are paid; and the notes at its end. Knows
no table.
"""

from __future__ import annotations

from collections.abc import Callable

from training.documents.canvas import BLACK
from training.documents.invoices.flow import seg
from training.documents.pairs import Pair, write_pairs
from training.documents.paper import GREY, Paper
from training.documents.payslips.facts import Facts, words_of
from training.documents.payslips.plan import Plan
from training.documents.words.dates import month_names

Head = Callable[[Paper, Facts, Plan], None]


def _employee_pairs(paper: Paper, facts: Facts, plan: Plan) -> list[Pair]:
    words = words_of(facts.region.lang)
    pairs: list[Pair] = []
    if "recipient" not in plan.shown or paper.chance(0.35):
        pairs.append((paper.label(words["employee"]), paper.text("employee.name", facts.employee)))
    for name, text in (("id", facts.id), ("tax_id", facts.tax_id), ("ssn", facts.ssn)):
        if name in plan.shown and text:
            path = "social_security_number" if name == "ssn" else name
            pairs.append((paper.label(words[name]), paper.text(f"employee.{path}", text)))
    if "department" in plan.shown:
        named = paper.text("employee.department", facts.department)
        pairs.append((paper.label(words["department"]), named))
    if "job" in plan.shown:
        pairs.append((paper.label(words["job"]), paper.text("employee.job_title", facts.job)))
    if "start" in plan.shown:
        hired = paper.day("employee.start_date", facts.hired)
        pairs.append((paper.label(words["start"]), hired))
    return pairs


def _period_pairs(paper: Paper, facts: Facts, plan: Plan) -> list[Pair]:
    words = words_of(facts.region.lang)
    pairs: list[Pair] = []
    if "period" in plan.shown:
        start, end = paper.day("period.start", facts.start), paper.day("period.end", facts.end)
        habit = paper.rng.random()
        if habit < 0.15:
            # Some name the last day alone.
            del paper.values["period.start"]
            pairs.append((paper.label(words["to"]), end))
        elif habit < 0.55:
            pairs.append((paper.label(words["from"]), start))
            pairs.append((paper.label(words["to"]), end))
        else:
            dash = paper.rng.choice((" - ", " – ", " / "))
            pairs.append((paper.label(words["between"]), [*start, seg(dash), *end]))
    elif "month" in plan.shown:
        pairs.append((paper.label(words["month"]), [seg(_month(paper, facts))]))
    if "pay_date" in plan.shown:
        pairs.append((paper.label(words["pay_date"]), paper.day("pay_date", facts.pay_date)))
    if "currency" in plan.shown:
        pairs.append((paper.label(words["currency"]), paper.code()))
    return pairs


def _month(paper: Paper, facts: Facts) -> str:
    """A month with its year: no day of it is printed."""
    name = month_names(facts.region.lang, "wide")[facts.end.month - 1]
    shape = paper.pick("{n} {y}|{n} {y}|{m:02d}/{y}|{m:02d}.{y}|{y}-{m:02d}")
    return shape.format(n=name, m=facts.end.month, y=facts.end.year)


def _title(paper: Paper, facts: Facts, x: float, y: float, *, centred: bool = False) -> float:
    text = paper.word(words_of(facts.region.lang)["title"]).replace("{m}", _month(paper, facts))
    size = paper.look.size * paper.rng.uniform(1.15, 1.8)
    align = "center" if centred else "left"
    color = paper.look.accent if paper.look.tinted else BLACK
    return paper.line(x, y, text, bold=True, size=size, align=align, color=color) + 3  # type: ignore[arg-type]


def _employer(
    paper: Paper, facts: Facts, x: float, y: float, width: float, *, large: bool = True
) -> float:
    name = paper.text("employer.name", facts.employer)
    size = paper.look.size * (paper.rng.uniform(1.1, 1.7) if large else 1.0)
    y = paper.lines(x, y, name, width, bold=large, size=size, color=paper.look.accent)
    if paper.chance(0.7):
        for row in facts.employer_address:
            y = paper.line(x, y, row, size=paper.look.size * 0.9, color=GREY)
    return y


def _recipient(paper: Paper, facts: Facts, x: float, y: float) -> float:
    """The employee as addressed."""
    y = paper.line(x, y, paper.text("employee.name", facts.employee))
    paper.values["employee.address.text"] = " ".join(" ".join(facts.employee_address).split())
    for row in facts.employee_address:
        y = paper.line(x, y, [seg(row, "employee.address.text")])
    return y


def _letter(paper: Paper, facts: Facts, plan: Plan) -> None:
    """Employer above, the employee in the window, details beside."""
    look = paper.look
    y = _employer(paper, facts, look.margin, paper.y, look.right - look.margin)
    y += paper.rng.uniform(4, 30)
    middle = look.margin + (look.right - look.margin) * paper.rng.uniform(0.48, 0.6)
    low = y
    if "recipient" in plan.shown:
        low = _recipient(paper, facts, look.margin, y)
    pairs = [*_employee_pairs(paper, facts, plan), *_period_pairs(paper, facts, plan)]
    right = write_pairs(paper, pairs, middle, look.right, y)
    y = max(low, right) + paper.rng.uniform(6, 26)
    paper.y = _title(paper, facts, look.margin, y) + 4


def _blocks(paper: Paper, facts: Facts, plan: Plan) -> None:
    """A title, then employer and employee side by side, framed or not."""
    look = paper.look
    middle = (look.margin + look.right) / 2
    centred = paper.chance(0.5)
    y = _title(paper, facts, middle if centred else look.margin, paper.y, centred=centred) + 4
    words = words_of(facts.region.lang)
    top, left = y, y + 3
    if "labels" in plan.shown:
        named: list[Pair] = [
            (paper.label(words["employer"]), paper.text("employer.name", facts.employer))
        ]
        left = write_pairs(paper, named, look.margin + 3, middle - 6, left)
        for row in facts.employer_address:
            left = paper.line(look.margin + 3, left, row)
    else:
        width = middle - look.margin - 9
        left = _employer(paper, facts, look.margin + 3, left, width, large=False)
    left = write_pairs(paper, _period_pairs(paper, facts, plan), look.margin + 3, middle - 6, left)
    right = y + 3
    if "recipient" in plan.shown:
        right = _recipient(paper, facts, middle + 4, right)
    right = write_pairs(paper, _employee_pairs(paper, facts, plan), middle + 4, look.right, right)
    y = max(left, right) + 3
    if paper.chance(0.5):
        paper.canvas.rect(look.margin, top, middle, y, width=0.5)
        paper.canvas.rect(middle, top, look.right, y, width=0.5)
    paper.y = y + paper.rng.uniform(4, 16)


def _strip(paper: Paper, facts: Facts, plan: Plan) -> None:
    """Employer and title in a line, everything else in strips under them."""
    look = paper.look
    middle = look.margin + (look.right - look.margin) * 0.56
    low = _employer(paper, facts, look.margin, paper.y, middle - look.margin - 12)
    y = max(low, _title(paper, facts, middle, paper.y)) + 6
    if "recipient" in plan.shown and paper.chance(0.6):
        y = _recipient(paper, facts, look.margin, y) + 6
    pairs = [*_employee_pairs(paper, facts, plan), *_period_pairs(paper, facts, plan)]
    if "employee.name" not in paper.values:
        label = paper.label(words_of(facts.region.lang)["employee"])
        pairs.insert(0, (label, paper.text("employee.name", facts.employee)))
    paper.y = write_pairs(paper, pairs, look.margin, look.right, y, wide=True) + 8


HEADS: tuple[Head, ...] = (_letter, _letter, _blocks, _blocks, _strip)


def write_notes(paper: Paper, facts: Facts, plan: Plan) -> None:
    """How it is paid, and what nobody reads."""
    look, words = paper.look, words_of(facts.region.lang)
    pairs: list[Pair] = []
    if "method" in plan.shown:
        method = paper.text("payment_method", paper.pick(words["methods"]))
        pairs.append((paper.label(words["method"]), method))
    if "account" in plan.shown:
        if facts.region.code in ("US", "CA", "IN", "AU", "GB"):
            number = paper.text("bank.account_number", facts.account)
        else:
            paper.values["bank.iban"] = facts.iban.replace(" ", "")
            number = [seg(facts.iban, "bank.iban")]
        pairs.append((paper.label(words["account"]), number))
    x1 = look.margin + (look.right - look.margin) * 0.6
    paper.y = write_pairs(paper, pairs, look.margin, x1, paper.y) + 4
    if paper.chance(0.5):
        note = paper.pick(words["notes"])
        paper.lines(look.margin, paper.y + 8, note, look.right - look.margin, size=look.size * 0.8)
