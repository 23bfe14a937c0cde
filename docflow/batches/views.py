"""Batches as they are sent and answered. Knows no query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from docflow.database.tables import Batch
from docflow.jobs.states import DocumentState


class BatchCreate(BaseModel):
    """A batch to be opened."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")] = (
        Field(description="For people; need not be unique.", examples=["March"])
    )


class BatchView(BaseModel):
    """A batch and how far its documents are."""

    id: str
    name: str
    state: Literal["open", "closed", "finished"] = Field(
        description="`closed`: takes no more documents; `finished`: all of them ended."
    )
    created_at: datetime
    closed_at: datetime | None
    finished_at: datetime | None
    num_documents: int
    documents: dict[DocumentState, int] = Field(description="How many there are in each state.")


def view_of(batch: Batch, counts: Mapping[str, int]) -> BatchView:
    """The batch as it is shown."""
    state: Literal["open", "closed", "finished"] = "open"
    if batch.closed_at is not None:
        state = "closed" if batch.finished_at is None else "finished"
    return BatchView(
        id=batch.id,
        name=batch.name,
        state=state,
        created_at=batch.created_at,
        closed_at=batch.closed_at,
        finished_at=batch.finished_at,
        num_documents=sum(counts.values()),
        documents={each: counts.get(each, 0) for each in DocumentState},
    )
