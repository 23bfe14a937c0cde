"""Sends documents to a service and waits for their ends. For tests of workers."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import select

from docflow.database.tables import Document
from docflow.documents.incoming import Incoming
from docflow.documents.service import Submission, accept
from docflow.jobs.states import FINAL
from docflow.services import Services
from training.documents.canvas import Canvas
from training.documents.render import pdf_bytes


def small_pdf(*pages: str) -> bytes:
    """A PDF with one line of text a page."""
    canvases = [Canvas(300, 300) for _ in pages]
    for canvas, text in zip(canvases, pages, strict=True):
        canvas.text(20, 40, text)
    return pdf_bytes(canvases)


def send(
    services: Services,
    tenant: str,
    data: bytes,
    *,
    name: str = "a.pdf",
    schema: str = "invoice",
    password: str | None = None,
) -> str:
    """The id of the document."""
    with Incoming(services.store, services.settings.limits) as incoming:
        incoming.write(data)
        submission = Submission(name, schema, password=password, origin="cli")
        return accept(services, tenant, incoming, submission).document.id


def wait_for_ends(services: Services, ids: Sequence[str], within_s: float) -> dict[str, Document]:
    """The rows once all are final."""
    until = time.monotonic() + within_s
    while True:
        with services.database.read() as session:
            rows = session.scalars(select(Document).where(Document.id.in_(ids))).all()
        if all(row.state in FINAL for row in rows):
            return {row.id: row for row in rows}
        if time.monotonic() > until:
            states = [(row.id, row.state, row.attempts, row.error_message) for row in rows]
            raise AssertionError(f"not all have ended: {states}")
        time.sleep(0.05)
