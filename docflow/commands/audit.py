"""`docflow audit`: whether nothing is lost and nothing doubled."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TextIO, TypeAlias

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import OperationalError

from docflow.audit.findings import Finding
from docflow.audit.ledger import Entry, read_ledger
from docflow.audit.service import audit as run_audit
from docflow.commands.opened import opened_services
from docflow.commands.sinks import results_console
from docflow.errors import DocflowError
from docflow.formats.text import printable

LedgerOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="FILE.jsonl",
        exists=True,
        dir_okay=False,
        help='What a client wrote down: lines of {"document_id": ..., "sha256": ...}.',
    ),
]
DrainedOption: TypeAlias = Annotated[
    bool, typer.Option("--drained", help="Nothing may be in a worker's hands any more.")
]
FormatOption: TypeAlias = Annotated[
    Literal["table", "json"],
    typer.Option("--format", metavar="table|json", help="`json` is one object. Default: table."),
]


def audit(
    ledger: LedgerOption = None,
    drained: DrainedOption = False,
    chosen_format: FormatOption = "table",
) -> None:
    """Check database and storage: nothing lost, nothing doubled.

    Changes nothing. Ends with 0 only if every check holds.
    """
    entries = _entries(ledger)
    try:
        with opened_services() as services:
            findings = run_audit(services, entries, is_drained=drained)
    except (OperationalError, DocflowError) as error:
        reason = str(error).partition("\n")[0]
        typer.echo(f"the audit could not be made: {reason}", err=True)
        raise typer.Exit(1) from error
    if chosen_format == "json":
        ok = all(finding.holds for finding in findings)
        typer.echo(json.dumps({"ok": ok, "checks": [f.as_object() for f in findings]}))
    else:
        _print(findings, sys.stdout)
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


def _entries(ledger: Path | None) -> list[Entry] | None:
    if ledger is None:
        return None
    try:
        with ledger.open(encoding="utf-8") as lines:
            return list(read_ledger(lines))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--ledger") from error


def _print(findings: Sequence[Finding], stream: TextIO) -> None:
    console = results_console(stream)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("check", no_wrap=True)
    table.add_column("looked at", justify="right")
    table.add_column("problems", justify="right")
    table.add_column("what has to hold")
    for finding in findings:
        style = "" if finding.holds else "bold red"
        counts = (f"{finding.num_checked:,}", f"{finding.num_problems:,}")
        table.add_row(finding.name, *counts, finding.meaning, style=style)
    console.print(table)
    for finding in findings:
        for example in finding.examples:
            console.print(Text(printable(f"{finding.name}: {example}")), soft_wrap=True)
        num_more = finding.num_problems - len(finding.examples)
        if num_more:
            console.print(f"{finding.name}: and {num_more:,} more")
    broken = [finding.name for finding in findings if not finding.holds]
    console.print("every check holds" if not broken else f"does not hold: {', '.join(broken)}")
