"""`docflow eval`: selection, output, exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.docflow.conftest import Run, Write
from tests.docflow.fakes import FakePipeline

NewManifest = Callable[..., str]


@pytest.fixture
def manifest(tmp_path: Path) -> NewManifest:
    """Writes a manifest and a document for each line; `read` is what the fake pipeline does."""

    def write_manifest(*lines: dict[str, Any]) -> str:
        path = tmp_path / "truth.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, line in enumerate(lines):
                name = f"{number}.pdf"
                (tmp_path / name).write_text(json.dumps(line.pop("read", {})))
                file.write(
                    json.dumps({"path": name, "kind": "invoice", "truth": {}, **line}) + "\n"
                )
        return str(path)

    return write_manifest


def test_json_is_one_object_with_scores_and_speed(run: Run, manifest: NewManifest) -> None:
    ended = run("eval", manifest({"truth": {"total": 119}}), "--format", "json")
    report = json.loads(ended.stdout)
    assert report["scores"]["header"]["invoice"]["f1"] == 1.0
    assert report["seconds_per_page"] == {"median": 1.25, "p95": 1.25}
    assert report["ungrounded"] == 0
    assert report["model"] == "nano"
    assert ended.exit_code == 0


def test_the_table_has_a_row_for_each_field(run: Run, manifest: NewManifest) -> None:
    stdout = run("eval", manifest({"truth": {"total": 119, "due_date": "2026-01-01"}})).stdout
    assert "total" in stdout
    assert "due_date" in stdout
    assert "seconds a page: median 1.25" in stdout


def test_failures_are_shown_where_asked_for(run: Run, manifest: NewManifest) -> None:
    file = manifest({"truth": {"total": 120}})
    assert "120" not in run("eval", file).stdout
    assert "120" in run("eval", file, "--failures", "3").stdout


def test_each_document_that_ended_is_a_line_on_stderr(run: Run, manifest: NewManifest) -> None:
    stderr = run("eval", manifest({}, {"read": {"fail": "no_pages"}})).stderr
    assert "[1/2]" in stderr
    assert "failed: no_pages" in stderr


def test_each_score_says_how_much_of_it_stood_in_the_text(run: Run, manifest: NewManifest) -> None:
    file = manifest({"truth": {"total": 119}, "read": {"text": " Total 118.00"}})
    scores = json.loads(run("eval", file, "--format", "json").stdout)["scores"]
    assert scores["header"]["invoice"]["ceiling"] == 0.0
    assert scores["fields"][0]["ceiling"] == 0.0


def test_a_document_that_was_not_read_ends_it_with_1(run: Run, manifest: NewManifest) -> None:
    ended = run("eval", manifest({}, {"read": {"fail": "no_pages"}}), "--format", "json")
    assert ended.exit_code == 1
    assert json.loads(ended.stdout)["errors"] == {"no_pages": 1}


def test_only_the_first_documents_of_a_kind_are_read(run: Run, manifest: NewManifest) -> None:
    file = manifest({"kind": "receipt"}, {}, {"kind": "receipt"}, {"kind": "receipt"})
    ended = run("eval", file, "--kind", "receipt", "--limit", "2", "--format", "json")
    assert json.loads(ended.stdout)["documents"] == 2


def test_each_document_is_read_with_the_schema_of_its_kind(
    run: Run, manifest: NewManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas: dict[str, list[str]] = {}
    extract = FakePipeline.extract

    def noted(self: FakePipeline, path: Path, schema: Any, **options: Any) -> Any:
        schemas.setdefault(path.name, []).append(schema.name)
        return extract(self, path, schema, **options)

    monkeypatch.setattr(FakePipeline, "extract", noted)
    file = manifest({"kind": "invoice"}, {"kind": "receipt"}, {"kind": "other"})
    run("eval", file)
    run("eval", file, "--schema", "receipt")
    read = [schemas[name] for name in sorted(schemas)]
    assert read == [["invoice", "receipt"], ["receipt", "receipt"], ["form", "receipt"]]


def test_labelled_pairs_are_read_with_a_schema_of_their_keys(
    run: Run, manifest: NewManifest
) -> None:
    truth = {"pairs": [{"key": "contract_num", "value": "1042"}]}
    read = {"data": {"contract_num": "1042"}}
    file = manifest({"kind": "form", "truth": truth, "read": read})
    ended = run("eval", file, "--jobs", "1")
    assert "labelled keys, 1: contract_num" in ended.stdout
    assert "labelled keys" not in run("eval", file, "--schema", "form").stdout


def test_a_manifest_that_names_no_known_schema_ends_with_2(run: Run, manifest: NewManifest) -> None:
    ended = run("eval", manifest({"schema": "none"}))
    assert ended.exit_code == 2
    assert FakePipeline.opened == 0


def test_the_password_of_a_line_is_used(run: Run, manifest: NewManifest) -> None:
    file = manifest({"password": "secret", "read": {"password": "secret"}})
    assert run("eval", file).exit_code == 0


@pytest.mark.parametrize(
    "arguments", [["--limit", "0"], ["--kind", "letter"], ["--schema", "none"], ["--jobs", "0"]]
)
def test_a_wrong_command_ends_with_2(run: Run, manifest: NewManifest, arguments: list[str]) -> None:
    ended = run("eval", manifest({}), *arguments)
    assert ended.exit_code == 2
    assert ended.stdout == ""


def test_a_manifest_that_is_none_ends_with_2(run: Run, write: Write) -> None:
    assert run("eval", write("a.jsonl", path=3)).exit_code == 2


def test_with_html_documents_that_failed_are_in_the_file(
    run: Run, manifest: NewManifest, tmp_path: Path
) -> None:
    html = tmp_path / "new" / "out.html"
    file = manifest({"truth": {"total": 120}}, {"truth": {"total": 119}}, {"truth": {"total": 121}})
    ended = run("eval", file, "--html", str(html))
    page = html.read_text("utf-8")
    assert ended.exit_code == 0
    assert "0.pdf" in page
    assert "1.pdf" not in page
    # The document of the fake pipeline is no PDF.
    assert page.count("Page 1 cannot be drawn") == 2


def test_with_html_failures_are_a_number_of_documents(
    run: Run, manifest: NewManifest, tmp_path: Path
) -> None:
    html = tmp_path / "out.html"
    file = manifest({"truth": {"total": 120}}, {"truth": {"total": 5, "due_date": "2026-01-01"}})
    options = ("--html", str(html), "--failures", "1", "--format", "json")
    report = json.loads(run("eval", file, *options).stdout)
    page = html.read_text("utf-8")
    assert report["failures"] == []
    assert "1.pdf" in page
    assert "0.pdf" not in page


def test_plots_are_two_pictures(run: Run, manifest: NewManifest, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "plots"
    ended = run("eval", manifest({"truth": {"total": 119}}), "--plots", str(folder))
    assert ended.exit_code == 0
    assert sorted(file.name for file in folder.iterdir()) == ["coverage.png", "reliability.png"]


def test_what_confidences_are_worth_is_in_table_and_json(run: Run, manifest: NewManifest) -> None:
    file = manifest({"truth": {"total": 119}})
    report = json.loads(run("eval", file, "--format", "json").stdout)
    assert (report["ece"], report["accuracy_at_80_coverage"]) == (0.5, 1.0)
    assert report["threshold_at_80_coverage"] == 0.5
    assert "accuracy_at_80_coverage: 1.000" in run("eval", file).stdout


@pytest.mark.parametrize("option", ["--html", "--plots"])
def test_a_place_that_cannot_be_written_ends_it_before_anything_is_read(
    run: Run, manifest: NewManifest, write: Write, option: str
) -> None:
    inside_a_file = write("file", a=1) + "/x/y"
    ended = run("eval", manifest({}), option, inside_a_file)
    assert ended.exit_code == 2
    assert FakePipeline.opened == 0


def test_an_earlier_file_is_kept_until_there_is_a_new_one(
    run: Run, manifest: NewManifest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = tmp_path / "out.html"
    html.write_text("earlier")

    def stop(*arguments: Any, **options: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakePipeline, "extract", stop)
    run("eval", manifest({}), "--html", str(html))
    assert html.read_text() == "earlier"


def test_kinds_that_were_found_are_scored_too(run: Run, manifest: NewManifest) -> None:
    file = manifest({"truth": {"total": 119}}, {"kind": "receipt"})
    report = json.loads(run("eval", file, "--schema", "auto", "--format", "json").stdout)
    assert (report["kinds"]["right"], report["kinds"]["documents"]) == (1, 2)
    assert report["scores"]["header"]["invoice"]["f1"] == 1.0
    assert "kind right: 1 of 2 documents" in run("eval", file, "--schema", "auto").stdout
