"""Pictures beside text: which hold something nobody has read yet. Runs no OCR itself.

A page can carry both: a scan with a typed stamp, a form scanned and filled in by software, an
invoice with a receipt pasted in. The page is looked at in a grid of cells.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from workers.backends.base import Pixels
from workers.page import Box, Word

#: cells along each side of the page
GRID = 64
#: share of the page that pictures must cover to be looked at; logos do not
_MIN_PICTURE = 0.25
#: share of the page that must be picture with something on it and without words
_MIN_UNREAD = 0.08
#: difference between the brightest and darkest pixel of a cell with something on it
_INK = 40

Cells = npt.NDArray[np.bool_]


def unread_pictures(bare: Pixels, words: Sequence[Word], pictures: Sequence[Box]) -> Cells | None:
    """The cells [GRID, GRID] that pictures cover, if much on them has no words; else None.

    bare: the page without the text of its text layer, [H, W, 3].
    """
    covered = _covered(pictures, margin=0)
    if covered.mean() < _MIN_PICTURE:
        return None
    unread = covered & inked_cells(bare) & ~_covered([word.bbox for word in words], margin=1)
    return covered if unread.mean() >= _MIN_UNREAD else None


def cut_out(pixels: Pixels, area: Cells) -> tuple[Pixels, Box]:
    """The smallest rectangle of a page's pixels that holds `area`, and where it stands."""
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    box = (
        float(columns[0]) / GRID,
        float(rows[0]) / GRID,
        float(columns[-1] + 1) / GRID,
        float(rows[-1] + 1) / GRID,
    )
    height, width = pixels.shape[:2]
    left, top, right, bottom = (
        round(share * side) for share, side in zip(box, (width, height) * 2, strict=True)
    )
    part = pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    return np.ascontiguousarray(part), box


def placed_in(outer: Box, inner: Box) -> Box:
    """`inner`, given in shares of `outer`, in shares of what `outer` is given in."""
    left, top, right, bottom = outer
    width, height = right - left, bottom - top
    return (
        left + inner[0] * width,
        top + inner[1] * height,
        left + inner[2] * width,
        top + inner[3] * height,
    )


def fill_gaps(words: Sequence[Word], found: Sequence[Word], area: Cells) -> list[Word]:
    """Those of `found` that stand in `area` and not where one of `words` is."""
    taken = _covered([word.bbox for word in words], margin=0, cells=4 * GRID)
    return [word for word in found if _cell(area, word.bbox) and not _cell(taken, word.bbox)]


def _covered(boxes: Sequence[Box], margin: int, cells: int = GRID) -> Cells:
    covered = np.zeros((cells, cells), dtype=bool)
    for left, top, right, bottom in boxes:
        first_row, first_column = int(top * cells) - margin, int(left * cells) - margin
        last_row, last_column = int(bottom * cells) + margin, int(right * cells) + margin
        covered[max(0, first_row) : last_row + 1, max(0, first_column) : last_column + 1] = True
    return covered


def _cell(cells: Cells, box: Box) -> bool:
    """The value at the middle of a box."""
    side = len(cells)
    column = min(side - 1, int((box[0] + box[2]) / 2 * side))
    row = min(side - 1, int((box[1] + box[3]) / 2 * side))
    return bool(cells[row, column])


def inked_cells(bare: Pixels) -> Cells:
    """Cells [GRID, GRID] with something on them, of the page without its text layer, [H, W, 3]."""
    # Green alone: close to brightness, and a third of the work.
    grey = bare[..., 1]
    rows = np.linspace(0, grey.shape[0], GRID, endpoint=False).astype(int)
    columns = np.linspace(0, grey.shape[1], GRID, endpoint=False).astype(int)
    bright = np.maximum.reduceat(np.maximum.reduceat(grey, rows, axis=0), columns, axis=1)
    dark = np.minimum.reduceat(np.minimum.reduceat(grey, rows, axis=0), columns, axis=1)
    inked: Cells = bright - dark >= _INK
    return inked
