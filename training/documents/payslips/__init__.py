"""Generator of synthetic payslips with exact truth. Knows nothing of pixels nor of how a model is
asked.
"""

from __future__ import annotations

import random

from training.documents.canvas import SyntheticDocument
from training.documents.paper import draw_look, open_paper
from training.documents.payslips.facts import draw_facts
from training.documents.payslips.heads import HEADS, write_notes
from training.documents.payslips.plan import draw_plan
from training.documents.payslips.sums import write_sums
from training.documents.payslips.tables import write_tables

__all__ = ["generate"]


def generate(rng: random.Random) -> SyntheticDocument:
    """One payslip; the same for the same state of `rng`."""
    facts = draw_facts(rng)
    look = draw_look(rng, facts.region)
    plan = draw_plan(rng, facts)
    paper = open_paper(rng, look, facts.region.currency)
    rng.choice(HEADS)(paper, facts, plan)
    if plan.sums_first:
        write_sums(paper, facts, plan)
    write_tables(paper, facts, plan)
    if not plan.sums_first:
        write_sums(paper, facts, plan)
    write_notes(paper, facts, plan)
    return SyntheticDocument("payslip", facts.region.lang, [paper.canvas], paper.values)
