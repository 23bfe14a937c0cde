"""Everything that can be set from outside, typed. The only module that reads the environment.

| variable | meaning |
|---|---|
| `DOCFLOW_HOME` | folder of all local state; default: the platform's folder for user data |
| `DOCFLOW_MODEL` | model reference used where no `--model` is given; default `nano` |
| `DOCFLOW_ALLOWED_MODELS` | further models that requests over REST may name, comma separated |
| `DOCFLOW_PDF_BACKEND` | `mupdf` (default) or `pdfium` |
| `DOCFLOW_OCR` | `auto` (default), `tesseract`, `rapidocr` or `off` |
| `DOCFLOW_MODEL_PAGES` | pages of a document that the model reads at most; default: nano 8 |
| `DOCFLOW_REVIEW_ERROR_RATE` | share of wrong values borne without a review; default 0.1 |
| `DOCFLOW_DATABASE_URL` | `sqlite:///...`, `postgresql://...`; default: in the home folder |
| `DOCFLOW_BROKER_URL` | `redis://...`; default: none, the tasks run in this process |
| `DOCFLOW_STORAGE_URL` | `file:///...`, `s3://`, `gs://`, `az://`; default: in the home folder |
| `DOCFLOW_QUERY_DATABASE_URL` | PostgreSQL login of queries; default: that of the database |
| `DOCFLOW_KEY_PEPPER` | secret in the digests of API keys; default: made once, in the home folder |
| `DOCFLOW_PUBLIC_URL` | how others reach this server, for links in webhooks |
| `DOCFLOW_MAX_ATTEMPTS` | tries of a stage before a document fails; default 3 |
| `DOCFLOW_LEASE_S` | seconds a running stage is not given to another worker; default 60 |
| `DOCFLOW_HEARTBEAT_S` | seconds after which its worker renews that; default 15 |
| `DOCFLOW_SWEEP_S` | seconds between two looks for what was left behind; default 10 |
| `DOCFLOW_VISIBILITY_TIMEOUT_S` | seconds after which Redis gives a message again; default 3600 |
| `DOCFLOW_WEBHOOK_ALLOW` | private addresses or networks webhooks may reach, comma separated |
| `DOCFLOW_LOG_FORMAT` | `json` or `text` (default: text on a terminal) |
| `DOCFLOW_LIMIT_...` | a limit of `docflow/limits.py`, such as `DOCFLOW_LIMIT_MAX_PAGES` |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from docflow.limits import Limits
from docflow.model_ref import parse_model_reference

PdfBackend = Literal["mupdf", "pdfium"]
OcrEngine = Literal["auto", "tesseract", "rapidocr", "off"]
#: share of wrong values that is borne among those nobody looks at
REVIEW_ERROR_RATE = 0.1
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
    allowed_models: str = ""
    pdf_backend: PdfBackend = "mupdf"
    ocr: OcrEngine = "auto"
    drop_blank: bool = False
    model_pages: int | None = Field(default=None, ge=1, le=2000)
    review_error_rate: float = Field(default=REVIEW_ERROR_RATE, gt=0, lt=1)
    database_url: str | None = None
    broker_url: str | None = None
    storage_url: str | None = None
    query_database_url: str | None = None
    key_pepper: SecretStr | None = None
    public_url: str | None = None
    max_attempts: int = Field(default=3, ge=1, le=100)
    lease_s: float = Field(default=60.0, gt=0)
    heartbeat_s: float = Field(default=15.0, gt=0)
    sweep_s: float = Field(default=10.0, gt=0)
    visibility_timeout_s: int = Field(default=3600, ge=1)
    webhook_allow: str = ""
    log_format: Literal["auto", "json", "text"] = "auto"
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
