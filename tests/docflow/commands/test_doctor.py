"""`docflow doctor` and `docflow models`: what is printed and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from docflow.commands import doctor
from docflow.diagnosis import Finding
from docflow.settings import Settings
from tests.docflow.conftest import Run

OK = Finding("python", "ok", "3.11.7")
WARNING = Finding("tesseract", "warning", "not installed", "apt-get install tesseract-ocr")
FAILED = Finding("home", "failed", "read-only", "set DOCFLOW_HOME")


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the examination finds; a test appends to it."""
    found = [OK]

    def examine(settings: Settings) -> Iterator[Finding]:
        yield from found

    monkeypatch.setattr(doctor, "examine", examine)
    return found


def test_with_warnings_only_it_ends_with_0_and_says_what_is_next(
    run: Run, findings: list[Finding]
) -> None:
    findings.append(WARNING)
    ended = run("doctor")
    assert ended.exit_code == 0
    assert "-> apt-get install tesseract-ocr" in ended.stdout
    assert "docflow extract FILE" in ended.stdout


def test_with_something_missing_it_ends_with_1(run: Run, findings: list[Finding]) -> None:
    findings.append(FAILED)
    ended = run("doctor")
    assert ended.exit_code == 1
    assert "-> set DOCFLOW_HOME" in ended.stdout


def test_json_is_one_object_with_all_findings(run: Run, findings: list[Finding]) -> None:
    findings.append(WARNING)
    found = json.loads(run("doctor", "--format", "json").stdout)["findings"]
    assert [finding["name"] for finding in found] == ["python", "tesseract"]
    assert found[1]["advice"] == "apt-get install tesseract-ocr"


def test_models_says_which_one_is_the_default(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFLOW_MODEL", "owner/name")
    assert run("models").stdout.endswith("default: owner/name\n")
    listed = json.loads(run("models", "--format", "json").stdout)
    assert listed["default"] == "owner/name"
    assert listed["models"][0]["reference"] == "nano"
