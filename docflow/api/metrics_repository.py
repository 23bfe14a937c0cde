"""Counts over all tenants' rows, for monitoring. Knows no metric's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from docflow.database.tables import Delivery, Document, Event, Page, Window
from docflow.jobs.states import DocumentState, WindowState


@dataclass(frozen=True)
class Figures:
    """What the rows say now. oldest_queued_at: of documents nobody began."""

    documents: dict[str, int]
    windows: dict[str, int]
    deliveries: dict[str, int]
    failures: dict[str, int]
    oldest_queued_at: datetime | None
    num_pages: int
    num_windows_read: int
    window_seconds: float
    num_undispatched: int


def read_figures(session: Session) -> Figures:
    """The counts, in one transaction."""
    num_read, seconds = session.execute(
        select(func.count(), func.coalesce(func.sum(Window.seconds), 0.0)).where(
            Window.state == WindowState.DONE
        )
    ).one()
    return Figures(
        documents=_counts(session, Document.state),
        windows=_counts(session, Window.state),
        deliveries=_counts(session, Delivery.state),
        failures=_counts(session, Document.error_code),
        oldest_queued_at=session.scalar(
            select(func.min(Document.created_at)).where(Document.state == DocumentState.QUEUED)
        ),
        num_pages=session.scalar(select(func.count()).select_from(Page)) or 0,
        num_windows_read=num_read,
        window_seconds=float(seconds or 0.0),
        num_undispatched=session.scalar(
            select(func.count()).select_from(Event).where(Event.dispatched_at.is_(None))
        )
        or 0,
    )


def _counts(
    session: Session, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> dict[str, int]:
    rows = session.execute(
        select(column, func.count()).where(column.is_not(None)).group_by(column)
    ).all()
    return {str(value): count for value, count in rows}
