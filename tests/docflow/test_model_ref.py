"""Model references: four forms, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from docflow.model_ref import (
    FolderReference,
    HubReference,
    InvalidModelReference,
    ModelReference,
    NanoReference,
    ServerReference,
    parse_model_reference,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nano", NanoReference()),
        ("./nano", FolderReference(Path("nano"))),
        ("/srv/models/rax", FolderReference(Path("/srv/models/rax"))),
        ("raxcore-dev/Rax-4.5", HubReference("raxcore-dev/Rax-4.5")),
        ("openai:http://a:8000/v1#rax", ServerReference("http://a:8000/v1", "rax")),
        ("openai:https://a/v1/#owner/rax", ServerReference("https://a/v1", "owner/rax")),
    ],
)
def test_each_form_is_recognised(text: str, expected: ModelReference) -> None:
    assert parse_model_reference(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nano",
        "gpt",
        "a/b/c",
        "owner/",
        "openai:",
        "openai:http://a/v1",
        "openai:#model",
        "openai:ftp://a#model",
        "openai:http://[::1#model",
    ],
)
def test_other_text_is_refused_with_the_forms_that_exist(text: str) -> None:
    with pytest.raises(InvalidModelReference, match=r"openai:<base url>#<model>"):
        parse_model_reference(text)


def test_an_existing_folder_wins_over_a_hub_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "owner" / "name").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert parse_model_reference("owner/name") == FolderReference(Path("owner/name"))


def test_the_home_sign_is_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert parse_model_reference("~/rax") == FolderReference(tmp_path / "rax")
