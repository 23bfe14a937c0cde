"""Real Redis, real PostgreSQL, two worker processes: whatever dies, every document ends once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select

from docflow.database.tables import Document, Event, Extraction, Field, Page, Window
from docflow.events.outbox import ENDING_TYPES
from docflow.services import Services, open_services
from docflow.settings import Settings
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.service_fixtures import new_postgres_database
from tests.servers import free_port, redis_server
from tests.workers.sending import send, small_pdf, wait_for_ends

ROOT = Path(__file__).resolve().parents[2]

StartWorker = Callable[..., subprocess.Popen[bytes]]


@contextmanager
def opened(
    postgres_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    """The service as one host of several would open it; leases short, so that tests are."""
    monkeypatch.setenv("DOCFLOW_DATABASE_URL", new_postgres_database(postgres_url))
    monkeypatch.setenv("DOCFLOW_BROKER_URL", redis_url)
    monkeypatch.setenv("DOCFLOW_LEASE_S", "4")
    monkeypatch.setenv("DOCFLOW_HEARTBEAT_S", "1")
    monkeypatch.setenv("DOCFLOW_SWEEP_S", "1")
    services = open_services(Settings())
    yield services
    services.close()


@pytest.fixture
def service(
    postgres_url: str, redis_url: str, own_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Services]:
    with opened(postgres_url, redis_url, monkeypatch) as services:
        yield services


@pytest.fixture
def start_worker() -> Iterator[StartWorker]:
    """Starts worker processes with this test's settings; none outlives the test."""
    with ExitStack() as stack:

        def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
                start_new_session=True,
            )
            stack.callback(_end, process)
            return process

        yield start


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def check_each_ended_once(services: Services, ids: list[str]) -> None:
    """One extraction, one ending, whole rows of pages and windows; nothing held."""
    with services.database.read() as session:
        documents = session.scalars(select(Document)).all()
        assert sorted(row.id for row in documents) == sorted(ids)
        assert all(row.lease_owner is None and row.password is None for row in documents)
        extracted = Counter(session.scalars(select(Extraction.document_id)))
        assert extracted == Counter(r.id for r in documents if r.state != "failed")
        endings = session.scalars(select(Event.document_id).where(Event.type.in_(ENDING_TYPES)))
        assert Counter(endings) == Counter(ids)
        num_pages = session.scalar(select(func.count()).select_from(Page))
        assert num_pages == sum(row.num_pages or 0 for row in documents)
        windows = session.scalars(select(Window)).all()
        assert len(windows) == sum(row.num_windows or 0 for row in documents)
        assert {window.state for window in windows} <= {"done", "failed"}
        paths = Counter(map(tuple, session.execute(select(Field.extraction_id, Field.path))))
        assert set(paths.values()) <= {1}


def documents(num: int) -> list[bytes]:
    return [small_pdf(*(f"Invoice {n}-{page} total 10" for page in range(4))) for n in range(num)]


def test_a_killed_worker_and_an_emptied_queue_lose_and_double_nothing(
    service: Services, redis_url: str, start_worker: StartWorker
) -> None:
    tenant = ensure_local_tenant(service)
    first = start_worker("tests.workers.stub_worker", "0.1")
    start_worker("tests.workers.stub_worker", "0.1")
    ids = [send(service, tenant, data) for data in documents(12)]
    _wait_until_running(service)
    os.kill(first.pid, signal.SIGKILL)
    redis.Redis.from_url(redis_url).flushall()
    start_worker("tests.workers.stub_worker", "0.05")
    ids += [send(service, tenant, small_pdf(f"Late {n}")) for n in range(4)]
    rows = wait_for_ends(service, ids, 90)
    assert {row.state for row in rows.values()} <= {"done", "needs_review"}
    check_each_ended_once(service, ids)


@pytest.mark.slow
def test_a_broker_that_dies_and_comes_back_empty_loses_nothing(
    postgres_url: str,
    own_settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    start_worker: StartWorker,
) -> None:
    port = free_port()
    with ExitStack() as stack:
        with redis_server(port) as url:
            service = stack.enter_context(opened(postgres_url, url, monkeypatch))
            tenant = ensure_local_tenant(service)
            start_worker("tests.workers.stub_worker", "0.1")
            ids = [send(service, tenant, data) for data in documents(8)]
            _wait_until_running(service)
        start = time.monotonic()
        ids.append(send(service, tenant, small_pdf("Sent while it was away")))
        assert time.monotonic() - start < 10.0
        stack.enter_context(redis_server(port))
        wait_for_ends(service, ids, 90)
        check_each_ended_once(service, ids)


def _wait_until_running(services: Services) -> None:
    """Until windows are being read, so that the kill meets some."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with services.database.read() as session:
            if session.scalar(select(func.count()).where(Window.state == "running")):
                return
        time.sleep(0.02)
    raise AssertionError("no window was taken up")


def test_a_worker_told_to_end_gives_its_rows_back_untried(
    service: Services, start_worker: StartWorker
) -> None:
    tenant = ensure_local_tenant(service)
    # Each window takes longer than a worker waits for it.
    slow = start_worker("tests.workers.stub_worker", "40")
    ids = [send(service, tenant, small_pdf("Slow"))]
    _wait_until_running(service)
    start = time.monotonic()
    slow.terminate()
    assert slow.wait(60) == 0
    # Not after the window, which takes 40 s.
    assert time.monotonic() - start < 35
    with service.database.read() as session:
        [window] = session.scalars(select(Window)).all()
    assert (window.state, window.attempts, window.lease_owner) == ("queued", 0, None)
    start_worker("tests.workers.stub_worker")
    wait_for_ends(service, ids, 40)
    check_each_ended_once(service, ids)


# Loading the model takes long on a machine that is busy with other tests.
@pytest.mark.timeout(300)
def test_the_real_model_reads_an_invoice_behind_the_real_queue(
    service: Services, start_worker: StartWorker
) -> None:
    tenant = ensure_local_tenant(service)
    start_worker("tests.workers.nano_worker")
    data = (ROOT / "examples" / "invoice.pdf").read_bytes()
    ids = [send(service, tenant, data)]
    [row] = wait_for_ends(service, ids, 240).values()
    # Which of the two depends on how well this model adds up the lines.
    assert row.state in ("done", "needs_review"), row.error_message
    check_each_ended_once(service, ids)
    with service.database.read() as session:
        [extraction] = session.scalars(select(Extraction)).all()
    assert extraction.data["issue_date"] == "2008-11-11"
