"""The process that opens documents, started by reader_process.py. Knows no file names.

Answers messages on its standard input until that is closed:

    {"op": "open", ...} + the file's bytes  ->  {"opened": {"num_pages", "einvoice", "fault"}}
    {"op": "page", "index": n}              ->  {"page": {...}} + pixels
    {"op": "close"}                         ->  {"closed": true}

or {"error": {"code", "reason"}}. It limits its own processor time, memory and file sizes, takes no
network with it, and never imports torch. What still goes wrong its parent sees as its end.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import resource
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docflow.limits import Limits
from workers.backends.base import BackendError, Document, ran_out_of_memory
from workers.steps.ocr import Ocr
from workers.steps.page_message import page_to_message
from workers.steps.page_reader import PageReader
from workers.steps.raster import RasterSpec
from workers.steps.wire import Message, Wire, WireClosed

#: files it may write: OCR results for the cache, nothing large
_MAX_WRITTEN_BYTES = 64 * 2**20
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

if TYPE_CHECKING:
    from workers.page import Page
    from workers.steps.attached import Attached


class Session:
    """The document that is open, if any, and how its pages are read."""

    def __init__(self) -> None:
        self._document: Document | None = None
        self._reader: PageReader | None = None
        self._limits = Limits()

    def answer(self, request: dict[str, Any], body: bytes) -> Message:
        """Does what is asked. Raises BackendError, and whatever a library raises on a bad file."""
        operation = request["op"]
        if operation == "open":
            return self._open(request, body)
        if operation == "page":
            return self._page(int(request["index"]))
        assert operation == "close", operation
        self._close()
        return {"closed": True}, b""

    def _open(self, request: dict[str, Any], body: bytes) -> Message:
        self._close()
        self._limits = Limits.from_mapping(request["limits"])
        self._restrict()
        raster = RasterSpec(**request["raster"]) if request["raster"] else None
        cache = Path(request["cache"]) if request["cache"] else None
        ocr = Ocr(request["ocr"], cache, self._limits.page_wall_s, self._restrict_ocr)
        self._reader = PageReader(self._limits, raster, ocr)
        if request["kind"] == "xml":
            # Local import, as below: most documents are not.
            from workers.steps.attached import Attached, invoice_of_file

            return _opened(0, Attached(invoice_of_file(body)))
        self._document = _open_document(request, body, self._limits)
        attached = self._attached(request)
        if attached is not None and attached.invoice is not None:
            # The XML says exactly what a code would, and more.
            self._reader = PageReader(self._limits, raster, ocr, codes=False)
        return _opened(self._document.num_pages, attached)

    def _attached(self, request: dict[str, Any]) -> Attached | None:
        """The e-invoice that a PDF carries, where one is wanted."""
        if not request.get("einvoice") or request["kind"] != "pdf":
            return None
        assert self._document is not None
        from workers.steps.attached import attached_invoice

        return attached_invoice(self._document)

    def _page(self, index: int) -> Message:
        assert self._document is not None
        assert self._reader is not None
        self._restrict()
        page = self._document.page(index)
        read = self._reader.read(page, index + 1, repaired=self._document.repaired)
        return page_to_message(self._with_data(read))

    def _with_data(self, page: Page) -> Page:
        """The page with the fields of a form that is on none, where it stands for that form."""
        assert self._document is not None
        if page.widgets or self._document.num_pages > 1:
            return page
        # Local import: it takes a tenth of a second, and hardly any document is such a form.
        from workers.steps.xfa_fields import MAX_BYTES, fields_of_xfa, is_placeholder

        if not is_placeholder(page, self._document.num_pages):
            return page
        packets = self._document.xfa_packets(MAX_BYTES)
        return replace(page, widgets=tuple(fields_of_xfa(packets))) if packets else page

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
        self._document = None

    def _restrict(self) -> None:
        """Sets what the next page may cost; beyond it the system ends this process."""
        _allow_cpu(self._limits.page_cpu_s)
        _lower(resource.RLIMIT_AS, self._limits.page_memory_bytes)

    def _restrict_ocr(self) -> None:
        _allow_cpu(self._limits.ocr_cpu_s)


def _opened(num_pages: int, found: Attached | None) -> Message:
    """The answer to "open". einvoice, fault: null where there is none."""
    opened: dict[str, Any] = {"num_pages": num_pages, "einvoice": None, "fault": None}
    if found is not None:
        opened["fault"] = found.fault
        if found.invoice is not None:
            from workers.steps.xml_message import einvoice_to_message

            opened["einvoice"] = einvoice_to_message(found.invoice)
            opened["name"] = found.name
    return {"opened": opened}, b""


def _open_document(request: dict[str, Any], body: bytes, limits: Limits) -> Document:
    kind = request["kind"]
    if kind != "pdf":
        # Local imports, here and below: no document needs all libraries, and each costs its start.
        from workers.backends import images

        return images.open_document(body, kind, limits)
    document: Document = _pdf_backend(request["backend"]).open_document(
        body, request["password"], limits
    )
    return document


def _pdf_backend(name: str) -> Any:
    try:
        return importlib.import_module(f"workers.backends.{name}")
    except ModuleNotFoundError as error:
        reason = f"the PDF library {name} is not installed ({error.name})"
        raise BackendError("backend_missing", reason) from error


def _allow_cpu(seconds: int) -> None:
    """Allows this process as many more seconds of processor time, and programs it starts too."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


def _lower(what: int, value: int) -> None:
    """Sets the soft limit, which may be raised again for the next page."""
    _, hard = resource.getrlimit(what)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS knows RLIMIT_AS and refuses to set it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (soft, hard))


def _shed_rights() -> None:
    """Gives up the network, where the kernel lets a process do that, and core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_FSIZE, _MAX_WRITTEN_BYTES)
    if sys.platform == "linux":
        # Fails where user namespaces are switched off, as in many containers; then the container's
        # own rules are what there is.
        ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _reason(error: Exception) -> Message:
    if isinstance(error, BackendError):
        code, reason = error.code, error.reason
    elif ran_out_of_memory(error):
        code, reason = "out_of_memory", "needs more memory than allowed"
    else:
        code, reason = "corrupt_file", f"cannot be read ({type(error).__name__}: {error})"
    return {"error": {"code": code, "reason": reason[:500]}}, b""


def main(arguments: list[str]) -> None:
    """Answers until the parent hangs up. arguments: backends to load before the first question."""
    # Libraries print to standard output now and then; that must not get between messages.
    answers = os.dup(1)
    os.dup2(2, 1)
    wire = Wire(0, answers)
    _shed_rights()
    for name in arguments:
        # One that is missing is reported to the document that needs it.
        with contextlib.suppress(BackendError):
            _pdf_backend(name)
    session = Session()
    while True:
        try:
            request, body = wire.receive()
        except WireClosed:
            return
        try:
            header, pixels = session.answer(request, body)
        except Exception as error:
            # The parsers raise dozens of types on broken files; each ends one document, none this
            # process.
            header, pixels = _reason(error)
        try:
            wire.send(header, pixels)
        except WireClosed:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
