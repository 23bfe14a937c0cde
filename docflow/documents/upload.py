"""An upload over HTTP: a form that is taken while it comes in, and what its answer says. Knows no
SQL.

No byte of a file waits in memory: a chunk goes from the socket through the form's parser to disk,
on a thread, so that a slow disk holds up nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from docflow.api.idempotency import request_digest
from docflow.api.problems import Problem, problem_of
from docflow.documents.incoming import Incoming
from docflow.documents.multipart import FilePart, FormError, FormReader, boundary_of
from docflow.documents.service import Submission, accept
from docflow.documents.views import ErrorView, RejectedView, uploaded_view
from docflow.errors import DocflowError, display_name
from docflow.page_range import parse_page_range
from docflow.services import Services
from docflow.webhooks.addresses import check_url

#: bytes that each field may have
FIELD_LIMITS = {
    "schema": 200,
    "pages": 40,
    "model": 1_000,
    "password": 1_000,
    "callback_url": 4_000,
    "metadata": 16_384,
    "batch_id": 100,
}
DEFAULT_SCHEMA = "invoice"
#: chunks are gathered up to this size before they go to a thread
_GATHERED_BYTES = 256 * 1024
#: a sender who says nothing for so long is gone
STALL_S = 60.0
_MAX_METADATA_DEPTH = 20
_STATUS = {
    "invalid_form": 400,
    "incomplete_form": 400,
    "too_many_files": 413,
    "field_too_large": 413,
}


@contextlib.asynccontextmanager
async def receive_form(
    request: Request, services: Services, *, stall_s: float = STALL_S
) -> AsyncIterator[FormReader]:
    """The form of a request, read to its end. Removes afterwards what was not stored.

    Raises:
        Problem: it is no form (415), broken (400), too large (413) or has stopped coming in (408).
    """
    boundary = boundary_of(request.headers.get("content-type"))
    if boundary is None:
        raise Problem(415, "unsupported_media_type", "Send the files as multipart/form-data.")
    limits = services.settings.limits
    try:
        form = FormReader(boundary, FIELD_LIMITS, lambda: Incoming(services.store, limits))
    except FormError as error:
        raise _problem(error) from error
    try:
        async for chunk in _chunks(request, stall_s):
            await run_in_threadpool(form.feed, chunk)
        form.finish()
        yield form
    except FormError as error:
        raise _problem(error) from error
    except ClientDisconnect:
        # Nobody reads this answer; the log does.
        raise Problem(400, "incomplete_form", "The sender hung up before the form's end.") from None
    finally:
        await run_in_threadpool(form.close)


def submission_of(fields: dict[str, str], webhook_allow: str) -> Submission:
    """What the form's fields ask for; the file's name is to be filled in.

    Raises:
        Problem: 422, a field has a value it cannot have.
        DocflowError: `callback_url_refused`.
    """
    callback_url = fields.get("callback_url") or None
    if callback_url is not None:
        check_url(callback_url, webhook_allow)
    return Submission(
        file_name="",
        schema=fields.get("schema") or DEFAULT_SCHEMA,
        pages=_pages(fields.get("pages", "")),
        model=fields.get("model") or None,
        password=fields.get("password") or None,
        callback_url=callback_url,
        user_metadata=_metadata(fields.get("metadata", "")),
        batch_id=fields.get("batch_id") or None,
    )


def form_digest(form: FormReader) -> str:
    """Says whether two forms ask for the same: the fields, and names and content of the files."""
    files = [(part.file_name, part.incoming.sha256) for part in form.files]
    return request_digest("upload", json.dumps([sorted(form.fields.items()), files]))


def submit(
    services: Services, tenant_id: str, files: list[FilePart], wanted: Submission
) -> tuple[int, dict[str, Any]]:
    """Takes the files in, one after the other: status and body of the answer.

    Effects: those of `accept` for each file that can be taken.

    Raises:
        Problem: none could; the status is that of the first one's error, `documents` has all.
    """
    if not files:
        raise Problem(422, "no_file", "The form has no file; send one or more as `file`.")
    errors: list[DocflowError] = []
    documents: list[dict[str, Any]] = []
    num_new = 0
    for part in files:
        try:
            accepted = _accept(services, tenant_id, part, wanted)
        except DocflowError as error:
            errors.append(error)
            documents.append(_rejected(part, error))
            continue
        num_new += accepted["is_new"]
        documents.append(accepted)
    if len(errors) == len(files):
        problem = problem_of(errors[0])
        problem.members["documents"] = documents
        raise problem
    return (202 if num_new or errors else 200), {"documents": documents}


def _accept(
    services: Services, tenant_id: str, part: FilePart, wanted: Submission
) -> dict[str, Any]:
    if part.error is not None:
        raise part.error
    submission = Submission(
        file_name=part.file_name,
        schema=wanted.schema,
        pages=wanted.pages,
        model=wanted.model,
        password=wanted.password,
        callback_url=wanted.callback_url,
        user_metadata=wanted.user_metadata,
        batch_id=wanted.batch_id,
        origin="rest",
    )
    accepted = accept(services, tenant_id, part.incoming, submission)
    view = uploaded_view(accepted.document, is_new=accepted.is_new)
    return view.model_dump(mode="json", by_alias=True)


def _rejected(part: FilePart, error: DocflowError) -> dict[str, Any]:
    view = RejectedView(
        file_name=display_name(part.file_name),
        error=ErrorView(code=error.code, message=error.message),
    )
    return view.model_dump(mode="json", by_alias=True)


async def _chunks(request: Request, stall_s: float) -> AsyncIterator[bytes]:
    """The body in pieces of a size that is worth a thread; its size the application bounds."""
    stream = request.stream()
    gathered = bytearray()
    while True:
        try:
            async with asyncio.timeout(stall_s):
                chunk = await anext(stream, None)
        except TimeoutError:
            message = f"Nothing came in for {stall_s:g} seconds."
            raise Problem(408, "upload_stalled", message, {"Connection": "close"}) from None
        if chunk is None:
            break
        gathered += chunk
        if len(gathered) >= _GATHERED_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def _metadata(text: str) -> dict[str, Any] | None:
    if not text.strip():
        return None
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or _depth(value) > _MAX_METADATA_DEPTH:
        raise Problem(422, "invalid_metadata", "`metadata` is a JSON object, not deeply nested.")
    if "\\u0000" in text or not _is_encodable(value):
        raise Problem(422, "invalid_metadata", "`metadata` has characters that cannot be stored.")
    return value


def _pages(text: str) -> tuple[int, int] | None:
    if not text.strip():
        return None
    try:
        return parse_page_range(text)
    except ValueError as error:
        raise Problem(422, "invalid_pages", f"`pages`: {error}.") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _is_encodable(value: object) -> bool:
    """Whether no lone half of a surrogate pair is in it, which no database stores."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _problem(error: FormError) -> Problem:
    message = error.message[0].upper() + error.message[1:] + "."
    return Problem(_STATUS.get(error.code, 422), error.code, message)
