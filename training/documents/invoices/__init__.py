"""Generator of synthetic invoices, credit notes and broadcast bills with exact truth.

Knows nothing of pixels (`render.py` draws) nor of how a model is asked (`training.examples`).
"""

from __future__ import annotations

import random

from training.documents.canvas import SyntheticDocument
from training.documents.invoices import broadcast, compose, letters, records
from training.documents.invoices.broadcast import generate_form as generate_broadcast_form

__all__ = ["generate", "generate_broadcast_form"]


def generate(rng: random.Random) -> SyntheticDocument:
    """A made-up invoice of any family, with exact truth."""
    family = rng.random()
    if family < 0.1:
        return broadcast.generate(rng)
    if family < 0.28:
        return records.generate(rng)
    if family < 0.35:
        return letters.generate(rng)
    return compose.generate(rng)
