"""`docflow keys`: make, list and revoke API keys."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Literal, TypeAlias

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from docflow.commands.opened import opened_services
from docflow.commands.sinks import results_console
from docflow.database.tables import ApiKey
from docflow.errors import DocflowError
from docflow.formats.text import printable
from docflow.tenants import key_service
from docflow.tenants.service import LOCAL_TENANT

keys_app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Make, list and revoke API keys."
)

TenantOption: TypeAlias = Annotated[
    str, typer.Option("--tenant", metavar="NAME", help="Whose key; made where there is none.")
]
OneTenantOption: TypeAlias = Annotated[
    str | None, typer.Option("--tenant", metavar="NAME", help="Only keys of this tenant.")
]


@keys_app.command("create")
def create_key(
    tenant: TenantOption = LOCAL_TENANT,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What it is for.")] = "",
) -> None:
    """Make an API key and print it. It is shown this once and stored nowhere."""
    with opened_services() as services:
        try:
            key = key_service.create_key(services, tenant, name)
        except DocflowError as error:
            raise typer.BadParameter(error.message) from error
    typer.echo(
        f"made key {key.id} of tenant {printable(tenant)}; keep it, it is shown once", err=True
    )
    typer.echo(key.text)


@keys_app.command("list")
def list_keys(
    tenant: OneTenantOption = None,
    chosen_format: Annotated[
        Literal["table", "json"],
        typer.Option(
            "--format", metavar="table|json", help="`json` is one object. Default: table."
        ),
    ] = "table",
) -> None:
    """List keys: their ids, whose they are, when they were last used, whether they are revoked."""
    with opened_services() as services:
        keys = key_service.list_keys(services, tenant)
    if chosen_format == "json":
        typer.echo(json.dumps({"keys": [_as_json(key, owner) for key, owner in keys]}))
        return
    table = Table("id", "tenant", "name", "created", "last used", "revoked", box=SIMPLE_HEAD)
    for key, owner in keys:
        entry = _as_json(key, owner)
        cells = ("id", "tenant", "name", "created_at", "last_used_at", "revoked_at")
        table.add_row(*(Text(printable(entry[cell] or "")) for cell in cells))
    results_console(sys.stdout).print(table)


@keys_app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's eight characters.")],
    tenant: OneTenantOption = None,
) -> None:
    """End a key: the next request with it is refused."""
    with opened_services() as services:
        try:
            key_service.revoke_key(services, key_id, tenant)
        except DocflowError as error:
            raise typer.BadParameter(error.message, param_hint="ID") from error
    typer.echo(f"revoked key {key_id}", err=True)


def _as_json(key: ApiKey, owner: str) -> dict[str, str | None]:
    moments = {
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }
    shown = {
        name: None if moment is None else moment.isoformat(timespec="seconds")
        for name, moment in moments.items()
    }
    return {"id": key.id, "tenant": owner, "name": key.name} | shown
