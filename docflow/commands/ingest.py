"""`docflow ingest`: folders, files, patterns and object storage into the database."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Annotated, Protocol, TypeAlias
from urllib.parse import unquote, urlsplit

import typer
from sqlalchemy.exc import OperationalError

from docflow.commands.ingest_output import IngestProgress, Report, ReportFormat, summary
from docflow.commands.opened import opened_services
from docflow.commands.options import ModelOption, SchemaOption, load_settings
from docflow.commands.streams import results_only_stdout
from docflow.errors import DocflowError
from docflow.ingest.candidates import Source
from docflow.ingest.intake import Intake
from docflow.ingest.open import open_source
from docflow.ingest.runner import Pace, Runner
from docflow.ingest.tally import Tally
from docflow.logs import configure_logs
from docflow.schema_store import SchemaStore
from docflow.services import Services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from docflow.user_schemas.service import keep_schema, resolve_schema
from schemas.errors import SchemaError
from schemas.schema import AUTO, Schema, list_builtin

_STOP_WORKERS_S = 30.0

PathsArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Folders (with all below them), files, quoted patterns, or s3://, gs://, az:// URLs.",
    ),
]
WatchOption: TypeAlias = Annotated[
    bool, typer.Option("--watch", help="Go on and take in what is added, until Ctrl-C.")
]
MoveOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--move-to",
        metavar="DIR",
        help="Move each file there once it is stored. Default: leave it where it is.",
    ),
]
WaitOption: TypeAlias = Annotated[
    bool,
    typer.Option("--no-wait", help="Only hand the files in; `docflow worker` or `serve` reads."),
]
FormatOption: TypeAlias = Annotated[
    ReportFormat,
    typer.Option(
        "--format",
        metavar="table|json",
        help="Report on stdout: `json` is one line a file when it ends. Default: table.",
    ),
]
SettleOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--settle", metavar="SECONDS", min=0.0, help="A file unchanged for so long is whole."
    ),
]


class Workers(Protocol):
    """Reads documents in this process."""

    def start(self) -> None: ...

    def stop(self, timeout: float) -> object: ...


def ingest(
    paths: PathsArgument,
    watch: WatchOption = False,
    schema: SchemaOption = "invoice",
    model: ModelOption = None,
    move_to: MoveOption = None,
    no_wait: WaitOption = False,
    chosen_format: FormatOption = "table",
    settle_s: SettleOption = 2.0,
) -> None:
    """Take documents from folders into the database.

    A file is read once: a second run goes on where the first one stopped and passes over what did
    not change. Ends with 0 if all documents were read, 1 if one was not, 2 if the command is wrong.
    """
    settings = load_settings()
    configure_logs(settings, "error")
    stop = threading.Event()
    with contextlib.ExitStack() as stack:
        services = stack.enter_context(opened_services(settings))
        tenant_id = ensure_local_tenant(services)
        target = _schema(services, tenant_id, schema)
        if move_to and any("://" in path for path in paths):
            raise typer.BadParameter("files of object storage stay there", param_hint="--move-to")
        sources = [_source(path, settings, move_to) for path in paths]
        report = Report(chosen_format, stack.enter_context(results_only_stdout()))
        tally = Tally(report.add)
        progress = stack.enter_context(IngestProgress())
        runner = Runner(
            services.database,
            sources,
            Intake(services, tenant_id, target, model or settings.model, move_to=move_to),
            tally,
            stop,
            watch=watch,
            wait=not no_wait,
            pace=Pace(settle_s=settle_s),
            on_tick=lambda: progress.show(tally),
            on_warning=progress.say,
        )
        stack.enter_context(_ended_by_signal(stop, progress))
        if services.is_embedded and not no_wait:
            stack.enter_context(_running(open_workers(services)))
        _run(runner, tally, progress)
        tally.give_up("queued" if no_wait else "unfinished")
        report.finish(tally)
        if chosen_format == "json":
            progress.say(summary(tally))
    if tally.has_bad_endings:
        raise typer.Exit(1)


def _run(runner: Runner, tally: Tally, progress: IngestProgress) -> None:
    try:
        runner.run()
    except (DocflowError, OperationalError) as error:
        progress.say(str(error).partition("\n")[0])
        tally.has_fault = True


def open_workers(services: Services) -> Workers:
    """The workers of this process."""
    # Local import: only local runs need what reads documents, which takes seconds to load.
    from workers.embedded import EmbeddedWorkers

    # What fails stands in the report at the end.
    workers: Workers = EmbeddedWorkers(services, log_level="error")
    return workers


def _schema(services: Services, tenant_id: str, reference: str) -> Schema | None:
    """The schema by name or file; one that only this machine's user has is given to the tenant.

    None for the one that fits each file.
    """
    if reference == AUTO:
        return None
    try:
        schema = SchemaStore(services.settings.home).get(reference)
        if schema.name not in list_builtin():
            text = json.dumps(schema.json, ensure_ascii=False)
            keep_schema(services, tenant_id, schema.name, text.encode())
        with services.database.read() as session:
            return resolve_schema(session, tenant_id, schema.name)[0]
    except SchemaError as error:
        # Perhaps it was sent over REST and is in no file.
        with contextlib.suppress(DocflowError), services.database.read() as session:
            return resolve_schema(session, tenant_id, reference)[0]
        raise typer.BadParameter(str(error), param_hint="--schema") from error
    except DocflowError as error:
        raise typer.BadParameter(str(error), param_hint="--schema") from error


def _source(path: str, settings: Settings, move_to: Path | None) -> Source:
    # docflow's own copies are no documents to be read again.
    excluded = [settings.home, *([move_to] if move_to else [])]
    storage = urlsplit(settings.storage_url or "")
    if storage.scheme == "file":
        excluded.append(Path(unquote(storage.path)))
    try:
        return open_source(path, excluded=excluded)
    except (ValueError, DocflowError) as error:
        raise typer.BadParameter(str(error), param_hint="PATH") from error


@contextlib.contextmanager
def _running(workers: Workers) -> Iterator[None]:
    workers.start()
    try:
        yield
    finally:
        workers.stop(_STOP_WORKERS_S)


@contextlib.contextmanager
def _ended_by_signal(stop: threading.Event, progress: IngestProgress) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run in good order; the second one ends it at once."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        progress.say("stopping; what is stored is read by the next run (again to stop at once)")

    before = {
        number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
