"""How much of a document is read, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pymupdf

from docflow.model_ref import parse_model_reference
from docflow.settings import Settings
from schemas.schema import load_builtin
from workers.budgets import NANO_BUDGET, read_profile
from workers.document import plan_document
from workers.page import Page, Word
from workers.pipeline import Pipeline
from workers.steps.ask import has_full_list
from workers.steps.parse import Parsed
from workers.steps.values import Certainty, RawValue

NANO = parse_model_reference("nano")


def test_a_user_may_have_more_pages_read() -> None:
    budget = read_profile(NANO, 40).budget
    assert budget.document_pages == 40
    assert budget.document_windows == 5 * NANO_BUDGET.document_windows


def test_all_of_eight_dense_pages_is_asked_about() -> None:
    rows = tuple(
        Word("description", (0.1, row / 200, 0.3, (row + 1) / 200), "text")
        for row in range(200)
        for _ in range(4)
    )
    pages = [Page(number, 595.0, 842.0, rows) for number in range(1, 9)]
    windows = plan_document(pages, NANO_BUDGET)
    pieces = [piece.words for window in windows for piece in window]
    assert len(windows) > 8
    assert sum(piece[1] - piece[0] for piece in pieces if piece) == 8 * len(rows)


def test_pages_beyond_the_users_number_are_told(tmp_path: Path) -> None:
    path = tmp_path / "three.pdf"
    with pymupdf.open() as document:
        for number in (1, 2, 3):
            document.new_page().insert_text((72, 72), f"Invoice R-1 page {number} Total 9.00 EUR")
        document.save(path)
    pipeline = Pipeline("nano", settings=Settings(home=tmp_path, model_pages=2))
    checks = pipeline.extract(path, load_builtin("invoice"))["checks"]
    assert [c["message"] for c in checks if c["name"] == "all_pages_read"] == [
        "nano read 2 of 3 pages, the first and the last ones"
    ]


def listed(count: int) -> Parsed:
    sure = Certainty(1, 1, 0.0, 0.0, 0.0)
    return Parsed([RawValue(f"/line_items/{i}/description", "Tea", sure) for i in range(count)])


def test_a_list_that_its_limit_ended_is_not_complete() -> None:
    assert has_full_list(listed(10), 10)
    assert not has_full_list(listed(9), 10)
    assert not has_full_list(Parsed([]), 10)
