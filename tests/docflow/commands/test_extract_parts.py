"""`docflow extract --schema auto`: a result for each document in a file."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.docflow.conftest import Run, Write


def part(number: int, schema: str, first: int, last: int) -> dict[str, Any]:
    return {
        "schema": schema,
        "pages": last - first + 1,
        "part": {"number": number, "count": 2, "first_page": first, "last_page": last},
        "classification": {"schema": schema, "confidence": 0.93, "alternatives": []},
    }


PACKET = [part(1, "invoice", 1, 2), part(2, "receipt", 3, 3)]


def test_each_document_of_a_file_is_a_line_of_json(run: Run, write: Write) -> None:
    files = [write("packet.pdf", parts=PACKET), write("one.pdf")]
    ended = run("extract", *files, "--schema", "auto", "--format", "json")
    results = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [result["file"] for result in results] == [files[0], files[0], files[1]]
    assert [result.get("part", {}).get("first_page") for result in results] == [1, 3, None]
    assert ended.exit_code == 0


def test_progress_counts_files_and_names_the_pages(run: Run, write: Write) -> None:
    files = [write("packet.pdf", parts=PACKET), write("one.pdf")]
    stderr = run("extract", *files, "--schema", "auto", "--format", "json").stderr
    lines = [line for line in stderr.splitlines() if line.startswith("[")]
    assert [line.split("]")[0] for line in lines] == ["[1/2", "[1/2", "[2/2"]
    assert "packet.pdf pages 1-2 (1 of 2): done" in lines[0]
    assert "packet.pdf page 3 (2 of 2): done" in lines[1]


def test_the_table_says_which_pages_and_how_sure_the_kind_is(run: Run, write: Write) -> None:
    stdout = run("extract", write("packet.pdf", parts=PACKET), "--schema", "auto").stdout
    # A long path breaks the line.
    shown = " ".join(stdout.split())
    assert "packet.pdf page 3 (2 of 2) done receipt (found, 93% sure), 1 page" in shown


def test_csv_has_the_pages_of_each_document(run: Run, write: Write) -> None:
    file = write("packet.pdf", parts=PACKET)
    stdout = run("extract", file, "--schema", "auto", "--format", "csv").stdout
    rows = [row for row in csv.DictReader(io.StringIO(stdout)) if not row["list"]]
    assert [(row["schema"], row["first_page"], row["last_page"]) for row in rows] == [
        ("invoice", "1", "2"),
        ("receipt", "3", "3"),
    ]


def test_a_file_that_cannot_be_read_is_one_entry(run: Run, write: Write) -> None:
    ended = run("extract", write("a.pdf", fail="corrupt_file"), "--schema", "auto")
    assert "corrupt_file" in ended.stdout
    assert ended.exit_code == 1


@pytest.mark.parametrize("pages", ["0", "5-3", "1,2", "all", "-3", "1-"])
def test_what_is_no_run_of_pages_is_a_usage_error(run: Run, write: Write, pages: str) -> None:
    ended = run("extract", write("a.pdf"), "--pages", pages)
    assert ended.exit_code == 2
    assert "--pages" in ended.stderr


@pytest.mark.parametrize("name", ["auto", "packet"])
def test_no_schema_of_a_users_has_a_name_that_means_something_else(
    run: Run, tmp_path: Any, name: str
) -> None:
    file = tmp_path / f"{name}.json"
    file.write_text('{"type": "object", "properties": {"a": {"type": "string"}}}')
    assert run("schemas", "add", str(file)).exit_code != 0


def test_a_packet_is_made_and_never_asked_for(run: Run, write: Write) -> None:
    ended = run("extract", write("a.pdf"), "--schema", "packet")
    assert ended.exit_code == 2
