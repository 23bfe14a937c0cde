"""Opens the storage that the settings name. Knows no key."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from docflow.settings import Settings
from docflow.storage.local import LocalStore
from docflow.storage.store import Store

OBJECT_SCHEMES = frozenset({"s3", "gs", "az", "http", "https"})


def open_store(settings: Settings) -> Store:
    """A folder by default, object storage where the URL says so.

    Raises:
        ValueError: the URL has another scheme.
    """
    url = settings.storage_url
    if url is None:
        return LocalStore(settings.home / "files")
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)))
    if parts.scheme in OBJECT_SCHEMES:
        # Local import: the client of object storage is large and most installations have none.
        from docflow.storage.objects import ObjectStorage

        return ObjectStorage(url, scratch=settings.home / "scratch")
    schemes = ", ".join(sorted({"file", *OBJECT_SCHEMES}))
    raise ValueError(f"DOCFLOW_STORAGE_URL has an unknown scheme; there are {schemes}")
