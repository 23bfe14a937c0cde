"""The process behind `EmbeddedWorkers`: takes messages from its standard input and works on them.

The first line is a JSON object with settings, owner's name and level of logs; each further line one
message. The end of the input is the order to finish, so the process never outlives its parent.
Knows no HTTP.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
import warnings
from collections.abc import Iterator

import structlog
from sqlalchemy.exc import SQLAlchemyError

from docflow.database.tables import Document, Window
from docflow.jobs import repository
from docflow.jobs.sweeper import sweep
from docflow.logs import configure_logs
from docflow.queue import ROUTES
from docflow.services import Services, open_services
from docflow.settings import Settings
from workers.model_server import Answerer, answer_with_model
from workers.runner import Runner, is_gone
from workers.stages.stage import Drained
from workers.steps.pages import warm_up
from workers.steps.reader_process import most_readers

#: threads a queue. parse: besides those that read, one that assembles. model: windows share one
#: engine, which serves sixteen on a CPU; two more store an answer or fetch pages meanwhile
THREADS = {"parse": most_readers() + 1, "model": 18, "webhook": 8, "sweep": 1}
#: messages a queue holds; of more than these the sweeper tells later
MAX_WAITING = 20_000
GRACE_S = 5.0
#: the server's own process goes first where cores are short
_NICENESS = 5


class LocalQueue:
    """Implements `docflow.queue.Queue` and `CountsWaiting` with a line a queue. Thread-safe."""

    def __init__(self) -> None:
        self._lines: dict[str, queue.SimpleQueue[tuple[str, ...] | None]] = {
            name: queue.SimpleQueue() for name in THREADS
        }
        self._lock = threading.Lock()
        self._waiting: set[tuple[str, ...]] = set()

    def tell(self, task: str, *ids: str) -> bool:
        message = (task, *ids)
        with self._lock:
            if message in self._waiting:
                return True
            if len(self._waiting) >= MAX_WAITING:
                return False
            self._waiting.add(message)
        self._lines[ROUTES[task]].put(message)
        return True

    def num_waiting(self, task: str) -> int | None:
        return self._lines[ROUTES[task]].qsize()

    def take(self, name: str) -> Iterator[tuple[str, ...]]:
        """The messages of a queue as they come, until `close`."""
        while (message := self._lines[name].get()) is not None:
            with self._lock:
                # Before the work: what is told meanwhile is another message.
                self._waiting.discard(message)
            yield message

    def close(self) -> None:
        """Ends every `take`."""
        for name, line in self._lines.items():
            for _ in range(THREADS[name]):
                line.put(None)


def main(answerer: Answerer = answer_with_model) -> None:
    """Works until the input ends. answerer: another one in tests and benchmarks."""
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    # What tasks print must not get between the results of the parent.
    sys.stdout = sys.stderr
    first = json.loads(sys.stdin.readline())
    settings = Settings(**first["settings"])
    configure_logs(settings, first["log_level"])
    messages = LocalQueue()
    services = open_services(settings, queue=messages)
    runner = Runner(services, answerer=answerer, owner=first["owner"])
    runner.start()
    for name, num_threads in THREADS.items():
        for _ in range(num_threads):
            threading.Thread(target=_work, args=(runner, messages, name), daemon=True).start()
    _recover(services)
    runner.sweep_every(settings.sweep_s)
    warm_up(settings.pdf_backend)
    runner.models.warm_up(settings.model)
    for line in sys.stdin:
        task, *ids = json.loads(line)
        messages.tell(task, *ids)
    messages.close()
    runner.drain(GRACE_S)
    services.close()
    # Threads that hang in a library must not keep the process.
    sys.stderr.flush()
    os._exit(0)


def _work(runner: Runner, messages: LocalQueue, name: str) -> None:
    for task, *ids in messages.take(name):
        try:
            runner.run(task, *ids)
        except Drained:
            return
        except SQLAlchemyError as error:
            # The row is as it was; the sweeper tells of it again.
            structlog.get_logger().warning("task_failed", task=task, reason=str(error))
        except Exception:
            # A fault of ours must not end this thread: others wait for it.
            structlog.get_logger().exception("task_failed", task=task)


def _recover(services: Services) -> None:
    """Takes up what earlier processes left: rows of those that are gone, and all that waits."""
    try:
        with services.database.write() as write:
            for owner in repository.running_owners(write.session):
                if is_gone(owner):
                    for table in (Document, Window):
                        repository.expire_leases(write, table, owner_prefix=owner)
        sweep(services, told_again_s=0.0)
    except SQLAlchemyError as error:
        structlog.get_logger().warning("not_recovered", reason=str(error))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
