"""PDF pages through pypdfium2, the permissive choice (docflow[pdfium]). Judges nothing.

Form fields and annotations are flattened into the page first, so that what they show is found as
text too. PDFium does not say whether it had to repair a file: `repaired` is always False.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from docflow.limits import Limits
from workers.backends.base import (
    LOCKED,
    MAX_ATTACHMENTS,
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
    too_long,
)
from workers.page import Box, Widget

# a, b, c, d, e, f: x' = a x + c y + e, y' = b x + d y + f
Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
#: device units a page is spread over when positions are asked for
_DEVICE = 1_000_000
_MAX_FORM_DEPTH = 12
_HYPHEN_AT_LINE_END = "\x02"
_RENDER_FLAGS = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER


class PdfiumPage:
    """A page of an open document; see BackendPage."""

    native_px = None

    def __init__(self, page: Any, limits: Limits) -> None:
        self._page = page
        self._limits = limits
        self.width_pt, self.height_pt = page.get_size()
        self._to_share = _to_share(page)

    def words(self) -> list[RawWord]:
        textpage = self._page.get_textpage()
        try:
            words: list[RawWord] = []
            for word in _words(textpage.raw, self._to_share):
                words.append(word)
                check_words(len(words), self._limits)
            return words
        finally:
            textpage.close()

    def image_boxes(self) -> list[Box]:
        boxes = []
        for item, matrix in _objects(self._page.raw, pdfium.FPDF_PAGEOBJ_IMAGE):
            edges = [ctypes.c_float() for _ in range(4)]
            if pdfium.FPDFPageObj_GetBounds(item, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                boxes.append(_box(left, bottom, right, top, _times(matrix, self._to_share)))
        return inside_page(boxes)

    def widgets(self) -> list[Widget]:
        # Only the other library is asked for them.
        return []

    def render(self, width_px: int, height_px: int, *, text: bool = True) -> Pixels:
        hidden = []
        if not text:
            for item, _ in _objects(self._page.raw, pdfium.FPDF_PAGEOBJ_TEXT):
                pdfium.FPDFPageObj_SetIsActive(item, False)
                hidden.append(item)
        bitmap = pypdfium2.PdfBitmap.new_native(width_px, height_px, pdfium.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width_px, height_px)
        pdfium.FPDF_RenderPageBitmap(
            bitmap, self._page, 0, 0, width_px, height_px, 0, _RENDER_FLAGS
        )
        for item in hidden:
            pdfium.FPDFPageObj_SetIsActive(item, True)
        pixels = np.array(bitmap.to_numpy(), dtype=np.uint8)
        bitmap.close()
        return pixels

    def render_grey(self, width_px: int, height_px: int) -> Pixels:
        # Not on a grey bitmap: that stays white. Green is close to brightness.
        return np.ascontiguousarray(self.render(width_px, height_px)[..., 1])


class PdfiumDocument:
    """An open PDF; see Document."""

    repaired = False

    def __init__(self, document: Any, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self.num_pages = len(document)

    def page(self, index: int) -> PdfiumPage:
        try:
            page = self._document[index]
            if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
                # A page shows what was flattened only once it is loaded again.
                page.close()
                page = self._document[index]
        except pypdfium2.PdfiumError as error:
            raise BackendError("corrupt_file", f"cannot be read as PDF ({error})") from error
        sides = page.get_size()
        if not min(sides) > 0:
            raise BackendError("corrupt_file", "has no area")
        if max(sides) > self._limits.max_page_side_pt:
            raise too_long(max(sides), self._limits)
        return PdfiumPage(page, self._limits)

    def xfa_packets(self, max_bytes: int) -> dict[str, bytes]:
        """Not read through PDFium, as fields are not."""
        return {}

    def attachments(self, max_bytes: int) -> Iterator[Attachment]:
        for index in range(min(self._document.count_attachments(), MAX_ATTACHMENTS)):
            try:
                attached = self._document.get_attachment(index)
                size = ctypes.c_ulong()
                pdfium.FPDFAttachment_GetFile(attached, None, 0, size)
                if 0 < size.value <= max_bytes:
                    yield Attachment(attached.get_name(), bytes(attached.get_data()))
            except pypdfium2.PdfiumError as error:
                raise BackendError("corrupt_file", f"cannot be read as PDF ({error})") from error

    def close(self) -> None:
        self._document.close()


def open_document(data: bytes, password: str | None, limits: Limits) -> PdfiumDocument:
    """Opens PDF bytes; `password` is used where one is asked for. Raises BackendError."""
    try:
        document = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            if password is None:
                reason = LOCKED
                raise BackendError("password_required", reason) from error
            raise BackendError("wrong_password", "the password does not open it") from error
        raise BackendError("corrupt_file", f"cannot be read as PDF ({error})") from error
    check_pages(len(document), limits.max_pages, "pages")
    return PdfiumDocument(document, limits)


def _words(textpage: Any, to_share: Matrix) -> Iterator[RawWord]:
    """Runs of characters that are no white space, in painting order."""
    chars: list[tuple[int, str, Box]] = []
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        text = _character(pdfium.FPDFText_GetUnicode(textpage, index))
        if text.isspace() or not text:
            if chars:
                yield _word(textpage, chars, to_share)
            chars = []
            continue
        edges = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(textpage, index, edges)
        chars.append(
            (index, text, _box(edges.left, edges.bottom, edges.right, edges.top, to_share))
        )
    if chars:
        yield _word(textpage, chars, to_share)


def _word(textpage: Any, chars: list[tuple[int, str, Box]], to_share: Matrix) -> RawWord:
    first = chars[0][0]
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(textpage, first))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    has_colour = pdfium.FPDFText_GetFillColor(textpage, first, red, green, blue, alpha)
    invisible = mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
    angle = _angle(textpage, first, to_share)
    return RawWord(
        text="".join(text for _, text, _ in chars),
        bbox=around([box for _, _, box in chars]),
        size_pt=_size_pt(textpage, first),
        angle=angle,
        painted=not invisible and not (has_colour and alpha.value == 0),
        clipped=mode > pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        rgb=(red.value, green.value, blue.value) if has_colour else None,
    )


def _character(code: int) -> str:
    text = chr(code) if 0 < code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
    return "-" if text == _HYPHEN_AT_LINE_END else text


def _size_pt(textpage: Any, index: int) -> float:
    """Nominal size times the scale of the character's matrix."""
    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(textpage, index))
    if pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        return size * scale
    return size


