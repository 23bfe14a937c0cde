"""The log of events, and the events of one document as they happen (SSE)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event

from docflow.api.dependencies import CallerDependency, ServicesDependency
from docflow.api.pagination import DEFAULT_LIMIT, MAX_LIMIT
from docflow.api.problems import RETRY_AFTER_S, Problem, Responses, not_found, problem_responses
from docflow.database.tables import Event
from docflow.events import repository
from docflow.events.hub import EventHub, HubFull
from docflow.events.service import Backlog, has_ended, read_backlog
from docflow.events.views import EventPageView, view_of

router = APIRouter(tags=["events"])

HEARTBEAT_S = 15.0
_MAX_SEQ = 2**63 - 1
_SSE_EVENT = {
    "type": "object",
    "required": ["data", "event", "id"],
    "properties": {
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/EventView"},
        },
        "event": {"type": "string"},
        "id": {"type": "string"},
    },
}
_SSE: Responses = {
    200: {
        "description": "Events: `event` is the type, `id` the number to resume after, `data` the "
        "event as in the log.",
        "content": {"text/event-stream": {"itemSchema": _SSE_EVENT}},
    },
    204: {"description": "The document is at its end, and all of its events were received."},
}


@router.get("/events")
def list_events(
    services: ServicesDependency,
    caller: CallerDependency,
    after: Annotated[
        int, Query(ge=0, le=_MAX_SEQ, description="Only events with a higher `seq`.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    type_: Annotated[
        list[Annotated[str, Query(max_length=48)]] | None,
        Query(alias="type", max_length=20, description="Only events of these types."),
    ] = None,
) -> EventPageView:
    """What happened, oldest first. Ask again after the last `seq` for what is new."""
    with services.database.read() as session:
        events = repository.list_after(session, caller.tenant_id, after, limit + 1, type_)
    shown = events[:limit]
    more = len(events) > limit
    return EventPageView(
        data=[view_of(event) for event in shown],
        next_cursor=str(shown[-1].seq) if more else None,
    )


@router.get(
    "/documents/{document_id}/events",
    response_class=StreamingResponse,
    responses=_SSE | problem_responses(404),
)
async def watch_document(
    request: Request,
    services: ServicesDependency,
    caller: CallerDependency,
    document_id: Annotated[str, Path(max_length=40)],
    last_event_id: Annotated[
        int,
        Header(ge=0, le=_MAX_SEQ, description="Resume after this event; browsers send it."),
    ] = 0,
) -> Response:
    """The document's events, those that were and those to come, until it is done or failed."""
    backlog = await run_in_threadpool(
        read_backlog, services, caller.tenant_id, document_id, last_event_id
    )
    if backlog is None:
        raise not_found("document", document_id)
    if backlog.is_over and not backlog.events:
        # 204 is what tells a browser not to connect again.
        return Response(status_code=204)
    hub: EventHub = request.app.state.event_hub
    if hub.is_full:
        raise Problem(
            503,
            "too_many_listeners",
            "Too many are listening.",
            {"Retry-After": str(RETRY_AFTER_S)},
        )
    after = backlog.events[-1].seq if backlog.events else last_event_id
    stream = _stream(hub, document_id, backlog, after)
    return EventSourceResponse(stream, headers={"X-Accel-Buffering": "no"})


async def _stream(
    hub: EventHub, document_id: str, backlog: Backlog, after: int
) -> AsyncIterator[bytes]:
    for event in backlog.events:
        yield _as_sse(event)
    if backlog.is_over:
        return
    try:
        async with hub.listen(document_id, after) as listener:
            ended = False
            while not (ended and listener.queue.empty()):
                try:
                    event = await asyncio.wait_for(listener.queue.get(), HEARTBEAT_S)
                except TimeoutError:
                    yield KEEPALIVE_COMMENT
                    continue
                yield _as_sse(event)
                ended = has_ended([event], before=ended)
    except HubFull:
        # Others came in between; the client connects again where it was.
        return


def _as_sse(event: Event) -> bytes:
    return format_sse_event(
        data_str=view_of(event).model_dump_json(), event=event.type, id=str(event.seq)
    )
