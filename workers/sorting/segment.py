"""The likeliest way to part pages into documents of one kind each. Knows probabilities only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def best_starts(
    first: Floats, later: Floats, breaks: Sequence[float], kind_weight: float
) -> list[int]:
    """Indexes of the pages that open a document, the first of them 0.

    first, later: [N, K], log probabilities of a page's kind if it opens a document, if it goes on
    with one. breaks: [N - 1], log odds that a document ends before page i + 1. kind_weight: what a
    page's kind counts beside them.

    The best of all 2^(N - 1) ways, in N * K steps: the best one up to a page ends there in one of
    K kinds, and goes on from the best of those.
    """
    num_pages = len(first)
    best = first[0] * kind_weight
    is_start = np.zeros((num_pages, first.shape[1]), bool)
    is_start[0] = True
    came_from = [0] * num_pages
    for page in range(1, num_pages):
        odds = max(-30.0, min(30.0, breaks[page - 1]))
        ends, runs_on = -np.log1p(np.exp(-odds)), -np.log1p(np.exp(odds))
        came_from[page] = int(np.argmax(best))
        anew = best.max() + ends + kind_weight * first[page]
        on = best + runs_on + kind_weight * later[page]
        is_start[page] = anew > on
        best = np.maximum(anew, on)
    starts, kind = [], int(np.argmax(best))
    for page in range(num_pages - 1, -1, -1):
        if is_start[page, kind]:
            starts.append(page)
            kind = came_from[page]
    return starts[::-1]