def _angle(textpage: Any, index: int, to_share: Matrix) -> Angle:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        return 0
    # The character's own x axis, turned as the page is turned. Shares are not square, but the sign
    # and the larger part survive the scaling.
    x = matrix.a * to_share[0] + matrix.b * to_share[2]
    y = matrix.a * to_share[1] + matrix.b * to_share[3]
    return quarter_turn(math.degrees(math.atan2(y, x)))


def _objects(page: Any, wanted: int) -> Iterator[tuple[Any, Matrix]]:
    """(object, matrix to the page) of every object of a type, those inside forms too."""
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(max(0, count)):
        yield from _below(pdfium.FPDFPage_GetObject(page, index), wanted, _IDENTITY, 0)


def _below(item: Any, wanted: int, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    if not item:
        return
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == wanted:
        yield item, matrix
    if kind != pdfium.FPDF_PAGEOBJ_FORM or depth >= _MAX_FORM_DEPTH:
        return
    own = pdfium.FS_MATRIX()
    if pdfium.FPDFPageObj_GetMatrix(item, own):
        matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    for index in range(max(0, pdfium.FPDFFormObj_CountObjects(item))):
        yield from _below(pdfium.FPDFFormObj_GetObject(item, index), wanted, matrix, depth + 1)


def _to_share(page: Any) -> Matrix:
    """From user space (up is positive, before /Rotate) to shares of the page as it is shown."""
    width, height = page.get_size()
    side = max(width, height, 1.0)

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _DEVICE, _DEVICE, 0, x, y, across, down)
        return across.value / _DEVICE, down.value / _DEVICE

    origin, right, up = shown(0, 0), shown(side, 0), shown(0, side)
    return (
        (right[0] - origin[0]) / side,
        (right[1] - origin[1]) / side,
        (up[0] - origin[0]) / side,
        (up[1] - origin[1]) / side,
        *origin,
    )


def _times(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _box(left: float, bottom: float, right: float, top: float, matrix: Matrix) -> Box:
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
