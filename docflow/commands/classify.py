"""`docflow classify`: which kinds of documents files hold, and on which pages."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import structlog
import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table
from rich.text import Text

from docflow.commands.extract import FilesArgument, PasswordOption
from docflow.commands.in_order import in_order
from docflow.commands.options import load_settings
from docflow.commands.pipelines import missing_file
from docflow.commands.sinks import results_console
from docflow.commands.streams import results_only_stdout
from docflow.errors import DocflowError
from docflow.formats.text import pages_words, printable
from docflow.results import FailedResult, FoundDocument, SortedFile, failed_result
from docflow.settings import Settings

FormatOption: TypeAlias = Annotated[
    Literal["table", "json"],
    typer.Option("--format", metavar="table|json", help="`json` is JSON Lines: one object a file."),
]
#: a less likely kind is in JSON only
LEAST_SHOWN = 0.01
Outcome: TypeAlias = SortedFile | FailedResult


def classify(
    files: FilesArgument,
    chosen_format: FormatOption = "table",
    password: PasswordOption = None,
) -> None:
    """Say which kind of document each file is, and which pages belong together in a packet.

    Reads words only and loads no model. `docflow extract --schema auto` goes on from there. Ends
    with 0 if all files were read, 1 if one was not.
    """
    settings = load_settings()
    at_a_time = min(len(files), os.cpu_count() or 1)
    outcomes: list[Outcome] = []
    with results_only_stdout() as stdout:
        for outcome in in_order(
            files, lambda file: _outcome(file, settings, password), at_a_time=at_a_time
        ):
            outcomes.append(outcome)
            if chosen_format == "json":
                stdout.write(json.dumps(outcome, ensure_ascii=False) + "\n")
                stdout.flush()
        if chosen_format == "table":
            results_console(stdout).print(_table(outcomes))
    if any(outcome["status"] == "failed" for outcome in outcomes):
        raise typer.Exit(1)


def _outcome(file: str, settings: Settings, password: str | None) -> Outcome:
    # Local import: what opens documents is not needed by other commands.
    from workers.classify import classify_file

    missing = missing_file(file, Path(file))
    if missing is not None:
        return missing
    try:
        return classify_file(Path(file), settings=settings, password=password, name=file)
    except DocflowError as error:
        return failed_result(file, error.code, str(error))
    except Exception as error:
        # As for `docflow extract`: a fault of ours in one file must not cost the others.
        structlog.get_logger().exception("document_failed", file=file)
        sentence = f"unexpected {type(error).__name__}; this is a fault of docflow: {error}"
        return failed_result(file, "internal_error", sentence)


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(
        Column("file", overflow="fold"),
        "pages",
        "kind",
        Column("sure", justify="right"),
        Column("or", overflow="fold"),
        box=SIMPLE_HEAD,
    )
    for outcome in outcomes:
        if outcome["status"] == "failed":
            error = outcome["error"]
            told = Text(printable(f"{error['message']} ({error['code']})"))
            table.add_row(Text(printable(outcome["file"])), "", Text("failed", "red"), "", told)
            continue
        for number, found in enumerate(outcome["documents"]):
            name = Text(printable(outcome["file"])) if number == 0 else ""
            table.add_row(name, *_cells(found))
    return table


def _cells(found: FoundDocument) -> list[str]:
    first, last = found["first_page"], found["last_page"]
    others = ", ".join(
        f"{each['schema']} {each['confidence']:.0%}"
        for each in found["alternatives"]
        if each["confidence"] >= LEAST_SHOWN
    )
    pages = pages_words(first, last) if first else "no pages"
    return [pages, found["schema"], f"{found['confidence']:.0%}", others]
