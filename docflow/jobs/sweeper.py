"""Looks for what was left behind and has it go on: lost messages, expired leases, untold events.

Every rule is safe to run at any moment and by several processes at once: it tells again what is to
be claimed anyway, or changes rows on conditions. Knows no worker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial

import structlog

from docflow.batches.service import finish_batches
from docflow.database.tables import Document, Window
from docflow.jobs import repository, repository_windows
from docflow.queue import ASSEMBLE, DELIVER, EXTRACT_WINDOW, SPLIT, CountsWaiting
from docflow.services import Services
from docflow.storage.local import LocalStore
from docflow.webhooks.service import dispatch_events, due_deliveries

#: after so many sweeps a message that led to nothing is taken for lost, if its queue is short ...
TOLD_AGAIN_SWEEPS = 3
#: ... and however long the queue is: somebody may have waited behind newer ones
TOLD_AGAIN_ANYWAY_S = 600.0
#: a queue of so many messages keeps the workers busy until the next sweep
LONG_QUEUE = 200
#: rows of a kind that are told of in one sweep
BATCH = 1_000

Due = Callable[..., Sequence[str]]


@dataclass(slots=True)
class SweepReport:
    """How many rows each rule found."""

    expired: int = 0
    splits: int = 0
    windows: int = 0
    assemblies: int = 0
    dispatched: int = 0
    deliveries: int = 0
    batches: int = 0
    keys: int = 0
    files: int = 0


def sweep(services: Services, *, told_again_s: float | None = None) -> SweepReport:
    """Applies all rules once.

    told_again_s: 0 at a start where all messages of before are known to be lost.
    """
    if told_again_s is None:
        told_again_s = services.settings.sweep_s * TOLD_AGAIN_SWEEPS
    report = SweepReport()
    with services.database.write() as write:
        report.expired = repository.expire_leases(write, Document)
        report.expired += repository.expire_leases(write, Window)
    report.splits = _tell_due(services, SPLIT, Document, repository.due_documents, told_again_s)
    report.windows = _tell_due(
        services, EXTRACT_WINDOW, Window, repository.due_windows, told_again_s
    )
    report.assemblies = _tell_due(
        services, ASSEMBLE, Document, repository.due_assemblies, told_again_s
    )
    report.dispatched = dispatch(services)
    report.deliveries = _tell_deliveries(services)
    with services.database.write() as write:
        report.batches = finish_batches(write)
        report.keys = repository_windows.forget_keys(write)
    if isinstance(services.store, LocalStore):
        report.files = services.store.remove_abandoned()
    if any(asdict(report).values()):
        structlog.get_logger().info("swept", **asdict(report))
    return report


def dispatch(services: Services) -> int:
    """Writes deliveries for events that have none yet and tells of them; how many."""
    with services.database.write() as write:
        ids = dispatch_events(write)
        for id_ in ids:
            write.after_commit(partial(_tell_delivery, services, id_))
    return len(ids)


def _tell_due(
    services: Services, task: str, table: repository.Row, due: Due, told_again_s: float
) -> int:
    patience_s = TOLD_AGAIN_ANYWAY_S if _is_long(services, task) else told_again_s
    with services.database.write() as write:
        told_before = write.now - timedelta(seconds=patience_s)
        ids = due(write, told_before=told_before, limit=BATCH)
        repository.note_told(write, table, ids)
    # A queue that cannot be reached is tried again by the next sweep that finds them due.
    for id_ in ids:
        if not _tell(services, task, id_):
            break
    return len(ids)


def _tell_deliveries(services: Services) -> int:
    if _is_long(services, DELIVER):
        return 0
    with services.database.write() as write:
        ids = due_deliveries(write.session, write.now, BATCH)
    for id_ in ids:
        if not _tell(services, DELIVER, id_):
            break
    return len(ids)


def _tell_delivery(services: Services, id_: str) -> None:
    _tell(services, DELIVER, id_)


def _is_long(services: Services, task: str) -> bool:
    queue = services.queue
    return isinstance(queue, CountsWaiting) and (queue.num_waiting(task) or 0) >= LONG_QUEUE


def _tell(services: Services, task: str, id_: str) -> bool:
    return services.queue.tell(task, id_)
