"""Where documents end is learned from the figures of two pages."""

from __future__ import annotations

import numpy as np

from training.sorting.pair_model import fit_pairs
from workers.sorting.pairs import PAIR


def test_the_figure_that_tells_is_found_among_noise() -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(0, 1, (600, len(PAIR))).astype(np.float32)
    truth = rows[:, 4] > 0.3
    pair_in, pair_out = fit_pairs(rows, truth, 5)
    hidden = np.tanh(rows @ pair_in[:-1] + pair_in[-1])
    odds = hidden @ pair_out[:-1] + pair_out[-1]
    assert np.mean((odds > 0) == truth) > 0.95
