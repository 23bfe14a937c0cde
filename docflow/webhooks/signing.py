"""Signs messages as Standard Webhooks 1.0 has it, and keeps the secrets of an endpoint. Pure; knows
no row.

The signature is HMAC-SHA256 over `id.timestamp.body`. While a secret is being replaced a message
carries one signature for each that is still valid, so that a receiver may change over in its own
time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as random_source
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

PREFIX = "whsec_"
SECRET_BYTES = 32
#: how long the old secret stays valid after a rotation
ROTATION = timedelta(hours=24)
#: rotations in quick succession must not make the header endless
MAX_SECRETS = 5

#: as a row keeps it: `{"secret", "expires_at"}`, the second None or ISO 8601
StoredSecret: TypeAlias = dict[str, Any]


def new_secret() -> str:
    """A fresh secret: the prefix and random bytes in base 64."""
    return PREFIX + base64.b64encode(random_source.token_bytes(SECRET_BYTES)).decode()


def first_secret() -> list[StoredSecret]:
    """The secrets of a new endpoint."""
    return [{"secret": new_secret(), "expires_at": None}]


def rotated(stored: Sequence[StoredSecret], now: datetime) -> list[StoredSecret]:
    """The secrets after a rotation, newest first; those before stay valid for a day at most."""
    end = (now + ROTATION).isoformat()
    old = [
        {"secret": entry["secret"], "expires_at": entry["expires_at"] or end}
        for entry in stored
        if not _is_over(entry, now)
    ]
    return [*first_secret(), *old][:MAX_SECRETS]


def valid_secrets(stored: Iterable[StoredSecret], now: datetime) -> list[str]:
    """Those a message is signed with at `now`, newest first."""
    return [entry["secret"] for entry in stored if not _is_over(entry, now)]


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature: its version, a comma, the digest in base 64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def signed_headers(
    secrets: Sequence[str], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The three headers of a message. timestamp: of this attempt, in seconds of the epoch."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            sign(secret, message_id, timestamp, body) for secret in secrets
        ),
    }


def _is_over(entry: StoredSecret, now: datetime) -> bool:
    end: str | None = entry["expires_at"]
    return end is not None and datetime.fromisoformat(end) <= now
