"""The models for all tasks of a process: windows in, readings out. Knows no database.

Each window has a thread, which prepares its prompt and grammar and waits; the model's engine
answers the windows of all threads in the same passes, in a thread of its own.
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
    """One request. model: its reference. schema: as it is asked. window_s: time for the answer.
    group: names its document; where windows wait, documents take turns. drop_blank: as in `ask`.
    """

    model: str
    schema: Schema
    pages: tuple[Page, ...]
    window_s: float
    group: str = ""
    drop_blank: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """A window's reading. seconds: by the clock, from its thread's taking it up to the reading. The
    engine's passes are shared with other windows, so seconds of several may be the same ones.
    """

    reading: WindowReading
    seconds: float


#: windows that are answered at a time: as many as an engine serves on a GPU. Fewer on a CPU; there
#: the rest waits in the engine. Threads are started when there is a window for them.
AT_A_TIME = 128

#: Called by many threads.
Answerer = Callable[[WindowJob], WindowReading]


def answer_with_model(job: WindowJob) -> WindowReading:
    """The reading of a model in this process, loaded when it is first asked for.

    Raises: DocflowError, see workers/models.py and workers/steps/ask.py.
    """
    # Local imports: processes that only open documents never load torch.
    from workers.models import open_model
    from workers.steps.ask import ask

    model = open_model(parse_model_reference(job.model))
    return ask(
        model, job.schema, job.pages, job.window_s, group=job.group, drop_blank=job.drop_blank
    )


class ModelServer:
    """Answers windows, many at a time; of more than that, those that came first."""

    def __init__(
        self, answerer: Answerer = answer_with_model, *, at_a_time: int = AT_A_TIME
    ) -> None:
        self._answerer = answerer
        self._executor = ThreadPoolExecutor(at_a_time, "window")
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
