"""Where values stand on the page: follows a value while it is written, gives its places and boxes.

Works on the page's text alone, so it checks what the grammar promises and does not depend on it.
Knows no tokens, no grammar and no schema.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from workers.page import Box
from workers.steps.page_text import BREAK, PageText

#: characters [first, last) of a word, by the word's index
Part = tuple[int, int, int]

# Attention below this share of the value's tokens says nothing about where it was copied from.
_MIN_ATTENTION = 0.02
# So many words behind a value may still belong to it; more are running text.
_MAX_WORDS_AFTER = 4
# A label above its value is as good as one this many times nearer to its left.
_ABOVE_COST = 1.5
_FAR_COST = 4.0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place a value stands at.

    page: 1-based. parts: the words and the characters of each. bbox: union of their boxes, shares
    of the page; of a word that belongs to the value in part, the proportional piece.
    """

    page: int
    parts: tuple[Part, ...]
    bbox: Box

    @property
    def words(self) -> tuple[int, ...]:
        """Indices of the words."""
        return tuple(index for index, _, _ in self.parts)

    def overlaps(self, other: Occurrence) -> bool:
        """Whether a character belongs to both."""
        mine = {index: (first, last) for index, first, last in self.parts}
        return any(
            index in mine and first < mine[index][1] and mine[index][0] < last
            for index, first, last in other.parts
        )


class SpanTracker:
    """Follows one value after the other: the set of places on the page where it may stand."""

    def __init__(self, page: PageText) -> None:
        self.page = page
        self._starts: npt.NDArray[np.intp] | None = None
        self._length = 0

    def begin(self) -> None:
        """A new value begins."""
        self._starts = None
        self._length = 0

    def push(self, text: str) -> int:
        """The value goes on with `text`; returns at how many places it may stand."""
        codes = self.page.codes
        for char in text:
            if self._starts is None:
                if char == " ":
                    continue
                self._starts = np.flatnonzero((codes == ord(char)) & self.page.edges[:-1])
            else:
                fits = self._starts[self._starts + self._length < len(codes)]
                self._starts = fits[codes[fits + self._length] == ord(char)]
            self._length += 1
        return 0 if self._starts is None else len(self._starts)

    @property
    def has_places(self) -> bool:
        """Whether the value has begun nowhere else than on the page; True before it begins."""
        return self._starts is None or len(self._starts) > 0

    @property
    def is_bound(self) -> bool:
        """Whether all places go on with the same character, and none lets the value end here."""
        if self._starts is None or not len(self._starts):
            return False
        ends = self._starts + self._length
        if self.page.edges[ends].any():
            return False
        following = self.page.codes[ends]
        return bool((following == following[0]).all())

    def share_ending(self, attention: npt.NDArray[np.float32]) -> float | None:
        """How much of what the places got of `attention` [W] went to those that may end here.

        None where no place got any, or none goes on.
        """
        if self._starts is None or not len(self._starts):
            return None
        may_end = self.page.edges[self._starts + self._length]
        span = np.arange(self._length)
        words = self.page.words[self._starts[:, None] + span]
        # One count a word, however many of its characters belong to the value.
        first = np.ones(words.shape, dtype=np.bool_)
        first[:, 1:] = words[:, 1:] != words[:, :-1]
        looks = (attention[words] * (first & (words >= 0))).sum(axis=1)
        total = float(looks.sum())
        if total <= 0.0 or may_end.all():
            return None
        return float(looks[may_end].sum()) / total

    def likeliest(
        self, attention: npt.NDArray[np.float32], *, behind: int = 0, in_blocks: bool = False
    ) -> tuple[int, int] | None:
        """Characters [start, end) of the place that got most of `attention` [W]; None at no place.

        Of equal ones the first that begins at `behind` or later, else the first of all. in_blocks:
        in block order where it stands there, too.
        """
        if self._starts is None or not len(self._starts):
            return None
        words = self.page.words
        first, last = words[self._starts], words[self._starts + self._length - 1]
        looks = attention[first] + attention[last] * (last >= 0)
        most = np.flatnonzero(looks == looks.max())
        best = int(most[np.argmax(self._starts[most] >= behind)])
        if in_blocks:
            best = int(np.flatnonzero(first == first[best])[-1])
        start = int(self._starts[best])
        return start, start + self._length

    @property
    def ends_amid_words(self) -> bool:
        """Whether a few more words of letters follow at every place the value may end at.

        Many more of them are running text, in which a value ends anywhere.
        """
        if self._starts is None or not len(self._starts):
            return False
        ends = (self._starts + self._length)[self.page.edges[self._starts + self._length]]
        return len(ends) > 0 and all(
            0 < self._words_after(end) <= _MAX_WORDS_AFTER for end in ends.tolist()
        )

    def _words_after(self, end: int) -> int:
        """How many words of letters follow at once, up to the next break, sign or number."""
        rest = self.page.text[end : end + 200].split(BREAK, 1)[0]
        if not rest.startswith(" "):
            return 0
        words = rest.split()
        return next((i for i, word in enumerate(words) if not word[0].isalpha()), len(words))

    def end(self) -> list[Occurrence]:
        """Places of the complete value, in page order; empty when it is not on the page."""
        found: dict[tuple[Part, ...], Occurrence] = {}
        for start in self._starts.tolist() if self._starts is not None else ():
            end = start + self._length
            if self.page.edges[end] and BREAK not in self.page.text[start:end]:
                parts = _parts(self.page, start, end)
                found.setdefault(parts, _occurrence(self.page, parts))
        return sorted(found.values(), key=lambda occurrence: occurrence.parts)


