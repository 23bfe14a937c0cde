"""`docflow worker` says what it lacks before it loads anything."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from docflow.commands.worker import worker
from docflow.database.database import Database
from docflow.services import database_url
from docflow.settings import Settings


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(worker)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_without_a_broker_it_says_what_to_do() -> None:
    code, output = run()
    assert code == 2
    assert "DOCFLOW_BROKER_URL" in output
    assert "docflow serve" in output


def test_an_unknown_queue_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFLOW_BROKER_URL", "redis://127.0.0.1:1/0")
    code, output = run("--queues", "parse,modle")
    assert code == 2
    assert "modle" in output


def test_tables_of_another_version_are_not_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCFLOW_BROKER_URL", "redis://127.0.0.1:1/0")
    settings = Settings()
    settings.home.mkdir(parents=True)
    Database(database_url(settings)).dispose()
    code, output = run()
    assert code == 1
    assert "docflow migrate" in output
