"""The top of a bank statement: whose bank, whose account, which days. Knows no table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from training.documents.canvas import BLACK, Align
from training.documents.invoices.flow import Seg, seg
from training.documents.pairs import Pair, running, write_pairs
from training.documents.paper import GREY, Paper
from training.documents.statements.facts import Facts
from training.documents.statements.plan import Plan
from training.documents.statements.words import words_of

Head = Callable[[Paper, Facts, Plan], None]
START, END = "period.start", "period.end"


def dated(paper: Paper, facts: Facts, words: str) -> list[Seg]:
    """Words whose ``{a}`` and ``{b}`` become the period's first and last day."""
    out: list[Seg] = []
    for index, part in enumerate(words.replace("{b}", "{a}\0").split("{a}")):
        if index:
            last = part.startswith("\0")
            out += paper.day(END, facts.end) if last else paper.day(START, facts.start)
        out.append(seg(part.removeprefix("\0")))
    return [piece for piece in out if piece[0]]


def _account_pairs(paper: Paper, facts: Facts, plan: Plan) -> list[Pair]:
    """What the head says of the account, a pair each."""
    words = words_of(facts.region.lang)
    pairs: list[Pair] = []
    if "holder" in plan.shown:
        pairs.append((paper.label(words["holder"]), paper.text("account.holder", facts.holder)))
    if facts.account_number:
        number = paper.text("account.account_number", facts.account_number)
        pairs.append((paper.label(words["account"]), number))
    if facts.iban:
        shown = facts.iban if paper.chance(0.75) else facts.iban.replace(" ", "")
        paper.values["account.iban"] = facts.iban.replace(" ", "")
        pairs.append((paper.label(words["iban"]), [seg(shown, "account.iban")]))
    if "bic" in plan.shown and facts.iban:
        pairs.append((paper.label(words["bic"]), paper.text("bank.bic", facts.bic)))
    if "code" in plan.shown:
        pairs.append((paper.label(words["code"]), paper.text("bank.bank_code", facts.code)))
    if "currency" in plan.shown:
        pairs.append((paper.label(words["currency"]), paper.code()))
    return pairs


def _statement_pairs(paper: Paper, facts: Facts, plan: Plan, *, period: bool) -> list[Pair]:
    """What the head says of the statement, a pair each."""
    words = words_of(facts.region.lang)
    pairs: list[Pair] = []
    if "number" in plan.shown:
        number = paper.text("statement_number", facts.number)
        pairs.append((paper.label(words["number"]), number))
    if "issued" in plan.shown:
        pairs.append((paper.label(words["issued"]), paper.day("issue_date", facts.issued)))
    if not (period and "period" in plan.shown):
        return pairs
    if paper.chance(0.5):
        pairs.append((paper.label(words["from"]), paper.day(START, facts.start)))
        pairs.append((paper.label(words["to"]), paper.day(END, facts.end)))
    else:
        dash = paper.rng.choice((" - ", " – ", "-", " / "))
        # Two dates in one word would be one value.
        dash = dash if " " in dash else " - "
        days = [*paper.day(START, facts.start), seg(dash), *paper.day(END, facts.end)]
        pairs.append((paper.label(words["between"]), days))
    return pairs


def _bank(
    paper: Paper, facts: Facts, x: float, y: float, width: float, *, at_right: bool = False
) -> float:
    """The bank's name with its address, or without. x: its left edge, or its right one."""
    look = paper.look
    size = look.size * paper.rng.uniform(1.3, 2.1)
    name = paper.text("bank.name", facts.bank)
    align: Align = "right" if at_right else "left"
    if at_right:
        y = paper.line(x, y, name, bold=True, size=size, color=look.accent, align=align)
    else:
        y = paper.lines(x, y, name, width, bold=True, size=size, color=look.accent)
    if paper.chance(0.6):
        small = look.size * 0.8
        lines = [*facts.bank_address, facts.bank_phone][: paper.rng.randint(1, 4)]
        rows = [", ".join(lines)] if paper.chance(0.3) else lines
        for row in rows:
            y = paper.line(x, y, row, size=small, align=align, color=GREY)
    return y


def _recipient(paper: Paper, facts: Facts, x: float, y: float) -> float:
    """The account's owner as addressed."""
    y = paper.line(x, y, paper.text("account.holder", facts.holder))
    for row in facts.holder_address:
        y = paper.line(x, y, row)
    return y


def _title(paper: Paper, facts: Facts, plan: Plan, x: float, y: float, *, period: bool) -> float:
    """What the paper is, with the days it is about where they do not stand elsewhere."""
    words, look = words_of(facts.region.lang), paper.look
    size = look.size * paper.rng.uniform(1.1, 1.7)
    color = look.accent if look.tinted else BLACK
    y = paper.line(x, y, paper.word(words["title"]), bold=True, size=size, color=color)
    if period and "period" in plan.shown:
        y = paper.line(x, y, dated(paper, facts, paper.pick(words["period"])))
    return y + 4


