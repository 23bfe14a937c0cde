"""Runs tasks by name in this process: for Celery, and without a broker. Knows no broker.

A process that is told to end takes no more tasks, lets those under way finish for a while, gives
the rows of the others back untried, and ends.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from docflow.audit.files import remove_strays
from docflow.database.database import Database
from docflow.errors import DocflowError
from docflow.jobs.sweeper import sweep
from docflow.queue import ASSEMBLE, DELIVER, EXTRACT_WINDOW, SPLIT, SWEEP
from docflow.services import Services
from docflow.webhooks.service import deliver
from workers.leases import LeaseKeeper
from workers.model_server import Answerer, ModelServer, answer_with_model
from workers.stages.assemble import assemble
from workers.stages.extract_window import extract_window
from workers.stages.split import split
from workers.stages.stage import Drained, StageContext

#: files without a row are looked for this often: all of storage is listed for it
STRAYS_EVERY_S = 3_600.0
#: leases and the broker compare moments of several machines
MAX_SKEW_S = 30.0
#: after rows were given back, tasks get so long to notice
_NOTICE_S = 2.0

_STAGES: dict[str, Callable[[StageContext, str], None]] = {
    SPLIT: split,
    EXTRACT_WINDOW: extract_window,
    ASSEMBLE: assemble,
}


class Runner:
    """The tasks of one process. Thread-safe. `start` it before the first task."""

    def __init__(
        self,
        services: Services,
        *,
        answerer: Answerer = answer_with_model,
        owner: str | None = None,
    ) -> None:
        """answerer: reads windows; another one in tests and benchmarks."""
        settings = services.settings
        self.owner = owner or new_owner()
        self.models = ModelServer(answerer)
        self._services = services
        self._keeper = LeaseKeeper(services.database, settings.lease_s, settings.heartbeat_s)
        self._context = StageContext(services, self._keeper, self.models, self.owner)
        self._draining = threading.Event()
        self._idle = threading.Condition()
        self._num_running = 0

    def start(self) -> None:
        """Begins to keep leases. Raises DocflowError `clock_skew`."""
        check_clock(self._services.database)
        self._keeper.start()

    def run(self, task: str, *ids: str) -> None:
        """Does a task. Raises Drained where this process is ending and the task is for another."""
        with self._counted():
            if task == SWEEP:
                sweep(self._services)
            elif task == DELIVER:
                deliver(self._services, ids[0], self.owner)
            else:
                _STAGES[task](self._context, *ids)

    def sweep_every(self, seconds: float) -> threading.Thread:
        """A thread that sweeps until the drain, begun."""
        thread = threading.Thread(
            target=self._sweep_until_drain, args=(seconds,), name="sweep", daemon=True
        )
        thread.start()
        return thread

    def drain(self, grace_s: float) -> bool:
        """Takes no more tasks, waits `grace_s` for those that run, and gives the rest back.

        Whether all tasks have ended; else the caller must end the process. May be repeated.
        """
        self._draining.set()
        if not self._wait_idle(grace_s):
            self._context.stopping.set()
            try:
                num_returned = self._keeper.return_all()
                structlog.get_logger().info("drained", num_given_back=num_returned)
            except SQLAlchemyError as error:
                # Their leases run out.
                structlog.get_logger().warning("not_given_back", reason=str(error))
        self._keeper.close()
        self.models.close()
        return self._wait_idle(_NOTICE_S)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._idle:
            if self._draining.is_set():
                raise Drained
            self._num_running += 1
        try:
            yield
        finally:
            with self._idle:
                self._num_running -= 1
                self._idle.notify_all()

    def _wait_idle(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        with self._idle:
            while self._num_running:
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._idle.wait(left)
        return True

    def _sweep_until_drain(self, seconds: float) -> None:
        # Not at the start: that is when most has to be done, and processes that crash start often.
        strays_at = time.monotonic() + STRAYS_EVERY_S
        while not self._draining.is_set():
            try:
                sweep(self._services)
                if time.monotonic() >= strays_at:
                    strays_at = time.monotonic() + STRAYS_EVERY_S
                    remove_strays(self._services)
            except SQLAlchemyError as error:
                structlog.get_logger().warning("sweep_failed", reason=str(error))
            except Exception:
                # The next one is needed whatever this one met.
                structlog.get_logger().exception("sweep_failed")
            self._draining.wait(seconds)


def new_owner() -> str:
    """A name for this process that no other one has: `host/pid/random`."""
    return f"{socket.gethostname()[:30]}/{os.getpid()}/{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether a claim's owner was a process of this machine that runs no more."""
    host, _, rest = owner.partition("/")
    pid, _, _ = rest.partition("/")
    if host != socket.gethostname()[:30] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def check_clock(database: Database) -> None:
    """Raises DocflowError `clock_skew` where this machine's clock is not the database's."""
    with database.read() as session:
        before = datetime.now(UTC)
        skew_s = abs((database.clock.now(session) - before).total_seconds())
    if skew_s > MAX_SKEW_S:
        raise DocflowError(
            "clock_skew",
            f"this machine's clock and the database's differ by {skew_s:.0f} s; "
            f"more than {MAX_SKEW_S:.0f} s makes workers take each other's tasks. Set the clock",
        )
