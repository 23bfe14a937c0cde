"""The service's stages and the command make the same result of the same answers."""

from __future__ import annotations

import json
from pathlib import Path

from docflow.model_ref import parse_model_reference
from schemas.schema import load_builtin
from tests.workers.test_calibration import PLAIN
from tests.workers.test_review import read
from workers.budgets import NANO_BUDGET, ModelProfile, read_profile
from workers.document import result_of_windows
from workers.models import open_model
from workers.steps.calibration import CALIBRATION_FILE, load_calibration
from workers.steps.values import WindowReading, window_of_json, window_to_json


def result_from(window: WindowReading) -> object:
    return result_of_windows(
        load_builtin("invoice"),
        ModelProfile("nano", NANO_BUDGET, PLAIN),
        [window],
        id_="doc_1",
        file="a.pdf",
        num_pages=1,
        seconds=0.0,
    )


def test_a_window_gives_the_same_result_after_its_way_through_the_database() -> None:
    doubts = {"/totals/tax": 3.0, "/invoice_number": 1.0}
    window = WindowReading(tuple(read(doubts)), text="R-17", pages=(1,))
    travelled = window_of_json(json.loads(json.dumps(window_to_json(window))))
    assert result_from(travelled) == result_from(window)


def test_command_and_service_use_the_same_calibration() -> None:
    reference = parse_model_reference("nano")
    assert read_profile(reference) == open_model(reference).profile


def test_the_shipped_calibration_can_be_used() -> None:
    folder = Path(__file__).resolve().parents[2] / "model" / "weights"
    assert (folder / CALIBRATION_FILE).is_file() == (load_calibration(folder) is not None)
