"""What a client wrote down of the documents that were accepted, to be held against the database.
Knows no storage.

One line of JSON a document: `{"document_id": "doc_...", "sha256": "..."}`, other keys are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from docflow.audit import repository
from docflow.audit.findings import Finding

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that was answered with 202."""

    document_id: str
    sha256: str


def read_ledger(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries, in order; empty lines are passed over.

    Raises:
        ValueError: a line is no entry; the message says which.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            document_id, sha256 = entry["document_id"], entry["sha256"]
        except (ValueError, TypeError, KeyError):
            raise ValueError(
                f'line {number} is not {{"document_id": ..., "sha256": ...}}'
            ) from None
        yield Entry(str(document_id), str(sha256).lower())


def check_ledger(session: Session, entries: Iterable[Entry]) -> Finding:
    """Whether every entry is a document with the same bytes."""
    finding = Finding("ledger_is_kept", "every document of the ledger is there, with its SHA-256")
    remaining = iter(entries)
    while chunk := list(islice(remaining, _CHUNK)):
        known = repository.documents_of_ids(session, [entry.document_id for entry in chunk])
        for entry in chunk:
            finding.num_checked += 1
            if entry.document_id not in known:
                finding.report(f"{entry.document_id}: accepted, and there is no such document")
            elif known[entry.document_id][1] != entry.sha256:
                finding.report(f"{entry.document_id}: accepted with another SHA-256")
    return finding
