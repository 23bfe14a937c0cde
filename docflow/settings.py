"""Everything that can be set from outside, typed. The only module that reads the environment.

| variable | meaning |
|---|---|
| `DOCFLOW_HOME` | folder of all local state; default: the platform's folder for user data |
| `DOCFLOW_MODEL` | model reference used where no `--model` is given; default `nano` |
| `DOCFLOW_PDF_BACKEND` | `mupdf` (default) or `pdfium` |
| `DOCFLOW_OCR` | `auto` (default), `tesseract`, `rapidocr` or `off` |
| `DOCFLOW_LIMIT_...` | a limit of `docflow/limits.py`, such as `DOCFLOW_LIMIT_MAX_PAGES` |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from docflow.limits import Limits
from docflow.model_ref import parse_model_reference

PdfBackend = Literal["mupdf", "pdfium"]
OcrEngine = Literal["auto", "tesseract", "rapidocr", "off"]
_LIMIT_PREFIX = "DOCFLOW_LIMIT_"


def _limit_variables() -> dict[str, object]:
    return {
        name.removeprefix(_LIMIT_PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(_LIMIT_PREFIX)
    }


class Settings(BaseSettings):
    """The settings of this process, frozen.

    Raises:
        pydantic.ValidationError: a variable has a value it cannot have.
    """

    model_config = SettingsConfigDict(env_prefix="DOCFLOW_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: user_data_path("docflow", appauthor=False))
    model: str = "nano"
    pdf_backend: PdfBackend = "mupdf"
    ocr: OcrEngine = "auto"
    limits: Limits = Field(default_factory=_limit_variables, validate_default=True)

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, home: Path) -> Path:
        # Relative to where the process started; it must not move when the process changes folder.
        return home.expanduser().absolute()

    @field_validator("limits", mode="before")
    @classmethod
    def _limits_by_name(cls, limits: Limits | Mapping[str, object]) -> Limits:
        return limits if isinstance(limits, Limits) else Limits.from_mapping(limits)

    @field_validator("model")
    @classmethod
    def _known_form(cls, model: str) -> str:
        parse_model_reference(model)
        return model
