"""Many workers, slow receivers and killed processes, on both databases."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from docflow.queue import DELIVER
from docflow.services import Services
from docflow.webhooks.addresses import parse_allow
from docflow.webhooks.circuit import MAX_UNPROVEN
from docflow.webhooks.service import LEASE, deliver
from docflow.webhooks.transport import HttpTransport
from tests.docflow.service_fixtures import FakeClock
from tests.docflow.webhooks.conftest import Hooks
from tests.docflow.webhooks.receiver import hang, receiver

ROOT = Path(__file__).resolve().parents[3]
NUM_WORKERS = 8


class _Pool:
    """A queue whose workers deliver in threads, as a worker process does."""

    def __init__(self, services: Services, timeout_s: float) -> None:
        self.services = dataclasses.replace(services, queue=self)
        self._transport = HttpTransport(parse_allow("127.0.0.0/8"), timeout_s=timeout_s)
        self._threads = ThreadPoolExecutor(NUM_WORKERS)
        self.errors: list[BaseException] = []

    def tell(self, task: str, *ids: str) -> bool:
        assert task == DELIVER
        try:
            self._threads.submit(self._work, ids[0])
        except RuntimeError:
            return False
        return True

    def _work(self, delivery_id: str) -> None:
        try:
            deliver(self.services, delivery_id, "worker", transport=self._transport)
        except BaseException as error:
            self.errors.append(error)

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)


@contextmanager
def _pool(services: Services, timeout_s: float = 60.0) -> Iterator[_Pool]:
    pool = _Pool(services, timeout_s)
    try:
        yield pool
    finally:
        pool.close()
    assert pool.errors == []


def _wait_until(condition: object, seconds: float = 50) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def test_a_receiver_that_hangs_does_not_hold_up_the_others(
    services: Services, hooks: Hooks
) -> None:
    with receiver(*[hang] * 50) as dead, receiver() as one, receiver() as two, _pool(services) as p:
        hooks.add(dead.url)
        hooks.add(one.url)
        hooks.add(two.url)
        for number in range(20):
            hooks.emit(f"doc_{number}")
        ids = hooks.dispatch()
        # the dead one's come first, the worst order
        ids.sort(key=lambda i: hooks.delivery(i).endpoint_id)
        start = time.monotonic()
        for delivery_id in ids:
            p.tell(DELIVER, delivery_id)
        _wait_until(lambda: len(one.received) == len(two.received) == 20)
        took = time.monotonic() - start
        assert len(dead.received) <= MAX_UNPROVEN
        dead.stop.set()

    # while the requests to the dead one were still under way
    assert took < 45


def test_each_event_arrives_once_though_all_are_told_thrice(
    services: Services, hooks: Hooks
) -> None:
    with receiver() as there, _pool(services) as pool:
        hooks.add(there.url)
        events = [hooks.emit(f"doc_{number % 10}", number=number) for number in range(40)]
        for delivery_id in hooks.dispatch() * 3:
            pool.tell(DELIVER, delivery_id)
        _wait_until(lambda: len(there.received) >= 40)
        _wait_until(lambda: not hooks.due())

    assert sorted(there.ids()) == sorted(event.id for event in events)
    order = {event.id: event.seq for event in events}
    document = {event.id: event.document_id for event in events}
    for name in set(document.values()):
        of_one = [order[i] for i in there.ids() if document[i] == name]
        assert of_one == sorted(of_one)


def test_two_that_dispatch_at_once_write_each_delivery_once(
    services: Services, hooks: Hooks
) -> None:
    hooks.add("http://127.0.0.1:1/")
    for number in range(50):
        hooks.emit(f"doc_{number}")
    barrier = threading.Barrier(4)

    def dispatch() -> list[str]:
        barrier.wait()
        return hooks.dispatch()

    with ThreadPoolExecutor(4) as threads:
        found = [future.result() for future in [threads.submit(dispatch) for _ in range(4)]]

    assert sum(len(ids) for ids in found) == 50
    assert len({i for ids in found for i in ids}) == 50


_CHILD = """
import sys
from docflow.services import open_services
from docflow.settings import Settings
from docflow.webhooks.service import deliver
deliver(open_services(Settings(database_url=sys.argv[1])), sys.argv[2], "child")
"""


@pytest.fixture
def clock() -> FakeClock:
    """Begins at the real time, which the child process goes by."""
    return FakeClock(datetime.now(UTC))


def test_a_process_killed_between_request_and_record_leads_to_the_same_message_again(
    clock: FakeClock, services: Services, hooks: Hooks
) -> None:
    with receiver(hang) as there:
        hooks.add(there.url)
        event = hooks.emit()
        (delivery_id,) = hooks.dispatch()
        url = services.database.url.render_as_string(hide_password=False)
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, url, delivery_id], cwd=ROOT, env=os.environ.copy()
        )
        try:
            _wait_until(lambda: there.received, 60)
        finally:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        assert hooks.delivery(delivery_id).state == "pending"
        clock.moment = datetime.now(UTC)
        assert hooks.pump() == 0
        clock.moment += LEASE + timedelta(seconds=1)
        assert hooks.pump() == 1

    assert there.ids() == [event.id, event.id]
    assert hooks.delivery(delivery_id).state == "delivered"
