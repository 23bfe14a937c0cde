"""Manifests: what a line is, and how a wrong one is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docflow.manifest import ManifestError, read_manifest


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "truth.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_paths_are_relative_to_the_manifest(tmp_path: Path) -> None:
    line = {"path": "docs/a.pdf", "kind": "invoice", "password": "x", "truth": {"total": 1}}
    [entry] = read_manifest(written(tmp_path, json.dumps(line), "", " "))
    assert entry.file == tmp_path / "docs" / "a.pdf"
    assert (entry.kind, entry.password, entry.line) == ("invoice", "x", line)


def test_only_the_kind_asked_for_is_given(tmp_path: Path) -> None:
    lines = [
        '{"path": "a", "kind": "invoice"}',
        '{"path": "b", "kind": "receipt"}',
        '{"path": "c"}',
    ]
    path = written(tmp_path, *lines)
    assert [entry.file.name for entry in read_manifest(path)] == ["a", "b", "c"]
    assert [entry.file.name for entry in read_manifest(path, kind="receipt")] == ["b"]


def test_a_line_separator_inside_a_string_is_no_new_line(tmp_path: Path) -> None:
    line = json.dumps({"path": "a\u2028b"}, ensure_ascii=False)
    assert len(read_manifest(written(tmp_path, line))) == 1


@pytest.mark.parametrize("line", ["{", "[]", '"a.pdf"', '{"kind": "invoice"}', '{"path": 3}'])
def test_a_wrong_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(ManifestError, match="line 2"):
        read_manifest(written(tmp_path, '{"path": "a"}', line))


def test_a_manifest_that_is_not_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path / "none.jsonl")
