"""SQL of a document's pages and windows, and of what the sweeper removes. Knows no lease."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, delete, func, insert, select
from sqlalchemy.orm import Session

from docflow.database.database import Write
from docflow.database.ids import new_id
from docflow.database.tables import IdempotencyKey, Page, Window
from docflow.jobs.states import FINAL_WINDOW, WindowState


def add_pages(write: Write, document_id: str, pages: Sequence[dict[str, Any]]) -> None:
    """pages: rows of the table without the document."""
    if pages:
        write.session.execute(
            insert(Page), [{"document_id": document_id, **page} for page in pages]
        )


def add_windows(write: Write, document_id: str, windows: Sequence[list[Any]]) -> list[str]:
    """Queued windows with these pieces, taken for told; their ids."""
    ids = [new_id("win") for _ in windows]
    rows = [
        {
            "id": id_,
            "document_id": document_id,
            "number": number,
            "state": WindowState.QUEUED.value,
            "pages": pieces,
            "attempts": 0,
            "woken_at": write.now,
            "created_at": write.now,
        }
        for number, (id_, pieces) in enumerate(zip(ids, windows, strict=True))
    ]
    if rows:
        write.session.execute(insert(Window), rows)
    return ids


def add_answered_window(
    write: Write, document_id: str, number: int, answer: dict[str, Any]
) -> None:
    """A window that no model is asked about, since its answer came with the document."""
    row = {
        "id": new_id("win"),
        "document_id": document_id,
        "number": number,
        "state": WindowState.DONE.value,
        "pages": [],
        "attempts": 0,
        "answer": answer,
        "prompt_tokens": 0,
        "output_tokens": 0,
        "seconds": 0.0,
        "created_at": write.now,
        "finished_at": write.now,
    }
    write.session.execute(insert(Window), [row])


def count_windows(session: Session, document_id: str) -> tuple[int, int]:
    """(ended, all) windows of a document."""
    ended = func.count().filter(Window.state.in_([*map(str, FINAL_WINDOW)]))
    row = session.execute(
        select(ended, func.count()).where(Window.document_id == document_id)
    ).one()
    return row[0], row[1]


def first_failure(session: Session, document_id: str) -> tuple[str, str] | None:
    """Code and sentence of the document's first window that failed."""
    row = session.execute(
        select(Window.error_code, Window.error_message)
        .where(Window.document_id == document_id, Window.state == WindowState.FAILED.value)
        .order_by(Window.number)
        .limit(1)
    ).first()
    return None if row is None else (row[0] or "internal_error", row[1] or "")


def answers(session: Session, document_id: str) -> list[tuple[dict[str, Any], float]]:
    """Answer and seconds of each window, in their order."""
    rows = session.execute(
        select(Window.answer, Window.seconds)
        .where(Window.document_id == document_id)
        .order_by(Window.number)
    )
    return [(answer or {}, seconds or 0.0) for answer, seconds in rows]


def forget_keys(write: Write) -> int:
    """Deletes idempotency keys whose time is over; how many."""
    statement = delete(IdempotencyKey).where(IdempotencyKey.expires_at < write.now)
    result = write.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
