"""Pages to documents: which kind each is, and where a packet of several has its borders. Knows no
model of the product's, no database and no file.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workers.sorting.pairs import PageView, pair_figures, views_of
from workers.sorting.segment import best_starts
from workers.sorting.sketch import PageSketch, sketch_of
from workers.sorting.weights import Weights, log_softmax, shipped

__all__ = ["KINDS", "PageSketch", "Part", "sketch_of", "sort_pages"]

#: every kind a part can be, each the name of a schema; ``form`` is everything else
KINDS = (
    "invoice",
    "receipt",
    "credit_note",
    "purchase_order",
    "order_confirmation",
    "delivery_note",
    "bank_statement",
    "payslip",
    "w9",
    "form",
)
#: no kind is surer than this, and none below the second is named as an alternative
SUREST, LEAST_SHARE = 0.999, 0.001
#: what the kinds of two pages count beside what stands between them, when pages are parted
KIND_WEIGHT = 0.5
#: what the log odds lose between pages that count themselves
COUNTED = 6.0
#: what they lose everywhere: most files are one document, while all that the borders were fitted to
#: were packets
ONE_DOCUMENT = 0.75
#: so many later pages have a say in the kind of their document
MOST_LATER = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One document among the pages.

    first_page, last_page: 1-based numbers of pages in the file, both included. schema: its kind,
    one of KINDS. confidence: the probability that this is its kind, 0 to 1. alternatives: other
    kinds with their probabilities, the likeliest first, at most three; those below 0.001 are left
    out.
    """

    first_page: int
    last_page: int
    schema: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


def sort_pages(pages: Sequence[PageSketch], weights: Weights | None = None) -> list[Part]:
    """The documents that `pages` hold, in order; every page is in exactly one of them.

    pages: in the order of the file, at least one. A file with an attached e-invoice is one
    document. weights: others than those of the package.

    Raises:
        ValueError: no page was given.
        WeightsError, OSError: the weights of the package can't be read.
    """
    if not pages:
        raise ValueError("there is no page to sort")
    if pages[0].einvoice is not None:
        return [Part(pages[0].number, pages[-1].number, pages[0].einvoice, SUREST)]
    weights = weights or shipped()
    views = views_of(pages, weights)
    starts = starts_of(views, weights)
    ends = [*starts[1:], len(views)]
    return [_part(views[start:end], weights) for start, end in zip(starts, ends, strict=True)]


def starts_of(views: Sequence[PageView], weights: Weights) -> list[int]:
    """Indexes of the pages that open a document. A blank page belongs to the one before it."""
    written = [index for index, view in enumerate(views) if not view.is_blank]
    if len(written) < 2:
        return [0]
    scores = [views[index].scores for index in written]
    breaks = [
        break_odds(views[one], views[two], weights) for one, two in itertools.pairwise(written)
    ]
    first = np.stack([score.first for score in scores])
    later = np.stack([score.later for score in scores])
    starts = best_starts(first, later, breaks, KIND_WEIGHT)
    return [0, *(written[index] for index in starts[1:])]


def break_odds(page: PageView, following: PageView, weights: Weights) -> float:
    """The log odds that a document ends between two pages. Pages that count themselves, 2 of 3
    after 1 of 3, are believed over all that was fitted.
    """
    odds = weights.break_logit(pair_figures(page, following)) - ONE_DOCUMENT
    one, two = page.mark, following.mark
    if one is None or two is None or not one.count:
        return odds
    return odds - COUNTED if (two.number, two.count) == (one.number + 1, one.count) else odds


def _part(views: Sequence[PageView], weights: Weights) -> Part:
    """The document on these pages: its kind by its first page, and a little by the later ones."""
    first, *later = [view for view in views if not view.is_blank] or views[:1]
    total = first.scores.first.copy()
    for view in later[:MOST_LATER]:
        total += weights.later_weight * view.scores.later
    shares = np.exp(log_softmax(total))
    order = [int(index) for index in np.argsort(-shares, kind="stable")]
    ranked = [(weights.kinds[i], min(SUREST, round(float(shares[i]), 4))) for i in order[:4]]
    (schema, confidence), *others = ranked
    return Part(
        views[0].sketch.number,
        views[-1].sketch.number,
        schema,
        confidence,
        tuple((name, share) for name, share in others if share >= LEAST_SHARE),
    )
