"""What a fault run works with: a database, Redis and a receiver of webhooks that are real, faults
that are done to them, and what must hold when everything has ended.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from sqlalchemy import func, select

from docflow.database.database import Database
from docflow.database.ids import new_id
from docflow.database.tables import Document, Event, WebhookEndpoint
from docflow.events.outbox import ENDING_TYPES
from docflow.jobs.states import FINAL
from docflow.webhooks.signing import new_secret
from tests.faults.processes import Fleet, run_docflow
from tests.faults.receiver import Receiver, receiver
from tests.servers import postgres_server, redis_server


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

    def empty_redis(self) -> None:
        """All messages that wait are lost."""
        redis.Redis.from_url(self.redis_url).flushall()


@contextlib.contextmanager
def open_site(tmp_path: Path, database: str) -> Iterator[Site]:
    """Servers of its own and an empty database, `postgresql` or `sqlite`, while the block runs."""
    with contextlib.ExitStack() as stack:
        if database == "postgresql":
            url = f"{stack.enter_context(postgres_server())}/postgres"
        else:
            url = f"sqlite:///{tmp_path / 'docflow.db'}"
        redis_url = stack.enter_context(redis_server())
        hooks = stack.enter_context(receiver())
        env = {
            "DOCFLOW_HOME": str(tmp_path / "home"),
            "DOCFLOW_DATABASE_URL": url,
            "DOCFLOW_BROKER_URL": redis_url,
            "DOCFLOW_WEBHOOK_ALLOW": "127.0.0.0/8",
            "DOCFLOW_LEASE_S": "8",
            "DOCFLOW_HEARTBEAT_S": "2",
            "DOCFLOW_SWEEP_S": "2",
            "DOCFLOW_MAX_ATTEMPTS": "50",
            "OMP_NUM_THREADS": "1",
        }
        migrated = run_docflow("migrate", env=env)
        assert migrated.returncode == 0, migrated.stderr
        opened = Database(url)
        stack.callback(opened.dispose)
        yield Site(env, opened, redis_url, hooks)


def hand_in(site: Site, folder: Path, *options: str, timeout_s: float = 120) -> None:
    """Has docflow take the files of a folder, and the receiver told of everything that ends."""
    taken = run_docflow(
        "ingest", str(folder), "--no-wait", *options, env=site.env, timeout_s=timeout_s
    )
    assert taken.returncode in (0, 1), taken.stderr
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
                site.empty_redis()
            if kills == 2:
                site.receiver.status = 200
            next_kill = time.monotonic() + faults.kill_every_s
        time.sleep(0.25)
    site.receiver.status = 200
    return kills


def wait_for_events(site: Site, within_s: float) -> None:
    """Until the receiver was told of everything that ended."""
    deadline = time.monotonic() + within_s
    while set(site.receiver.event_ids()) < site.ending_ids():
        missing = len(site.ending_ids() - set(site.receiver.event_ids()))
        assert time.monotonic() < deadline, f"{missing} events did not arrive"
        time.sleep(0.25)


def assert_nothing_lost_or_doubled(site: Site) -> None:
    """Each document ended once, the receiver knows of each, and the audit finds nothing."""
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
