"""Documents in object storage: one object, or all below a prefix. Knows no database."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.store import ObjectStore

from docflow.ingest.candidates import Candidate, Problem
from docflow.ingest.ignored import any_ignored
from docflow.storage.objects import open_objects, storage_errors

OpenObjects = Callable[[str], ObjectStore]


class ObjectFiles:
    """What `url` (such as `s3://bucket/inbox`) names: an object, or all below it.

    Raises:
        ValueError: the URL, or a variable it needs, is wrong.
    """

    def __init__(self, url: str, open_store: OpenObjects = open_objects) -> None:
        self._url = url.rstrip("/")
        self._store = open_store(self._url)
        self._only: str | None = None
        folder, _, name = self._url.rpartition("/")
        if not url.endswith("/") and len(urlsplit(self._url).path) > 1:
            # What has no slash at its end may be either; one request tells.
            parent = open_store(folder)
            if _exists(parent, name):
                self._url, self._store, self._only = folder, parent, name

    @property
    def folder(self) -> Path | None:
        return None

    def candidates(self) -> Iterator[Candidate | Problem]:
        with storage_errors():
            if self._only is not None:
                with contextlib.suppress(FileNotFoundError):
                    yield self._candidate(obstore.head(self._store, self._only))
                return
            for chunk in obstore.list(self._store):
                for entry in chunk:
                    path = PurePosixPath(entry["path"])
                    # No parts: the sign some consoles leave where a folder begins.
                    if path.parts and not any_ignored(path.parts):
                        yield self._candidate(entry)

    def candidates_of(self, changed: Iterable[Path]) -> Iterator[Candidate | Problem]:
        return iter(())

    def look_again(self, candidate: Candidate) -> Candidate | None:
        try:
            with storage_errors():
                return self._candidate(obstore.head(self._store, str(candidate.relative)))
        except FileNotFoundError:
            return None

    def read_into(self, candidate: Candidate, write: Callable[[bytes], object]) -> bool:
        with storage_errors():
            answer = obstore.get(self._store, str(candidate.relative))
            if self._candidate(answer.meta).version != candidate.version:
                return False
            for chunk in answer.stream():
                write(chunk)
        return True

    def _candidate(self, entry: Any) -> Candidate:
        path = PurePosixPath(entry["path"])
        changed = entry["last_modified"].isoformat()
        return Candidate(
            uri=f"{self._url}/{path}",
            shown=f"{self._url}/{path}",
            file_name=path.name,
            version=f"{entry['size']}:{entry['e_tag'] or changed}",
            changed_at_s=None,
            relative=path,
        )


def _exists(store: ObjectStore, name: str) -> bool:
    try:
        with storage_errors():
            obstore.head(store, name)
    except FileNotFoundError:
        return False
    return True
