"""Generator of synthetic invoices, credit notes and broadcast bills with exact truth.

Knows nothing of pixels (`render.py` draws) nor of how a model is asked (`training.examples`).
"""

from __future__ import annotations

import random

from training.documents.canvas import SyntheticDocument
from training.documents.invoices import broadcast, compose, letters, records
from training.documents.invoices.broadcast import generate_form as generate_broadcast_form

__all__ = ["generate", "generate_broadcast_form", "generate_long"]

#: share of windows of invoices that run on over pages
WINDOW_SHARE = 0.04


def generate(rng: random.Random) -> SyntheticDocument:
    """A made-up invoice of any family, with exact truth; now and then a window of a long one."""
    family = rng.random()
    if family < WINDOW_SHARE:
        return compose.generate_window(rng)
    if family < 0.14:
        return broadcast.generate(rng)
    if family < 0.32:
        return records.generate(rng)
    if family < 0.38:
        return letters.generate(rng)
    return compose.generate(rng)


def generate_long(rng: random.Random, pages: int) -> SyntheticDocument:
    """A made-up invoice of this many pages, its table running on over them, with the truth of the
    whole.

    Raises:
        ValueError: `pages` is not between 1 and 40.
    """
    return compose.generate_long(rng, pages)
