"""The likeliest parting of pages is found."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from workers.sorting.segment import Floats, best_starts


def _score(
    starts: tuple[int, ...],
    first: Floats,
    later: Floats,
    breaks: list[float],
    weight: float,
) -> float:
    """Of one parting, as the docstring of `best_starts` has it."""
    total = 0.0
    bounds = [*starts, len(first)]
    for start, end in itertools.pairwise(bounds):
        total += max(weight * (first[start] + later[start + 1 : end].sum(axis=0)))
    for page in range(1, len(first)):
        odds = breaks[page - 1] if page in starts else -breaks[page - 1]
        total -= np.log1p(np.exp(-odds))
    return total


@pytest.mark.parametrize("seed", range(12))
def test_no_other_parting_is_likelier(seed: int) -> None:
    rng = np.random.default_rng(seed)
    num_pages, num_kinds = 6, 3
    first = np.log(rng.dirichlet(np.ones(num_kinds) * 0.4, num_pages) + 1e-6)
    later = np.log(rng.dirichlet(np.ones(num_kinds) * 0.4, num_pages) + 1e-6)
    breaks = list(rng.normal(0, 2, num_pages - 1))
    ways = [
        (0, *rest)
        for count in range(num_pages)
        for rest in itertools.combinations(range(1, num_pages), count)
    ]
    best = max(ways, key=lambda starts: _score(starts, first, later, breaks, 0.5))
    assert tuple(best_starts(first, later, breaks, 0.5)) == best


def test_one_page_is_one_document() -> None:
    one = np.zeros((1, 3), np.float32)
    assert best_starts(one, one, [], 0.5) == [0]


def test_kinds_that_do_not_go_together_part_pages_where_nothing_else_says_so() -> None:
    first = np.log(np.array([[0.98, 0.02], [0.02, 0.98]], np.float32))
    assert best_starts(first, first, [0.0], 1.0) == [0, 1]
    assert best_starts(first, first[::-1], [0.0], 1.0) == [0]
