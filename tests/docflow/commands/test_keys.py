"""`docflow keys` on the database of the settings."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner, Result

from docflow.commands.keys import keys_app
from docflow.services import open_services
from docflow.settings import Settings
from docflow.tenants.api_keys import load_pepper, parse_key
from docflow.tenants.key_service import check_key


def run(*arguments: str) -> Result:
    return CliRunner().invoke(keys_app, list(arguments))


def is_valid(text: str) -> bool:
    settings = Settings()
    services = open_services(settings)
    try:
        return check_key(services, load_pepper(settings), text) is not None
    finally:
        services.close()


def test_a_made_key_is_printed_alone_and_works() -> None:
    made = run("create", "--tenant", "acme", "--name", "laptop")
    assert made.exit_code == 0
    key = made.stdout.strip()
    assert parse_key(key) is not None
    assert key not in made.stderr
    assert is_valid(key)


def test_keys_are_listed_without_their_secrets() -> None:
    key = run("create", "--tenant", "acme", "--name", "laptop").stdout.strip()
    [listed] = json.loads(run("list", "--format", "json").stdout)["keys"]
    assert (listed["id"], listed["tenant"], listed["name"]) == (key.split("_")[2], "acme", "laptop")
    table = run("list").stdout
    assert "laptop" in table
    assert key.split("_")[3] not in table
    assert json.loads(run("list", "--tenant", "other", "--format", "json").stdout) == {"keys": []}


def test_a_revoked_key_no_longer_works() -> None:
    key = run("create").stdout.strip()
    revoked = run("revoke", key.split("_")[2])
    assert revoked.exit_code == 0
    assert not is_valid(key)
    assert json.loads(run("list", "--format", "json").stdout)["keys"][0]["revoked_at"]


@pytest.mark.parametrize("arguments", [("revoke", "absent12"), ("create", "--tenant", "a\nb")])
def test_what_cannot_be_done_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
