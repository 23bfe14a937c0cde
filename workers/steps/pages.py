"""From a file to its pages: the only way documents are opened.

Type, size and kind of the file are checked here; everything that parses it happens in a process of
its own (workers/steps/reader_child.py), which this module asks page by page and ends when a page
costs too much. Knows no PDF library and no OCR.
"""

from __future__ import annotations

import signal
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NoReturn, Self

from docflow.errors import DocflowError, FileError, LimitError, SetupError, display_name, error_of
from docflow.filetype import PDF_HEADER_WITHIN, XML, FileType, file_type
from docflow.limits import Limits
from schemas.einvoice import EInvoice
from workers.page import Page
from workers.steps.ocr import OcrMode
from workers.steps.page_message import page_of_message
from workers.steps.raster import RasterSpec
from workers.steps.reader_process import (
    POOL,
    ReaderDied,
    ReaderPool,
    ReaderProcess,
    WireGarbage,
    WireTimeout,
)
from workers.steps.wire import Message
from workers.steps.xml_message import einvoice_of_message

BackendName = Literal["mupdf", "pdfium"]
_MAX_FAULT_CHARS = 500
_MAX_NAME_CHARS = 60
#: how the stream of an attached file is marked; these words are never packed
_ATTACHMENT_MARKS = (b"EmbeddedFile", b"/text#2Fxml", b"/AFRelationship")
_LOOKED_AT_BYTES = 64 * 2**20


