"""Reads documents with a pipeline in this process, several at a time. Knows no format of results.

This is the one place below the command line that reaches into `workers`, and it does so when the
first document is read: nothing before that pays for the import of torch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

from docflow.errors import DocflowError
from docflow.results import DocumentResult, FailedResult, Result, failed_result
from docflow.settings import Settings
from schemas.schema import Schema

#: documents that a command has under way at a time, each with the pixels of its pages: the sixteen
#: that an engine on a CPU serves, and two that are read or put together meanwhile
MOST_AT_A_TIME = 18
# (stage, done, total): for example ("pages", 1, 3).
OnProgress = Callable[[str, int, int], None]
#: first and last page, from 1, both included
PageRange = tuple[int, int]


class Pipeline(Protocol):
    """What this module needs of `workers.pipeline.Pipeline`. Thread-safe."""

    def extract(
        self,
        path: Path,
        schema: Schema,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> DocumentResult:
        """The result of the document at `path`. Raises DocflowError where it cannot be read."""
        ...

    def extract_parts(
        self,
        path: Path,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> list[DocumentResult]:
        """The results of the documents in the file at `path`, whose kinds are found. Raises
        DocflowError where it cannot be read.
        """
        ...


OpenPipeline = Callable[[str, Settings], Pipeline]


def open_pipeline(model: str, settings: Settings) -> Pipeline:
    """The pipeline of this process, with the model that the reference `model` names."""
    # Local import: takes seconds and is the exception the import rules grant to commands.
    from workers.pipeline import Pipeline as WorkersPipeline

    return WorkersPipeline(model, settings=settings)


def open_pipeline_with_text(model: str, settings: Settings) -> Pipeline:
    """The same, with results that carry the text the model was given."""
    # Local import: as above.
    from workers.pipeline import Pipeline as WorkersPipeline

    return WorkersPipeline(model, settings=settings, keep_text=True)


class DocumentReader:
    """Reads documents with one pipeline, opened when it is first needed. Thread-safe."""

    def __init__(self, model: str, settings: Settings, open_pipeline: OpenPipeline) -> None:
        self._model = model
        self._settings = settings
        self._open_pipeline = open_pipeline
        self._pipeline: Pipeline | None = None
        self._open_error: DocflowError | None = None
        self._opening = threading.Lock()

    def read(
        self,
        file: str,
        schema: Schema,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> Result:
        """The result of `file`; whatever goes wrong with it becomes its failed entry."""

        def extract(pipeline: Pipeline, path: Path) -> list[DocumentResult]:
            result = pipeline.extract(
                path, schema, password=password, on_progress=on_progress, pages=pages
            )
            return [result]

        return self._read(file, extract)[0]

    def read_parts(
        self,
        file: str,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: PageRange | None = None,
    ) -> list[Result]:
        """As `read`, of a file whose kind nobody named: a result for each document in it."""

        def extract(pipeline: Pipeline, path: Path) -> list[DocumentResult]:
            return pipeline.extract_parts(
                path, password=password, on_progress=on_progress, pages=pages
            )

        return self._read(file, extract)

    def _read(
        self, file: str, extract: Callable[[Pipeline, Path], list[DocumentResult]]
    ) -> list[Result]:
        """At least one result."""
        path = Path(file)
        missing = missing_file(file, path)
        if missing is not None:
            return [missing]
        try:
            results = extract(self._opened(), path)
        except DocflowError as error:
            return [failed_result(file, error.code, str(error))]
        except Exception as error:
            # The next document must not pay for a fault of ours in this one; the traceback goes to
            # the log.
            structlog.get_logger().exception("document_failed", file=file)
            sentence = f"unexpected {type(error).__name__}; this is a fault of docflow: {error}"
            return [failed_result(file, "internal_error", sentence)]
        for result in results:
            # As the user wrote it: names alone do not tell documents of two folders apart.
            result["file"] = file
        return [*results]

    def _opened(self) -> Pipeline:
        """The pipeline; a model that could not be opened is not tried again for each document."""
        with self._opening:
            if self._open_error is not None:
                raise self._open_error
            if self._pipeline is None:
                try:
                    self._pipeline = self._open_pipeline(self._model, self._settings)
                except DocflowError as error:
                    self._open_error = error
                    raise
            return self._pipeline


def missing_file(file: str, path: Path) -> FailedResult | None:
    """The failed entry of a path that is no file. Checked before the model is loaded for it."""
    try:
        if path.is_dir():
            return failed_result(file, "unreadable", "this is a folder; name the files in it")
        if not path.exists():
            return failed_result(file, "not_found", "there is no such file")
    except (OSError, ValueError) as error:
        return failed_result(file, "not_found", f"this cannot be a file name: {error}")
    return None