def _letter(paper: Paper, facts: Facts, plan: Plan) -> None:
    """A letter: bank above, owner in the window, details beside."""
    look = paper.look
    at_right = paper.chance(0.4)
    x, width = look.right if at_right else look.margin, look.right - look.margin
    y = _bank(paper, facts, x, paper.y, width, at_right=at_right)
    y += paper.rng.uniform(6, 34)
    middle = look.margin + (look.right - look.margin) * paper.rng.uniform(0.5, 0.6)
    low = _recipient(paper, facts, look.margin, y) if "recipient" in plan.shown else y
    in_title = paper.chance(0.5)
    pairs = _statement_pairs(paper, facts, plan, period=not in_title)
    pairs += _account_pairs(paper, facts, plan)
    right = write_pairs(paper, pairs, middle, look.right, y)
    y = max(low, right) + paper.rng.uniform(6, 24)
    paper.y = _title(paper, facts, plan, look.margin, y, period=in_title) + 4


def _strip(paper: Paper, facts: Facts, plan: Plan) -> None:
    """The title beside the bank, the details in a block of the whole width."""
    look = paper.look
    y = paper.y
    middle = look.margin + (look.right - look.margin) * 0.56
    low = _bank(paper, facts, look.margin, y, middle - look.margin - 12)
    in_title = paper.chance(0.6)
    right = _title(paper, facts, plan, middle, y, period=in_title)
    y = max(low, right) + 8
    if paper.chance(0.6):
        paper.canvas.line(look.margin, y, look.right, y, color=look.accent, width=1.0)
        y += 6
    if "recipient" in plan.shown and paper.chance(0.7):
        y = _recipient(paper, facts, look.margin, y) + 8
        plan_shown = plan.shown
    else:
        plan_shown = plan.shown | {"holder"}
    pairs = _account_pairs(paper, facts, _with_shown(plan, plan_shown))
    pairs += _statement_pairs(paper, facts, plan, period=not in_title)
    paper.y = write_pairs(paper, pairs, look.margin, look.right, y, wide=True) + 10


def _plain(paper: Paper, facts: Facts, plan: Plan) -> None:
    """A print of a bank's web page: no letterhead, pairs in running text."""
    look = paper.look
    y = _title(paper, facts, plan, look.margin, paper.y, period=True)
    named = paper.text("bank.name", facts.bank) if paper.chance(0.75) else []
    pairs = [("", named)] if named else []
    pairs += _account_pairs(paper, facts, _with_shown(plan, plan.shown | {"holder"}))
    pairs += _statement_pairs(paper, facts, plan, period=False)
    pairs = [pair for pair in pairs if pair[1]]
    paper.y = running(paper, pairs, look.margin, look.right, y) + 8


def _centred(paper: Paper, facts: Facts, plan: Plan) -> None:
    """Bank and title in the middle, two blocks under them."""
    look = paper.look
    middle = (look.margin + look.right) / 2
    size = look.size * paper.rng.uniform(1.4, 2.2)
    name = paper.text("bank.name", facts.bank)
    y = paper.line(
        middle, paper.y, name, bold=True, size=size, align="center", color=look.accent
    )  # fmt: skip
    words = words_of(facts.region.lang)
    y = paper.line(middle, y, paper.word(words["title"]), bold=True, align="center")
    in_title = "period" in plan.shown and paper.chance(0.5)
    if in_title:
        y = paper.line(middle, y, dated(paper, facts, paper.pick(words["period"])), align="center")
    y += 10
    left = y
    if "recipient" in plan.shown:
        left = _recipient(paper, facts, look.margin, y) + 6
    shown = plan.shown if "recipient" in plan.shown else plan.shown | {"holder"}
    pairs = _account_pairs(paper, facts, _with_shown(plan, shown))
    others = _statement_pairs(paper, facts, plan, period=not in_title)
    left = write_pairs(paper, others, look.margin, middle - 10, left)
    right = write_pairs(paper, pairs, middle + 10, look.right, y)
    paper.y = max(left, right) + 10


def _with_shown(plan: Plan, shown: frozenset[str]) -> Plan:
    return plan if shown == plan.shown else replace(plan, shown=shown)


HEADS: tuple[Head, ...] = (_letter, _letter, _letter, _strip, _strip, _centred, _plain)


def write_small_print(paper: Paper, facts: Facts) -> None:
    """Notes at the end, and the pages' numbers."""
    look, words = paper.look, words_of(facts.region.lang)
    if paper.chance(0.5):
        notes = words["small"].split("|")
        for note in paper.rng.sample(notes, paper.rng.randint(1, len(notes))):
            if paper.y + 3 * look.size > paper.limit:
                break
            width = look.right - look.margin
            paper.y = paper.lines(look.margin, paper.y + 4, note, width, size=look.size * 0.8)
    if not paper.pages and paper.chance(0.6):
        return
    pages = [*paper.pages, paper.canvas]
    shape = paper.word(words["page"])
    last, at_right = paper.canvas, paper.chance(0.5)
    x = look.right if at_right else (look.margin + look.right) / 2
    align: Align = "right" if at_right else "center"
    for number, page in enumerate(pages, start=1):
        paper.canvas = page
        text = shape.format(n=number, m=len(pages))
        y = page.height - 26
        paper.line(x, y, text, size=look.size * 0.85, align=align)
    paper.canvas = last
