"""Documents over REST: sent, found, fetched, tried again, deleted. Knows no SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.idempotency import REPLAYED_HEADER, IdempotencyHeader, idempotent
from docflow.api.pagination import PageDependency, PageView, page_of
from docflow.api.problems import Problem, not_found, problem_responses
from docflow.documents import lifecycle, original, repository
from docflow.documents.forms import UPLOAD_BODY
from docflow.documents.repository import DocumentFilter
from docflow.documents.upload import form_digest, receive_form, submission_of, submit
from docflow.documents.views import (
    DocumentDetailView,
    DocumentView,
    RetryView,
    UploadView,
    document_detail_view,
    document_view,
)
from docflow.filetype import MEDIA_TYPES
from docflow.jobs.states import DocumentState

router = APIRouter(prefix="/documents", tags=["documents"])

DocumentId = Annotated[str, Path(max_length=40)]
_MAX_RETRY_BYTES = 8_192


@router.post(
    "",
    status_code=202,
    response_model=UploadView,
    responses={
        200: {"model": UploadView, "description": "All files had been sent before"},
        **problem_responses(400, 408, 409, 415, s409="`batch_closed`, `idempotency_in_progress`"),
    },
    openapi_extra={"requestBody": UPLOAD_BODY},
)
async def create_documents(
    request: Request,
    services: ServicesDependency,
    caller: CallerDependency,
    idempotency_key: IdempotencyHeader = None,
) -> Response:
    """Sends one or more files to be read.

    The same file with the same schema and model is the same document. A file that cannot be taken
    is listed as `rejected` beside the others; if none can be, the answer is the first one's problem
    with all of them in `documents`.
    """
    async with receive_form(request, services) as form:
        wanted = submission_of(form.fields, services.settings.webhook_allow)
        status, body, is_replayed = await run_in_threadpool(
            idempotent,
            services,
            caller,
            idempotency_key,
            form_digest(form),
            lambda: submit(services, caller.tenant_id, form.files, wanted),
        )
    request.state.document_ids = [entry["id"] for entry in body["documents"] if "id" in entry]
    headers = {REPLAYED_HEADER: "true"} if is_replayed else None
    return JSONResponse(body, status, headers=headers)


@router.get("", response_model=PageView[DocumentView])
def list_documents(
    services: ServicesDependency,
    caller: CallerDependency,
    page: PageDependency,
    status: Annotated[list[DocumentState] | None, Query(max_length=7)] = None,
    schema: Annotated[str | None, Query(max_length=64)] = None,
    batch_id: Annotated[str | None, Query(max_length=40)] = None,
    sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None,
    file_name: Annotated[
        str | None, Query(min_length=1, max_length=255, description="A part of the name.")
    ] = None,
    created_after: Annotated[AwareDatetime | None, Query()] = None,
    created_before: Annotated[AwareDatetime | None, Query()] = None,
    parent_id: Annotated[
        str | None, Query(max_length=40, description="Those that were found in this packet.")
    ] = None,
) -> PageView[DocumentView]:
    """Documents, newest first."""
    wanted = DocumentFilter(
        states=status or (),
        schema_name=schema,
        batch_id=batch_id,
        sha256=sha256,
        file_name=file_name,
        created_after=created_after,
        created_before=created_before,
        parent_id=parent_id,
    )
    with services.database.read() as session:
        rows = repository.list_documents(
            session,
            caller.tenant_id,
            wanted,
            page.limit + 1,
            page.after(datetime, str),
        )
    return page_of(rows, page, lambda row: (row.created_at, row.id), document_view)


@router.get(
    "/{document_id}",
    response_model=DocumentDetailView,
    responses=problem_responses(404),
)
def get_document(
    document_id: DocumentId, services: ServicesDependency, caller: CallerDependency
) -> DocumentDetailView:
    """One document: where it is and, if it failed, why. Of a packet, what was found in it."""
    with services.database.read() as session:
        document = repository.find_document(session, caller.tenant_id, document_id)
        children = repository.children_of(session, caller.tenant_id, document_id)
    if document is None:
        raise not_found("document", document_id)
    return document_detail_view(document, children)


@router.delete(
    "/{document_id}",
    status_code=204,
    responses=problem_responses(404),
)
def delete_document(
    document_id: DocumentId, services: ServicesDependency, caller: CallerDependency
) -> Response:
    """Removes the document, its file and all that was read; the log of events keeps its id.

    With a packet go its documents. The file of one of these stays as long as the packet does.
    """
    if not lifecycle.delete(services, caller.tenant_id, document_id):
        raise not_found("document", document_id)
    return Response(status_code=204)


@router.post(
    "/{document_id}/retry",
    status_code=202,
    response_model=DocumentView,
    responses=problem_responses(404, 409, s409="It did not fail (`not_failed`)"),
    max_body_size=_MAX_RETRY_BYTES,
)
def retry_document(
    document_id: DocumentId,
    services: ServicesDependency,
    caller: CallerDependency,
    change: Annotated[RetryView | None, Body()] = None,
) -> DocumentView:
    """Reads a failed document again, from the beginning; with a password, if it was locked."""
    password = None if change is None else change.password
    document = lifecycle.retry(services, caller.tenant_id, document_id, password)
    if document is None:
        raise not_found("document", document_id)
    return document_view(document)


@router.get(
    "/{document_id}/file",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The file as it was sent",
            "content": {
                kind: {"schema": {"type": "string", "contentMediaType": kind}}
                for kind in MEDIA_TYPES
            },
        },
        **problem_responses(404),
    },
)
def get_document_file(
    document_id: DocumentId, services: ServicesDependency, caller: CallerDependency
) -> StreamingResponse:
    """The file as it was sent, as an attachment."""
    with services.database.read() as session:
        document = repository.find_document(session, caller.tenant_id, document_id)
    if document is None:
        raise not_found("document", document_id)
    try:
        chunks = original.chunks(services.store, document)
    except FileNotFoundError:
        raise Problem(404, "file_missing", "The document's file is gone.") from None
    return StreamingResponse(
        chunks, media_type=document.media_type, headers=original.headers(document)
    )
