"""Workers without a broker: woken through a pipe, started again, ended with their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from docflow.database.migrate import migrate
from docflow.database.tables import Document, Extraction
from docflow.doorbell import Doorbell
from docflow.services import Services, open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from tests.workers.sending import send, small_pdf, wait_for_ends
from workers.embedded import EmbeddedWorkers

ROOT = Path(__file__).resolve().parents[2]
STUB = "tests.workers.stub_embedded"
PARENT = f"""
import sys, time
from docflow.services import open_services
from docflow.settings import Settings
from workers.embedded import EmbeddedWorkers
workers = EmbeddedWorkers(open_services(Settings()), module="{STUB}")
workers.start()
print(workers.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def embedded(own_settings: Path) -> Iterator[Services]:
    services = open_services(Settings(sweep_s=1.0))
    migrate(services.database)
    yield services
    services.close()


@contextmanager
def working(services: Services) -> Iterator[EmbeddedWorkers]:
    workers = EmbeddedWorkers(services, module=STUB)
    workers.start()
    try:
        yield workers
    finally:
        workers.stop(20)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_documents_are_read_while_the_workers_run(embedded: Services) -> None:
    tenant = ensure_local_tenant(embedded)
    with working(embedded):
        ids = [send(embedded, tenant, small_pdf(f"Invoice {n}")) for n in range(5)]
        rows = wait_for_ends(embedded, ids, 60)
    assert {row.state for row in rows.values()} <= {"done", "needs_review"}


def test_what_waited_before_the_start_is_read(embedded: Services) -> None:
    tenant = ensure_local_tenant(embedded)
    ids = [send(embedded, tenant, small_pdf(f"Invoice {n}")) for n in range(3)]
    with working(embedded):
        wait_for_ends(embedded, ids, 60)


def test_a_killed_child_is_replaced_and_its_rows_are_taken_up_at_once(embedded: Services) -> None:
    tenant = ensure_local_tenant(embedded)
    with working(embedded) as workers:
        ids = [send(embedded, tenant, small_pdf(*"abcdef")) for _ in range(1)]
        ids += [send(embedded, tenant, small_pdf(f"Invoice {n}")) for n in range(8)]
        _wait_for_claims(embedded)
        assert workers.pid is not None
        os.kill(workers.pid, signal.SIGKILL)
        # Far less than a lease.
        wait_for_ends(embedded, ids, 45)
    with embedded.database.read() as session:
        extracted = session.scalars(select(Extraction.document_id)).all()
    assert sorted(extracted) == sorted(ids)


def _wait_for_claims(services: Services) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with services.database.read() as session:
            if session.scalar(select(Document.id).where(Document.lease_owner.is_not(None))):
                return
        time.sleep(0.01)
    raise AssertionError("nothing was claimed")


def test_stopping_twice_is_stopping_once(embedded: Services) -> None:
    workers = EmbeddedWorkers(embedded, module=STUB)
    workers.start()
    pid = workers.pid
    workers.stop(20)
    workers.stop(20)
    assert pid is not None
    assert not is_running(pid)
    assert embedded.queue.tell("docflow.sweep") is False


def test_the_child_ends_with_a_parent_that_was_killed(embedded: Services) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.stdout.close()
    parent.kill()
    parent.wait()
    until = time.monotonic() + 40
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(child)


def test_a_bell_nobody_hears_says_so(own_settings: Path) -> None:
    bell = Doorbell()
    assert bell.tell("docflow.split", "doc_1") is False
    read, write = os.pipe()
    bell.connect(write)
    assert bell.tell("docflow.split", "doc_1") is True
    assert os.read(read, 100) == b'["docflow.split", "doc_1"]\n'
    os.close(read)
    os.close(write)


def test_a_full_pipe_never_blocks_whoever_tells(own_settings: Path) -> None:
    bell = Doorbell()
    read, write = os.pipe()
    bell.connect(write)
    told = [bell.tell("docflow.split", f"doc_{n:04}") for n in range(5_000)]
    assert told[0] is True
    assert told[-1] is False
    os.close(write)
    with os.fdopen(read, "rb") as lines:
        assert all(line.endswith(b"]\n") for line in lines)
