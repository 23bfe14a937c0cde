"""The command line with a pipeline that needs no model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from docflow.cli import app
from tests.docflow import fakes
from tests.docflow.service_fixtures import (  # noqa: F401
    clock,
    postgres_url,
    redis_url,
    services,
    sqlite_services,
    tenant,
)

ROOT = Path(__file__).resolve().parents[2]
RUN_WITH_FAKE = (
    "from tests.docflow import fakes; fakes.install(); from docflow.cli import main; main()"
)
Write = Callable[..., str]
Run = Callable[..., Any]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file for the fake pipeline and gives its path as the user would write it."""

    def write_file(name: str, **order: Any) -> str:
        path = tmp_path / name
        path.write_text(json.dumps(order), encoding="utf-8")
        return str(path)

    return write_file


@pytest.fixture
def fake_pipeline(monkeypatch: pytest.MonkeyPatch) -> type[fakes.FakePipeline]:
    """The fake in this process; taken out again afterwards."""
    monkeypatch.setitem(sys.modules, "workers.pipeline", None)  # type: ignore[arg-type]
    fakes.install()
    return fakes.FakePipeline


@pytest.fixture
def run(fake_pipeline: type[fakes.FakePipeline]) -> Callable[..., Result]:
    """Runs `docflow` in this process: `run("extract", file).stdout`."""
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def shell() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `docflow` as a process of its own, with the fake pipeline."""

    def run_process(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", RUN_WITH_FAKE, *arguments],
            cwd=ROOT,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run_process
