"""PDF pages through PyMuPDF 2. Knows no OCR and does not judge what can be seen.

PyMuPDF sniffs content and ignores the type it is told, so what turns out to be no PDF (HTML, SVG
and e-books open too) is refused after opening. Its packages `pymupdf.layout` and `pymupdf4llm` are
hidden from it: they cost a second and 100 MB to import, and nothing here uses them.
"""

from __future__ import annotations

import importlib
import math
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from docflow.limits import Limits
from workers.backends.base import (
    LOCKED,
    Angle,
    Attachment,
    BackendError,
    Pixels,
    RawWord,
    around,
    check_pages,
    check_words,
    inside_page,
    quarter_turn,
    ran_out_of_memory,
)
from workers.backends.mupdf_attachments import attachments
from workers.backends.mupdf_widgets import widgets
from workers.backends.mupdf_xfa import packets
from workers.page import Box, Widget


def _import_pymupdf() -> Any:
    for hidden in ("pymupdf.layout", "pymupdf4llm"):
        sys.modules.setdefault(hidden, None)  # type: ignore[arg-type]
    return importlib.import_module("pymupdf")


pymupdf = _import_pymupdf()
mupdf = pymupdf.mupdf
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
# Boxes as high as the type is large, not as high as the font file claims.
pymupdf.TOOLS.set_small_glyph_heights(True)

# No CID_FOR_UNKNOWN_UNICODE: a letter without a meaning must come out as U+FFFD, not as another
# letter.
_TEXT_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
# Bits of `char_flags` (fz_stext_char.flags in MuPDF's structured-text.h).
_FILLED_OR_STROKED = 16 | 32
_CLIPPED = 64
_INFLATE_CHUNK = 1 << 20
_FOUR_FLOATS = struct.Struct("4f")
#: a, b, c, d, e, f: (x, y) becomes (ax + cy + e, bx + dy + f)
_Matrix = tuple[float, float, float, float, float, float]

_MUPDF_ERRORS = (mupdf.FzErrorBase, RuntimeError, ValueError, AssertionError, TypeError)


class MupdfPage:
    """A page of an open document; see BackendPage."""

    native_px = None

    def __init__(self, page: Any, limits: Limits) -> None:
        self._page = page
        self._limits = limits
        self._list: Any = None
        self.width_pt = float(page.rect.width)
        self.height_pt = float(page.rect.height)

    def words(self) -> list[RawWord]:
        content = self._page.get_text("rawdict", flags=_TEXT_FLAGS)
        to_share = tuple(self._to_share())
        words: list[RawWord] = []
        for block in content["blocks"]:
            for line in block.get("lines", ()):
                words.extend(_words_of(line, to_share))
                check_words(len(words), self._limits)
        return words

    def image_boxes(self) -> list[Box]:
        to_share = tuple(self._to_share())
        drawn = (entry for entry in self._page.get_bboxlog() if entry[0] == "fill-image")
        return inside_page([_scaled(entry[1], to_share) for entry in drawn])

    def widgets(self) -> list[Widget]:
        size_pt = (self.width_pt, self.height_pt)
        return widgets(self._page, mupdf, pymupdf._as_pdf_page, size_pt)

    def render(self, width_px: int, height_px: int, *, text: bool = True) -> Pixels:
        return self._drawn(mupdf.fz_device_rgb(), (height_px, width_px, 3), text=text)

    def render_grey(self, width_px: int, height_px: int) -> Pixels:
        return self._drawn(mupdf.fz_device_gray(), (height_px, width_px), text=True)

    def _drawn(self, colours: Any, shape: tuple[int, ...], *, text: bool) -> Pixels:
        """Pixels of this shape in a colour space of MuPDF."""
        height_px, width_px = shape[:2]
        # Not page.get_pixmap(): it cannot leave out text and rounds the size its own way.
        if self._list is None:
            self._list = self._page.get_displaylist()
        box = self._page.rect
        # Not pymupdf.Pixmap(...): it simulates overprinting, and red comes out as printer's red.
        area = mupdf.FzIrect(0, 0, width_px, height_px)
        pixmap = mupdf.fz_new_pixmap_with_bbox(colours, area, mupdf.FzSeparations(), 0)
        mupdf.fz_clear_pixmap_with_value(pixmap, 255)
        scale = mupdf.FzMatrix(width_px / box.width, 0, 0, height_px / box.height, 0, 0)
        device = mupdf.fz_new_draw_device(scale, pixmap)
        if not text:
            # MuPDF skips the callbacks a device does not have.
            device.m_internal.fill_text = None
            device.m_internal.stroke_text = None
        everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
        mupdf.fz_run_display_list(
            self._list.this, device, mupdf.FzMatrix(), everything, mupdf.FzCookie()
        )
        mupdf.fz_close_device(device)
        # A copy: the pixmap's memory goes with the pixmap.
        drawn = pymupdf.Pixmap("raw", pixmap)
        pixels = np.frombuffer(drawn.samples_mv, dtype=np.uint8).copy()
        return pixels.reshape(shape)

    def _to_share(self) -> Any:
        """From MuPDF's page space, which knows no /Rotate, to shares of the page shown."""
        box = self._page.rect
        return self._page.rotation_matrix * pymupdf.Matrix(
            1 / box.width, 0, 0, 1 / box.height, 0, 0
        )


