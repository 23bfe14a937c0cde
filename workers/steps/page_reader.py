"""One page, from an open document to words and pixels, decided by what can be seen.

Runs inside the reader process. Knows the interfaces of backends and OCR, no library, no process.

Remarks a page can carry (`Page.notes`):
  hidden_text_dropped   the text layer held words that the page does not show
  garbled_text_dropped  the text layer's letters mean nothing; the page was read as a picture
  unchecked_text        the page took too long to draw twice; words were only checked for contrast
  pictures_read         large pictures beside the text were read too, by OCR
  ocr_tesseract, ocr_rapidocr   who read it;  ocr_unavailable, ocr_off   why nobody did
  turned_90, turned_180, turned_270   turned clockwise against what the file says, to stand upright
  blank                 nothing is on it
  repaired              the file was damaged; what is missing nobody can know
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from docflow.limits import Limits
from workers.backends.base import ANGLES, Angle, BackendPage, Pixels, RawWord
from workers.page import Page, PageCode, Word
from workers.steps import codes, ocr
from workers.steps.garbled import garbled, without_signs
from workers.steps.ocr import Ocr
from workers.steps.pictures import cut_out, fill_gaps, placed_in, unread_pictures
from workers.steps.raster import RasterSpec, fitted
from workers.steps.turning import back, turn_box, turn_pixels, turn_size
from workers.steps.visible import MIN_CHANGE, top_words, visible_words

#: what the page is drawn at to judge its words where the caller wants no pixels
_JUDGED = RasterSpec(multiple=8, max_pixels=800_000, dpi=90)
#: a page that takes more processor seconds to draw is not drawn a second time
_SLOW_S = 2.0
#: a text layer with fewer words may be a page number or a stamp on something else
_FEW_WORDS = 20
#: share of the characters, and number of them, that must agree on a direction to turn the page
_TURN_SHARE = 0.67
_TURN_CHARS = 12


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page drawn once. seconds: the processor time that took."""

    pixels: Pixels
    seconds: float


@dataclass(frozen=True, slots=True)
class _Layer:
    """The text layer as far as it can be seen. bare: the page without it, None where not drawn."""

    words: list[RawWord]
    bare: Pixels | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    """What was found on a page as the file shows it; boxes as after `turn`."""

    words: list[Word]
    turn: Angle
    notes: tuple[str, ...]


