"""One engine for all tasks of a process: windows in, readings out. Knows no database.

Models are opened and run in one thread: the network's caches and the loader are not for several.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from docflow.errors import DocflowError
from docflow.model_ref import parse_model_reference
from schemas.schema import Schema
from workers.page import Page
from workers.steps.values import WindowReading


@dataclass(frozen=True, slots=True)
class WindowJob:
    """One request. model: its reference. schema: as it is asked. window_s: time for the answer."""

    model: str
    schema: Schema
    pages: tuple[Page, ...]
    window_s: float


@dataclass(frozen=True, slots=True)
class Answered:
    """A window's reading and the seconds it took, without the wait for other windows."""

    reading: WindowReading
    seconds: float


Answerer = Callable[[WindowJob], WindowReading]


def answer_with_model(job: WindowJob) -> WindowReading:
    """The reading of a model in this process, loaded when it is first asked for.

    Raises: DocflowError, see workers/models.py and workers/steps/ask.py.
    """
    # Local imports: processes that only open documents never load torch.
    from workers.models import open_model
    from workers.steps.ask import ask

    return ask(open_model(parse_model_reference(job.model)), job.schema, job.pages, job.window_s)


class ModelServer:
    """Answers windows one after the other, in the order they came."""

    def __init__(self, answerer: Answerer = answer_with_model) -> None:
        self._answerer = answerer
        self._executor = ThreadPoolExecutor(1, "engine")
        self._lock = threading.Lock()
        self._num_open = 0

    def answer(self, job: WindowJob) -> Future[Answered]:
        """The reading to come; its error is a DocflowError or a fault of ours."""
        with self._lock:
            self._num_open += 1
        future = self._executor.submit(self._timed, job)
        future.add_done_callback(self._count_down)
        return future

    @property
    def num_open(self) -> int:
        """Windows that wait or are being answered."""
        return self._num_open

    def warm_up(self, model: str) -> None:
        """Loads a model before the first window asks for it. Returns at once."""
        if self._answerer is answer_with_model:
            self._executor.submit(_load, model)

    def close(self) -> None:
        """Answers nothing more that has not begun."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _timed(self, job: WindowJob) -> Answered:
        start = time.monotonic()
        reading = self._answerer(job)
        return Answered(reading, time.monotonic() - start)

    def _count_down(self, _done: Future[Answered]) -> None:
        with self._lock:
            self._num_open -= 1


def _load(model: str) -> None:
    # Local import, as above.
    from workers.models import open_model

    try:
        open_model(parse_model_reference(model)).vocabulary  # noqa: B018
    except DocflowError as error:
        # Said again, to whom it concerns, by the first document that needs it.
        structlog.get_logger().warning("model_not_loaded", model=model, reason=str(error))
