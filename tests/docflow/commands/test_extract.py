"""`docflow extract`: results in order, one bad file among many, exit status, formats."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from docflow.commands.pipelines import MOST_AT_A_TIME
from tests.docflow.conftest import Run, Write
from tests.docflow.fakes import FakePipeline


def objects(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_one_object_a_document_in_the_order_given(run: Run, write: Write) -> None:
    files = [write(name) for name in ("b.pdf", "a.pdf", "c.pdf")]
    ended = run("extract", *files, "--format", "json")
    assert [result["file"] for result in objects(ended.stdout)] == files
    assert ended.exit_code == 0


def test_a_document_that_takes_long_keeps_its_place(run: Run, write: Write) -> None:
    files = [write("slow.pdf", hang=0.3), write("a.pdf"), write("b.pdf", fail="no_pages")]
    ended = run("extract", *files, "--format", "json")
    assert [result["file"] for result in objects(ended.stdout)] == files
    lines = [line for line in ended.stderr.splitlines() if line.startswith("[")]
    assert [line.split("]")[0] for line in lines] == ["[1/3", "[2/3", "[3/3"]
    assert "slow.pdf" in lines[0]


def test_several_documents_are_read_at_a_time(run: Run, write: Write) -> None:
    files = [write(f"{number}.pdf", hang=0.5) for number in range(MOST_AT_A_TIME)]
    start = time.monotonic()
    run("extract", *files, "--format", "json")
    assert time.monotonic() - start < 0.5 * MOST_AT_A_TIME


def test_a_bad_file_stops_no_other(run: Run, write: Write) -> None:
    files = [write("a.pdf"), write("bad.pdf", fail="corrupt_file"), write("c.pdf")]
    ended = run("extract", *files, "--format", "json")
    assert [result["status"] for result in objects(ended.stdout)] == ["done", "failed", "done"]
    assert ended.exit_code == 1


def test_a_failed_document_has_the_code_of_its_error(run: Run, write: Write) -> None:
    [result] = objects(run("extract", write("a.pdf", fail="no_pages"), "--format", "json").stdout)
    assert result["error"] == {"code": "no_pages", "message": "it cannot be read"}


def test_a_fault_of_ours_is_an_entry_too(run: Run, write: Write) -> None:
    ended = run("extract", write("a.pdf", crash="boom"), write("b.pdf"), "--format", "json")
    first, second = objects(ended.stdout)
    assert first["error"]["code"] == "internal_error"
    assert second["status"] == "done"
    assert "RuntimeError: boom" in ended.stderr


def test_a_missing_file_is_an_entry_and_loads_no_model(run: Run, tmp_path: Path) -> None:
    ended = run("extract", str(tmp_path / "none.pdf"), "--format", "json")
    assert objects(ended.stdout)[0]["error"]["code"] == "not_found"
    assert ended.exit_code == 1
    assert FakePipeline.opened == 0


def test_a_folder_is_an_entry(run: Run, tmp_path: Path) -> None:
    [result] = objects(run("extract", str(tmp_path), "--format", "json").stdout)
    assert result["error"]["code"] == "unreadable"


@pytest.mark.parametrize("name", ["x" * 5000, "a\x00b"])
def test_what_cannot_be_a_name_is_an_entry(run: Run, name: str) -> None:
    ended = run("extract", name, "--format", "json")
    assert objects(ended.stdout)[0]["error"]["code"] == "not_found"


def test_the_model_is_opened_once(run: Run, write: Write) -> None:
    run("extract", write("a.pdf"), write("b.pdf"))
    assert FakePipeline.opened == 1


def test_a_model_that_is_not_there_fails_each_document(run: Run, write: Write) -> None:
    files = [write("a.pdf"), write("b.pdf")]
    ended = run("extract", *files, "--model", "owner/absent", "--format", "json")
    codes = [result["error"]["code"] for result in objects(ended.stdout)]
    assert codes == ["model_unavailable", "model_unavailable"]
    assert ended.exit_code == 1


def test_the_model_comes_from_the_settings_where_none_is_named(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCFLOW_MODEL", "owner/name")
    [result] = objects(run("extract", write("a.pdf"), "--format", "json").stdout)
    assert result["model"] == "owner/name"


def test_the_password_reaches_the_document(run: Run, write: Write) -> None:
    file = write("a.pdf", password="secret")
    assert run("extract", file).exit_code == 1
    assert run("extract", file, "--password", "secret").exit_code == 0


def test_the_schema_reaches_the_document(run: Run, write: Write) -> None:
    ended = run("extract", write("a.jpg"), "--schema", "receipt", "--format", "json")
    assert objects(ended.stdout)[0]["schema"] == "receipt"


def test_a_schema_may_be_a_file(run: Run, write: Write) -> None:
    schema = write("letter.json", type="object", properties={"sender": {"type": "string"}})
    ended = run("extract", write("a.pdf"), "--schema", schema, "--format", "json")
    assert objects(ended.stdout)[0]["schema"] == "letter"


def test_without_a_format_there_is_a_table(run: Run, write: Write) -> None:
    stdout = run("extract", write("a.pdf")).stdout
    assert "invoice_number" in stdout
    assert "R-1042" in stdout


def test_csv_has_a_row_for_the_document_and_each_item(run: Run, write: Write) -> None:
    stdout = run("extract", write("a.pdf"), "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(stdout)))
    assert [row["list"] for row in rows] == ["", "line_items", "line_items"]


def test_progress_goes_to_stderr_and_results_to_stdout(run: Run, write: Write) -> None:
    ended = run("extract", write("a.pdf", print="noise"), "--format", "json")
    assert len(objects(ended.stdout)) == 1
    assert "noise" in ended.stderr
    assert "[1/1]" in ended.stderr


def test_with_a_format_the_output_file_takes_everything(
    run: Run, write: Write, tmp_path: Path
) -> None:
    output = tmp_path / "out.txt"
    ended = run("extract", write("a.pdf"), "--format", "json", "--output", str(output))
    assert ended.stdout == ""
    assert objects(output.read_text("utf-8"))[0]["status"] == "done"


@pytest.mark.parametrize(("name", "start"), [("out.jsonl", '{"id": '), ("out.csv", "file,status")])
def test_without_a_format_the_output_file_has_data_and_stdout_tables(
    run: Run, write: Write, tmp_path: Path, name: str, start: str
) -> None:
    output = tmp_path / name
    ended = run("extract", write("a.pdf"), "--output", str(output))
    assert "invoice_number" in ended.stdout
    assert output.read_text("utf-8").startswith(start)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.pdf", "--format", "xml"],
        ["a.pdf", "--schema", "no_such_schema"],
        ["a.pdf", "--model", "no such model"],
        ["a.pdf", "--output", "no/such/folder/out.json"],
        ["a.pdf", "--no-such-option"],
    ],
)
def test_a_wrong_command_ends_with_2_and_says_nothing_on_stdout(
    run: Run, arguments: list[str]
) -> None:
    ended = run("extract", *arguments)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr


def test_a_wrong_variable_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFLOW_PDF_BACKEND", "acrobat")
    ended = run("extract", "a.pdf")
    assert ended.exit_code == 2
    assert "DOCFLOW_PDF_BACKEND" in ended.stderr
