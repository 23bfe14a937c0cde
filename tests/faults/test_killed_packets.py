"""Files of several documents are parted and read by two workers that are killed in the midst of
it, Redis is emptied and the receiver is down: each packet has its documents once, and all end.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from docflow.database.tables import Document, Event, Window
from docflow.events.outbox import DOCUMENT_QUEUED
from tests.faults.joined import packet_files
from tests.faults.processes import DOCFLOW, Fleet, fleet
from tests.faults.site import (
    Faults,
    Site,
    assert_nothing_lost_or_doubled,
    disturb,
    hand_in,
    open_site,
    wait_for_events,
)

_WITHIN_S = 150.0
#: transactions that have written the result of a packet and wait to write its events, for the table
#: or behind another that waits for it
_INSIDE = text(
    "SELECT count(*) FROM pg_locks waiting JOIN pg_locks held USING (pid) "
    "WHERE NOT waiting.granted "
    "AND held.relation = 'extractions'::regclass AND held.mode = 'RowExclusiveLock'"
)


@pytest.fixture(params=["postgresql", pytest.param("sqlite", marks=pytest.mark.slow)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path, request.param) as opened:
        opened.env.update(DOCFLOW_LEASE_S="4", DOCFLOW_HEARTBEAT_S="1", DOCFLOW_SWEEP_S="1")
        yield opened


def hand_in_packets(site: Site, folder: Path) -> None:
    folder.mkdir()
    for name, (data, _) in packet_files().items():
        (folder / name).write_bytes(data)
    hand_in(site, folder, "--schema", "auto")
    site.receiver.status = 503


def wait_until(what: Callable[[], bool], workers: Fleet) -> None:
    deadline = time.monotonic() + _WITHIN_S
    while not what():
        assert time.monotonic() < deadline, workers.logs()
        time.sleep(0.01)


def kill_all(workers: Fleet) -> None:
    """As when the machine goes down; then as many start again."""
    size = len(workers.running)
    workers.end()
    for _ in range(size):
        workers.start()


def count(site: Site, table: type[Document] | type[Window], *where: object) -> int:
    with site.database.read() as session:
        statement = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
        return session.scalar(statement) or 0


def kill_while_a_file_is_parted(site: Site, workers: Fleet) -> None:
    """On PostgreSQL inside the transaction: its documents are written and not yet committed."""
    with contextlib.ExitStack() as stack:
        if site.env["DOCFLOW_DATABASE_URL"].startswith("postgresql"):
            blocking = stack.enter_context(site.database.engine.connect())
            blocking.execute(text("LOCK TABLE events IN SHARE MODE"))
            wait_until(lambda: bool(blocking.execute(_INSIDE).scalar()), workers)
        else:
            wait_until(lambda: count(site, Document, Document.state == "splitting") > 0, workers)
        kill_all(workers)
    site.empty_redis()


def kill_while_a_part_is_read(site: Site, workers: Fleet) -> None:
    is_part = Window.document_id.in_(select(Document.id).where(Document.parent_id.is_not(None)))
    wait_until(lambda: count(site, Window, Window.state == "running", is_part) > 0, workers)
    kill_all(workers)


def assert_each_packet_has_its_documents_once(site: Site) -> None:
    """Those that its pages say, in their order, each told of once."""
    with site.database.read() as session:
        rows = session.scalars(select(Document).order_by(Document.first_page)).all()
        queued = session.scalars(select(Event.document_id).where(Event.type == DOCUMENT_QUEUED))
        assert Counter(queued) == Counter(row.id for row in rows)
    files = {row.file_name: row for row in rows if row.parent_id is None}
    expected = packet_files()
    assert sorted(files) == sorted(expected)
    for name, (_, kinds) in expected.items():
        parts = [row for row in rows if row.parent_id == files[name].id]
        if len(kinds) == 1:
            assert (files[name].schema_name, parts) == (kinds[0], [])
            continue
        assert (files[name].schema_name, files[name].state) == ("packet", "done")
        assert [part.schema_name for part in parts] == kinds
        assert [part.part_number for part in parts] == list(range(1, len(kinds) + 1))
    assert {row.state for row in rows} <= {"done", "needs_review"}


@pytest.mark.timeout(300)
def test_packets_survive_the_death_of_all_workers_while_they_part_and_read(
    site: Site, tmp_path: Path
) -> None:
    hand_in_packets(site, tmp_path / "in")
    with fleet(2, site.env, tmp_path / "logs", *DOCFLOW, "worker") as workers:
        kill_while_a_file_is_parted(site, workers)
        assert count(site, Document, Document.parent_id.is_not(None)) == 0
        kill_while_a_part_is_read(site, workers)
        site.receiver.status = 200
        wait_until(lambda: not site.num_open(), workers)
        wait_for_events(site, _WITHIN_S)
    assert_nothing_lost_or_doubled(site)
    assert_each_packet_has_its_documents_once(site)


@pytest.mark.slow
@pytest.mark.timeout(1_200)
def test_packets_survive_a_worker_killed_every_five_seconds(site: Site, tmp_path: Path) -> None:
    hand_in_packets(site, tmp_path / "in")
    with fleet(2, site.env, tmp_path / "logs", *DOCFLOW, "worker") as workers:
        kills = disturb(site, workers, Faults(5, 8, within_s=1_000))
        wait_for_events(site, _WITHIN_S)
    assert kills >= 2
    assert_nothing_lost_or_doubled(site)
    assert_each_packet_has_its_documents_once(site)
