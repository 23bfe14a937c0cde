"""Which words of a text layer a reader of the page can see. Knows no PDF library and runs no OCR.

A text layer may say what the page does not show: white on white, drawn invisibly, under a picture,
a point high, outside the page. The test is what a person would do: take the text away and look
whether the page changes there. Two pictures, with and without the text, answer for every way of
hiding.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from workers.backends.base import Pixels, RawWord
from workers.page import Box

#: a smaller change of any colour channel (of 255) is not seen
MIN_CHANGE = 16
#: type smaller than this is not read, unless the whole page is small
MIN_SIZE_PT = 1.5
_REFERENCE_SIDE_PT = 842
#: the middle of a word's box, which no other line reaches into
_MARGIN_Y = 0.2
#: overlap (intersection over union) from which two words stand in the same place
_SAME_PLACE = 0.5


def visible_words(
    words: Sequence[RawWord], shown: Pixels, bare: Pixels | None, long_side_pt: float
) -> list[RawWord]:
    """The words that can be seen, in their order.

    shown: the page, [H, W, 3]. bare: the same page without its text, or None where there was no
    time to draw it; then any contrast inside a word's box counts. long_side_pt: the page's longer
    side.
    """
    drawn = [
        word
        for word in words
        if word.painted and _on_page(word.bbox) and not _too_small(word, long_side_pt)
    ]
    if not drawn:
        return []
    return _by_contrast(drawn, shown) if bare is None else _by_change(drawn, shown, bare)


def region(box: Box, pixels: Pixels) -> Pixels:
    """The pixels of a box given in shares, never empty."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = pixel_box(box, width, height)
    return pixels[top:bottom, left:right]


def pixel_box(box: Box, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Half-open pixel ranges of a box given in shares: inside the picture, at least one pixel."""
    left = min(width_px - 1, max(0, int(box[0] * width_px)))
    top = min(height_px - 1, max(0, int(box[1] * height_px)))
    right = max(left + 1, min(width_px, round(box[2] * width_px)))
    bottom = max(top + 1, min(height_px, round(box[3] * height_px)))
    return left, top, right, bottom


def _on_page(box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return 0 <= x <= 1 and 0 <= y <= 1


def _too_small(word: RawWord, long_side_pt: float) -> bool:
    smallest = min(MIN_SIZE_PT, MIN_SIZE_PT * long_side_pt / _REFERENCE_SIDE_PT)
    return word.size_pt < smallest


def _by_contrast(words: Sequence[RawWord], shown: Pixels) -> list[RawWord]:
    inside = (region(_middle(word), shown) for word in words)
    seen = [bool(np.ptp(pixels, axis=(0, 1)).max() >= MIN_CHANGE) for pixels in inside]
    return [word for word, is_seen in zip(words, seen, strict=True) if is_seen]


def _by_change(words: Sequence[RawWord], shown: Pixels, bare: Pixels) -> list[RawWord]:
    height, width = shown.shape[:2]
    corners = np.array([pixel_box(_middle(word), width, height) for word in words])
    changes = _changes(corners, shown, bare).tolist()
    differing = _differing(words, corners, bare).tolist()
    seen = []
    for word, changed, differs in zip(words, changes, differing, strict=True):
        if word.clipped:
            # Letters used as a stencil are painted by what lies under them, which `bare` still
            # shows.
            seen += _by_contrast([word], shown)
        elif changed and (differs or not _lost_in_background(word, shown, bare)):
            seen.append(word)
    return seen


def _changes(corners: npt.NDArray[np.int_], shown: Pixels, bare: Pixels) -> npt.NDArray[np.bool_]:
    """Whether any pixel in the middle of each word changes: [words] bool. corners: [words, 4]."""
    height, width = shown.shape[:2]
    changed = np.zeros((height, width), dtype=bool)
    for channel in range(3):
        with_text, without = shown[..., channel], bare[..., channel]
        # Not a difference: it wraps around in uint8.
        changed |= np.maximum(with_text, without) - np.minimum(with_text, without) >= MIN_CHANGE
    # Summed area table: sums[y, x] = changed pixels above and left of (x, y).
    sums = np.zeros((height + 1, width + 1), dtype=np.int32)
    np.cumsum(changed, axis=0, out=sums[1:, 1:])
    np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
    left, top, right, bottom = corners.T
    counts = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    found: npt.NDArray[np.bool_] = counts > 0
    return found


def _differing(
    words: Sequence[RawWord], corners: npt.NDArray[np.int_], bare: Pixels
) -> npt.NDArray[np.bool_]:
    """Whether three points behind each word have another colour than it: [words] bool. That decides
    nearly always, and costs less than a median.
    """
    left, top, right, bottom = corners.T
    row = top + (bottom - top) // 2
    columns = np.stack([left, left + (right - left) // 2, right - 1])
    behind = bare[row, columns].astype(np.int16)
    colours = np.array([word.rgb or (0, 0, 0) for word in words], dtype=np.int16)
    differs: npt.NDArray[np.bool_] = (np.abs(behind - colours) >= MIN_CHANGE).any(-1).all(0)
    return differs


def _lost_in_background(word: RawWord, shown: Pixels, bare: Pixels) -> bool:
    """Whether the word has its background's colour, and what changes is a neighbour."""
    if word.rgb is None:
        return False
    behind = region(_middle(word), bare)
    if _differ(np.median(behind.reshape(-1, 3), axis=0).tolist(), word.rgb):
        return False
    # A colour space the backend reports differently from what it paints must not hide real words:
    # the word's own colour then differs from what is seen.
    seen = np.median(region(_middle(word), shown).reshape(-1, 3), axis=0)
    return not _differ(seen.tolist(), word.rgb)


def _differ(first: Sequence[float], second: Sequence[float]) -> bool:
    return any(abs(a - b) >= MIN_CHANGE for a, b in zip(first, second, strict=True))


def _middle(word: RawWord) -> Box:
    left, top, right, bottom = word.bbox
    if word.angle in (0, 180):
        cut = (bottom - top) * _MARGIN_Y
        return left, top + cut, right, bottom - cut
    cut = (right - left) * _MARGIN_Y
    return left + cut, top, right - cut, bottom


def top_words(words: Sequence[RawWord]) -> list[RawWord]:
    """Without what lies under another word: the later painted is on top; doubles count once."""
    cells: dict[tuple[int, int], list[int]] = {}
    dropped: set[int] = set()
    for index, word in enumerate(words):
        if not (word.text.isalnum() or any(char.isalnum() for char in word.text)):
            continue
        touched = _cells(word.bbox)
        below = {other for cell in touched for other in cells.get(cell, ())}
        for other in below - dropped:
            if overlap(word.bbox, words[other].bbox) > _SAME_PLACE:
                dropped.add(other)
        for cell in touched:
            cells.setdefault(cell, []).append(index)
    return [word for index, word in enumerate(words) if index not in dropped]


def _cells(box: Box) -> list[tuple[int, int]]:
    """Cells of a 64 x 64 grid that a box touches; enough to compare neighbours only."""
    left, top, right, bottom = [min(63, max(0, int(value * 64))) for value in box]
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def overlap(first: Box, second: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(first) + _area(second) - shared)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
