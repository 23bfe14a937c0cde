"""Keeps the leases of this process alive, from one thread for all of them. Knows no stage."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from docflow.database.database import Database
from docflow.jobs import repository
from docflow.jobs.repository import Lease


@dataclass(slots=True, eq=False)
class Held:
    """A lease while its work goes on. is_lost: somebody else may have the row by now."""

    lease: Lease
    until: float
    is_lost: bool = False


class LeaseKeeper:
    """Extends what is held every `heartbeat_s` seconds. Thread-safe."""

    def __init__(self, database: Database, lease_s: float, heartbeat_s: float) -> None:
        self._database = database
        self._lease_s = lease_s
        self._heartbeat_s = heartbeat_s
        self._lock = threading.Lock()
        self._held: set[Held] = set()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Begins to extend leases."""
        self._thread.start()

    def close(self) -> None:
        """Extends no more; what is held runs out."""
        self._ending.set()

    @contextlib.contextmanager
    def hold(self, lease: Lease, *, at_most_s: float) -> Iterator[Held]:
        """Keeps `lease` alive inside the block, but no longer than `at_most_s` seconds: work that
        hangs must not keep its row for ever.
        """
        held = Held(lease, time.monotonic() + at_most_s)
        with self._lock:
            self._held.add(held)
        try:
            yield held
        finally:
            with self._lock:
                self._held.discard(held)

    def allow(self, lease: Lease, *, at_most_s: float) -> None:
        """Counts the seconds of `lease` anew, from now, once it is known how many it takes."""
        with self._lock:
            for held in self._held:
                if held.lease == lease:
                    held.until = time.monotonic() + at_most_s

    def return_all(self) -> int:
        """Gives all rows back as if they had never been claimed; how many."""
        held = self._snapshot()
        with self._database.write() as write:
            num_returned = 0
            for one in held:
                one.is_lost = True
                num_returned += repository.return_untouched(write, one.lease)
        return num_returned

    def beat(self) -> None:
        """Extends all that is held and has time left."""
        now = time.monotonic()
        due = [one for one in self._snapshot() if not one.is_lost and one.until > now]
        if not due:
            return
        with self._database.write() as write:
            for one in due:
                one.is_lost = not repository.extend(write, one.lease, self._lease_s)

    def _snapshot(self) -> list[Held]:
        with self._lock:
            return list(self._held)

    def _beat(self) -> None:
        while not self._ending.wait(self._heartbeat_s):
            try:
                self.beat()
            except SQLAlchemyError as error:
                # The database may be back before the leases have run out.
                structlog.get_logger().warning("heartbeat_failed", reason=str(error))
