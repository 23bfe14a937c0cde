"""`docflow eval`: how well a model reads documents whose truth is known."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from docflow.commands.options import ModelOption, load_settings
from docflow.commands.pipelines import open_pipeline_with_text
from docflow.commands.progress import Progress
from docflow.commands.reading import Request, read_all
from docflow.commands.sinks import results_console
from docflow.commands.streams import results_only_stdout
from docflow.manifest import ManifestEntry, ManifestError, read_manifest
from docflow.results import Result
from docflow.schema_store import SchemaStore
from docflow.settings import Settings
from schemas.errors import SchemaError
from schemas.schema import AUTO

if TYPE_CHECKING:
    from docflow.evaluation import Report

# So many documents are in the page of failures where no number is given.
DEFAULT_DOCUMENTS = 20
ManifestArgument: TypeAlias = Annotated[
    Path,
    typer.Argument(
        metavar="MANIFEST.jsonl",
        help="One object a line: `path` (relative to this file), `kind`, `truth`, perhaps `schema` "
        "(a name, or a file relative to this one).",
    ),
]
SchemaOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--schema",
        metavar="NAME|FILE.json|auto",
        help="Read every document with this schema; `auto` finds its kind, and how often that was "
        "right is told too. Default: the line's `schema`, else one made of "
        "the keys of its labelled pairs, else the one of its kind.",
    ),
]
FormatOption: TypeAlias = Annotated[
    Literal["table", "json"],
    typer.Option("--format", metavar="table|json", help="`json` is one object."),
]
LimitOption: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N documents.")
]
KindOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help="Only documents of this kind, such as invoice."),
]
FailuresOption: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--failures",
        min=0,
        metavar="N",
        help="Show N wrong values: expected, got, what the page shows. With `--html`: the N "
        f"documents with most of them, in that file instead (without N, {DEFAULT_DOCUMENTS}).",
    ),
]
HtmlOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE.html",
        help="Write what went wrong as one file for a browser: pages with boxes of what was found.",
    ),
]
PlotsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--plots",
        metavar="FOLDER",
        help="Write a reliability diagram and accuracy against coverage there, as PNG.",
    ),
]
JobsOption: TypeAlias = Annotated[
    int,
    typer.Option(
        "--jobs",
        min=1,
        metavar="N",
        help="Processes that read at the same time, each with the model.",
    ),
]


def evaluate(
    manifest: ManifestArgument,
    schema: SchemaOption = None,
    model: ModelOption = None,
    chosen_format: FormatOption = "table",
    limit: LimitOption = None,
    kind: KindOption = None,
    failures: FailuresOption = None,
    html: HtmlOption = None,
    plots: PlotsOption = None,
    jobs: JobsOption = 1,
) -> None:
    """Read the documents of a manifest and compare with their truth.

    Prints precision, recall and F1 of each kind and field, the share of the labelled values that
    stand in the text the model was given (the ceiling), values that were invented or stand on no
    page, how far the confidence of a value can be believed, and seconds a page. Nothing is kept
    from one run to the next.
    """
    # Local imports: the scorer takes a quarter of a second, which no other command should pay.
    from docflow.evaluation import make_report, schema_for
    from docflow.evaluation_kinds import kinds_found
    from docflow.formats.scores import print_report

    settings = load_settings()
    entries = _entries(manifest, kind)[:limit]
    _check_writable(html, plots)
    name = model or settings.model
    results: dict[int, Result] = {}
    # Schemas travel to the processes that read by name or as files.
    with tempfile.TemporaryDirectory() as folder, results_only_stdout() as stdout:
        schemas = [schema or schema_for(entry, Path(folder)) for entry in entries]
        _check_schemas(schemas, SchemaStore(settings.home), given=schema is not None)
        requests = [
            Request(str(entry.file), asked, entry.password)
            for entry, asked in zip(entries, schemas, strict=True)
        ]
        progress = Progress(len(requests))
        answers = read_all(requests, name, settings, open_pipeline_with_text, num_processes=jobs)
        for index, result in answers:
            results[index] = result
            progress.line(result)
        ordered = [results[index] for index in range(len(requests))]
        on_stdout = 0 if html is not None else failures or 0
        report = make_report(entries, ordered, max_failures=on_stdout)
        if chosen_format == "json":
            found = {} if schema != AUTO else {"kinds": kinds_found(entries, ordered).to_json()}
            told = {"model": name, "schema": schema, **report.to_json(), **found}
            stdout.write(json.dumps(told) + "\n")
        else:
            print_report(report, results_console(stdout))
            if schema == AUTO:
                stdout.write("\n".join(kinds_found(entries, ordered).sentences()) + "\n")
    if plots is not None:
        _write_plots(report, plots)
    if html is not None:
        num_documents = DEFAULT_DOCUMENTS if failures is None else failures
        _write_html(report, html, num_documents, name, settings)
    if report.num_read < report.num_documents:
        raise typer.Exit(1)


def _entries(manifest: Path, kind: str | None) -> list[ManifestEntry]:
    try:
        entries = read_manifest(manifest, kind=kind)
    except ManifestError as error:
        raise typer.BadParameter(str(error), param_hint="MANIFEST.jsonl") from error
    if not entries:
        what = "document" if kind is None else f"document of kind {kind!r}"
        raise typer.BadParameter(f"{manifest} has no {what}", param_hint="MANIFEST.jsonl")
    return entries


def _check_writable(html: Path | None, plots: Path | None) -> None:
    """Before anything is read: a wrong path must not cost a run."""
    hint = "--plots"
    try:
        if plots is not None:
            plots.mkdir(parents=True, exist_ok=True)
        hint = "--html"
        if html is not None:
            html.parent.mkdir(parents=True, exist_ok=True)
            # Appending nothing keeps what an earlier run wrote, until there is something new.
            with html.open("ab"):
                pass
    except OSError as error:
        message = f"cannot write {error.filename}: {error.strerror}"
        raise typer.BadParameter(message, param_hint=hint) from error


def _write_plots(report: Report, folder: Path) -> None:
    # Local imports, here and below: Pillow, and what is needed to draw pages.
    from docflow.reports.plots import write_plots

    write_plots(report.reliability, folder)


def _write_html(
    report: Report, file: Path, num_documents: int, model: str, settings: Settings
) -> None:
    from docflow.reports.failures_html import failures_page
    from docflow.reports.pages import PageDrawer
    from docflow.reports.reviews import most_instructive

    reviews = most_instructive(report.reviews)[:num_documents]
    typer.echo(f"drawing pages of {len(reviews)} documents for {file}", err=True)
    page = failures_page(report, reviews, model=model, draw_page=PageDrawer(settings))
    file.write_text(page, encoding="utf-8")


def _check_schemas(schemas: Sequence[str], store: SchemaStore, *, given: bool) -> None:
    """Before anything is read, as above. given: by ``--schema``, not by the manifest."""
    for schema in dict.fromkeys(schemas):
        if schema == AUTO:
            continue
        try:
            store.get(schema)
        except SchemaError as error:
            hint = "--schema" if given else "MANIFEST.jsonl"
            raise typer.BadParameter(str(error), param_hint=hint) from error
