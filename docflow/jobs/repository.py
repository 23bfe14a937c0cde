"""SQL of the stages: claims, leases, endings. Knows no page and no model.

A claim is one conditional UPDATE: the caller whose statement changes a row has it, until the lease
runs out. Whatever a worker writes later is conditional on its lease's owner, who is another one for
each claim; so what comes late or twice changes nothing. A waiting row's `lease_until`, with no
owner, is the moment before which it is not to be tried again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.tables import Document, Window
from docflow.jobs.states import FINAL_WINDOW, DocumentState, WindowState

#: what is told of a try whose worker never came back
LEASE_EXPIRED = "lease_expired"
LEASE_EXPIRED_MESSAGE = "its worker ended or hung, and the lease ran out"

#: stage -> the state its row comes back to
WAITING_STATE: dict[str, str] = {
    DocumentState.SPLITTING: DocumentState.QUEUED.value,
    DocumentState.ASSEMBLING: DocumentState.READING.value,
    WindowState.RUNNING: WindowState.QUEUED.value,
}

Row = type[Document] | type[Window]

#: what a document that ends does not keep
FORGOTTEN = {"password": None, "error_code": None, "error_message": None}


class LeaseLost(Exception):
    """The row belongs to somebody else by now, or is gone; nothing was written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim: which row, in which state, whose. attempt: number of this try, from 1."""

    table: Row
    id: str
    state: str
    owner: str
    attempt: int
    last_error: str | None


def claim_split(write: Write, document_id: str, owner: str, lease_s: float) -> Lease | None:
    """queued -> splitting; None for a row that somebody has or that is past it."""
    where = and_(Document.id == document_id, Document.state == DocumentState.QUEUED)
    return _claim(write, Document, where, document_id, DocumentState.SPLITTING, owner, lease_s)


def claim_assemble(write: Write, document_id: str, owner: str, lease_s: float) -> Lease | None:
    """reading -> assembling, once all windows have ended."""
    where = and_(
        Document.id == document_id,
        Document.state == DocumentState.READING,
        ~exists().where(
            Window.document_id == document_id, Window.state.not_in([*map(str, FINAL_WINDOW)])
        ),
    )
    return _claim(write, Document, where, document_id, DocumentState.ASSEMBLING, owner, lease_s)


def claim_window(write: Write, window_id: str, owner: str, lease_s: float) -> Lease | None:
    """queued -> running, while the document is being read."""
    where = and_(
        Window.id == window_id,
        Window.state == WindowState.QUEUED,
        exists().where(Document.id == Window.document_id, Document.state == DocumentState.READING),
    )
    return _claim(write, Window, where, window_id, WindowState.RUNNING, owner, lease_s)


def _claim(
    write: Write,
    table: Row,
    where: ColumnElement[bool],
    id_: str,
    state: str,
    owner: str,
    lease_s: float,
) -> Lease | None:
    is_due = or_(table.lease_until.is_(None), table.lease_until <= write.now)
    values = {
        "state": str(state),
        "attempts": table.attempts + 1,
        "lease_owner": owner,
        "lease_until": write.now + timedelta(seconds=lease_s),
    }
    if not _changed(write, table, and_(where, is_due), values):
        return None
    attempt, message = write.session.execute(
        select(table.attempts, table.error_message).where(table.id == id_)
    ).one()
    return Lease(table, id_, str(state), owner, attempt, message)


def extend(write: Write, lease: Lease, lease_s: float) -> bool:
    """Whether the lease was still held; it is for another `lease_s` seconds then."""
    until = {"lease_until": write.now + timedelta(seconds=lease_s)}
    return _changed(write, lease.table, _held(lease), until) == 1


def finish(write: Write, lease: Lease, values: dict[str, Any]) -> None:
    """Ends the lease and writes `values`. Raises LeaseLost, which must end the transaction."""
    freed: dict[str, Any] = {"lease_owner": None, "lease_until": None}
    if lease.table is Document:
        freed["updated_at"] = write.now
    if not _changed(write, lease.table, _held(lease), {**freed, **values}):
        raise LeaseLost(lease.id)


def give_back(
    write: Write, lease: Lease, *, delay_s: float, error_code: str, error_message: str
) -> None:
    """Lets the row be tried again after `delay_s`. The reason stays, for the last try to name.

    Raises LeaseLost.
    """
    not_before = write.now + timedelta(seconds=delay_s)
    values = {
        "state": WAITING_STATE[lease.state],
        "lease_until": not_before,
        # The sweeper tells what was not told for a while; then it is due at once.
        "woken_at": not_before - timedelta(days=1),
        "error_code": error_code,
        "error_message": error_message,
    }
    finish(write, lease, values)


def return_untouched(write: Write, lease: Lease) -> bool:
    """Takes the claim back as if it had never been, for a worker that is told to stop."""
    values = {
        "state": WAITING_STATE[lease.state],
        "attempts": lease.table.attempts - 1,
        "lease_owner": None,
        "lease_until": None,
        "woken_at": write.now - timedelta(days=1),
    }
    return _changed(write, lease.table, _held(lease), values) == 1


def expire_leases(write: Write, table: Row, *, owner_prefix: str | None = None) -> int:
    """Gives back rows whose lease ran out, or all of an owner that is known to be gone."""
    states: list[str] = (
        [str(DocumentState.SPLITTING), str(DocumentState.ASSEMBLING)]
        if table is Document
        else [str(WindowState.RUNNING)]
    )
    num_rows = 0
    for state in states:
        gone: ColumnElement[bool] = table.lease_until < write.now
        if owner_prefix is not None:
            gone = table.lease_owner.startswith(owner_prefix, autoescape=True)
        values = {
            "state": WAITING_STATE[state],
            "lease_owner": None,
            "lease_until": None,
            "woken_at": write.now - timedelta(days=1),
            "error_code": LEASE_EXPIRED,
            "error_message": LEASE_EXPIRED_MESSAGE,
        }
        num_rows += _changed(write, table, and_(table.state == state, gone), values)
    return num_rows


def lock_document(write: Write, document_id: str) -> Document:
    """The row, so that endings of one document's windows come one after the other.

    Raises LeaseLost where it was deleted.
    """
    statement = select(Document).where(Document.id == document_id).with_for_update()
    document = write.session.scalar(statement.execution_options(populate_existing=True))
    if document is None:
        raise LeaseLost(document_id)
    return document


def due_documents(write: Write, *, told_before: datetime, limit: int) -> Sequence[str]:
    """Queued documents that nobody was told of since."""
    return write.session.scalars(
        select(Document.id)
        .where(Document.state == DocumentState.QUEUED, _is_due(Document, write.now, told_before))
        .order_by(Document.created_at)
        .limit(limit)
    ).all()


def due_windows(write: Write, *, told_before: datetime, limit: int) -> Sequence[str]:
    """Queued windows that nobody was told of since."""
    return write.session.scalars(
        select(Window.id)
        .join(Document, Document.id == Window.document_id)
        .where(
            Window.state == WindowState.QUEUED,
            Document.state == DocumentState.READING,
            _is_due(Window, write.now, told_before),
        )
        .order_by(Window.created_at, Window.number)
        .limit(limit)
    ).all()


def due_assemblies(write: Write, *, told_before: datetime, limit: int) -> Sequence[str]:
    """Documents whose windows have all ended and that nobody was told of since."""
    open_windows = exists().where(
        Window.document_id == Document.id, Window.state.not_in([*map(str, FINAL_WINDOW)])
    )
    return write.session.scalars(
        select(Document.id)
        .where(
            Document.state == DocumentState.READING,
            ~open_windows,
            _is_due(Document, write.now, told_before),
        )
        .order_by(Document.created_at)
        .limit(limit)
    ).all()


def note_told(write: Write, table: Row, ids: Sequence[str]) -> None:
    """Writes down that the queue is told of these now."""
    if ids:
        _changed(write, table, table.id.in_(ids), {"woken_at": write.now})


def running_owners(session: Session) -> set[str]:
    """Who holds leases now."""
    return {
        owner
        for table in (Document, Window)
        for owner in session.scalars(
            select(table.lease_owner).where(table.lease_owner.is_not(None)).distinct()
        )
        if owner is not None
    }


def _held(lease: Lease) -> ColumnElement[bool]:
    table = lease.table
    return and_(table.id == lease.id, table.state == lease.state, table.lease_owner == lease.owner)


def _is_due(table: Row, now: datetime, told_before: datetime) -> ColumnElement[bool]:
    return and_(
        or_(table.lease_until.is_(None), table.lease_until <= now),
        func.coalesce(table.woken_at, table.created_at) <= told_before,
    )


def _changed(write: Write, table: Row, where: ColumnElement[bool], values: dict[str, Any]) -> int:
    """Rows that the statement changed."""
    statement = update(table).where(where).values(values)
    result = write.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
