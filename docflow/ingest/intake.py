"""Takes one file of a source in: read, stored, remembered, moved away. Knows no folder scan.

The order makes a kill harmless at any point: the document's row is committed before the file is
remembered, and remembered before it is moved. What was not remembered is read again and found to be
the same document by its content.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import structlog

from docflow.database.tables import SourceFile
from docflow.documents.incoming import Incoming
from docflow.documents.service import Submission, accept
from docflow.errors import DocflowError, FileError, LimitError
from docflow.ingest.candidates import Candidate, Source
from docflow.ingest.moving import move_file
from docflow.ingest.repository import Seen, SourceState, remember
from docflow.services import Services
from schemas.schema import AUTO, Schema

# Behind the version of a file that may not be read: permissions change, and the version does not.
_DENIED = ":denied"


@dataclass(frozen=True, slots=True)
class Taken:
    """The file is this document. is_new: false where its content was sent before."""

    document_id: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """The file is no document that can be read."""

    code: str
    message: str


class Intake:
    """Takes files in for one tenant, all with the same schema and model.

    schema: known to the tenant by its name; None for the one that fits each file. move_to: where
    files go when they are stored; None leaves them where they are.
    """

    def __init__(
        self,
        services: Services,
        tenant_id: str,
        schema: Schema | None,
        model: str,
        *,
        move_to: Path | None = None,
    ) -> None:
        self._services = services
        self.tenant_id = tenant_id
        self._schema_name = AUTO if schema is None else schema.name
        self._model = model
        self._move_to = move_to
        self._unmovable: set[str] = set()
        parts = (self._schema_name, "" if schema is None else schema.digest, model)
        self._settings_digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def known(self, candidate: Candidate, row: SourceFile | None) -> Taken | Rejected | None:
        """What became of the file before, if it is still the same and was meant the same way.

        row: what is remembered of it.
        """
        if row is None or row.settings_digest != self._settings_digest:
            return None
        if row.state == "rejected":
            denied = row.version == candidate.version + _DENIED and not _is_readable(candidate)
            if row.version == candidate.version or denied:
                return Rejected(row.error_code or "rejected", row.error_message or "")
            return None
        # A moved file that is there again was put there again.
        if row.state == "stored" and row.version == candidate.version and row.document_id:
            return Taken(row.document_id, is_new=False)
        return None

    def take(self, source: Source, candidate: Candidate) -> Taken | Rejected | None:
        """Reads the file and hands it in. None where it changed meanwhile: it is to be tried again.

        Effects: commits the document, then what is remembered of the file.

        Raises:
            DocflowError: for a reason that is not the file's: `storage_unavailable`,
                `unknown_schema`, `invalid_model`.
        """
        version = candidate.version
        outcome: Taken | Rejected
        with Incoming(self._services.store, self._services.settings.limits) as incoming:
            try:
                if not source.read_into(candidate, _Writing(incoming)):
                    return None
                outcome = self._accept(incoming, candidate)
            except FileNotFoundError:
                return None
            except (FileError, LimitError) as error:
                outcome = Rejected(error.code, error.message)
            except OSError as error:
                outcome = Rejected("unreadable", f"it cannot be read: {error.strerror or error}")
                version += _DENIED if isinstance(error, PermissionError) else ""
        if isinstance(outcome, Taken):
            self._remember(candidate, version, "stored", outcome.document_id)
        else:
            self._remember(candidate, version, "rejected", rejected=outcome)
        return outcome

    def move_away(self, candidate: Candidate, document_id: str) -> str | None:
        """Moves a stored file where such was asked for; why it could not be, else None.

        Effects: none for links, for files that changed since they were read, and for those that
        could not be moved before.
        """
        path = candidate.path
        if self._move_to is None or path is None or candidate.uri in self._unmovable:
            return None
        if path.is_symlink() or not _is_same(path, candidate):
            return None
        try:
            target = move_file(path, self._move_to, candidate.relative)
        except OSError as error:
            self._unmovable.add(candidate.uri)
            return f"it could not be moved: {error.strerror or error}"
        structlog.get_logger().info("file_moved", document_id=document_id, to=str(target))
        self._remember(candidate, candidate.version, "moved", document_id)
        return None

    def _accept(self, incoming: Incoming, candidate: Candidate) -> Taken:
        submission = Submission(
            file_name=candidate.file_name,
            schema=self._schema_name,
            model=self._model,
            origin="folder",
        )
        try:
            accepted = accept(self._services, self.tenant_id, incoming, submission)
        except OSError as error:
            raise _storage_error(error) from error
        return Taken(accepted.document.id, accepted.is_new)

    def _remember(
        self,
        candidate: Candidate,
        version: str,
        state: SourceState,
        document_id: str | None = None,
        rejected: Rejected | None = None,
    ) -> None:
        seen = Seen(
            uri=candidate.uri,
            version=version,
            settings_digest=self._settings_digest,
            state=state,
            document_id=document_id,
            error_code=rejected.code if rejected else None,
            error_message=rejected.message if rejected else None,
        )
        with self._services.database.write() as write:
            remember(write, self.tenant_id, seen)


class _Writing:
    """Writes into storage; its errors are kept apart from those of reading the file."""

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming

    def __call__(self, chunk: bytes) -> None:
        try:
            self._incoming.write(chunk)
        except OSError as error:
            raise _storage_error(error) from error


def _storage_error(error: OSError) -> DocflowError:
    sentence = f"the storage cannot be written: {error.strerror or error}"
    return DocflowError("storage_unavailable", sentence, retryable=True)


def _is_readable(candidate: Candidate) -> bool:
    return candidate.path is None or os.access(candidate.path, os.R_OK)


def _is_same(path: Path, candidate: Candidate) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return f"{status.st_size}:{status.st_mtime_ns}" == candidate.version
