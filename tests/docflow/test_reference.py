"""The reference of the command line: complete, and the same as the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
import typer.main

from docflow import reference
from docflow.cli import app

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
COMMANDS = list(reference.walk(typer.main.get_command(app), "docflow"))


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_and_option_is_documented(name: str, command: reference.Command) -> None:
    text = PAGE.read_text("utf-8")
    section = text.split(f"## {name}\n")[1].split("\n## ")[0]
    assert command.help.strip().splitlines()[0] in section
    for parameter in reference.documented_parameters(command):
        title = reference.parameter_title(parameter).replace("|", "\\|")
        assert f"`{title}`" in section


def test_the_page_is_what_the_commands_say() -> None:
    assert reference.main([str(PAGE), "--check"]) == 0


def test_a_page_that_differs_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "cli.md"
    page.write_text("# Command line\n")
    assert reference.main([str(page), "--check"]) == 1
    assert "make docs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "lacks"),
    [
        (typer.Option(1, metavar="N"), "speed` has no help"),
        (typer.Option(1, help="Speed."), "speed` has no metavar"),
    ],
)
def test_an_option_without_help_or_metavar_is_refused(
    monkeypatch: pytest.MonkeyPatch, option: Any, lacks: str
) -> None:
    bare = typer.Typer()

    @bare.command()
    def run(speed: int = option) -> None:
        """Run."""

    monkeypatch.setattr(reference, "app", bare)
    with pytest.raises(reference.Undocumented, match=lacks):
        reference.reference_text()


def test_a_command_without_help_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = typer.Typer()
    bare.command()(lambda: None)
    monkeypatch.setattr(reference, "app", bare)
    with pytest.raises(reference.Undocumented, match="no help text"):
        reference.reference_text()
