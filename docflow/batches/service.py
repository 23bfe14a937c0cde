"""Documents that were sent together: opened, closed, and finished with their last document.

open ──> closed (no more are to come) ──> finished (all of them ended; event batch.completed)

Knows no HTTP.
"""

from __future__ import annotations

from docflow.batches import repository
from docflow.database.database import Write
from docflow.database.tables import Batch
from docflow.events.outbox import BATCH_COMPLETED, record_event
from docflow.services import Services

#: finished in one transaction; the rest is for the next
MAX_AT_ONCE = 100


def open_batch(services: Services, tenant_id: str, name: str) -> Batch:
    """A new batch."""
    with services.database.write() as write:
        return repository.add(write, tenant_id, name)


def close_batch(services: Services, tenant_id: str, batch_id: str) -> Batch | None:
    """Ends the batch's intake, and finishes it where its documents are final; None where the tenant
    has no such batch. Closing twice is closing once.
    """
    with services.database.write() as write:
        batch = repository.find_locked(write, tenant_id, batch_id)
        if batch is not None and batch.closed_at is None:
            batch.closed_at = write.now
            write.session.flush()
            _finish(write, batch_id)
        return batch


def finish_batches(write: Write) -> int:
    """Finishes closed batches whose documents are all final, with an event each; how many."""
    return _finish(write, None)


def _finish(write: Write, batch_id: str | None) -> int:
    batches = repository.lock_ended(write, batch_id, MAX_AT_ONCE)
    counts = repository.count_states(write.session, [batch.id for batch in batches])
    # Sweepers that work at once take the tenants' event locks in the same order.
    for batch in sorted(batches, key=lambda batch: batch.tenant_id):
        batch.finished_at = write.now
        states = counts[batch.id]
        payload = {
            "batch_id": batch.id,
            "num_documents": sum(states.values()),
            "documents": states,
        }
        record_event(write, batch.tenant_id, BATCH_COMPLETED, payload, None)
    return len(batches)
