"""`docflow worker`: reads documents that were told of through the broker."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer
from sqlalchemy.exc import OperationalError

from docflow.commands.options import load_settings
from docflow.database.database import Database
from docflow.database.migrate import is_current
from docflow.errors import DocflowError
from docflow.queue import QUEUES
from docflow.services import database_url

_ALL_QUEUES = ",".join(QUEUES)

QueuesOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--queues",
        metavar="NAMES",
        help="What to do, comma separated: parse (open files), model (ask the model), "
        "webhook (deliver), sweep (find what was left behind).",
    ),
]
ConcurrencyOption: TypeAlias = Annotated[
    int,
    typer.Option(
        "--concurrency",
        metavar="N",
        min=1,
        max=256,
        help="Tasks at a time; they share one model, which answers about several windows at once.",
    ),
]
SweepOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--sweep/--no-sweep", help="Also look for what was left behind; several may do that."
    ),
]


def worker(
    queues: QueuesOption = _ALL_QUEUES,
    concurrency: ConcurrencyOption = 12,
    sweep: SweepOption = True,
) -> None:
    """Read documents from the queue, until ended by SIGTERM or Ctrl-C.

    Needs DOCFLOW_BROKER_URL. Start as many as wanted, on any machines that reach the broker, the
    database and the storage.
    """
    settings = load_settings()
    if settings.broker_url is None:
        typer.echo(
            "there is no broker to take work from: set DOCFLOW_BROKER_URL, for example to "
            "redis://localhost:6379/0. Without one `docflow serve` reads documents itself",
            err=True,
        )
        raise typer.Exit(2)
    names = _queue_names(queues)
    database = Database(database_url(settings))
    try:
        if not is_current(database):
            typer.echo(
                "the database's tables are not those of this version: run `docflow migrate`",
                err=True,
            )
            raise typer.Exit(1)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        typer.echo(f"the database cannot be reached: {reason}", err=True)
        raise typer.Exit(1) from error
    finally:
        database.dispose()
    # Local import: the exception the import rules grant to commands.
    from workers.celery_app import run_worker

    try:
        exit_code = run_worker(settings, names, concurrency, sweeps=sweep)
    except DocflowError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error
    raise typer.Exit(exit_code)


def _queue_names(text: str) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = sorted(set(names) - set(QUEUES))
    if unknown or not names:
        raise typer.BadParameter(
            f"no such queue: {', '.join(unknown) or 'none given'}; there are {', '.join(QUEUES)}",
            param_hint="--queues",
        )
    return names
