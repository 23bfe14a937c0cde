"""`docflow audit`: what it prints and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docflow.services import Services
from docflow.storage.store import document_prefix
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.audit.support import dispatch_all, read, send

Run = Callable[..., Any]


def add_document(services: Services) -> tuple[str, str]:
    """A read document and its tenant."""
    tenant = ensure_local_tenant(services)
    document_id = send(services, tenant, "one")
    read(services, document_id)
    dispatch_all(services)
    return document_id, tenant


def test_a_new_installation_passes(run: Run) -> None:
    ended = run("audit")
    assert ended.exit_code == 0, ended.output
    assert "every check holds" in ended.stdout


def test_json_names_every_check(run: Run, sqlite_services: Services) -> None:
    add_document(sqlite_services)
    ended = run("audit", "--drained", "--format", "json")
    answer = json.loads(ended.stdout)
    assert (ended.exit_code, answer["ok"]) == (0, True)
    checked = {check["name"]: check["checked"] for check in answer["checks"]}
    assert checked["bytes_are_equal"] == 1


def test_a_lost_file_ends_with_1_and_is_named(run: Run, sqlite_services: Services) -> None:
    document_id, tenant = add_document(sqlite_services)
    sqlite_services.store.delete_below(document_prefix(tenant, document_id))
    ended = run("audit")
    assert ended.exit_code == 1
    assert f"rows_have_files: {document_id}: there is no" in ended.stdout
    assert "does not hold: rows_have_files" in ended.stdout
    answer = json.loads(run("audit", "--format", "json").stdout)
    assert [check["name"] for check in answer["checks"] if not check["ok"]] == ["rows_have_files"]


def test_a_ledger_is_checked(run: Run, sqlite_services: Services, tmp_path: Path) -> None:
    add_document(sqlite_services)
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(json.dumps({"document_id": "doc_lost", "sha256": "0" * 64}) + "\n")
    ended = run("audit", "--ledger", str(ledger))
    assert ended.exit_code == 1
    assert "ledger_is_kept: doc_lost: accepted" in ended.stdout


def test_a_ledger_that_cannot_be_read_ends_with_2(run: Run, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text("no json\n")
    assert run("audit", "--ledger", str(ledger)).exit_code == 2
    assert run("audit", "--ledger", str(tmp_path / "none")).exit_code == 2
