"""Generator of synthetic purchase orders, order confirmations, credit notes and delivery notes with
exact truth.

They are drawn by the parts an invoice is made of, with words, references, columns and roles of
their own. Knows nothing of pixels (`render.py` draws) nor of how a model is asked.
"""

from __future__ import annotations

import random

from training.documents import long_pages
from training.documents.business import facts as facts_module
from training.documents.business.paths import rename, templates
from training.documents.business.variants import variant_of
from training.documents.canvas import SyntheticDocument
from training.documents.invoices import compose
from training.documents.invoices.sheet import Sheet

__all__ = ["KINDS", "generate", "generate_kind", "generate_long"]

#: shares of kinds
KINDS = {
    "purchase_order": 0.34,
    "order_confirmation": 0.18,
    "credit_note": 0.24,
    "delivery_note": 0.24,
}
#: share of windows of documents that run on over pages
WINDOW_SHARE = 0.04


def generate(rng: random.Random) -> SyntheticDocument:
    """A made-up business document that is no invoice, with exact truth."""
    return generate_kind(rng, rng.choices(list(KINDS), list(KINDS.values()))[0])


def generate_kind(rng: random.Random, kind: str) -> SyntheticDocument:
    """A made-up document of this kind, one of `KINDS`."""
    if rng.random() >= WINDOW_SHARE:
        return _finished(_draw(rng, kind, None), kind)
    sheet = _draw(rng, kind, rng.randint(16, 70))
    sheet.pages, sheet.facts.typed = long_pages.window_of(sheet.pages, sheet.facts.typed, rng)
    return _finished(sheet, kind)


def generate_long(
    rng: random.Random, pages: int, kind: str = "purchase_order"
) -> SyntheticDocument:
    """A made-up document of this kind and this many pages, with the truth of the whole.

    Raises:
        ValueError: `pages` is not between 1 and 40.
    """
    sheet = long_pages.with_pages(
        lambda own, count: _draw(own, kind, count), lambda drawn: len(drawn.pages), rng, pages
    )
    return _finished(sheet, kind)


def _finished(sheet: Sheet, kind: str) -> SyntheticDocument:
    document = compose.document(sheet, kind)
    if "currency" not in templates(kind):
        document.values.pop("currency", None)
    return document


def _draw(rng: random.Random, kind: str, count: int | None) -> Sheet:
    facts, extras = facts_module.sample(rng, kind, count)
    variant, lone = variant_of(rng, kind, extras)
    sheet = compose.draw(rng, facts, variant, is_long=count is not None)
    rename(sheet.pages, facts.typed, kind, lone=lone)
    return sheet
