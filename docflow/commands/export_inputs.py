"""What `docflow export` is given, as results: files of results, ids of stored documents, documents
to be read. Knows no e-invoice.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import typer

from docflow.commands.opened import opened_services
from docflow.commands.options import load_settings
from docflow.commands.pipelines import DocumentReader, open_pipeline
from docflow.documents.repository import find_document
from docflow.extractions.repository import latest_extraction
from docflow.extractions.service import result_of
from docflow.formats.text import pages_words
from docflow.results import Result, failed_result
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from schemas.einvoice.write import WRITTEN
from schemas.schema import load_builtin

STDIN = "-"
_DOCUMENT_ID = re.compile(r"doc_[0-9A-Za-z]{8,40}")
_RESULTS = frozenset({".json", ".jsonl", ".ndjson"})
#: bytes of a file of results
_MAX_BYTES = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Source:
    """A result, and what to call it: the name of its document's file."""

    name: str
    result: Result

    @property
    def pages(self) -> str:
        """Which pages of its file it is of, where the file holds several documents; else empty."""
        part = None if self.result["status"] == "failed" else self.result.get("part")
        return "" if part is None else pages_words(part["first_page"], part["last_page"])


@contextlib.contextmanager
def open_sources(
    inputs: Sequence[str], schema: str, model: str | None
) -> Iterator[Iterator[Source]]:
    """Yields the results of all inputs, in their order. Database and model are opened only where an
    input asks for them, and closed at the end of the block.

    schema: what documents are read as.

    Raises:
        typer.BadParameter: an input or the schema is none that can be used.
    """
    if schema not in WRITTEN:
        message = f"{schema!r} is no kind of invoice; there are {', '.join(WRITTEN)}"
        raise typer.BadParameter(message, param_hint="--schema")
    with contextlib.ExitStack() as stack:
        yield _Sources(stack, schema, model).all(inputs)


class _Sources:
    def __init__(self, stack: contextlib.ExitStack, schema: str, model: str | None) -> None:
        self._stack = stack
        self._schema = schema
        self._model = model
        self._services: Services | None = None
        self._reader: DocumentReader | None = None

    def all(self, inputs: Sequence[str]) -> Iterator[Source]:
        for text in inputs:
            if text == STDIN:
                yield from _results(sys.stdin.read(), "stdin")
            elif _DOCUMENT_ID.fullmatch(text) and not Path(text).exists():
                yield self._stored(text)
            elif Path(text).suffix.lower() in _RESULTS:
                yield from _results(_read(text), text)
            else:
                yield self._read(text)

    def _stored(self, document_id: str) -> Source:
        """The latest result of a document of this machine's tenant."""
        if self._services is None:
            self._services = self._stack.enter_context(opened_services())
        tenant_id = ensure_local_tenant(self._services)
        with self._services.database.read() as session:
            document = find_document(session, tenant_id, document_id)
            if document is None:
                message = f"there is no document {document_id}"
                return Source(document_id, failed_result(document_id, "not_found", message))
            extraction = latest_extraction(session, document.id)
            if extraction is None:
                message = f"the document is {document.state}; it has no result"
                return Source(document_id, failed_result(document_id, "not_ready", message))
            return Source(document_id, result_of(session, document, extraction))

    def _read(self, file: str) -> Source:
        """A document, read as `docflow extract` would."""
        if self._reader is None:
            settings = load_settings()
            self._reader = DocumentReader(self._model or settings.model, settings, open_pipeline)
        return Source(file, self._reader.read(file, load_builtin(self._schema)))


def _read(file: str) -> str:
    try:
        if Path(file).stat().st_size > _MAX_BYTES:
            message = f"{file}: has more than {_MAX_BYTES // 2**20} MiB of results"
            raise typer.BadParameter(message)
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file}: is not UTF-8 text") from error


def _results(text: str, file: str) -> Iterator[Source]:
    """The results of a text: one JSON object, an array of them, or one object a line."""
    try:
        found = json.loads(text)
        objects = found if isinstance(found, list) else [found]
    except json.JSONDecodeError:
        objects = [_line(line, file, n) for n, line in enumerate(text.splitlines(), 1) if line]
    if not objects:
        raise typer.BadParameter(f"{file}: is empty; there is no result in it")
    for value in objects:
        if not _is_result(value):
            message = f"{file}: holds no result of `docflow extract --format json`"
            raise typer.BadParameter(message)
        yield Source(str(value.get("file") or value.get("id") or file), cast(Result, value))


def _line(line: str, file: str, number: int) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"{file}: line {number} is no JSON: {error.msg}") from error


def _is_result(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if value.get("status") == "failed":
        error = value.get("error")
        return isinstance(error, dict) and {"code", "message"} <= error.keys()
    is_read = value.get("status") in ("done", "needs_review")
    return is_read and isinstance(value.get("schema"), str) and isinstance(value.get("data"), dict)
