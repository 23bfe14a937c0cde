"""The parts of a dynamic XFA form, through PyMuPDF. Does not look into them.

The AcroForm dictionary holds them as one stream or as names and streams in turn (ISO 32000-1,
12.7.8). A form that has fields on its pages too says the same there, with places: then nothing is
given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

#: (data, rounds of Flate, limit) -> bytes it unpacks to, or more than the limit
Measure = Callable[[bytes, int, int], int]
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_MAX_PACKETS = 32


def packets(document: Any, mupdf: Any, measure: Measure, max_bytes: int) -> dict[str, bytes]:
    """The packets of a form without fields on its pages, by name; larger ones are left out."""
    pdf = mupdf.pdf_document_from_fz_document(document.this)
    form = mupdf.pdf_dict_gets(mupdf.pdf_dict_gets(mupdf.pdf_trailer(pdf), "Root"), "AcroForm")
    fields = mupdf.pdf_dict_gets(form, "Fields")
    if mupdf.pdf_is_array(fields) and mupdf.pdf_array_len(fields):
        return {}
    found = {}
    for name, stream in _streams(mupdf.pdf_dict_gets(form, "XFA"), mupdf):
        xref = mupdf.pdf_to_num(stream)
        if not xref or not document.xref_is_stream(xref):
            continue
        kind, filters = document.xref_get_key(xref, "Filter")
        names = [] if kind == "null" else filters.strip("[]").replace("/", " /").split()
        if not set(names) <= _FLATE:
            continue
        if measure(document.xref_stream_raw(xref), len(names), max_bytes) <= max_bytes:
            found[name] = document.xref_stream(xref)
    return found


def _streams(xfa: Any, mupdf: Any) -> Iterator[tuple[str, Any]]:
    """(name, stream) of each packet; a form in one stream has one without a name."""
    if not mupdf.pdf_is_array(xfa):
        yield "", xfa
        return
    for index in range(0, min(mupdf.pdf_array_len(xfa) - 1, 2 * _MAX_PACKETS), 2):
        name = mupdf.pdf_array_get(xfa, index)
        yield str(mupdf.pdf_to_text_string(name)), mupdf.pdf_array_get(xfa, index + 1)