def occurrence_at(page: PageText, start: int, end: int) -> Occurrence:
    """The place of the characters [start, end) of the page's text."""
    return _occurrence(page, _parts(page, start, end))


def locate(page: PageText, raw: str) -> list[Occurrence]:
    """All places of `raw` on the page, white space counting as one space."""
    tracker = SpanTracker(page)
    tracker.push(" ".join(raw.split()))
    return tracker.end()


def is_grounded(page: PageText, raw: str) -> bool:
    """Whether `raw` stands on the page, cut at edges."""
    return bool(locate(page, raw))


def locate_label(page: PageText, label: str) -> list[Occurrence]:
    """All places of `label`, in capitals or not, cut at edges."""
    text, wanted = _fold(page.text), _fold(" ".join(label.split()))
    tracker = SpanTracker(page)
    places = []
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        tracker.begin()
        tracker.push(page.text[start : start + len(wanted)])
        places += [place for place in tracker.end() if place not in places]
        start = text.find(wanted, start + 1)
    return places


def choose(
    occurrences: Sequence[Occurrence],
    attention: npt.NDArray[np.float32] | None = None,
    num_tokens: int = 1,
    row: Occurrence | None = None,
    labels: Sequence[Occurrence] = (),
) -> int:
    """Index of the place a value was most likely taken from.

    attention: [W], what the copy head gave to each word, summed over the value's `num_tokens`
    tokens. row: a place on the same table row. labels: places of the field's label. The first of
    these that says anything decides; else the first place on the page.
    """
    if attention is not None:
        looks = [look(place, attention) for place in occurrences]
        best = max(range(len(looks)), key=looks.__getitem__)
        if looks[best] > _MIN_ATTENTION * num_tokens:
            return best
    if row is not None:
        return _nearest(occurrences, [row], _row_distance)
    if labels:
        return _nearest(occurrences, labels, _label_distance)
    return 0


def look(place: Occurrence, attention: npt.NDArray[np.float32]) -> float:
    """What the words of a place got of `attention` [W]."""
    return float(attention[list(place.words)].sum())


# The page's text is asked for again for each label that is looked for on it.
@lru_cache(maxsize=64)
def _fold(text: str) -> str:
    """Lower case, character by character, so that places stay the same."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _parts(page: PageText, start: int, end: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    words, offsets = page.words[start:end].tolist(), page.offsets[start:end].tolist()
    for index, offset in zip(words, offsets, strict=True):
        if index < 0:
            continue
        if parts and parts[-1][0] == index:
            parts[-1] = (index, parts[-1][1], offset + 1)
        else:
            parts.append((index, offset, offset + 1))
    return tuple(parts)


def _occurrence(page: PageText, parts: tuple[Part, ...]) -> Occurrence:
    boxes = np.array([_piece_box(page, part) for part in parts])
    low, high = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
    return Occurrence(page.source[parts[0][0]].page, parts, (low[0], low[1], high[0], high[1]))


def _piece_box(page: PageText, part: Part) -> Box:
    index, first, last = part
    word = page.source[index].word
    left, top, right, bottom = word.bbox
    width, length = right - left, int(page.lengths[index])
    if first == 0 and last == length:
        return word.bbox
    begin, end = first / length, last / length
    if _runs_leftwards(word.text):
        begin, end = 1 - end, 1 - begin
    return left + width * begin, top, left + width * end, bottom


def _runs_leftwards(text: str) -> bool:
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


def _nearest(
    places: Sequence[Occurrence],
    targets: Sequence[Occurrence],
    distance: Callable[[Occurrence, Occurrence], float],
) -> int:
    costs = [min(distance(place, target) for target in targets) for place in places]
    return costs.index(min(costs))


def _row_distance(place: Occurrence, target: Occurrence) -> float:
    """Between the middles of two boxes, downwards."""
    if place.page != target.page:
        return math.inf
    return abs(place.bbox[1] + place.bbox[3] - target.bbox[1] - target.bbox[3]) / 2


def _label_distance(place: Occurrence, label: Occurrence) -> float:
    """Smallest where the label stands left of the value or above it."""
    if place.page != label.page:
        return math.inf
    left, top, right, bottom = place.bbox
    to_right = max(0.0, left - label.bbox[2], label.bbox[0] - right)
    down = max(0.0, top - label.bbox[3], label.bbox[1] - bottom)
    if down == 0.0 and left >= label.bbox[0]:
        return to_right
    if to_right == 0.0 and top >= label.bbox[1]:
        return _ABOVE_COST * down
    return _FAR_COST * (to_right + down)
