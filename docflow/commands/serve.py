"""`docflow serve`: REST, and without a broker the work behind it too."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Annotated, TypeAlias

import typer
import uvicorn
from rich.console import Console

from docflow.api.app import create_app
from docflow.commands.opened import opened_services
from docflow.commands.options import load_settings
from docflow.logs import configure_logs
from docflow.services import Services
from docflow.settings import Settings
from docflow.tenants.key_service import list_keys

#: seconds that requests under way get when the server is asked to end
GRACE_S = 10

HostOption: TypeAlias = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")
]
PortOption: TypeAlias = Annotated[
    int,
    typer.Option(
        "--port", metavar="N", min=0, max=65535, help="Port to listen on; 0 takes a free one."
    ),
]


def serve(host: HostOption = "127.0.0.1", port: PortOption = 8000) -> None:
    """Start the REST server.

    With nothing configured, all it needs is in this process and in the home folder. With
    DOCFLOW_BROKER_URL the documents are read by `docflow worker`, on this or other machines.
    """
    settings = load_settings()
    configure_logs(settings)
    # uvicorn finishes what is under way and then raises the signal anew: the end is an orderly one.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    listening = _listen(host, port)
    with contextlib.closing(listening), opened_services(settings) as services:
        requires_keys = needs_keys(host, settings)
        if requires_keys and not _has_key(services):
            raise typer.BadParameter(
                f"whoever reaches {host} could read all documents; make a key first with "
                "`docflow keys create`",
                param_hint="--host",
            )
        with _workers(services):
            _run(services, listening, requires_keys=requires_keys)


def needs_keys(host: str, settings: Settings) -> bool:
    """Whether callers must show an API key: everywhere but on loopback with the database of the
    home folder.
    """
    return settings.database_url is not None or not _is_loopback(host)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _has_key(services: Services) -> bool:
    return any(key.revoked_at is None for key, _ in list_keys(services, None))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """Taken before anything is started, so that a port in use costs nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise typer.BadParameter(
            f"cannot listen on {host} port {port}: {getattr(error, 'strerror', error)}",
            param_hint="--port",
        ) from error
    return listening


@contextlib.contextmanager
def _workers(services: Services) -> Iterator[None]:
    """Workers in this process where there is no broker."""
    if not services.is_embedded:
        yield
        return
    # Local import: the exception the import rules grant to commands.
    from workers.embedded import EmbeddedWorkers

    workers = EmbeddedWorkers(services)
    workers.start()
    try:
        yield
    finally:
        workers.stop(GRACE_S)


def _run(services: Services, listening: socket.socket, *, requires_keys: bool) -> None:
    app = create_app(services, require_keys=requires_keys)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    _greet(listening, services, requires_keys=requires_keys)
    uvicorn.Server(config).run(sockets=[listening])


def _greet(listening: socket.socket, services: Services, *, requires_keys: bool) -> None:
    """Where to look and how to upload, on stderr: logs are all that follows."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "localhost"
    base = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    key = '-H "Authorization: Bearer $DOCFLOW_API_KEY" ' if requires_keys else ""
    lines = [
        f"docflow serves [bold]{base}[/bold]",
        "",
        f"  upload    curl {key}-F file=@invoice.pdf {base}/v1/documents",
        f"  progress  curl {key}-N {base}/v1/documents/ID/events",
        f"  result    curl {key}{base}/v1/documents/ID/extraction",
        '  SQL       docflow query "select document_id, totals_total from invoice"',
        f"  API       {base}/v1/openapi.json",
        f"  files     {services.settings.home}",
        "",
    ]
    if not services.is_embedded:
        lines.insert(-1, "  workers   docflow worker, on as many machines as needed")
    console = Console(file=sys.stderr, highlight=False)
    for line in lines:
        console.print(line, soft_wrap=True)
