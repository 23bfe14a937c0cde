"""Values left null, and results that a person should look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docflow.results import SURE_ENOUGH
from schemas.checks import Check
from schemas.schema import Schema, load_builtin, load_user
from tests.workers.test_anchor import page
from tests.workers.test_assemble import readings
from tests.workers.test_calibration import PLAIN
from workers.budgets import NANO_BUDGET, ModelProfile
from workers.document import result_of_windows
from workers.steps.anchor import build_anchor
from workers.steps.assemble import Assembled, assemble
from workers.steps.calibration import Calibration
from workers.steps.review import review_of
from workers.steps.values import Certainty, Reading, WindowReading

INVOICE = load_builtin("invoice").core_view()
WORDS = {"/invoice_number": "R-17", "/totals/total": "119.00", "/totals/tax": "19.00"}


def read(doubts: dict[str, float], raws: dict[str, str] | None = None) -> list[Reading]:
    """The values, each with the surprise given for it."""
    found = raws or WORDS
    words = page(*((raw, 0.0, 20.0 * n) for n, raw in enumerate(found.values())))
    return [
        replace(reading, certainty=Certainty(1, 1, *[-doubts.get(reading.path, 0.0)] * 6))
        for reading in readings(build_anchor([words]), found)
    ]


def result(
    doubts: dict[str, float],
    raws: dict[str, str] | None = None,
    schema: Schema = INVOICE,
    calibration: Calibration | None = PLAIN,
) -> Assembled:
    return assemble(schema, read(doubts, raws), "", calibration=calibration)


def test_a_value_that_is_likely_wrong_is_null_and_its_evidence_stays() -> None:
    assembled = result({"/totals/tax": 3.0})
    assert assembled.data["totals"]["tax"] is None
    assert assembled.data["totals"]["total"] == "119.00"
    [field] = [field for field in assembled.fields if field["path"] == "/totals/tax"]
    assert (field["value"], field["raw"], field["page"]) == (None, "19.00", 1)
    assert field["confidence"] is not None
    assert field["confidence"] < PLAIN.null_below


def test_without_a_calibration_nothing_is_left_out() -> None:
    assembled = result({"/totals/tax": 3.0}, calibration=None)
    assert assembled.data["totals"]["tax"] == "19.00"
    assert not assembled.is_calibrated
    assert {field["confidence"] for field in assembled.fields} == {1.0, 0.0498}


def test_readings_without_signs_keep_the_models_own_probability() -> None:
    old = [replace(reading, signs=None) for reading in read({"/totals/tax": 3.0})]
    assembled = assemble(INVOICE, old, "", calibration=PLAIN)
    assert assembled.data["totals"]["tax"] == "19.00"
    assert not assembled.is_calibrated


def test_checks_are_those_of_the_values_that_are_left() -> None:
    raws = {"/totals/subtotal": "100.00", "/totals/tax": "19.00", "/totals/total": "130.00"}
    assert [check["passed"] for check in result({}, raws).checks] == [False]
    assert result({"/totals/total": 4.0}, raws).checks == []


def test_an_item_of_unsure_values_only_is_no_item() -> None:
    lines = {f"/line_items/{n}/description": name for n, name in enumerate(("Ball", "Dots", "Bat"))}
    assembled = result({"/line_items/1/description": 3.0}, lines)
    assert [item["description"] for item in assembled.data["line_items"]] == ["Ball", "Bat"]
    assert [field["path"] for field in assembled.fields] == [
        "/line_items/0/description",
        "/line_items/1/description",
    ]


def test_what_a_schema_requires_and_forbids_to_be_null_stays() -> None:
    schema = load_user(
        {
            "type": "object",
            "properties": {"weight": {"type": "number"}, "price": {"type": "number"}},
            "required": ["weight"],
        },
        name="parcel",
    )
    assembled = result({"/weight": 5.0, "/price": 5.0}, {"/weight": "12", "/price": "9"}, schema)
    assert assembled.data == {"weight": 12}


def test_sure_values_need_no_review() -> None:
    assert not review_of(INVOICE, result({}), 0.7).is_needed


def test_a_value_below_the_threshold_needs_a_review_and_is_named() -> None:
    review = review_of(INVOICE, result({"/totals/tax": 1.0}), 0.7)
    assert review.is_needed
    [check] = review.checks
    assert check["name"] == SURE_ENOUGH
    assert "/totals/tax" in check["message"]


def test_what_was_left_null_needs_no_review() -> None:
    assert not review_of(INVOICE, result({"/totals/tax": 3.0}), 0.7).is_needed


@pytest.mark.parametrize(("num_unsure", "needed"), [(1, False), (3, True)])
def test_a_list_may_hold_a_few_unsure_values(num_unsure: int, needed: bool) -> None:
    lines = {f"/line_items/{n}/description": f"Item{chr(65 + n)}" for n in range(20)}
    doubts = dict.fromkeys(list(lines)[:num_unsure], 1.0)
    assert review_of(INVOICE, result(doubts, lines), 0.7).is_needed is needed


@pytest.mark.parametrize(("confidence", "needed"), [(0.95, False), (0.6, True)])
def test_a_failed_check_needs_a_review_where_its_values_are_unsure(
    confidence: float, needed: bool
) -> None:
    raws = {"/totals/subtotal": "100.00", "/totals/tax": "19.00", "/totals/total": "130.00"}
    assembled = result({}, raws)
    for field in assembled.fields:
        field["confidence"] = confidence
    assert isinstance(assembled.failed[0], Check)
    assert review_of(INVOICE, assembled, 0.7).is_needed is needed


def test_a_document_of_which_nothing_was_read_needs_a_review() -> None:
    review = review_of(INVOICE, assemble(INVOICE, [], "", calibration=PLAIN), 0.7)
    assert review.is_needed
    assert [check["name"] for check in review.checks] == ["values_present"]


def test_without_a_calibration_the_checks_decide() -> None:
    raws = {"/totals/subtotal": "100.00", "/totals/tax": "19.00", "/totals/total": "130.00"}
    assert review_of(INVOICE, result({}, raws, calibration=None), None).is_needed
    assert not review_of(INVOICE, result({"/totals/tax": 9.0}, calibration=None), None).is_needed


def test_a_missing_value_that_the_schema_requires_needs_a_review() -> None:
    schema = load_user(
        {"type": "object", "properties": {"weight": {"type": "number"}}, "required": ["weight"]},
        name="parcel",
    )
    assembled = assemble(schema, [], "", calibration=PLAIN)
    for threshold in (None, 0.7):
        review = review_of(schema, assembled, threshold)
        assert review.is_needed
        assert [check["message"] for check in review.checks] == [
            "the schema requires what was not read: /weight"
        ]


@pytest.mark.parametrize(("error_rate", "status"), [(0.01, "needs_review"), (0.05, "done")])
def test_the_error_rate_asked_for_decides_the_status(error_rate: float, status: str) -> None:
    window = WindowReading(tuple(read({})), text="", pages=(1,))
    status_found = result_of_windows(
        load_builtin("invoice"),
        ModelProfile("nano", NANO_BUDGET, PLAIN),
        [window],
        id_="doc_1",
        file="a.pdf",
        num_pages=1,
        seconds=0.0,
        review_error_rate=error_rate,
    )["status"]
    assert status_found == status


def test_an_answer_cut_short_needs_a_review() -> None:
    window = WindowReading(tuple(read({})), text="", pages=(1,), is_complete=False)
    found = result_of_windows(
        load_builtin("invoice"),
        ModelProfile("nano", NANO_BUDGET),
        [window],
        id_="doc_1",
        file="a.pdf",
        num_pages=1,
        seconds=0.0,
    )
    assert found["status"] == "needs_review"
    (told,) = [check["message"] for check in found["checks"] if check["name"] == "answers_complete"]
    assert f"{NANO_BUDGET.window_s:.0f} s" in told
    assert "read again" in told