class PageStream:
    """The pages of an open document, each read when it is asked for; the next one is read ahead.

    num_pages: of the whole document, 0 for one that is XML. file_type: what it is. einvoice: what
    its XML says, where that was asked for and it has one; einvoice_fault: why that can't be read;
    einvoice_name: of its attachment, where that is one of the names for such. name: what messages
    call the document.
    Close it, or use it in a `with` statement; it closes itself after the last page and after an
    error. Not thread-safe.
    """

    def __init__(
        self,
        name: str,
        found: FileType,
        reader: ReaderProcess,
        pool: ReaderPool,
        limits: Limits,
    ) -> None:
        self.file_type = found
        self.num_pages = 0
        self.einvoice: EInvoice | None = None
        self.einvoice_fault: str | None = None
        self.einvoice_name = ""
        self.name = self._name = name
        self._reader: ReaderProcess | None = reader
        self._pool = pool
        self._limits = limits
        self._wall_s = limits.document_wall_s
        self._left_s = float(self._wall_s)
        self._wanted: Iterator[int] = iter(())
        self._asked: list[int] = []
        self._document: tuple[dict[str, Any], bytes] = ({}, b"")
        # Whether the process has memory of earlier documents that it never gave back.
        self._is_used = reader.num_pages > 0

    def __iter__(self) -> Iterator[Page]:
        return self

    def __next__(self) -> Page:
        """The next page. Raises FileError or LimitError, which name the file and the page."""
        if self._reader is None:
            raise StopIteration
        try:
            self._ask_ahead()
            if not self._asked:
                self.close()
                raise StopIteration
            number = self._asked[0]
            header, body = self._answer(f"page {number}")
        except LimitError as error:
            if error.code != "out_of_memory" or not self._is_used:
                raise
            self._begin_anew()
            return next(self)
        self._asked.pop(0)
        self._reader.num_pages += 1
        try:
            return page_of_message(header["page"], body)
        except (KeyError, WireGarbage) as error:
            self._fail(self._broken(f"page {number}", str(error)))

    def _ask_ahead(self) -> None:
        while len(self._asked) < 2:
            number = next(self._wanted, None)
            if number is None:
                break
            self._asked.append(number)
            self._send({"op": "page", "index": number - 1}, f"page {number}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Ends reading; keeps the process for the next document if it is idle. May be repeated."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        if self._asked or reader.num_pages >= self._limits.pages_per_reader:
            reader.end()
            return
        try:
            reader.send({"op": "close"}, within_s=self._limits.page_wall_s)
            reader.receive(within_s=self._limits.page_wall_s)
        except (ReaderDied, WireTimeout, WireGarbage):
            reader.end()
            return
        self._pool.give_back(reader)

    def select(self, numbers: Iterable[int]) -> None:
        """Reads only these pages (from 1), in this order. Call it before the first page."""
        assert not self._asked, "pages were asked for already"
        wanted = [number for number in numbers if 1 <= number <= self.num_pages]
        self._wanted = iter(wanted)
        wall_s = self._limits.reading_s(len(wanted))
        self._left_s += wall_s - self._wall_s
        self._wall_s = wall_s

    def open(self, request: dict[str, Any], data: bytes, wanted: Iterable[int] | None) -> None:
        """Hands the document over. wanted: numbers of the pages to read, None for all."""
        self._document = (request, data)
        opened = self._opened()
        self.num_pages = int(opened["num_pages"])
        if opened.get("einvoice") is not None:
            try:
                self.einvoice = einvoice_of_message(opened["einvoice"])
            except WireGarbage as error:
                self._fail(self._broken("the file", str(error)))
            self.einvoice_name = str(opened.get("name", ""))[:_MAX_NAME_CHARS]
        elif opened.get("fault") is not None:
            self.einvoice_fault = str(opened["fault"])[:_MAX_FAULT_CHARS]
        self.select(range(1, self.num_pages + 1) if wanted is None else wanted)

    def _opened(self) -> dict[str, Any]:
        """Hands the document to the process; what that says of it."""
        request, data = self._document
        try:
            self._send({"op": "open", **request}, "the file", data)
            header, _ = self._answer("the file")
        except LimitError as error:
            if error.code != "out_of_memory" or not self._is_used:
                raise
            self._begin_anew()
            return self._opened()
        found: dict[str, Any] = header["opened"]
        return found

    def _begin_anew(self) -> None:
        """A new process, for a document that found no room in a used one; pages asked for before
        and not given are asked for again.
        """
        self._is_used = False
        self._reader = ReaderProcess()
        if self.num_pages:
            self._wanted = chain(self._asked, self._wanted)
            self._asked = []
            self._opened()

    def _send(self, header: dict[str, Any], what: str, body: bytes = b"") -> None:
        assert self._reader is not None
        try:
            self._reader.send(header, body, within_s=self._limits.page_wall_s)
        except ReaderDied as death:
            self._fail(self._of_death(death.signal, what))
        except WireTimeout:
            self._fail(self._too_slow(what))

    def _answer(self, what: str) -> Message:
        assert self._reader is not None
        within_s = min(float(self._limits.page_wall_s), self._left_s)
        start = time.monotonic()
        try:
            header, body = self._reader.receive(within_s=within_s)
        except ReaderDied as death:
            self._fail(self._of_death(death.signal, what))
        except WireTimeout:
            self._fail(self._too_slow(what))
        except WireGarbage as error:
            self._fail(self._broken(what, str(error)))
        finally:
            self._left_s -= time.monotonic() - start
        if "error" in header:
            told = header["error"]
            subject = self._name if what == "the file" else f"{self._name}: {what}"
            self._fail(error_of(str(told["code"]), f"{subject}: {told['reason']}"))
        return header, body

    def _fail(self, error: DocflowError) -> NoReturn:
        """Ends the process, whatever it is doing, and raises."""
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.end()
        raise error

    def _too_slow(self, what: str) -> LimitError:
        if self._left_s <= self._limits.page_wall_s:
            limit = f"the document took more than {self._wall_s} s to read; send it in parts, or "
            limit += "raise DOCFLOW_LIMIT_DOCUMENT_WALL_S or DOCFLOW_LIMIT_PAGE_MEAN_S"
        else:
            limit = f"{what} took more than {self._limits.page_wall_s} s to read"
        return LimitError("timed_out", f"{self._name}: {limit}")

    def _broken(self, what: str, detail: str) -> FileError:
        return FileError(
            "unreadable", f"{self._name}: {what} made its reader talk nonsense ({detail})"
        )

    def _of_death(self, ended_by: int, what: str) -> DocflowError:
        """The error of a process that a signal ended; 0 for none."""
        memory_mib = self._limits.page_memory_bytes // 2**20
        if not ended_by:
            message = "the process that opens documents ended by itself; see `docflow doctor`"
            return SetupError("reader_failed", f"{self._name}: {message}")
        if ended_by == signal.SIGXCPU:
            limits = f"{self._limits.page_cpu_s} s, {self._limits.ocr_cpu_s} s for OCR, are allowed"
            message = f"{what} took too much processor time to read ({limits})"
            return LimitError("timed_out", f"{self._name}: {message}")
        if ended_by == signal.SIGKILL:
            # Nobody but the system, short of memory, does that to a process not ended here.
            message = f"{what} needs more memory than there is ({memory_mib} MiB are allowed)"
            return LimitError("out_of_memory", f"{self._name}: {message}")
        message = f"{what} crashed its reader (signal {ended_by}), perhaps for want of memory"
        return FileError("unreadable", f"{self._name}: {message} ({memory_mib} MiB are allowed)")


def open_pages(
    source: Path | str | bytes,
    *,
    name: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
    raster: RasterSpec | None = None,
    ocr: OcrMode = "auto",
    backend: BackendName = "mupdf",
    pages: Iterable[int] | None = None,
    cache_folder: Path | None = None,
    einvoice: bool = False,
    pool: ReaderPool = POOL,
) -> PageStream:
    """Opens a document: a path, or the bytes of a file.

    name: what messages call it; the path's last part if not given.
    raster: the pixels wanted, None for none.
    pages: numbers (from 1) of those to read, in this order; None for all.
    cache_folder: where OCR results are kept by content, None for nowhere.
    einvoice: whether an e-invoice in it is wanted; without, a file that is XML is refused.

    Raises FileError or LimitError, with a message that names the file and the reason, for a file
    that cannot be opened; reading on raises them for a page that cannot be read.
    """
    limits = limits or Limits()
    shown = display_name(name or ("document" if isinstance(source, bytes) else Path(source).name))
    data = source if isinstance(source, bytes) else read_file(Path(source), shown, limits)
    found = checked_type(data, shown, limits)
    if found == XML and not einvoice:
        reason = "it is XML, which has no pages; an e-invoice is read with the schema invoice, "
        reason += "an order with purchase_order"
        raise FileError("unsupported_type", f"{shown}: {reason}")
    preload = (backend,) if found.kind == "pdf" else ()
    stream = PageStream(shown, found, pool.take(preload), pool, limits)
    request = {
        "kind": found.kind,
        "backend": backend,
        "password": password,
        "limits": limits.as_mapping(),
        "raster": None if raster is None else asdict(raster),
        "ocr": ocr,
        "cache": None if cache_folder is None else str(cache_folder),
        "einvoice": einvoice,
    }
    stream.open(request, data, pages)
    return stream


def read_file(path: Path, name: str, limits: Limits) -> bytes:
    """The bytes of a file. Raises FileError or LimitError before anything large is read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileError("unreadable", f"{name}: this is not a file")
        if status.st_size > limits.max_file_bytes:
            raise _too_large(name, status.st_size, limits)
        with path.open("rb") as file:
            # It may have grown since.
            data = file.read(limits.max_file_bytes + 1)
    except FileNotFoundError:
        raise FileError("not_found", f"{name}: there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError("unreadable", f"{name}: it cannot be opened ({reason})") from error
    return data


def checked_type(data: bytes, name: str, limits: Limits) -> FileType:
    """What a file is, if it is read at all. Raises FileError or LimitError."""
    if len(data) > limits.max_file_bytes:
        raise _too_large(name, len(data), limits)
    try:
        found = file_type(data[:PDF_HEADER_WITHIN])
    except FileError as error:
        raise FileError(error.code, f"{name}: {error.message}") from None
    return found


def may_carry_einvoice(path: Path) -> bool:
    """Whether a file is XML, or a PDF with other files inside. A look at its bytes, no more: a PDF
    that hides them otherwise is read as one without.
    """
    try:
        with path.open("rb") as file:
            head = file.read(PDF_HEADER_WITHIN)
            found = file_type(head)
            if found.kind != "pdf":
                return found == XML
            data = head + file.read(_LOOKED_AT_BYTES)
            return any(mark in data for mark in _ATTACHMENT_MARKS)
    except (OSError, ValueError, FileError):
        # Opening it says what is wrong.
        return False


def reading_turn() -> AbstractContextManager[None]:
    """Around all that is done with a document that is open: as many are read at a time as there are
    cores for. Where only one is ever open at a time, it can be left out.
    """
    return POOL.turn()


def warm_up(backend: BackendName = "mupdf") -> None:
    """Starts the process that opens documents, so that the first need not wait for it."""
    POOL.warm_up((backend,))


def _too_large(name: str, num_bytes: int, limits: Limits) -> LimitError:
    limit = limits.max_file_bytes
    return LimitError("too_large", f"{name}: it has {num_bytes:,} bytes; the limit is {limit:,}")
