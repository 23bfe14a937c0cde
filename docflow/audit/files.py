"""The audit of storage: every row has its file, every file its row, every byte is as it was sent.
Knows no schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from docflow.audit import repository
from docflow.audit.findings import Finding
from docflow.database.ids import milliseconds_of
from docflow.database.tables import Document
from docflow.limits import MIB
from docflow.services import Services
from docflow.storage.store import Store, document_prefix

#: An upload's file is there before its row. One without a row and younger than this may be coming
#: in, or belong to an upload that was killed and that the sweeper has not cleaned up after.
GRACE_S = 600.0
_CHUNK = 500


def check_originals(session: Session, store: Store) -> list[Finding]:
    """Whether the file of every document is there, and is what was sent."""
    stored = Finding("rows_have_files", "the file of every document is in storage")
    equal = Finding("bytes_are_equal", "every stored file has the size and SHA-256 of its row")
    for chunk in repository.documents(session):
        for document in chunk:
            stored.num_checked += 1
            try:
                with store.local_copy(document.storage_key) as path:
                    equal.num_checked += 1
                    _compare(equal, document, path)
            except FileNotFoundError:
                stored.report(f"{document.id}: there is no {document.storage_key}")
    return [stored, equal]


def check_no_strays(session: Session, services: Services, *, grace_s: float = GRACE_S) -> Finding:
    """Whether every file belongs to a document."""
    finding = Finding("files_have_rows", "every file in storage belongs to a document")
    for prefix, num_files, is_stray in _prefixes(session, services, grace_s):
        finding.num_checked += num_files
        if is_stray:
            finding.report(f"{prefix}: {num_files} files of no document")
    return finding


def remove_strays(services: Services, *, older_than_s: float = 3_600.0) -> int:
    """Deletes what killed uploads and interrupted deletions left in storage; how many files.

    Only below tenants of this database: where another database once worked on this storage, its
    files are without rows here and must stay. Lists all of storage: to be called now and then, not
    every few seconds.
    """
    with services.database.read() as session:
        tenants = repository.tenant_ids(session)
        strays = [
            prefix
            for prefix, _, is_stray in _prefixes(session, services, older_than_s)
            # What is not named as documents are is none of ours to delete.
            if is_stray and prefix.endswith("/") and prefix.partition("/")[0] in tenants
        ]
    return sum(map(services.store.delete_below, strays))


def _compare(finding: Finding, document: Document, path: Path) -> None:
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(MIB):
            digest.update(chunk)
            size_bytes += len(chunk)
    if size_bytes != document.size_bytes:
        finding.report(f"{document.id}: {size_bytes} bytes are stored of {document.size_bytes}")
    elif digest.hexdigest() != document.sha256:
        finding.report(f"{document.id}: the stored bytes are others than those sent")


def _prefixes(
    session: Session, services: Services, grace_s: float
) -> Iterator[tuple[str, int, bool]]:
    """(prefix, number of files, whether no document has it) of all that is stored."""
    now_ms = services.database.clock.now(session).timestamp() * 1_000
    counts: dict[str, int] = {}
    # Listed before the rows are read: a file whose row is committed meanwhile has one then.
    for key in services.store.keys(""):
        parts = key.split("/")
        prefix = document_prefix(parts[0], parts[1]) if len(parts) > 2 else key
        counts[prefix] = counts.get(prefix, 0) + 1
    prefixes = iter(counts)
    while chunk := list(islice(prefixes, _CHUNK)):
        ids = [prefix.split("/")[1] for prefix in chunk if prefix.endswith("/")]
        known = repository.documents_of_ids(session, ids)
        for prefix in chunk:
            tenant_id, _, rest = prefix.partition("/")
            document_id = rest.rstrip("/")
            has_row = document_id in known and known[document_id][0] == tenant_id
            made_ms = milliseconds_of(document_id)
            is_young = made_ms is not None and now_ms - made_ms < grace_s * 1_000
            was_deleted = repository.was_deleted(session, document_id) if not has_row else False
            yield prefix, counts[prefix], not has_row and (was_deleted or not is_young)
