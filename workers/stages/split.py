"""Stage one: a document becomes stored pages and the windows that models are asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docflow.database.tables import Document
from docflow.jobs.endings import fail_document, finish_split
from docflow.jobs.repository import Lease, LeaseLost, claim_split
from docflow.jobs.sweeper import dispatch
from docflow.model_ref import parse_model_reference
from docflow.storage.store import document_prefix, page_key
from docflow.user_schemas.service import schema_of
from workers.budgets import read_profile
from workers.document import (
    asked_of,
    noting_forms,
    open_document,
    plan_document,
    read_einvoice,
)
from workers.page import Page
from workers.stages.page_blob import pack_page
from workers.stages.stage import StageContext, run_stage
from workers.steps.acroform_reading import form_to_json, read_form
from workers.steps.pages import PageStream, reading_turn
from workers.steps.windows import Piece
from workers.steps.xml_reading import covers, needs_model, xml_to_json

#: what opening, storing and the database may take beside the pages themselves
_SPARE_S = 120.0


def split(context: StageContext, document_id: str) -> None:
    """queued -> splitting -> reading, or failed. Does nothing for a document that is past it."""
    lease = context.claim(claim_split, document_id)
    if lease is None:
        return
    run_stage(
        context,
        lease,
        lambda: _split(context, lease),
        lambda code, message: _fail(context, lease, code, message),
        at_most_s=context.services.settings.limits.document_wall_s + _SPARE_S,
    )


def _fail(context: StageContext, lease: Lease, code: str, message: str) -> None:
    fail_document(context.services, lease, code, message)
    # Whoever waits for a webhook should not wait for the sweeper.
    dispatch(context.services)


def _split(context: StageContext, lease: Lease) -> None:
    services = context.services
    with services.database.read() as session:
        document = session.get(Document, lease.id)
        if document is None:
            raise LeaseLost(lease.id)
        # A schema that is gone ends the document here, before its pages are read.
        schema = schema_of(session, document)
    budget = read_profile(parse_model_reference(document.model)).budget
    rows: list[dict[str, Any]] = []
    seen: list[Page] = []
    forms: list[Page] = []
    with (
        services.store.local_copy(document.storage_key) as path,
        reading_turn(),
        open_document(
            path,
            budget,
            services.settings,
            name=document.file_name,
            password=document.password,
            einvoice=covers(schema),
        ) as opened,
    ):
        pages = _stored(context, document, opened.stream, rows)
        if opened.stream.einvoice is not None:
            # Its values are looked up on all of them.
            pages = iter(seen := list(pages))
        windows = plan_document(noting_forms(pages, forms), budget)
    xml = read_einvoice(schema, opened, seen)
    form = None
    if xml is None:
        form = read_form(asked_of(schema, budget), forms, [row["number"] for row in rows])
    if (xml is not None and not needs_model(xml, opened.num_pages)) or (form and form.is_whole):
        windows = []
    try:
        pieces = [[piece_to_json(piece) for piece in window] for window in windows]
        known = None if form is None else form_to_json(form)
        known = known if xml is None else xml_to_json(xml)
        finish_split(services, lease, rows, pieces, opened.num_pages, known)
    except LeaseLost:
        _remove_if_deleted(context, document)
        raise


def _stored(
    context: StageContext, document: Document, stream: PageStream, rows: list[dict[str, Any]]
) -> Iterator[Page]:
    """The pages without pixels, each stored as it passes; so memory holds one page's."""
    for page in stream:
        context.check_stopping()
        key = page_key(document.tenant_id, document.id, page.number)
        context.services.store.put_bytes(key, pack_page(page))
        sources = {word.source for word in page.words}
        rows.append(
            {
                "number": page.number,
                "width_pt": page.width_pt,
                "height_pt": page.height_pt,
                "num_words": len(page.words),
                "source": "none" if not sources else "ocr" if "ocr" in sources else "text",
                "notes": list(page.notes),
            }
        )
        yield replace(page, pixels=None)


def _remove_if_deleted(context: StageContext, document: Document) -> None:
    """Pages of a document that was deleted meanwhile must not stay behind."""
    with context.services.database.read() as session:
        if session.get(Document, document.id) is None:
            context.services.store.delete_below(document_prefix(document.tenant_id, document.id))


def piece_to_json(piece: Piece) -> int | list[int]:
    """A page's number, or for a part [number, first word, end]."""
    return piece.number if piece.words is None else [piece.number, *piece.words]


def piece_of_json(content: int | list[int]) -> Piece:
    """The piece that `piece_to_json` wrote."""
    if isinstance(content, int):
        return Piece(content)
    number, start, end = content
    return Piece(number, (start, end))
