"""Settings: defaults, variables, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from docflow.limits import Limits
from docflow.settings import Settings


def test_without_variables_the_defaults_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCFLOW_HOME")
    settings = Settings()
    assert settings.home.is_absolute()
    assert settings.home.name == "docflow"
    assert (settings.model, settings.pdf_backend, settings.ocr) == ("nano", "mupdf", "auto")


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCFLOW_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("DOCFLOW_MODEL", "owner/name")
    monkeypatch.setenv("DOCFLOW_PDF_BACKEND", "pdfium")
    monkeypatch.setenv("DOCFLOW_OCR", "off")
    settings = Settings()
    assert settings.home == tmp_path / "state"
    assert (settings.model, settings.pdf_backend, settings.ocr) == ("owner/name", "pdfium", "off")


def test_reading_the_settings_creates_nothing(own_settings: Path) -> None:
    assert Settings().home == own_settings
    assert not own_settings.exists()


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCFLOW_HOME", "state")
    assert Settings().home == tmp_path / "state"


@pytest.mark.parametrize(
    ("variable", "value"),
    [("DOCFLOW_PDF_BACKEND", "acrobat"), ("DOCFLOW_OCR", "maybe"), ("DOCFLOW_MODEL", "no model")],
)
def test_a_value_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError):
        Settings()


def test_limits_are_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFLOW_LIMIT_MAX_PAGES", "3")
    assert Settings().limits == Limits(max_pages=3)


def test_limits_given_by_the_caller_stand_before_variables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCFLOW_LIMIT_MAX_PAGES", "3")
    assert Settings(limits=Limits(max_pages=5)).limits.max_pages == 5


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DOCFLOW_LIMIT_MAX_PAGES", "many"),
        ("DOCFLOW_LIMIT_MAX_PAGES", "0"),
        ("DOCFLOW_LIMIT_X", "1"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError):
        Settings()


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValidationError):
        Settings().model = "owner/name"
