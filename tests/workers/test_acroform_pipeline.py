"""A filled form from file to result: exact values, and no model where they say it all."""

from __future__ import annotations

from pathlib import Path

import pytest

from docflow.settings import Settings
from schemas.schema import load_builtin
from tests.workers.forms import form_pdf, membership
from tests.workers.test_acroform_reading import MEMBER, TEXT, schema_of
from workers.pipeline import Pipeline


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline("nano", settings=Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "member.pdf"
    path.write_bytes(form_pdf(membership))
    return path


def test_a_form_that_answers_everything_needs_no_model(pipeline: Pipeline, filled: Path) -> None:
    result = pipeline.extract(filled, schema_of(MEMBER))
    assert result["data"] == {
        "full_name": "Ada Byron",
        "dob": "1990-12-10",
        "ssn": "908-34-3456",
        "annual_fee": 1120.5,
        "kind": "student",
        "newsletter": False,
        "remarks": None,
    }
    assert (result["model"], result["usage"]["output_tokens"]) == ("none", 0)
    assert (result["status"], result["pages"]) == ("done", 1)
    by_path = {field["path"]: field for field in result["fields"]}
    assert {field["source"] for field in result["fields"]} == {"acroform"}
    assert (by_path["/annual_fee"]["raw"], by_path["/newsletter"]["raw"]) == ("1,120.50", None)
    assert by_path["/full_name"]["confidence"] == 0.99
    assert by_path["/full_name"]["bbox"] == pytest.approx(
        [150 / 595, 90 / 842, 400 / 595, 104 / 842], abs=0.003
    )
    assert [check["name"] for check in result["checks"]] == ["acroform_matches_page"]


def test_the_schema_of_any_form_has_every_field_once(pipeline: Pipeline, filled: Path) -> None:
    data = pipeline.extract(filled, load_builtin("form"))["data"]
    assert [pair["value"] for pair in data["pairs"]] == [
        "Ada Byron", "1990-12-10", "12 St James's Square", "London SW1Y 4JH", "908-34-3456",
        "1,120.50", None,
    ]  # fmt: skip
    assert data["checkboxes"] == [
        {"label": "Adult", "checked": False},
        {"label": "Student", "checked": True},
        {"label": "Family", "checked": False},
        {"label": "Send me the newsletter", "checked": False},
    ]


def test_what_the_form_does_not_say_is_asked_of_the_model(pipeline: Pipeline, filled: Path) -> None:
    result = pipeline.extract(filled, schema_of({**MEMBER, "club_motto": TEXT}))
    assert (result["model"], result["data"]["full_name"]) == ("nano", "Ada Byron")
    assert result["usage"]["output_tokens"] > 0
    sources = {field["path"]: field["source"] for field in result["fields"]}
    assert sources["/newsletter"] == "acroform"
    assert sources.get("/club_motto", "text") == "text"
