"""Which pages of its file a document is, for one of several in a file and for one alone. Knows no
database session.
"""

from __future__ import annotations

from docflow.database.tables import Document
from docflow.results import PartOfFile


def page_numbers(document: Document) -> range:
    """Numbers of the document's pages, as in the file; none before it was opened."""
    if document.num_pages is None:
        return range(0)
    first = 1 if document.first_page is None else document.first_page
    return range(first, first + document.num_pages)


def part_of(document: Document) -> PartOfFile | None:
    """Which part of a packet it is; None where it is a file of its own."""
    if document.part_number is None:
        return None
    return {
        "number": document.part_number,
        "count": document.num_parts or 0,
        "first_page": document.first_page or 0,
        "last_page": document.last_page or 0,
    }
