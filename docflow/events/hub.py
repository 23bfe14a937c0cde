"""Hands events to those who watch documents, in one process: one reader of rows for all listeners.

It asks the database a few times a second while somebody listens, whatever process wrote the events,
and takes one connection and one thread however many listen. Knows no HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

import anyio.to_thread
import structlog
from sqlalchemy.exc import SQLAlchemyError

from docflow.database.tables import Event
from docflow.events import repository
from docflow.services import Services

POLL_S = 0.25
#: after the database could not be asked
RETRY_S = 2.0
MAX_LISTENERS = 2_000
#: documents asked for in one statement, events read with it
_CHUNK = 200
_MAX_ROWS = 2_000


@dataclass(eq=False)
class Listener:
    """One who watches a document. seq: of the last event that was handed over."""

    document_id: str
    seq: int
    queue: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)


class HubFull(Exception):
    """As many listen as may."""


class EventHub:
    """All listeners of a process. Belongs to one event loop."""

    def __init__(self, services: Services, *, poll_s: float = POLL_S) -> None:
        self._services = services
        self._poll_s = poll_s
        self._listeners: dict[str, set[Listener]] = {}
        self._num_listeners = 0
        self._poller: asyncio.Task[None] | None = None
        # A thread of its own: listeners must not wait for those who fill the shared ones.
        self._thread: anyio.CapacityLimiter | None = None

    @property
    def is_full(self) -> bool:
        """Whether as many listen as may."""
        return self._num_listeners >= MAX_LISTENERS

    @contextlib.asynccontextmanager
    async def listen(self, document_id: str, after: int) -> AsyncIterator[Listener]:
        """A listener whose queue gets the document's events after `after`, in order.

        Raises:
            HubFull: too many listen.
        """
        if self.is_full:
            raise HubFull
        listener = Listener(document_id, after)
        self._listeners.setdefault(document_id, set()).add(listener)
        self._num_listeners += 1
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        try:
            yield listener
        finally:
            self._num_listeners -= 1
            others = self._listeners[document_id]
            others.discard(listener)
            if not others:
                del self._listeners[document_id]

    async def close(self) -> None:
        """Stops reading."""
        if self._poller is not None:
            self._poller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poller

    async def _poll(self) -> None:
        self._thread = anyio.CapacityLimiter(1)
        while self._listeners:
            wait_s = self._poll_s
            try:
                for chunk in self._chunks():
                    seqs = self._first_seqs(chunk)
                    self._hand_over(
                        await anyio.to_thread.run_sync(
                            self._read, chunk, min(seqs), limiter=self._thread
                        )
                    )
            except SQLAlchemyError as error:
                structlog.get_logger().warning("events_not_read", reason=type(error).__name__)
                wait_s = RETRY_S
            await asyncio.sleep(wait_s)

    def _chunks(self) -> list[list[str]]:
        """Documents whose listeners are about equally far, so that few events are read twice."""
        documents = sorted(self._listeners, key=self._seq)
        return [documents[start : start + _CHUNK] for start in range(0, len(documents), _CHUNK)]

    def _seq(self, document_id: str) -> int:
        return min((listener.seq for listener in self._listeners[document_id]), default=0)

    def _first_seqs(self, chunk: Iterable[str]) -> list[int]:
        # A listener may have left since the chunks were made.
        return [self._seq(document) for document in chunk if document in self._listeners] or [0]

    def _read(self, document_ids: list[str], after: int) -> list[Event]:
        with self._services.database.read() as session:
            return list(repository.list_of_documents(session, document_ids, after, _MAX_ROWS))

    def _hand_over(self, events: list[Event]) -> None:
        for event in events:
            for listener in self._listeners.get(event.document_id or "", ()):
                if event.seq > listener.seq:
                    listener.seq = event.seq
                    listener.queue.put_nowait(event)
