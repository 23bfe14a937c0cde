"""What the measure of repair counts, on readings made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from training.measure_repair import CASES, Read, misread, natural
from workers.steps.values import Certainty, Place, Reading, RunnerUp, WindowReading

TRUTH = {"totals.subtotal": "100.00", "totals.tax": "19.00", "totals.total": "119.00"}
TEXT = "Net 100.00\nVAT 19.00\nTotal 119.00\nPaid 50.00"
SURE = Certainty(2, 2, -0.1, -0.1, -0.1)
NUMBERS = ("100.00", "19.00", "119.00", "50.00")


def place(row: int) -> Place:
    return Place(1, (0.5, row / 10, 0.6, (row + 0.5) / 10))


def read(raws: dict[str, str]) -> Read:
    readings = []
    for row, (path, raw) in enumerate(raws.items()):
        others = tuple(
            RunnerUp(each, place(number), "text", -1.0 - number / 4)
            for number, each in enumerate(NUMBERS)
            if each != raw
        )
        pointer = f"/{path.replace('.', '/')}"
        readings.append(Reading(pointer, raw, SURE, place(row), "text", runner_ups=others))
    return Read("invoice", TRUTH, (WindowReading(tuple(readings), TEXT),))


@pytest.mark.parametrize("case", CASES[:2])
def test_a_misread_number_is_found_again(case: str) -> None:
    counts = misread([read(TRUTH)] * 5, case, seed=1)
    assert counts["misread"] == 5
    assert counts["wrong"] == 0
    assert counts["right"] > 0


@pytest.mark.parametrize("case", CASES[2:])
def test_a_misread_number_that_the_model_was_sure_of_is_counted_apart(case: str) -> None:
    sure = read(TRUTH)
    (window,) = sure.windows
    unlikely = tuple(
        replace(r, runner_ups=tuple(replace(o, logprob=-9.0) for o in r.runner_ups))
        for r in window.readings
    )
    counts = misread([replace(sure, windows=(replace(window, readings=unlikely),))] * 5, case, 1)
    assert counts["refused"] + counts["no_check_fails"] == counts["misread"] == 5


def test_documents_whose_arithmetic_does_not_hold_are_not_spoilt() -> None:
    assert misread([read(TRUTH | {"totals.total": "50.00"})], CASES[0], seed=1) == {}


def test_what_repair_puts_right_is_counted_against_the_truth() -> None:
    counts = natural([read(TRUTH), read(TRUTH | {"totals.total": "100.00"})])
    assert counts["documents_with_a_failed_check"] == 1
    assert (counts["repairs"], counts["wrong_to_right"]) == (1, 1)
