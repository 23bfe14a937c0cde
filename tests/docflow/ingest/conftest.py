"""A folder of documents and runs over it, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from docflow.services import Services
from tests.docflow.ingest.support import MakeRun, Run


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def make_run(services: Services, tenant: str, inbox: Path) -> MakeRun:
    return lambda **options: Run(services, tenant, inbox, **options)
