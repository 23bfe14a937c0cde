"""Files that a PDF carries inside, through PyMuPDF. Judges neither their names nor their content.

They stand in the name tree of embedded files, and those of a hybrid invoice also in the catalogue's
list of associated files; some writers fill only one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from workers.backends.base import MAX_ATTACHMENTS, Attachment

#: how often a stream may be packed, and how: anything else is not how invoices are attached
_FLATE = frozenset({"/FlateDecode", "/Fl"})

#: (data, rounds of Flate, limit) -> bytes it unpacks to, or more than the limit
Measure = Callable[[bytes, int, int], int]


def attachments(
    document: Any, mupdf: Any, measure: Measure, max_bytes: int
) -> Iterator[Attachment]:
    """Every attached file that unpacks to at most `max_bytes`, each once."""
    pdf = mupdf.pdf_document_from_fz_document(document.this)
    seen: set[int] = set()
    for specification in _specifications(pdf, mupdf):
        for key in ("F", "UF"):
            stream = _at(mupdf, specification, "EF", key)
            xref = mupdf.pdf_to_num(stream)
            if not xref or xref in seen or not document.xref_is_stream(xref):
                continue
            seen.add(xref)
            rounds = _rounds(document, xref)
            if rounds is None:
                continue
            packed = document.xref_stream_raw(xref)
            if measure(packed, rounds, max_bytes) <= max_bytes:
                yield Attachment(_name(specification, mupdf), document.xref_stream(xref))
            break


def _specifications(pdf: Any, mupdf: Any) -> Iterator[Any]:
    tree = mupdf.pdf_load_name_tree(pdf, mupdf.pdf_new_name("EmbeddedFiles"))
    if mupdf.pdf_is_dict(tree):
        for index in range(min(mupdf.pdf_dict_len(tree), MAX_ATTACHMENTS)):
            yield mupdf.pdf_dict_get_val(tree, index)
    associated = _at(mupdf, mupdf.pdf_trailer(pdf), "Root", "AF")
    if mupdf.pdf_is_array(associated):
        for index in range(min(mupdf.pdf_array_len(associated), MAX_ATTACHMENTS)):
            yield mupdf.pdf_array_get(associated, index)


def _at(mupdf: Any, found: Any, *keys: str) -> Any:
    """The object below `found`; MuPDF's null object where there is none."""
    for key in keys:
        found = mupdf.pdf_dict_gets(found, key)
    return found


def _name(specification: Any, mupdf: Any) -> str:
    for key in ("UF", "F"):
        name = _at(mupdf, specification, key)
        if mupdf.pdf_is_string(name):
            return str(mupdf.pdf_to_text_string(name))
    return ""


def _rounds(document: Any, xref: int) -> int | None:
    """How often a stream is packed with Flate; None where it is packed in another way."""
    kind, filters = document.xref_get_key(xref, "Filter")
    if kind == "null":
        return 0
    names = filters.strip("[]").replace("/", " /").split()
    return len(names) if set(names) <= _FLATE else None
