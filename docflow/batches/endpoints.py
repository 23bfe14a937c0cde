"""Batches over REST. Documents join one by the form field `batch_id` of their upload."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.idempotency import (
    REPLAYED_HEADER,
    IdempotencyHeader,
    idempotent,
    request_digest,
)
from docflow.api.pagination import PageDependency, PageView, page_of
from docflow.api.problems import not_found, problem_responses
from docflow.batches import repository, service
from docflow.batches.views import BatchCreate, BatchView, view_of
from docflow.database.tables import Batch

router = APIRouter(prefix="/batches", tags=["batches"])

BatchId = Annotated[str, Path(max_length=40)]


@router.post("", status_code=201, responses=problem_responses(409))
def create_batch(
    services: ServicesDependency,
    caller: CallerDependency,
    body: BatchCreate,
    response: Response,
    idempotency_key: IdempotencyHeader = None,
) -> BatchView:
    """Open a batch."""

    def create() -> tuple[int, dict[str, object]]:
        batch = service.open_batch(services, caller.tenant_id, body.name)
        return 201, view_of(batch, {}).model_dump(mode="json")

    digest = request_digest("POST", "/v1/batches", body.model_dump_json())
    status, answer, is_replayed = idempotent(services, caller, idempotency_key, digest, create)
    response.status_code = status
    if is_replayed:
        response.headers[REPLAYED_HEADER] = "true"
    return BatchView.model_validate(answer)


@router.get("")
def list_batches(
    services: ServicesDependency, caller: CallerDependency, page: PageDependency
) -> PageView[BatchView]:
    """List batches, newest first."""
    before = page.after(datetime, str)
    with services.database.read() as session:
        batches = repository.list_before(
            session,
            caller.tenant_id,
            None if before is None else (before[0], before[1]),
            page.limit + 1,
        )
        counts = repository.count_states(session, [batch.id for batch in batches])
    return page_of(
        batches,
        page,
        lambda batch: (batch.created_at, batch.id),
        lambda batch: view_of(batch, counts[batch.id]),
    )


@router.get("/{batch_id}", responses=problem_responses(404))
def get_batch(
    services: ServicesDependency, caller: CallerDependency, batch_id: BatchId
) -> BatchView:
    """One batch, and how many of its documents are in which state."""
    with services.database.read() as session:
        return _view(session, repository.find(session, caller.tenant_id, batch_id), batch_id)


@router.post("/{batch_id}/close", responses=problem_responses(404))
def close_batch(
    services: ServicesDependency, caller: CallerDependency, batch_id: BatchId
) -> BatchView:
    """Say that no more documents are to come. With the last one's end the batch is finished and
    the event `batch.completed` is sent.
    """
    batch = service.close_batch(services, caller.tenant_id, batch_id)
    with services.database.read() as session:
        return _view(session, batch, batch_id)


def _view(session: Session, batch: Batch | None, batch_id: str) -> BatchView:
    if batch is None:
        raise not_found("batch", batch_id)
    return view_of(batch, repository.count_states(session, [batch.id])[batch.id])
