"""`docflow models`: what can be written after `--model`."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Literal

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from docflow.commands.options import load_settings
from docflow.commands.sinks import results_console
from docflow.diagnosis import examine_weights, weights_folder

_FORMS = (
    (
        "nano",
        "the model in the package: small, reads a page on a laptop, trained on generated pages",
    ),
    ("FOLDER", "a checkpoint in a local folder (safetensors)"),
    ("OWNER/NAME", "a checkpoint on the hub, for example raxcore-dev/Rax-4.5"),
    ("openai:URL#MODEL", "an OpenAI-compatible server; understood, but not served by this version"),
)


def models(
    chosen_format: Annotated[
        Literal["table", "json"],
        typer.Option("--format", metavar="table|json", help="How to print the list."),
    ] = "table",
) -> None:
    """List the forms of a model reference, and which one is the default here."""
    settings = load_settings()
    weights = examine_weights(weights_folder())
    entries = [
        {"reference": reference, "what": what, "detail": weights.detail if number == 0 else ""}
        for number, (reference, what) in enumerate(_FORMS)
    ]
    if chosen_format == "json":
        typer.echo(json.dumps({"default": settings.model, "models": entries}))
        return
    table = Table("reference", "what", "here", box=SIMPLE_HEAD)
    for entry in entries:
        table.add_row(entry["reference"], entry["what"], entry["detail"])
    console = results_console(sys.stdout)
    console.print(table)
    console.print(f"default: {settings.model}", markup=False)
