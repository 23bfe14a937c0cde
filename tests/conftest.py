"""Every test: settings of its own, and no CUDA test where there is no CUDA."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

KEPT_VARIABLES = ("DOCFLOW_EVAL_DATA",)


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No test reads the settings of the person who runs it, or writes into their home folder."""
    for name in list(os.environ):
        if name.startswith("DOCFLOW_") and name not in KEPT_VARIABLES:
            monkeypatch.delenv(name)
    home = tmp_path / "docflow-home"
    monkeypatch.setenv("DOCFLOW_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """No command that a test runs decides what the next test's code logs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what is marked `gpu` on a machine without one; asks torch only if something is."""
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if not marked:
        return
    # Local import: runs that select no such test are spared two seconds.
    import torch

    if not torch.cuda.is_available():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="needs a CUDA device"))
