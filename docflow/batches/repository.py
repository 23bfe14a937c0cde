"""Rows of batches, and counts of their documents. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import Batch, Document
from docflow.jobs.states import FINAL


def add(write: Write, tenant_id: str, name: str) -> Batch:
    """A new open batch."""
    row = Batch(
        id=new_id("bat"),
        tenant_id=tenant_id,
        name=name,
        created_at=write.now,
        closed_at=None,
        finished_at=None,
    )
    write.session.add(row)
    write.session.flush()
    return row


def find(session: Session, tenant_id: str, batch_id: str) -> Batch | None:
    """A tenant's batch."""
    return session.scalar(select(Batch).where(Batch.id == batch_id, Batch.tenant_id == tenant_id))


def find_locked(write: Write, tenant_id: str, batch_id: str) -> Batch | None:
    """A tenant's batch, which no document joins until this transaction ends."""
    return write.session.scalar(
        select(Batch).where(Batch.id == batch_id, Batch.tenant_id == tenant_id).with_for_update()
    )


def list_before(
    session: Session, tenant_id: str, before: tuple[datetime, str] | None, limit: int
) -> Sequence[Batch]:
    """A tenant's batches, newest first, from the one after `before` (time and id) on."""
    statement = select(Batch).where(Batch.tenant_id == tenant_id)
    if before is not None:
        at, batch_id = before
        statement = statement.where(
            or_(Batch.created_at < at, and_(Batch.created_at == at, Batch.id < batch_id))
        )
    newest_first = statement.order_by(Batch.created_at.desc(), Batch.id.desc())
    return session.scalars(newest_first.limit(limit)).all()


def count_states(session: Session, batch_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """batch -> state -> number of documents."""
    rows = session.execute(
        select(Document.batch_id, Document.state, func.count())
        .where(Document.batch_id.in_(batch_ids))
        .group_by(Document.batch_id, Document.state)
    ).all()
    counts: dict[str, dict[str, int]] = {batch_id: {} for batch_id in batch_ids}
    for batch_id, state, count in rows:
        counts[str(batch_id)][state] = count
    return counts


def lock_ended(write: Write, batch_id: str | None, limit: int) -> Sequence[Batch]:
    """Closed batches whose documents are all final and that nobody finished yet; only `batch_id`
    where one is given. No other transaction finishes them until this one ends.
    """
    unfinished = select(Document.id).where(
        Document.batch_id == Batch.id, Document.state.not_in(sorted(FINAL))
    )
    statement = select(Batch).where(
        Batch.closed_at.is_not(None), Batch.finished_at.is_(None), ~unfinished.exists()
    )
    if batch_id is not None:
        statement = statement.where(Batch.id == batch_id)
    in_order = statement.order_by(Batch.closed_at).limit(limit)
    return write.session.scalars(in_order.with_for_update(skip_locked=True)).all()
