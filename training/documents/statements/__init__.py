"""Generator of synthetic bank statements with exact truth. Knows nothing of pixels nor of how a
model is asked.
"""

from __future__ import annotations

import random

from training.documents.canvas import SyntheticDocument
from training.documents.paper import draw_look, open_paper
from training.documents.statements.facts import draw_facts
from training.documents.statements.heads import HEADS, write_small_print
from training.documents.statements.plan import draw_plan
from training.documents.statements.sums import write_sums
from training.documents.statements.table import write_table

__all__ = ["generate"]


def generate(rng: random.Random, *, num_bookings: int | None = None) -> SyntheticDocument:
    """One statement; the same for the same state of `rng`.

    num_bookings: rows of its table; by default a number as usual.
    """
    facts = draw_facts(rng, num_bookings)
    look = draw_look(rng, facts.region)
    plan = draw_plan(rng, facts, look)
    paper = open_paper(rng, look, facts.region.currency)
    rng.choice(HEADS)(paper, facts, plan)
    if plan.sums == "above":
        write_sums(paper, facts, plan)
    write_table(paper, facts, plan)
    if plan.sums == "below":
        write_sums(paper, facts, plan)
    write_small_print(paper, facts)
    pages = [*paper.pages, paper.canvas]
    return SyntheticDocument("bank_statement", facts.region.lang, pages, paper.values)
