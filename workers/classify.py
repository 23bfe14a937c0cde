"""The documents in a file, without reading what they say: no model is loaded. Knows no database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from docflow.results import FoundDocument, SortedFile
from docflow.settings import Settings
from workers.page import Page
from workers.sorting.sort import Part
from workers.steps.kind import classification_of, parts_of_pages
from workers.steps.pages import open_pages, reading_turn


def classify_file(
    path: Path, *, settings: Settings, password: str | None = None, name: str | None = None
) -> SortedFile:
    """The documents in the file at `path`, in the order of its pages.

    name: what the result calls it. Blocks until all pages are read, scans by OCR.
    Raises: DocflowError for a file that can't be read.
    """
    pages: list[Page] = []
    with (
        reading_turn(),
        open_pages(
            path,
            password=password,
            limits=settings.limits,
            ocr=settings.ocr,
            backend=settings.pdf_backend,
            cache_folder=settings.home / "cache" / "ocr",
            einvoice=True,
        ) as stream,
    ):
        pages.extend(replace(page, pixels=None) for page in stream)
        parts = parts_of_pages(pages, stream.einvoice)
    return {
        "file": name or path.name,
        "status": "done",
        "pages": len(pages),
        "documents": [_found(part) for part in parts],
    }


def _found(part: Part) -> FoundDocument:
    return {
        **classification_of(part),
        "first_page": part.first_page,
        "last_page": part.last_page,
    }
