"""`Idempotency-Key`: a request that is sent again gets the first answer again. Knows no endpoint.

(no row) ──> running (status NULL) ──> answered, kept 48 hours
   ^              │
   └── failed ────┘        an attempt that raised leaves nothing, so that it can be made again

A process that dies while it runs leaves a running row, which is taken over after ten minutes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Header
from sqlalchemy.exc import IntegrityError

from docflow.api import idempotency_repository as repository
from docflow.api.dependencies import Caller
from docflow.api.problems import Problem
from docflow.database.database import Write
from docflow.database.tables import IdempotencyKey
from docflow.services import Services

KEPT = timedelta(hours=48)
#: longer than any request takes
TAKEN_OVER_AFTER = timedelta(minutes=10)
REPLAYED_HEADER = "Idempotent-Replayed"

Answer = tuple[int, dict[str, Any]]
IdempotencyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A unique name of this request. Sent again with it, within 48 hours, the "
        "request gets the first answer and does nothing.",
    ),
]


def request_digest(*parts: str | bytes) -> str:
    """What tells a repeated request from another one with the same key.

    parts: method, path, and what was sent; the hash of a file stands for its bytes.
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def idempotent(
    services: Services,
    caller: Caller,
    key: str | None,
    digest: str,
    action: Callable[[], Answer],
) -> tuple[int, dict[str, Any], bool]:
    """Status and body of the answer, and whether it is the one of an earlier request.

    key: None where the caller gave none; then `action` just runs. digest: of `request_digest`.

    Raises:
        Problem: 422 `idempotency_key_reused`, 409 `idempotency_in_progress`.
        Exception: what `action` raises; nothing is kept then.
    """
    if key is None:
        status, body = action()
        return status, body, False
    row = _claim(services, caller.tenant_id, key, digest)
    if row.status is not None:
        return row.status, row.answer or {}, True
    try:
        status, body = action()
    except BaseException:
        with services.database.write() as write:
            repository.release(write, row)
        raise
    with services.database.write() as write:
        repository.answer(write, row, status, body, write.now + KEPT)
    return status, body, False


def _claim(services: Services, tenant_id: str, key: str, digest: str) -> IdempotencyKey:
    """The row: with an answer, or without one and this request's to run."""
    try:
        with services.database.write() as write:
            return _claim_once(write, tenant_id, key, digest)
    except IntegrityError:
        # PostgreSQL: another request inserted it at the same moment; now it can be seen.
        with services.database.write() as write:
            return _claim_once(write, tenant_id, key, digest)


def _claim_once(write: Write, tenant_id: str, key: str, digest: str) -> IdempotencyKey:
    repository.remove_expired(write, tenant_id, key)
    row = repository.find_locked(write, tenant_id, key)
    if row is None:
        return repository.add(write, tenant_id, key, digest, write.now + KEPT)
    if row.request_digest != digest:
        raise Problem(
            422, "idempotency_key_reused", "Another request was made with this Idempotency-Key."
        )
    if row.status is None:
        if row.created_at > write.now - TAKEN_OVER_AFTER:
            raise Problem(
                409,
                "idempotency_in_progress",
                "A request with this Idempotency-Key is running; ask again.",
                {"Retry-After": "1"},
            )
        row.created_at = write.now
        row.expires_at = write.now + KEPT
    return row
