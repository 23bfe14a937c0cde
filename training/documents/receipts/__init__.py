"""Synthetic till receipts with exact truth: many countries, shops, tills; every value marked where
it is printed."""

from __future__ import annotations

import random

from training.documents.canvas import Canvas, SyntheticDocument
from training.documents.receipts.asides import write_buyer, write_stamp
from training.documents.receipts.currency import mark_currency
from training.documents.receipts.facts import draw_facts
from training.documents.receipts.footer import write_footer
from training.documents.receipts.goods import write_goods
from training.documents.receipts.header import write_header
from training.documents.receipts.look import close_page, draw_look
from training.documents.receipts.meta import write_meta
from training.documents.receipts.money import draw_clock, draw_purse
from training.documents.receipts.receipt import Receipt
from training.documents.receipts.till import Till
from training.documents.receipts.totals import write_sums


def generate(rng: random.Random) -> SyntheticDocument:
    """One receipt; the same for the same state of `rng`."""
    facts = draw_facts(rng)
    look = draw_look(rng)
    side = look.width * rng.uniform(0.02, 0.3) if rng.random() < 0.35 else 0.0
    top = look.size * rng.uniform(1, 8)
    till = Till(rng, look, Canvas(look.width + 2 * side, 2000.0), side * rng.uniform(0.5, 1.5), top)
    tax = rng.choice(facts.region.taxes) if facts.region.taxes else ""
    receipt = Receipt(
        rng,
        facts,
        till,
        draw_purse(rng, facts.region),
        draw_clock(rng, facts.region, upper=look.upper),
        tax,
    )
    where = rng.choices(("head", "foot", "none"), (80, 13, 7))[0]
    if rng.random() < (0.2 if facts.region.code == "MY" else 0.02):
        write_stamp(receipt)
    if rng.random() < 0.025:
        # the sale's data stand above the shop's name
        write_meta(receipt, dated=where == "head")
        write_header(receipt)
    else:
        write_header(receipt)
        write_meta(receipt, dated=where == "head")
    if rng.random() < (0.08 if facts.region.lang == "en" else 0.0):
        write_buyer(receipt)
    if rng.random() < 0.6:
        till.rule()
    if rng.random() < 0.96:
        write_goods(receipt)
    write_sums(receipt)
    write_footer(receipt, dated=where == "foot")
    close_page(rng, till)
    mark_currency(receipt)
    return SyntheticDocument("receipt", facts.region.lang, [till.canvas], till.values)
