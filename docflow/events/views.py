"""Events as they are answered. Knows no table's query."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from docflow.database.tables import Event


class EventView(BaseModel):
    """Something that happened."""

    id: str
    seq: int = Field(description="Counts up within a tenant; gaps are normal.")
    type: str = Field(examples=["document.completed"])
    document_id: str | None
    created_at: datetime
    data: dict[str, Any] = Field(description="Ids and states; never a document's text.")


class EventPageView(BaseModel):
    """A part of the log."""

    data: list[EventView]
    next_cursor: str | None = Field(
        description="Given as `after`, gets the next part; null at the end of the log, where the "
        "last `seq` is what to go on from."
    )


def view_of(event: Event) -> EventView:
    """The event as it is shown."""
    return EventView(
        id=event.id,
        seq=event.seq,
        type=event.type,
        document_id=event.document_id,
        created_at=event.created_at,
        data=event.payload,
    )
