"""Stage one: a document becomes stored pages and the windows that models are asked about."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docflow.database.tables import Document
from docflow.jobs.endings import fail_document, finish_split
from docflow.jobs.packets import FoundPart, finish_packet
from docflow.jobs.repository import Lease, LeaseLost, claim_split
from docflow.jobs.sweeper import dispatch
from docflow.results import Classification
from docflow.storage.store import document_prefix, page_key
from docflow.user_schemas.service import schema_of
from schemas.schema import AUTO, Schema, load_builtin
from workers.budgets import PageBudget
from workers.document import (
    OpenDocument,
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
from workers.steps.code_reading import (
    FoundCode,
    codes_of_pages,
    noting_codes,
    with_codes_json,
)
from workers.steps.kind import classification_of, parts_of_pages
from workers.steps.pages import PageStream, reading_turn
from workers.steps.windows import Piece, first_and_last
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
        # It may wait behind the longest of documents before its own turn to be read.
        at_most_s=context.services.settings.limits.longest_reading_s + _SPARE_S,
    )


def _fail(context: StageContext, lease: Lease, code: str, message: str) -> None:
    fail_document(context.services, lease, code, message)
    # Whoever waits for a webhook should not wait for the sweeper.
    dispatch(context.services)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a document. rows: of the pages that were stored. forms: those of its pages
    that have fields. seen: its pages without pixels, where their words are still needed. codes:
    bar codes and QR codes on them.
    """

    opened: OpenDocument
    rows: list[dict[str, Any]]
    forms: list[Page]
    seen: list[Page]
    codes: list[FoundCode]


def _split(context: StageContext, lease: Lease) -> None:
    with context.services.database.read() as session:
        document = session.get(Document, lease.id)
        if document is None:
            raise LeaseLost(lease.id)
        # A schema that is gone ends the document here, before its pages are read.
        schema = None if document.schema_name == AUTO else schema_of(session, document)
    budget = context.profile_of(document).budget
    try:
        if schema is None:
            _find_kind(context, lease, document, budget)
        else:
            _split_as(context, lease, document, schema, budget)
    except LeaseLost:
        _remove_if_deleted(context, document)
        raise


def _split_as(
    context: StageContext, lease: Lease, document: Document, schema: Schema, budget: PageBudget
) -> None:
    """Splits a document that is to be read with `schema`."""
    rows: list[dict[str, Any]] = []
    seen: list[Page] = []
    forms: list[Page] = []
    codes: list[FoundCode] = []
    # An e-invoice is of a file, not of one document among several.
    einvoice = covers(schema) and document.first_page is None
    with _opened(context, lease, document, budget, einvoice=einvoice) as opened:
        pages = noting_codes(_stored(context, document, opened.stream, rows), codes)
        if opened.stream.einvoice is not None:
            # Its values are looked up on all of them.
            pages = iter(seen := list(pages))
        windows = plan_document(noting_forms(pages, forms), budget)
    read = _Read(opened, rows, forms, seen, codes)
    _finish(context, lease, schema, budget, read, windows)


def _find_kind(context: StageContext, lease: Lease, document: Document, budget: PageBudget) -> None:
    """Splits a document whose kind nobody said: reads all pages, and makes documents of their own
    of what is several.
    """
    start = time.monotonic()
    rows: list[dict[str, Any]] = []
    forms: list[Page] = []
    einvoice = document.first_page is None
    whole = _opened(context, lease, document, budget, einvoice=einvoice, is_whole=True)
    with whole as opened:
        pages = _stored(context, document, opened.stream, rows)
        seen = list(noting_forms(pages, forms))
    parts = parts_of_pages(seen, opened.stream.einvoice)
    if len(parts) > 1:
        found = [FoundPart(p.first_page, p.last_page, classification_of(p)) for p in parts]
        seconds = time.monotonic() - start
        finish_packet(context.services, lease, rows, found, opened.num_pages, seconds)
        return
    chosen = {seen[n].number for n in first_and_last(len(seen), budget.document_pages)}
    read = _Read(
        opened,
        [row for row in rows if row["number"] in chosen],
        [page for page in forms if page.number in chosen],
        [page for page in seen if page.number in chosen],
        list(codes_of_pages(page for page in seen if page.number in chosen)),
    )
    kind = classification_of(parts[0])
    windows = plan_document(read.seen, budget)
    _finish(context, lease, load_builtin(kind["schema"]), budget, read, windows, kind)


def _finish(
    context: StageContext,
    lease: Lease,
    schema: Schema,
    budget: PageBudget,
    read: _Read,
    windows: list[list[Piece]],
    kind: Classification | None = None,
) -> None:
    """kind: what it was found to be, where nobody had said."""
    num_pages = read.opened.num_pages
    xml = read_einvoice(schema, read.opened, read.seen)
    form = None
    if xml is None:
        numbers = [row["number"] for row in read.rows]
        form = read_form(asked_of(schema, budget), read.forms, numbers)
    if (xml is not None and not needs_model(xml, num_pages)) or (form and form.is_whole):
        windows = []
    pieces = [[piece_to_json(piece) for piece in window] for window in windows]
    known = None if form is None else form_to_json(form)
    known = known if xml is None else xml_to_json(xml)
    known = with_codes_json(known, read.codes)
    finish_split(context.services, lease, read.rows, pieces, num_pages, known, kind)


@contextlib.contextmanager
def _opened(
    context: StageContext,
    lease: Lease,
    document: Document,
    budget: PageBudget,
    *,
    einvoice: bool,
    is_whole: bool = False,
) -> Iterator[OpenDocument]:
    """The document, or its pages of a packet; see `open_document`."""
    services = context.services
    part = None
    if document.first_page is not None and document.last_page is not None:
        part = (document.first_page, document.last_page)
    with (
        services.store.local_copy(document.storage_key) as path,
        reading_turn(),
        open_document(
            path,
            budget,
            services.settings,
            name=document.file_name,
            password=document.password,
            einvoice=einvoice,
            part=part,
            is_whole=is_whole,
        ) as opened,
    ):
        reading_s = services.settings.limits.reading_s(opened.num_wanted)
        context.keeper.allow(lease, at_most_s=reading_s + _SPARE_S)
        yield opened


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