class MupdfDocument:
    """An open PDF; see Document."""

    def __init__(self, document: Any, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self.num_pages = int(document.page_count)
        self.repaired = bool(document.is_repaired)

    def page(self, index: int) -> MupdfPage:
        try:
            page = self._load(index)
            self._check_content(page)
            sides = (page.rect.width, page.rect.height)
        except _MUPDF_ERRORS as error:
            raise _refusal(error) from error
        if not min(sides) > 0:
            raise BackendError("corrupt_file", "has no area")
        if max(sides) > self._limits.max_page_side_pt:
            limit = self._limits.max_page_side_pt
            raise BackendError(
                "page_limit", f"is {max(sides):,.0f} pt long; the limit is {limit:,}"
            )
        return MupdfPage(page, self._limits)

    def attachments(self, max_bytes: int) -> Iterator[Attachment]:
        try:
            yield from attachments(self._document, mupdf, _inflated_bytes, max_bytes)
        except _MUPDF_ERRORS as error:
            raise _refusal(error) from error

    def xfa_packets(self, max_bytes: int) -> dict[str, bytes]:
        try:
            return packets(self._document, mupdf, _inflated_bytes, max_bytes)
        except _MUPDF_ERRORS as error:
            if ran_out_of_memory(error):
                raise _refusal(error) from error
            # A form that is broken is none; the page is there all the same.
            return {}

    def close(self) -> None:
        self._document.close()

    def _load(self, index: int) -> Any:
        """The page. One whose annotations or fields are broken is read without them."""
        try:
            return self._document[index]
        except _MUPDF_ERRORS as error:
            xref = self._document.page_xref(index)
            has_some = self._document.xref_get_key(xref, "Annots")[0] != "null"
            if ran_out_of_memory(error) or not has_some:
                raise
            self._document.xref_set_key(xref, "Annots", "null")
            self.repaired = True
            return self._document[index]

    def _check_content(self, page: Any) -> None:
        """Measures the page's drawing instructions, unpacked: a few kB may stand for GB."""
        left = self._limits.max_content_bytes
        for xref in page.get_contents():
            if not self._document.xref_is_stream(xref):
                raise BackendError("corrupt_file", "has lost a part of its content")
            kind, filters = self._document.xref_get_key(xref, "Filter")
            rounds = filters.count("/FlateDecode") + filters.count("/Fl ")
            if kind == "null" or not rounds:
                continue
            left -= _inflated_bytes(self._document.xref_stream_raw(xref), rounds, left)
            if left < 0:
                limit = self._limits.max_content_bytes
                raise BackendError("page_limit", f"unpacks to more than {limit:,} bytes of content")


def open_document(data: bytes, password: str | None, limits: Limits) -> MupdfDocument:
    """Opens PDF bytes; `password` is used where one is asked for. Raises BackendError."""
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        if not document.is_pdf:
            raise BackendError("unsupported_type", "its content is not PDF")
        if document.needs_pass:
            if password is None:
                raise BackendError("password_required", LOCKED)
            if not document.authenticate(password):
                raise BackendError("wrong_password", "the password does not open it")
        check_pages(document.page_count, limits.max_pages, "pages")
    except _MUPDF_ERRORS as error:
        raise _refusal(error) from error
    return MupdfDocument(document, limits)


def _refusal(error: Exception) -> BackendError:
    if ran_out_of_memory(error):
        return BackendError("out_of_memory", "needs more memory than allowed")
    reason = str(error).strip() or type(error).__name__
    return BackendError("corrupt_file", f"cannot be read as PDF ({reason})")


def _words_of(line: dict[str, Any], to_share: _Matrix) -> Iterator[RawWord]:
    """The words of a line: runs of characters that are no white space."""
    x, y = line["dir"]
    a, b, c, d, _, _ = to_share
    angle = quarter_turn(math.degrees(math.atan2(x * b + y * d, x * a + y * c)))
    chars: list[tuple[str, Any]] = []
    span_of_word: dict[str, Any] = {}
    for span in line["spans"]:
        for char in span["chars"]:
            if char["c"].isspace():
                if chars:
                    yield _word(chars, span_of_word, angle, to_share)
                chars = []
                continue
            if not chars:
                span_of_word = span
            chars.append((char["c"], char["bbox"]))
    if chars:
        yield _word(chars, span_of_word, angle, to_share)


def _word(
    chars: list[tuple[str, Any]], span: dict[str, Any], angle: Angle, to_share: _Matrix
) -> RawWord:
    flags, colour = span["char_flags"], span["color"]
    return RawWord(
        text="".join([text for text, _ in chars]),
        bbox=_scaled(around([box for _, box in chars]), to_share),
        size_pt=span["size"],
        angle=angle,
        painted=bool(flags & _FILLED_OR_STROKED) and span["alpha"] > 0,
        clipped=bool(flags & _CLIPPED),
        rgb=(colour >> 16 & 255, colour >> 8 & 255, colour & 255),
    )


def _scaled(box: Any, to_share: _Matrix) -> Box:
    # Not by pymupdf.Rect and Matrix: a page has hundreds of words, and these take ten times longer.
    a, b, c, d, e, f = to_share
    x0, y0, x1, y1 = box
    across = (a * x0 + c * y0, a * x1 + c * y1, a * x0 + c * y1, a * x1 + c * y0)
    down = (b * x0 + d * y0, b * x1 + d * y1, b * x0 + d * y1, b * x1 + d * y0)
    shown = (min(across) + e, min(down) + f, max(across) + e, max(down) + f)
    # As exact as MuPDF is: what it calls one height must not become two.
    left, top, right, bottom = _FOUR_FLOATS.unpack(_FOUR_FLOATS.pack(*shown))
    return left, top, right, bottom


def _inflated_bytes(data: bytes, rounds: int, limit: int) -> int:
    """Bytes that `data` has after `rounds` of Flate, or limit + 1 as soon as there are more.

    Damaged data counts as far as it goes: the parser stops there too.
    """
    inflaters = [zlib.decompressobj() for _ in range(rounds)]
    total = 0
    for start in range(0, len(data), _INFLATE_CHUNK):
        for size in _pump(inflaters, data[start : start + _INFLATE_CHUNK]):
            total += size
            if total > limit:
                return limit + 1
    return total


def _pump(inflaters: list[Any], data: bytes) -> Iterator[int]:
    """Sizes of the pieces that come out of the last inflater, none larger than a chunk."""
    if not inflaters:
        yield len(data)
        return
    first, rest = inflaters[0], inflaters[1:]
    while data:
        try:
            piece = first.decompress(data, _INFLATE_CHUNK)
        except zlib.error:
            return
        yield from _pump(rest, piece)
        data = first.unconsumed_tail
