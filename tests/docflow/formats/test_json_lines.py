"""JSON Lines: one object a line, whatever the text holds."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from docflow.formats.json_lines import write_json_line
from docflow.results import failed_result
from tests.docflow.fakes import document_result


def written(result: Any) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="")
    write_json_line(result, stream)
    return raw.getvalue()


def test_a_result_comes_back_as_it_was() -> None:
    assert json.loads(written(document_result())) == document_result()


def test_it_is_one_line_even_where_the_text_has_several() -> None:
    line = written(failed_result("a\nb\u2028.pdf", "not_found", "no\r\nfile"))
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


def test_letters_are_written_as_they_are() -> None:
    assert "Söhne".encode() in written(failed_result("Söhne.pdf", "not_found", "no"))


def test_an_undecodable_file_name_is_still_valid_json() -> None:
    assert json.loads(written(failed_result("a\udcff.pdf", "x", "y")))["file"] == "a\udcff.pdf"


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        written(document_result(pages=float("nan")))
