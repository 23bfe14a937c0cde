"""The form of an API key and its digest. Knows no database and no HTTP.

`df_live_<id>_<secret>_<check>`: 8, 40 and 6 characters of 0-9 A-Z a-z. The prefix lets scanners
find keys in source code; the check (CRC-32 of all before it) lets anybody tell a typing error from
a key without asking; the 238 random bits of the secret need no slow hash.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import string
import zlib
from dataclasses import dataclass
from pathlib import Path

from docflow.settings import Settings

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
ID_CHARS = 8
SECRET_CHARS = 40
CHECK_CHARS = 6
ENVIRONMENT = "live"
_FORM = re.compile(
    rf"(df_[a-z]{{1,12}}_([0-9A-Za-z]{{{ID_CHARS}}})_[0-9A-Za-z]{{{SECRET_CHARS}}})"
    rf"_([0-9A-Za-z]{{{CHECK_CHARS}}})"
)
_PEPPER_FILE = "key-pepper"
_PEPPER_BYTES = 32


@dataclass(frozen=True, repr=False)
class PlainKey:
    """A key as its owner has it. Kept nowhere, and never part of a message."""

    id: str
    text: str


def new_key() -> PlainKey:
    """A fresh random key."""
    key_id = _random(ID_CHARS)
    body = f"df_{ENVIRONMENT}_{key_id}_{_random(SECRET_CHARS)}"
    return PlainKey(key_id, f"{body}_{_check(body)}")


def parse_key(text: str) -> PlainKey | None:
    """The key that `text` is; None where its form or its check is wrong."""
    match = _FORM.fullmatch(text)
    if match is None or _check(match[1]) != match[3]:
        return None
    return PlainKey(match[2], text)


def digest_of(key: PlainKey, pepper: bytes) -> str:
    """What is stored of a key."""
    return hmac.new(pepper, key.text.encode(), hashlib.sha256).hexdigest()


def load_pepper(settings: Settings) -> bytes:
    """The secret that digests are made with: a stolen database alone does not tell a key.

    Effects: makes one in the home folder, readable by its owner only, where none is set.
    """
    if settings.key_pepper is not None:
        return settings.key_pepper.get_secret_value().encode()
    path = settings.home / _PEPPER_FILE
    if not path.exists():
        _make_pepper(path)
    return path.read_bytes()


def _make_pepper(path: Path) -> None:
    """Whole or not at all, and never over one that another process just made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(secrets.token_hex(_PEPPER_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        os.unlink(draft)


def _random(num_chars: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(num_chars))


def _check(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = []
    for _ in range(CHECK_CHARS):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))
