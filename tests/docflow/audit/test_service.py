"""The audit passes a service at rest and finds each planted defect, by the check that is for it."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from docflow.audit.files import remove_strays
from docflow.audit.findings import MAX_EXAMPLES, Finding
from docflow.audit.ledger import Entry, read_ledger
from docflow.audit.service import audit
from docflow.database.ids import new_id
from docflow.database.tables import Document
from docflow.documents.lifecycle import delete as delete_document
from docflow.documents.lifecycle import retry
from docflow.extractions.repository import store_extraction
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.audit.defects import DEFECTS, World, lease, new_packet, stray
from tests.docflow.audit.support import dispatch_all, read, send
from tests.docflow.fakes import document_result


def add_read_document(services: Services, tenant: str) -> World:
    document_id = send(services, tenant, new_id("name"))
    read(services, document_id)
    dispatch_all(services)
    return World(services, tenant, document_id)


@pytest.fixture
def world(services: Services, tenant: str) -> World:
    add_read_document(services, tenant)
    world = add_read_document(services, tenant)
    world.new_failed()
    return world


def broken(world: World, **options: Any) -> dict[str, Finding]:
    """The checks that do not hold."""
    findings = audit(world.services, **options)
    return {finding.name: finding for finding in findings if not finding.holds}


def test_a_service_at_rest_passes(world: World) -> None:
    findings = audit(world.services, is_drained=True, grace_s=0.0)
    assert [finding.name for finding in findings if not finding.holds] == []
    checked = {finding.name: finding.num_checked for finding in findings}
    assert checked["bytes_are_equal"] == 3
    assert checked["results_are_valid"] == 2
    assert len(findings) == len(checked)


def test_a_corrected_and_a_retried_document_pass(world: World) -> None:
    with world.services.database.write() as write:
        document = write.session.get_one(Document, world.document)
        store_extraction(write, document, document_result(), "key_1")
    failed = world.new_failed()
    retry(world.services, world.tenant, failed, None)
    read(world.services, failed)
    dispatch_all(world.services)
    assert broken(world) == {}


def test_a_deleted_document_passes(world: World) -> None:
    delete_document(world.services, world.tenant, world.document)
    dispatch_all(world.services)
    assert broken(world) == {}


def test_a_packet_passes_and_so_does_one_that_lost_a_document_by_its_owners_wish(
    world: World,
) -> None:
    _, first, _ = new_packet(world)
    # Its rows alone are looked at here: nobody read its pages.
    kept = broken(world)
    delete_document(world.services, world.tenant, first)
    dispatch_all(world.services)
    assert (kept, broken(world)) == ({}, {})


def test_each_planted_defect_is_found(services: Services, tenant: str) -> None:
    # All in one service, each in a document of its own: an audit for each would take minutes.
    worlds = {name: add_read_document(services, tenant) for name in DEFECTS}
    for name, world in worlds.items():
        DEFECTS[name][0](world)
    found = {finding.name: finding for finding in audit(services, grace_s=0.0)}
    assert [
        name
        for name, world in worlds.items()
        if not any(
            id_ in example for id_ in world.ids for example in found[DEFECTS[name][1]].examples
        )
    ] == []


def test_no_check_is_without_a_planted_defect(world: World) -> None:
    elsewhere = {"ledger_is_kept", "database_is_whole"}
    names = {finding.name for finding in audit(world.services, [])}
    assert names - elsewhere == {check for _, check in DEFECTS.values()}


@pytest.mark.parametrize("table", ["documents", "windows", "extractions", "events", "pages"])
def test_a_doubled_row_is_found(sqlite_services: Services, table: str) -> None:
    # On SQLite, where a table loses its constraints easily; the check is the same on both.
    world = add_read_document(sqlite_services, ensure_local_tenant(sqlite_services))
    world.services.database.dispose()
    with sqlite3.connect(world.services.settings.home / "docflow.db") as connection:
        connection.execute(f"CREATE TABLE twice AS SELECT * FROM {table}")
        connection.execute(f"INSERT INTO twice SELECT * FROM {table} LIMIT 1")
        connection.execute(f"DROP TABLE {table}")
        connection.execute(f"ALTER TABLE twice RENAME TO {table}")
    connection.close()
    found = broken(world)["nothing_doubled"]
    assert found.examples[0].startswith(f"{table}: 2 rows of ")


def test_a_row_that_points_to_nothing_is_found(sqlite_services: Services) -> None:
    # PostgreSQL refuses to make one.
    world = add_read_document(sqlite_services, ensure_local_tenant(sqlite_services))
    with sqlite3.connect(world.services.settings.home / "docflow.db") as connection:
        connection.execute("DELETE FROM extractions")
    connection.close()
    assert "database_is_whole" in broken(world)


def test_a_document_a_worker_has_is_not_lost(world: World) -> None:
    lease(world, 60, state="assembling", finished_at=None)
    assert "documents_ended" not in broken(world)
    assert "documents_ended" in broken(world, is_drained=True)


def test_a_lease_that_ran_out_is_found(world: World) -> None:
    lease(world, -1, state="assembling", finished_at=None)
    assert {"documents_ended", "leases_freed"} <= set(broken(world))


def test_a_file_that_may_be_coming_in_is_no_stray(world: World) -> None:
    stray(world)
    assert broken(world) == {}


def test_strays_are_removed_and_nothing_else(world: World) -> None:
    stray(world)
    assert remove_strays(world.services) == 0
    assert remove_strays(world.services, older_than_s=0.0) == 1
    assert broken(world, grace_s=0.0) == {}


def test_files_of_a_tenant_this_database_does_not_know_stay(world: World) -> None:
    # As where another database once worked on this storage.
    stray(world, tenant_id=new_id("ten"))
    assert remove_strays(world.services, older_than_s=0.0) == 0
    stray(world)
    assert remove_strays(world.services, older_than_s=0.0) == 1


def test_the_ledger_is_held_against_the_rows(world: World) -> None:
    with world.services.database.read() as session:
        sha256 = session.get_one(Document, world.document).sha256
    good = Entry(world.document, sha256)
    assert broken(world, ledger=[good]) == {}
    lost, other = Entry(new_id("doc"), sha256), Entry(world.document, "0" * 64)
    found = broken(world, ledger=[good, lost, other])
    assert found["ledger_is_kept"].num_problems == 2
    assert found["ledger_is_kept"].num_checked == 3


def test_a_ledger_is_read_line_by_line() -> None:
    lines = ['{"document_id": "doc_1", "sha256": "AB", "at": 1}\n', "\n"]
    assert list(read_ledger(lines)) == [Entry("doc_1", "ab")]


@pytest.mark.parametrize("line", ["no json", "[]", '{"document_id": "doc_1"}', "1"])
def test_a_line_that_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        list(read_ledger([line]))


def test_many_problems_are_counted_and_few_are_shown() -> None:
    finding = Finding("name", "meaning")
    finding.report_all(map(str, range(1_000)))
    assert (finding.num_problems, len(finding.examples)) == (1_000, MAX_EXAMPLES)
