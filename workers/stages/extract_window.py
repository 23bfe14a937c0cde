"""Stage two: a model answers one window of a document."""

from __future__ import annotations

from concurrent.futures import Future

from docflow.database.tables import Document, Window
from docflow.jobs.endings import WindowOutcome, fail_window, finish_window
from docflow.jobs.repository import Lease, LeaseLost, claim_window
from docflow.storage.store import page_key
from docflow.user_schemas.service import schema_of
from workers.document import asked_of
from workers.model_server import Answered, WindowJob
from workers.page import Page
from workers.stages.page_blob import unpack_page
from workers.stages.split import piece_of_json
from workers.stages.stage import Drained, StageContext, run_stage
from workers.steps.values import window_to_json
from workers.steps.windows import take

#: how soon a task that waits for its answer sees that the process must end
_LOOK_S = 0.2
#: a window's own time starts when the engine takes it up; until then it waits for those before it
_MAX_WAIT_S = 3_000.0


def extract_window(context: StageContext, window_id: str) -> None:
    """queued -> running -> done or failed. Does nothing for a window that is past it."""
    lease = context.claim(claim_window, window_id)
    if lease is None:
        return
    with context.services.database.read() as session:
        window = session.get(Window, window_id)
        document = None if window is None else session.get(Document, window.document_id)
    if window is None or document is None:
        return
    run_stage(
        context,
        lease,
        lambda: _extract(context, lease, document, window),
        lambda code, message: fail_window(context.services, lease, document.id, code, message),
        at_most_s=_MAX_WAIT_S,
    )


def _extract(context: StageContext, lease: Lease, document: Document, window: Window) -> None:
    with context.services.database.read() as session:
        schema = schema_of(session, document)
    budget = context.profile_of(document).budget
    pages = _pages(context, document, window)
    asked = asked_of(schema, budget)
    job = WindowJob(
        document.model,
        asked,
        pages,
        budget.window_s,
        group=document.id,
        drop_blank=context.services.settings.drop_blank,
    )
    answered = _wait(context, context.models.answer(job))
    reading = answered.reading
    outcome = WindowOutcome(
        answer=window_to_json(reading),
        prompt_tokens=reading.prompt_tokens,
        output_tokens=reading.output_tokens,
        seconds=round(answered.seconds, 3),
    )
    finish_window(context.services, lease, document.id, outcome)


def _pages(context: StageContext, document: Document, window: Window) -> tuple[Page, ...]:
    pages: dict[int, Page] = {}
    parts = []
    for piece in map(piece_of_json, window.pages):
        if piece.number not in pages:
            key = page_key(document.tenant_id, document.id, piece.number)
            try:
                pages[piece.number] = unpack_page(context.services.store.get_bytes(key))
            except FileNotFoundError:
                # Deleted with its document, or the storage lost it: the next try tells.
                with context.services.database.read() as session:
                    if session.get(Document, document.id) is None:
                        raise LeaseLost(window.id) from None
                raise
        parts.append(take(pages[piece.number], piece))
    return tuple(parts)


def _wait(context: StageContext, answer: Future[Answered]) -> Answered:
    while True:
        try:
            return answer.result(timeout=_LOOK_S)
        except TimeoutError:
            if answer.done():
                # The answer's own error, not that of waiting.
                raise
            if context.stopping.is_set():
                answer.cancel()
                raise Drained from None
