"""What is printed around the fields of a form, as runs of words; and whether the page shows what a
field is filled with. Measured in points. Knows no label and no schema.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workers.page import Box, Page, Widget, WidgetKind, Word
from workers.steps.printed import compact

#: a gap of this many letter heights ends a run of words
_RUN_GAP = 0.9
#: words of other heights than this are no part of a run
_HEIGHT_RATIO = 1.7
#: upright words have no such shape: a margin note that reads upwards
_TURNED_RATIO = 0.7
_BAND_PT = 6.0
#: with more words a page is no form that anybody reads
MAX_WORDS = 4_000
#: runs of a band that a word may go on with, the last ones
_MAX_RUNS = 30
_FIGURES = re.compile(r"\d+")


@dataclass(slots=True)
class Line:
    """A run of words in one row. box: left, top, right, bottom in points."""

    words: list[Word]
    box: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


class _Field(NamedTuple):
    """A widget's box in points, the letters and digits of its value, and whether they are printed:
    where not, all print inside it is another form of them.
    """

    box: Box
    kind: WidgetKind
    value: str
    is_drawn: bool


def _field(widget: Widget, page: Page) -> _Field:
    value = compact(widget.value)
    is_drawn = True
    if value and widget.kind in ("text", "choice"):
        inside = words_inside(widget.bbox, page.words)
        is_drawn = value in compact(" ".join(word.text for word in inside))
    return _Field(in_points(widget.bbox, page), widget.kind, value, is_drawn)


def in_points(box: Box, page: Page) -> Box:
    """A box of shares in points."""
    width, height = page.width_pt, page.height_pt
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


def lines_of(page: Page) -> list[Line]:
    """The print of a page, from the top, without what its fields show."""
    if len(page.words) > MAX_WORDS:
        return []
    boxes = [_field(widget, page) for widget in page.widgets]
    kept = [
        (box, word)
        for word in page.words
        if not _is_turned(box := in_points(word.bbox, page), word)
        and not _is_filled(box, word, boxes)
    ]
    bands: dict[int, list[Line]] = defaultdict(list)
    lines: list[Line] = []
    for box, word in sorted(kept, key=lambda entry: entry[0][0]):
        middle = (box[1] + box[3]) / 2
        band = int(middle // _BAND_PT)
        near = (line for i in (band - 1, band, band + 1) for line in bands.get(i, [])[-_MAX_RUNS:])
        fitting = [line for line in near if _goes_on(line, box, boxes)]
        if fitting:
            line = max(fitting, key=lambda line: line.box[2])
            line.words.append(word)
            line.box[:] = _joined(line.box, box)
        else:
            line = Line([word], list(box))
            lines.append(line)
            bands[band].append(line)
    return sorted(lines, key=lambda line: (line.box[1], line.box[0]))


def words_inside(box: Box, words: Iterable[Word]) -> list[Word]:
    """The words whose middle lies in a box of shares, from the left."""
    found = [word for word in words if _holds(box, word.bbox)]
    return sorted(found, key=lambda word: (round(word.bbox[1], 2), word.bbox[0]))


def shows(value: str, words: Sequence[Word]) -> bool | None:
    """Whether what is printed in a field may be its value; None where nothing is to be compared.

    Only what is plainly something else counts as another value: numbers and dates are printed in
    forms of their own, long texts in part, and a field may have print of its own.
    """
    drawn, wanted = compact(" ".join(word.text for word in words)), compact(value)
    if not drawn or not wanted or any(word.source != "text" for word in words):
        return None
    if drawn in wanted or wanted in drawn:
        return True
    digits = ["".join(_FIGURES.findall(text)).strip("0") for text in (drawn, wanted)]
    if all(digits) and (digits[0] in digits[1] or digits[1] in digits[0]):
        return True
    figures = [
        {int(each) for each in _FIGURES.findall(text[:200])}
        for text in (" ".join(word.text for word in words), value)
    ]
    # The same day in two notations shares its day or its year.
    if figures[0] & figures[1]:
        return True
    return any(len(piece) > 1 and piece in wanted for piece in (compact(w.text) for w in words))


def _goes_on(line: Line, box: Box, fields: Sequence[_Field]) -> bool:
    """Whether a word goes on with a line: same height, close, and no field in between."""
    heights = sorted((line.height, box[3] - box[1]))
    gap = box[0] - line.box[2]
    if heights[0] <= 0 or heights[1] > _HEIGHT_RATIO * heights[0]:
        return False
    if not -0.4 * heights[0] <= gap <= _RUN_GAP * heights[1]:
        return False
    if min(line.box[3], box[3]) - max(line.box[1], box[1]) < 0.6 * heights[0]:
        return False
    if gap < 0.5 * heights[1]:
        return True
    middle = (box[1] + box[3]) / 2
    return not any(
        each.box[1] <= middle <= each.box[3]
        and each.box[0] >= line.box[2] - 2
        and each.box[2] <= box[0] + 2
        for each in fields
    )


def _is_filled(box: Box, word: Word, fields: Sequence[_Field]) -> bool:
    """Whether a word is what a field shows, a mark or a value."""
    for each in fields:
        if not _holds(each.box, box):
            continue
        if each.kind in ("checkbox", "radio"):
            return len(word.text) <= 2
        piece = compact(word.text)
        return not piece or piece in each.value or not each.is_drawn
    return False


def _is_turned(box: Box, word: Word) -> bool:
    return len(word.text) > 2 and box[2] - box[0] < _TURNED_RATIO * (box[3] - box[1])


def _holds(bounds: Sequence[float], box: Sequence[float]) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return bounds[0] <= across <= bounds[2] and bounds[1] <= down <= bounds[3]


def _joined(first: Sequence[float], second: Sequence[float]) -> list[float]:
    return [
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    ]
