"""The balances of a bank statement and the sums between them, in a block. Knows no table."""

from __future__ import annotations

from decimal import Decimal

from training.documents.invoices.flow import Seg, seg
from training.documents.pairs import Pair, in_rows, running, to_the_edge, under_labels
from training.documents.paper import Paper
from training.documents.statements.facts import Facts
from training.documents.statements.heads import dated
from training.documents.statements.plan import Plan
from training.documents.statements.words import words_of


def balance_label(paper: Paper, facts: Facts, plan: Plan, name: str) -> list[Seg]:
    """``Kontostand am 01.03.2024``, with the day only where the document names the period."""
    options = words_of(facts.region.lang)[name].split("|")
    if "period" not in plan.shown:
        options = [option for option in options if "{" not in option]
    return dated(paper, facts, paper.word("|".join(options)))


def balance(paper: Paper, plan: Plan, name: str, value: Decimal, *, signed: bool) -> list[Seg]:
    """The opening or the closing balance as a value."""
    segs = paper.amount(f"balances.{name}", value, signed=signed)
    if plan.mode == "letters" and plan.letters[1] and paper.chance(0.6):
        segs.append(seg(f" {plan.letters[1]}"))
    return segs


def write_sums(paper: Paper, facts: Facts, plan: Plan) -> None:
    """Both balances, at times with what came in and went out between them."""
    look, words = paper.look, words_of(facts.region.lang)
    signed = paper.chance(look.signed)
    rows: list[tuple[list[Seg], list[Seg]]] = []
    for name, value in (("opening", facts.opening), ("closing", facts.closing)):
        label = balance_label(paper, facts, plan, name)
        rows.append((label, balance(paper, plan, name, value, signed=signed)))
    if paper.chance(0.55):
        debits = paper.amount("totals.debits", debits_sum(facts, plan), signed=signed)
        middle = [
            (
                [seg(paper.word(words["credits"]))],
                paper.amount("totals.credits", facts.credits, signed=signed),
            ),
            ([seg(paper.word(words["debits"]))], debits),
        ]
        paper.rng.shuffle(middle)
        rows[1:1] = middle
    width = look.right - look.margin
    x0 = look.margin + width * paper.rng.choice((0.0, 0.0, 0.45))
    x1 = look.right if x0 > look.margin else look.margin + width * paper.rng.choice((0.5, 1.0))
    if paper.y + (len(rows) + 2) * look.leading > paper.limit:
        paper.new_page()
    if paper.chance(0.35) and all(len(label) == 1 for label, _ in rows):
        pairs: list[Pair] = [(label[0][0] + look.colon, segs) for label, segs in rows]
        setting = paper.rng.choice((in_rows, to_the_edge, running, under_labels))
        if setting is under_labels:
            x0, x1 = look.margin, look.right
        paper.y = setting(paper, pairs, x0, x1, paper.y) + 8
        return
    for label, segs in rows:
        paper.line(x0, paper.y, label, bold=look.bold_labels)
        paper.y = paper.line(x1, paper.y, segs, align="right")
    paper.y += 8


def debits_sum(facts: Facts, plan: Plan) -> Decimal:
    """What went out, with the sign that this bank gives its sum."""
    return -facts.debits if plan.minus_in_sum else facts.debits
