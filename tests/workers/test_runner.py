"""Processes that work: names, clocks and engines."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from docflow.errors import DocflowError
from docflow.queue import DELIVER, SWEEP
from docflow.services import Services
from schemas.schema import load_builtin
from tests.docflow.jobs.rows import add_document
from tests.docflow.service_fixtures import FakeClock, RecordingQueue
from tests.workers.stub import StubAnswerer
from workers.model_server import ModelServer, WindowJob
from workers.runner import Runner, is_gone, new_owner
from workers.steps.values import WindowReading


def test_a_clock_that_is_wrong_refuses_to_start(clock: FakeClock, services: Services) -> None:
    with pytest.raises(DocflowError, match="Set the clock") as caught:
        Runner(services, answerer=StubAnswerer(0)).start()
    assert caught.value.code == "clock_skew"


def test_clocks_that_agree_are_no_trouble(services: Services) -> None:
    runner = Runner(services, answerer=StubAnswerer(0))
    runner.start()
    assert runner.drain(0)


def test_an_owner_is_gone_when_its_process_is() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = new_owner()
    host, _, _ = mine.split("/")
    assert not is_gone(f"{mine}#3")
    assert is_gone(f"{host}/{ended.pid}/ab#1")
    assert not is_gone(f"another-host/{ended.pid}/ab#1")
    assert not is_gone("not a worker")
    assert len(new_owner()) < 60


def test_the_sweep_is_a_task_too(services: Services, tenant: str) -> None:
    id_ = add_document(services, tenant, woken_at=None)
    runner = Runner(services, answerer=StubAnswerer(0))
    runner.run(SWEEP)
    assert isinstance(services.queue, RecordingQueue)
    # Just sent: nobody needs to be told again.
    assert (SWEEP, id_) not in services.queue.told


def test_a_delivery_that_is_gone_is_nobodys_trouble(services: Services) -> None:
    Runner(services, answerer=StubAnswerer(0)).run(DELIVER, "dlv_unknown")


def test_windows_of_several_tasks_are_answered_together() -> None:
    # Only eight that wait for each other pass it.
    together = threading.Barrier(8, timeout=10)

    def answer(job: WindowJob) -> WindowReading:
        together.wait()
        return WindowReading((), text=job.model)

    server = ModelServer(answer)
    jobs = [WindowJob(f"m{n}", load_builtin("invoice"), (), 1.0) for n in range(8)]
    answers = [future.result(10) for future in [server.answer(job) for job in jobs]]
    assert [one.reading.text for one in answers] == [job.model for job in jobs]
    assert server.num_open == 0
    server.close()
