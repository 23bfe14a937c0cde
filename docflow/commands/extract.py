"""`docflow extract`: documents in, several at a time; results out, in the order given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from docflow.commands.in_order import in_order
from docflow.commands.options import ModelOption, SchemaOption, load_settings
from docflow.commands.pipelines import MOST_AT_A_TIME, DocumentReader, open_pipeline
from docflow.commands.progress import Progress
from docflow.commands.sinks import Format, open_sink
from docflow.page_range import parse_page_range
from docflow.results import Result
from docflow.schema_store import SchemaStore
from schemas.errors import SchemaError
from schemas.schema import AUTO

FilesArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...",
        help="PDF, PNG, JPEG, TIFF or WebP files, and e-invoices as XML.",
    ),
]
FormatOption: TypeAlias = Annotated[
    Format | None,
    typer.Option(
        "--format",
        metavar="table|json|csv",
        help="`json` is JSON Lines: one object a document, also for one that failed. "
        "Default: table.",
    ),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        metavar="PATH",
        help="Write the results into this file. Without --format its name decides (.csv, "
        "else JSON Lines) and tables are shown as well.",
    ),
]
PagesOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--pages",
        metavar="FIRST-LAST",
        help="Read these pages as one document, such as 4-6; the rest of the file is left out.",
    ),
]
PasswordOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--password", metavar="TEXT", help="Password of the encrypted files among FILE."),
]


def extract(
    files: FilesArgument,
    schema: SchemaOption = "invoice",
    model: ModelOption = None,
    chosen_format: FormatOption = None,
    output: OutputOption = None,
    password: PasswordOption = None,
    pages: PagesOption = None,
) -> None:
    """Read documents and print what is on them.

    With `--schema auto` the kind of each is found; a file that holds several documents has a result
    for each of them. Several files are read at a time; results come in the order of FILE. One that
    cannot be read does not stop the others. Ends with 0 if all were read, 1 if one was not, 2 if
    the command itself is wrong. Results go to stdout, progress to stderr.
    """
    settings = load_settings()
    try:
        target = None if schema == AUTO else SchemaStore(settings.home).get(schema)
    except SchemaError as error:
        raise typer.BadParameter(str(error), param_hint="--schema") from error
    try:
        run = None if pages is None else parse_page_range(pages)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pages") from error
    reader = DocumentReader(model or settings.model, settings, open_pipeline)
    num_failed = 0
    with open_sink(chosen_format, output) as write, Progress(len(files)) as progress:

        def read(file: str) -> list[Result]:
            with progress.document(file) as report:
                if target is None:
                    return reader.read_parts(file, password=password, on_progress=report, pages=run)
                return [reader.read(file, target, password=password, on_progress=report, pages=run)]

        for results in in_order(files, read, at_a_time=min(len(files), MOST_AT_A_TIME)):
            for result in results:
                with progress.hidden():
                    write(result)
                progress.ended(result)
                num_failed += result["status"] == "failed"
    if num_failed:
        raise typer.Exit(1)
