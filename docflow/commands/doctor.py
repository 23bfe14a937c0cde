"""`docflow doctor`: what this machine lacks, and what to do about it."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import Annotated, Literal

import typer
from rich.text import Text

from docflow.commands.options import load_settings
from docflow.commands.sinks import results_console
from docflow.diagnosis import Finding, examine

_STYLES = {"ok": "green", "warning": "yellow", "failed": "bold red"}


def doctor(
    chosen_format: Annotated[
        Literal["table", "json"],
        typer.Option(
            "--format", metavar="table|json", help="`json` is one object with all findings."
        ),
    ] = "table",
) -> None:
    """Check this installation: Python, torch, OCR, PDF backend, model weights, home folder.

    Ends with 1 if something that is needed is missing; warnings alone end with 0.
    """
    settings = load_settings()
    findings: list[Finding] = []
    console = results_console(sys.stdout)
    for finding in examine(settings):
        findings.append(finding)
        if chosen_format == "table":
            console.print(_line(finding))
    if chosen_format == "json":
        typer.echo(json.dumps({"findings": [dataclasses.asdict(finding) for finding in findings]}))
    else:
        console.print(Text(_next_step(findings)))
    if any(finding.state == "failed" for finding in findings):
        raise typer.Exit(1)


def _line(finding: Finding) -> Text:
    line = Text.assemble(
        (f"{finding.state:8}", _STYLES[finding.state]),
        (f"{finding.name:13}", "bold"),
        finding.detail,
    )
    if finding.advice:
        line.append(f"\n{'':21}-> {finding.advice}")
    return line


def _next_step(findings: list[Finding]) -> str:
    if any(finding.state == "failed" for finding in findings):
        return "Follow the arrows above, then run `docflow doctor` again."
    return "Everything needed is here. Next: docflow extract FILE"
