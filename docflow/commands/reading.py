"""Reads many documents: several at a time in one process, or in several processes. Knows no command
and no format of results.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from docflow.commands.in_order import in_order
from docflow.commands.pipelines import MOST_AT_A_TIME, DocumentReader, OpenPipeline
from docflow.results import Result, failed_result
from docflow.schema_store import SchemaStore
from docflow.settings import Settings
from schemas.schema import AUTO


@dataclass(frozen=True, slots=True)
class Request:
    """One document to read. `schema` is a name or a file, since it is sent to other processes."""

    file: str
    schema: str
    password: str | None = None


class RequestReader:
    """Reads requests with one pipeline and the schemas of one home folder. Thread-safe."""

    def __init__(self, model: str, settings: Settings, open_pipeline: OpenPipeline) -> None:
        self._reader = DocumentReader(model, settings, open_pipeline)
        self._schemas = SchemaStore(settings.home)

    def read(self, request: Request) -> Result:
        """The result of the request's document. Where its kind is to be found, of several documents
        in it the first one.
        """
        if request.schema == AUTO:
            return self._reader.read_parts(request.file, password=request.password)[0]
        schema = self._schemas.get(request.schema)
        return self._reader.read(request.file, schema, password=request.password)


# Only in the processes of a pool: a task carries a request, the model stays where it was loaded.
_pool_reader: RequestReader | None = None


def read_all(
    requests: Sequence[Request],
    model: str,
    settings: Settings,
    open_pipeline: OpenPipeline,
    *,
    num_processes: int = 1,
    at_a_time: int = MOST_AT_A_TIME,
) -> Iterator[tuple[int, Result]]:
    """(index into `requests`, result) of each document as it ends; in order with one process only.

    at_a_time: documents under way at most; several processes have one each.
    `open_pipeline` must be importable by name where `num_processes` is above 1.
    """
    if num_processes > 1:
        yield from _read_in_pool(requests, model, settings, open_pipeline, num_processes)
        return
    reader = RequestReader(model, settings, open_pipeline)
    at_a_time = max(1, min(len(requests), at_a_time))
    yield from enumerate(in_order(requests, reader.read, at_a_time=at_a_time))


def _read_in_pool(
    requests: Sequence[Request],
    model: str,
    settings: Settings,
    open_pipeline: OpenPipeline,
    num_processes: int,
) -> Iterator[tuple[int, Result]]:
    num_threads = max(1, (os.cpu_count() or 1) // num_processes)
    # Spawned, not forked: a fork would copy the locks of threads that do not exist in the child.
    with ProcessPoolExecutor(
        num_processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_process,
        initargs=(model, settings, open_pipeline, num_threads),
    ) as pool:
        pending: dict[Future[Result], int] = {}
        for index, request in enumerate(requests):
            try:
                pending[pool.submit(_read_in_process, request)] = index
            except BrokenProcessPool:
                yield index, _died(request)
        for future in as_completed(pending):
            index = pending[future]
            try:
                yield index, future.result()
            except BrokenProcessPool:
                yield index, _died(requests[index])


def _died(request: Request) -> Result:
    sentence = "the process that read this document, or one beside it, died"
    return failed_result(request.file, "internal_error", sentence)


def _start_process(
    model: str, settings: Settings, open_pipeline: OpenPipeline, num_threads: int
) -> None:
    global _pool_reader
    # Before torch is imported, which reads it: all processes together use each core once.
    os.environ.setdefault("OMP_NUM_THREADS", str(num_threads))
    _pool_reader = RequestReader(model, settings, open_pipeline)


def _read_in_process(request: Request) -> Result:
    assert _pool_reader is not None, "_start_process runs first in each process of the pool"
    return _pool_reader.read(request)
