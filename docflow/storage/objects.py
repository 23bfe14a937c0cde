"""Documents' bytes in object storage (S3, Google Cloud Storage, Azure) through obstore. Knows no
document.

Where the storage is and who may use it comes from the URL and from the variables that the clients
of these services read (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `GOOGLE_APPLICATION_CREDENTIALS`,
`AZURE_STORAGE_ACCOUNT_NAME`...). An object appears whole or not at all; a large one is sent in
parts, which become visible when the last has arrived.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from docflow.errors import DocflowError, SetupError
from docflow.storage.local import ABANDONED_S

try:
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import ObjectStore, from_url
except ModuleNotFoundError as error:
    raise SetupError(
        "backend_missing", "object storage needs the package obstore: pip install obstore"
    ) from error

_DELETED_AT_ONCE = 1_000
# The client's own retries; what lasts longer is told to the caller, who has retries too.
_RETRY_FOR = timedelta(seconds=20)
_LOCAL_SCHEMES = ("memory", "file")


class ObjectStorage:
    """A bucket, or what is below a prefix of it. Safe to share among threads.

    scratch: folder on this machine for files that come in and for copies that are being read.
    """

    def __init__(self, url: str, scratch: Path) -> None:
        """Raises ValueError where the URL, or a variable it needs, is wrong."""
        self._store = open_objects(url)
        self._scratch = scratch

    def put_file(self, key: str, source: Path) -> None:
        with storage_errors():
            obstore.put(self._store, key, source)
        source.unlink()

    def put_bytes(self, key: str, content: bytes) -> None:
        with storage_errors():
            obstore.put(self._store, key, content)

    def get_bytes(self, key: str) -> bytes:
        with storage_errors():
            return bytes(obstore.get(self._store, key).bytes())

    @contextlib.contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        path = None
        try:
            with self.scratch_file() as file, storage_errors():
                path = Path(file.name)
                for chunk in obstore.get(self._store, key):
                    file.write(chunk)
            yield path
        finally:
            if path is not None:
                path.unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        try:
            with storage_errors():
                obstore.head(self._store, key)
        except FileNotFoundError:
            return False
        return True

    def keys(self, prefix: str) -> Iterator[str]:
        with storage_errors():
            for chunk in obstore.list(self._store, prefix.rstrip("/") or None):
                for entry in chunk:
                    yield entry["path"]

    def delete_below(self, prefix: str) -> int:
        keys = list(self.keys(prefix))
        with storage_errors():
            for start in range(0, len(keys), _DELETED_AT_ONCE):
                obstore.delete(self._store, keys[start : start + _DELETED_AT_ONCE])
        return len(keys)

    def scratch_file(self) -> BinaryIO:
        self._scratch.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self._scratch)
        # By its path, so that `.name` is one; the descriptor is only what made it unique.
        os.close(descriptor)
        return open(name, "wb")

    def remove_abandoned(self, older_than_s: float = ABANDONED_S) -> int:
        """Deletes what processes that died left in the scratch folder; how many files."""
        limit = time.time() - older_than_s
        num_removed = 0
        for path in self._scratch.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()
                    num_removed += 1
        return num_removed


def open_objects(url: str) -> ObjectStore:
    """The bucket (and prefix) that `url` names. Connects to nothing yet.

    Raises:
        ValueError: the URL, or a variable it needs, is wrong.
    """
    try:
        if url.partition("://")[0] in _LOCAL_SCHEMES:
            return from_url(url)
        return from_url(url, retry_config={"max_retries": 3, "retry_timeout": _RETRY_FOR})
    except BaseError as error:
        raise ValueError(f"object storage cannot be opened: {_reason(error)}") from error


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Errors of the client as ours; an absent object stays FileNotFoundError.

    Raises:
        DocflowError: `storage_unavailable`, retryable.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        sentence = f"object storage did not answer as it should: {_reason(error)}"
        raise DocflowError("storage_unavailable", sentence, retryable=True) from error


def _reason(error: BaseException) -> str:
    """The client's sentence without the dump of its inner state."""
    return str(error).partition("\n")[0][:300]