class PageReader:
    """Reads pages with one set of limits. raster: what pixels are wanted, None for none. codes:
    whether bar codes and QR codes are.
    """

    def __init__(
        self, limits: Limits, raster: RasterSpec | None, ocr: Ocr, *, codes: bool = True
    ) -> None:
        self._max_pixels = limits.max_raster_pixels
        self._wants_codes = codes
        self._raster = raster
        self._ocr = ocr

    def read(self, page: BackendPage, number: int, *, repaired: bool = False) -> Page:
        """The page at `number` (from 1). Raises BackendError for one that exceeds a limit."""
        start = time.process_time()
        pixels = page.render(*self._size(page, 0))
        drawn = _Drawn(pixels, time.process_time() - start)
        layer = _text_layer(page, drawn)
        content = self._of_text(page, layer) if layer.words else self._of_pixels(page, drawn)
        notes = [*layer.notes, *content.notes]
        if content.turn:
            notes.append(f"turned_{content.turn}")
        if repaired:
            notes.append("repaired")
        width_pt, height_pt = turn_size((page.width_pt, page.height_pt), content.turn)
        return Page(
            number=number,
            width_pt=width_pt,
            height_pt=height_pt,
            words=tuple(content.words),
            pixels=self._pixels(page, drawn, content.turn),
            notes=tuple(notes),
            widgets=tuple(
                replace(widget, bbox=turn_box(widget.bbox, content.turn))
                for widget in page.widgets()
            ),
            codes=tuple(
                replace(code, bbox=turn_box(code.bbox, content.turn))
                for code in self._codes(page, drawn, layer)
            ),
        )

    def _codes(self, page: BackendPage, drawn: _Drawn, layer: _Layer) -> tuple[PageCode, ...]:
        """Bar codes and QR codes, as the file shows the page; none where it takes long to draw."""
        if not self._wants_codes or drawn.seconds >= _SLOW_S:
            return ()
        bare = drawn.pixels if layer.bare is None else layer.bare
        if not codes.may_hold_codes(bare):
            return ()
        width, height = RasterSpec(dpi=codes.DPI).natural_px(
            page.width_pt, page.height_pt, page.native_px
        )
        size = fitted(width, height, codes.MAX_PIXELS, codes.MAX_SIDE_PX)
        return codes.find_codes(page.render_grey(*size))

    def _of_text(self, page: BackendPage, layer: _Layer) -> _Content:
        """Words of the text layer, and those of large pictures that have none."""
        words = _as_words(layer.words)
        notes: tuple[str, ...] = ()
        added = self._words_of_pictures(page, layer, words)
        if added:
            words = words + added
            notes = ("pictures_read",)
        turn = _text_turn(layer.words)
        turned = [replace(word, bbox=turn_box(word.bbox, turn)) for word in words]
        return _Content(turned, turn, notes)

    def _words_of_pictures(self, page: BackendPage, layer: _Layer, words: list[Word]) -> list[Word]:
        if layer.bare is None:
            return []
        # A page with hardly a word may have its text as outlines: then all of it is a picture.
        whole = [(0.0, 0.0, 1.0, 1.0)]
        area = unread_pictures(layer.bare, words, whole)
        if area is not None and len(words) >= _FEW_WORDS:
            # Only now: to find the pictures the page is gone through once more.
            area = unread_pictures(layer.bare, words, page.image_boxes())
        if area is None:
            return []
        # Without the text layer: what is known already need not be read a second time.
        part, box = cut_out(picture_for_ocr(page, text=False), area)
        found = self._ocr.read(part)
        if found is None:
            return []
        # Not turned with the picture: the text says which way the page stands.
        undo = back(found.turn)
        upright = (replace(word, bbox=turn_box(word.bbox, undo)) for word in found.words)
        placed = [replace(word, bbox=placed_in(box, word.bbox)) for word in upright]
        return fill_gaps(words, placed, area)

    def _of_pixels(self, page: BackendPage, drawn: _Drawn) -> _Content:
        """Words read off the picture of a page without usable text."""
        if int(np.ptp(drawn.pixels, axis=(0, 1)).max()) < MIN_CHANGE:
            return _Content([], 0, ("blank",))
        found = self._ocr.read(picture_for_ocr(page))
        if found is None:
            return _Content([], 0, ("ocr_off" if self._ocr.mode == "off" else "ocr_unavailable",))
        return _Content(list(found.words), found.turn, (f"ocr_{found.engine}",))

    def _pixels(self, page: BackendPage, drawn: _Drawn, turn: Angle) -> Pixels | None:
        if self._raster is None:
            return None
        if turn in (90, 270):
            # The size was chosen before the turn was known.
            return turn_pixels(page.render(*self._size(page, turn)), turn)
        return turn_pixels(drawn.pixels, turn)

    def _size(self, page: BackendPage, turn: Angle) -> tuple[int, int]:
        """Pixels to draw the page at, as the file has it, to fit the model once turned."""
        raster = self._raster or _JUDGED
        natural = raster.natural_px(page.width_pt, page.height_pt, page.native_px)
        width, height = raster.size(*turn_size(natural, turn))
        width, height = fitted(width, height, self._max_pixels, self._max_pixels)
        return (height, width) if turn in (90, 270) else (width, height)


def _text_layer(page: BackendPage, drawn: _Drawn) -> _Layer:
    raw = page.words()
    if not raw:
        return _Layer([], None, ())
    notes: tuple[str, ...] = ()
    bare = None
    if drawn.seconds < _SLOW_S:
        height, width = drawn.pixels.shape[:2]
        bare = page.render(width, height, text=False)
    else:
        notes = ("unchecked_text",)
    seen = visible_words(raw, drawn.pixels, bare, max(page.width_pt, page.height_pt))
    top = top_words(seen)
    # Letters painted twice to look bold hide nothing.
    covered = {word.text for word in seen} - {word.text for word in top}
    if len(seen) < len(raw) or covered:
        notes = (*notes, "hidden_text_dropped")
    if garbled([word.text for word in top]):
        return _Layer([], None, (*notes, "garbled_text_dropped"))
    return _Layer(top, bare, notes)


def _as_words(raw: Sequence[RawWord]) -> list[Word]:
    cut = ((without_signs(word.text), word) for word in raw)
    return [Word(text, _inside(word), "text") for text, word in cut if text]


def _inside(word: RawWord) -> tuple[float, float, float, float]:
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in word.bbox)
    return left, top, right, bottom


def _text_turn(words: Sequence[RawWord]) -> Angle:
    """The clockwise turn after which most of the text reads from left to right."""
    chars: Counter[int] = Counter()
    for word in words:
        chars[word.angle] += len(word.text)
    if not chars:
        return 0
    angle, count = chars.most_common(1)[0]
    if count < _TURN_CHARS or count < _TURN_SHARE * chars.total():
        return 0
    return back(ANGLES[angle])


def picture_for_ocr(page: BackendPage, *, text: bool = True) -> Pixels:
    """The page at the size OCR reads best. text: with the text of its text layer."""
    width, height = RasterSpec(dpi=ocr.DPI).natural_px(
        page.width_pt, page.height_pt, page.native_px
    )
    size = fitted(width, height, ocr.MAX_PIXELS, ocr.MAX_SIDE_PX)
    return page.render(*size, text=text)
