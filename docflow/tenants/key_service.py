"""Makes, checks and revokes API keys. Knows no HTTP."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError

from docflow.database.tables import ApiKey
from docflow.errors import DocflowError
from docflow.services import Services
from docflow.tenants import repository
from docflow.tenants.api_keys import PlainKey, digest_of, load_pepper, new_key, parse_key
from docflow.tenants.service import ensure_tenant

#: a row is written at most this often for a key in constant use
LAST_USED_EVERY = timedelta(minutes=1)
MAX_NAME_CHARS = 120
# Compared with where there is no such key, so that both ways take the same steps.
_NO_DIGEST = "0" * 64


def create_key(services: Services, tenant_name: str, name: str) -> PlainKey:
    """A new key of the tenant, which is made where there is none. The only time the key is seen.

    Raises:
        DocflowError: `invalid_name`.
    """
    for value in (tenant_name, name):
        if len(value) > MAX_NAME_CHARS or not value.isprintable():
            raise DocflowError(
                "invalid_name", f"A name has at most {MAX_NAME_CHARS} characters, all printable."
            )
    if not tenant_name.strip():
        raise DocflowError("invalid_name", "A tenant needs a name.")
    tenant_id = ensure_tenant(services, tenant_name)
    key = new_key()
    digest = digest_of(key, load_pepper(services.settings))
    with services.database.write() as write:
        repository.add_key(write, tenant_id, key.id, name, digest)
    return key


def check_key(services: Services, pepper: bytes, text: str) -> ApiKey | None:
    """The row of a valid key, read now: a revoked key ends with the next request.

    Effects: notes the use, at most once a minute.
    """
    key = parse_key(text)
    if key is None:
        return None
    digest = digest_of(key, pepper)
    with services.database.read() as session:
        row = repository.find_key(session, key.id)
        now = services.database.clock.now(session)
    is_same = hmac.compare_digest(digest, row.digest if row else _NO_DIGEST)
    if row is None or not is_same or row.revoked_at is not None:
        return None
    if row.last_used_at is None or now - row.last_used_at >= LAST_USED_EVERY:
        _note_use(services, row.id)
    return row


def list_keys(services: Services, tenant_name: str | None) -> Sequence[tuple[ApiKey, str]]:
    """Keys with the names of their tenants."""
    with services.database.read() as session:
        return repository.list_keys(session, tenant_name)


def revoke_key(services: Services, key_id: str, tenant_name: str | None = None) -> None:
    """Ends a key at once.

    Raises:
        DocflowError: `not_found`: there is no such key, or it was revoked before.
    """
    with services.database.write() as write:
        is_revoked = repository.revoke_key(write, key_id, tenant_name)
    if not is_revoked:
        raise DocflowError("not_found", f"There is no valid key {key_id[:80]!r}.")


def _note_use(services: Services, key_id: str) -> None:
    try:
        with services.database.write() as write:
            repository.mark_used(write, key_id, write.now - LAST_USED_EVERY)
    except OperationalError as error:
        # A note for people; the request it belongs to can do without.
        structlog.get_logger().warning("key_use_not_noted", reason=type(error.orig).__name__)
