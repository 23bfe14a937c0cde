"""The audit of packets: every document that was found in a file is there, and none other. Knows no
storage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from docflow.audit import repository
from docflow.audit.findings import Finding
from docflow.database.tables import Document, Extraction
from docflow.documents.parts import page_numbers
from docflow.jobs.states import DocumentState
from schemas.schema import PACKET


def check_packets(session: Session) -> Finding:
    """Whether each packet has the documents that its result names, each page in one of them."""
    finding = Finding(
        "packets_are_whole",
        "every packet has the documents that its result names, and each page is in one of them",
    )
    for chunk in repository.documents(session):
        packets = [
            document
            for document in chunk
            if document.schema_name == PACKET and document.state == DocumentState.DONE
        ]
        ids = [packet.id for packet in packets]
        latest = repository.latest_extractions(session, ids)
        children = repository.children_of(session, ids)
        for packet in packets:
            finding.num_checked += 1
            named = _named(latest.get(packet.id))
            for problem in (
                *_gaps(packet, named),
                *_differences(session, named, children.get(packet.id, [])),
            ):
                finding.report(f"{packet.id}: {problem}")
    for id_ in repository.orphans(session):
        finding.report(f"{id_}: it is a part of no packet")
    return finding


def _named(extraction: Extraction | None) -> list[dict[str, Any]]:
    documents = [] if extraction is None else extraction.data.get("documents")
    return documents if isinstance(documents, list) else []


def _gaps(packet: Document, named: Sequence[dict[str, Any]]) -> Iterator[str]:
    pages = [n for part in named for n in range(part["first_page"], part["last_page"] + 1)]
    if pages != list(page_numbers(packet)):
        yield f"its documents have not its {packet.num_pages} pages, each once"


def _differences(
    session: Session, named: Sequence[dict[str, Any]], children: Sequence[Document]
) -> Iterator[str]:
    """Those that only the result or only the rows have, or that have other pages."""
    there = {child.id: (child.first_page, child.last_page) for child in children}
    said = {part["part_id"]: (part["first_page"], part["last_page"]) for part in named}
    for id_, pages in said.items():
        if id_ not in there:
            if not repository.was_deleted(session, id_):
                yield f"there is no document {id_} of pages {pages[0]} to {pages[1]}"
        elif there[id_] != pages:
            yield f"the document {id_} has other pages than {pages[0]} to {pages[1]}"
    for id_ in there.keys() - said.keys():
        yield f"its result does not name the document {id_}"
