"""Documents of every kind for measuring, and the shares made of what was read of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.schema import list_builtin
from training.measure import load
from training.measure_kinds import GENERATORS, Score, document_of, score_of, summed

NANO = Path(__file__).parents[2] / "model" / "weights"


def score(**changes: tuple[int, int]) -> Score:
    counts = {"header": (1, 2), "cells": (3, 4), "lists": (1, 1), "invented": (0, 5)} | changes
    return Score(kind="payslip", index=0, is_plain=True, rows={}, missed=(), **counts)


def test_every_kind_with_a_schema_is_drawn_but_forms_that_bring_their_own() -> None:
    assert set(GENERATORS) == set(list_builtin()) - {"form"}


@pytest.mark.parametrize("kind", ["bank_statement", "payslip", "w9", "delivery_note"])
def test_the_same_number_gives_the_same_document_of_its_kind(kind: str) -> None:
    first, again = document_of(kind, 0, 1), document_of(kind, 0, 1)
    assert first.kind == first.schema.name == kind
    assert first.values == again.values
    assert first.pages[0].words == again.pages[0].words
    assert document_of(kind, 1, 1).pages[0].words != first.pages[0].words


def test_every_other_document_is_plain() -> None:
    assert [document_of("w9", 0, index).is_plain for index in range(3)] == [True, False, True]


def test_shares_are_over_the_values_of_all_documents() -> None:
    assert summed([score(), score(header=(2, 2), invented=(3, 5))]) == {
        "documents": 2,
        "header": 0.75,
        "cells": 0.75,
        "lists": 1.0,
        "invented": 0.3,
    }


def test_a_share_of_nothing_is_none() -> None:
    assert summed([score(lists=(0, 0))])["lists"] is None
    assert summed([])["header"] is None


@pytest.mark.slow
def test_a_document_that_is_read_is_counted_value_by_value() -> None:
    read = score_of(load(NANO), "w9", 0, 0)
    truth = document_of("w9", 0, 0).values
    assert 0 < read.header[1] <= len(truth)
    assert read.cells == read.lists == (0, 0)
    wanted_misses = [miss for miss in read.missed if miss.wanted is not None]
    assert len(wanted_misses) == read.header[1] - read.header[0]
