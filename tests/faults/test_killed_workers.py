"""A folder is read by two workers while they are killed, Redis is emptied and the receiver is down:
every document ends once, and every event arrives.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from sqlalchemy import func, select

from docflow.database.database import Database
from docflow.database.ids import new_id
from docflow.database.tables import Document, Event, WebhookEndpoint
from docflow.events.outbox import ENDING_TYPES
from docflow.jobs.states import FINAL
from docflow.webhooks.signing import new_secret
from tests.faults.processes import DOCFLOW, Fleet, fleet, run_docflow
from tests.faults.receiver import Receiver, receiver
from tests.servers import postgres_server, redis_server

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DOCFLOW_EVAL_DATA", ROOT.parent / "shared" / "data"))


@dataclass
class Site:
    """What one run works with."""

    env: dict[str, str]
    database: Database
    redis_url: str
    receiver: Receiver

    def num_open(self) -> int:
        """Documents that did not end yet."""
        with self.database.read() as session:
            states = session.scalars(select(Document.state)).all()
        return sum(state not in FINAL for state in states)

    def ending_ids(self) -> set[str]:
        """Ids of the events that say how a document ended."""
        with self.database.read() as session:
            ids = session.scalars(select(Event.id).where(Event.type.in_(ENDING_TYPES)))
            return set(ids)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with postgres_server() as postgres, redis_server() as redis_url, receiver() as hooks:
        env = {
            "DOCFLOW_HOME": str(tmp_path / "home"),
            "DOCFLOW_DATABASE_URL": f"{postgres}/postgres",
            "DOCFLOW_BROKER_URL": redis_url,
            "DOCFLOW_WEBHOOK_ALLOW": "127.0.0.0/8",
            "DOCFLOW_LEASE_S": "8",
            "DOCFLOW_HEARTBEAT_S": "2",
            "DOCFLOW_SWEEP_S": "2",
            "DOCFLOW_MAX_ATTEMPTS": "50",
            "OMP_NUM_THREADS": "1",
        }
        assert run_docflow("migrate", env=env).returncode == 0
        database = Database(env["DOCFLOW_DATABASE_URL"])
        yield Site(env, database, redis_url, hooks)
        database.dispose()


def add_endpoint(site: Site) -> None:
    """The receiver is told of everything that ends."""
    with site.database.write() as write:
        tenant_id = write.session.scalars(select(Document.tenant_id)).first()
        assert tenant_id is not None
        write.session.add(
            WebhookEndpoint(
                id=new_id("whe"),
                tenant_id=tenant_id,
                kind="endpoint",
                url=site.receiver.url,
                secrets=[{"secret": new_secret(), "expires_at": None}],
                event_types=None,
                content="link",
                state="active",
                created_at=write.now,
            )
        )


@dataclass(frozen=True)
class Faults:
    """A worker is killed `kill_every_s` after the last kill, once it works; `most_kills` times."""

    kill_every_s: float
    most_kills: int
    within_s: float


def disturb(site: Site, workers: Fleet, faults: Faults) -> int:
    """Kills workers and empties Redis once, until all documents ended; how many kills."""
    deadline = time.monotonic() + faults.within_s
    next_kill = time.monotonic() + faults.kill_every_s
    kills = 0
    while site.num_open():
        assert time.monotonic() < deadline, f"{site.num_open()} are open\n{workers.logs()}"
        is_due = time.monotonic() >= next_kill and kills < faults.most_kills
        # On a busy machine a worker is long in starting; one that never works proves nothing.
        if is_due and workers.oldest_said("worker_ready"):
            workers.kill_oldest()
            workers.start()
            kills += 1
            if kills == 1:
                redis.Redis.from_url(site.redis_url).flushall()
            if kills == 2:
                site.receiver.status = 200
            next_kill = time.monotonic() + faults.kill_every_s
        time.sleep(0.25)
    site.receiver.status = 200
    return kills


def wait_for_events(site: Site, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while set(site.receiver.event_ids()) < site.ending_ids():
        missing = len(site.ending_ids() - set(site.receiver.event_ids()))
        assert time.monotonic() < deadline, f"{missing} events did not arrive"
        time.sleep(0.25)


def ingest_under_faults(site: Site, folder: Path, tmp_path: Path, faults: Faults) -> int:
    handed_in = run_docflow(
        "ingest", str(folder), "--no-wait", env=site.env, timeout_s=faults.within_s
    )
    assert handed_in.returncode in (0, 1), handed_in.stderr
    add_endpoint(site)
    site.receiver.status = 503
    with fleet(2, site.env, tmp_path / "logs", *DOCFLOW, "worker") as workers:
        kills = disturb(site, workers, faults)
        wait_for_events(site, faults.within_s)
    return kills


def assert_nothing_lost_or_doubled(site: Site) -> None:
    with site.database.read() as session:
        endings = session.execute(
            select(Event.document_id, func.count())
            .where(Event.type.in_(ENDING_TYPES))
            .group_by(Event.document_id)
        ).all()
        ids = set(session.scalars(select(Document.id)))
    assert dict(endings) == dict.fromkeys(ids, 1)
    audit = run_docflow("audit", "--format", "json", env=site.env)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    # At least once: a repeat has the same id as the first.
    sent = Counter((body["type"], body["data"]["document_id"]) for body in site.receiver.bodies())
    assert {document_id for _, document_id in sent} == ids


@pytest.mark.timeout(300)
def test_examples_survive_killed_workers_an_emptied_redis_and_a_receiver_that_is_down(
    site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for index, source in enumerate(sorted((ROOT / "examples").glob("invoice*.pdf")) * 3):
        # Other bytes, the same page: a comment behind the end of a PDF is nothing.
        (folder / f"{index}.pdf").write_bytes(source.read_bytes() + f"\n% {index}\n".encode())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    kills = ingest_under_faults(site, folder, tmp_path, Faults(4, 3, within_s=240))
    assert kills >= 1
    assert_nothing_lost_or_doubled(site)
    with site.database.read() as session:
        states = Counter(session.scalars(select(Document.state)))
    assert states["failed"] == 1
    assert sum(states.values()) == 7


@pytest.mark.slow
@pytest.mark.timeout(5_400)
@pytest.mark.skipif(not (DATA / "dev").is_dir(), reason="the documents for measuring are not here")
def test_all_real_documents_survive_a_kill_every_20_seconds(site: Site, tmp_path: Path) -> None:
    site.env.update(DOCFLOW_LEASE_S="30", DOCFLOW_HEARTBEAT_S="8", DOCFLOW_SWEEP_S="5")
    start = time.monotonic()
    kills = ingest_under_faults(site, DATA / "dev", tmp_path, Faults(20, 10_000, within_s=5_000))
    assert_nothing_lost_or_doubled(site)
    with site.database.read() as session:
        states = Counter(session.scalars(select(Document.state)))
    figures = {"kills": kills, "seconds": round(time.monotonic() - start), **states}
    (tmp_path / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    assert sum(states.values()) > 0
