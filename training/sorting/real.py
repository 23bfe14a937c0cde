"""Documents of a manifest, read by the product, as sorting sees them. For measuring only: nothing
is fitted to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docflow.manifest import ManifestEntry, read_manifest
from docflow.settings import Settings
from training.measure import PAGES, read_pages
from workers.sorting.sketch import PageSketch, sketch_of

#: the kind that a document of the manifest should be sorted as
SCHEMAS = {"invoice": "invoice", "receipt": "receipt", "form": "form", "other": "form"}
#: how a key of a W-9's truth begins, whose kind in the manifest is ``form``
W9_KEY = "TaxClassify"


@dataclass(frozen=True, slots=True)
class RealDocument:
    """name: of the file. schema: the kind it should be sorted as. pages: those that were read,
    the first and the last ones of a long document.
    """

    name: str
    schema: str
    pages: tuple[PageSketch, ...]


def real_documents(manifest: Path, pages: Path = PAGES) -> list[RealDocument]:
    """The documents that can be read; pages are kept in the folder `pages`."""
    settings = Settings()
    found = []
    for entry in read_manifest(manifest):
        read = read_pages(entry, pages, settings)
        if read.error is None:
            sketches = tuple(sketch_of(page) for page in read.pages)
            found.append(RealDocument(entry.file.name, schema_of(entry), sketches))
    return found


def schema_of(entry: ManifestEntry) -> str:
    """The kind a document of the manifest should be sorted as."""
    pairs = entry.line.get("truth", {}).get("pairs", [])
    if any(str(pair["key"]).startswith(W9_KEY) for pair in pairs):
        return "w9"
    return SCHEMAS[entry.kind]
