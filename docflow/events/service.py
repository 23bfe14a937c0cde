"""What the events of one document mean to somebody who watches it. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docflow.database.tables import Event
from docflow.events import repository
from docflow.events.outbox import (
    DOCUMENT_DELETED,
    DOCUMENT_PROGRESS,
    DOCUMENT_QUEUED,
    DOCUMENT_STARTED,
    ENDING_TYPES,
)
from docflow.jobs.states import FINAL
from docflow.services import Services

#: a document's whole history is shorter
MAX_BACKLOG = 10_000
_ENDING = frozenset({*ENDING_TYPES, DOCUMENT_DELETED})
_RUNNING = frozenset({DOCUMENT_QUEUED, DOCUMENT_STARTED, DOCUMENT_PROGRESS})


@dataclass(frozen=True)
class Backlog:
    """What happened before somebody began to watch. is_over: nothing more will."""

    events: list[Event]
    is_over: bool


def read_backlog(
    services: Services, tenant_id: str, document_id: str, after: int
) -> Backlog | None:
    """The document's events after a number; None where the tenant has no such document."""
    with services.database.read() as session:
        # The state first: where the document ends in between, its last event is read too.
        state = repository.find_state(session, tenant_id, document_id)
        if state is None:
            return None
        events = repository.list_of_documents(session, [document_id], after, MAX_BACKLOG)
    return Backlog(list(events), has_ended(events, before=state in FINAL))


def has_ended(events: Iterable[Event], *, before: bool) -> bool:
    """Whether the document is at its end after these events. before: whether it was.

    A correction after the end changes nothing; a retry begins anew.
    """
    ended = before
    for event in events:
        if event.type in _ENDING:
            ended = True
        elif event.type in _RUNNING:
            ended = False
    return ended
