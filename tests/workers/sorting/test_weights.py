"""The file of weights is read back as it was written, and one for other features is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.workers.sorting.pages import page
from workers.sorting.features import features_of
from workers.sorting.pairs import PAIR
from workers.sorting.sort import KINDS
from workers.sorting.weights import WEIGHTS_FILE, WeightsError, load, save, shipped


def test_the_shipped_weights_fit_this_program_and_are_small() -> None:
    weights = shipped()
    assert set(weights.kinds) == set(KINDS)
    assert weights.table.shape == (len(weights.names), 2 * len(KINDS) + 2)
    assert weights.pair_in.shape[0] == len(PAIR) + 1
    assert WEIGHTS_FILE.stat().st_size < 1.5e6


def test_weights_are_read_back_as_written(tmp_path: Path) -> None:
    save(shipped(), tmp_path / "weights.npz")
    again = load(tmp_path / "weights.npz")
    features = features_of(page("#Invoice", "Invoice number 17", "Total 12.00"))
    assert np.array_equal(again.scores(features).first, shipped().scores(features).first)
    assert again.names == shipped().names


def test_the_same_weights_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        save(shipped(), tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_weights_for_other_features_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.sorting.weights.FIGURES", ("another",))
    save(shipped(), tmp_path / "weights.npz")
    monkeypatch.undo()
    with pytest.raises(WeightsError, match=r"training\.sorting\.fit"):
        load(tmp_path / "weights.npz")


def test_a_word_that_is_unknown_changes_nothing() -> None:
    weights = shipped()
    plain = features_of(page("Invoice", "Total 12.00"))
    strange = replace(plain, words=plain.words | {"w:zzyzx"})
    assert np.array_equal(weights.scores(plain).first, weights.scores(strange).first)
