"""What tells whether a document ends between two pages: their numbers, names, heads and feet, and
what each looks like alone. Knows no fitted weights of its own.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from workers.sorting.features import Features, features_of, text_height
from workers.sorting.numbering import PageMark
from workers.sorting.rows import Row
from workers.sorting.sketch import PageSketch
from workers.sorting.weights import PageScores, Weights

Floats = npt.NDArray[np.float32]

#: the figures of a pair, in the order of `pair_figures`
PAIR = (
    "starts_anew",
    "starts_anew_bare",
    "goes_on",
    "jumps",
    "was_last",
    "was_not_last",
    "no_number",
    "other_count",
    "opens",
    "opens_before",
    "closes",
    "closes_next",
    "same_kind_anew",
    "same_kind_on",
    "title",
    "large_title",
    "same_title",
    "shared_ids",
    "shared_ids_share",
    "other_ids",
    "same_head",
    "like_head",
    "changed_head",
    "same_foot",
    "like_foot",
    "other_size",
    "other_way_up",
    "other_source",
    "other_print",
    "same_columns",
    "same_words",
    "short",
    "short_next",
    "sure_of_kind",
    "sure_of_kind_next",
    "form_fields",
)
#: where heads and feet of pages stand, as shares of the page
HEAD, FOOT = 0.17, 0.9
#: fewer words than these make a page blank
BLANK_WORDS = 3

_ID = re.compile(r"^(?=(?:\D*\d){4})[\w./-]{5,34}$")
_AMOUNT = re.compile(r"^[\d.,']*[.,]\d{2}$")
_DIGITS = re.compile(r"\d")
_LEFTS = 40


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with what was found on it.

    ids: words that look like numbers of documents, accounts, customers. head, foot: lines of the
    top and the bottom, by the line with digits masked. lefts: [40], where segments begin.
    """

    sketch: PageSketch
    features: Features
    scores: PageScores
    mark: PageMark | None
    ids: frozenset[str]
    head: dict[str, str]
    foot: dict[str, str]
    lefts: Floats

    @property
    def is_blank(self) -> bool:
        """Whether hardly a word stands on it."""
        return len(self.sketch.words) < BLANK_WORDS


def views_of(pages: Sequence[PageSketch], weights: Weights) -> list[PageView]:
    """The pages with what was found on them. A page before a page 2 is a page 1."""
    views = [_view(page, weights) for page in pages]
    for index, (view, following) in enumerate(itertools.pairwise(views)):
        mark = following.mark
        if view.mark is None and mark is not None and mark.number == 2 and not view.is_blank:
            views[index] = replace(view, mark=PageMark(1, mark.count, mark.is_named))
    return views


def _view(page: PageSketch, weights: Weights) -> PageView:
    features = features_of(page)
    rows = features.rows
    texts = [word for row in rows for segment in row for word in segment.words]
    ids = frozenset(text for text in texts if _ID.match(text) and not _AMOUNT.match(text))
    return PageView(
        page,
        features,
        weights.scores(features),
        features.mark,
        ids,
        _lines(rows, 0.0, HEAD),
        _lines(rows, FOOT, 1.0),
        _left_edges(rows),
    )


def _lines(rows: list[Row], top: float, bottom: float) -> dict[str, str]:
    """Lines between two heights, by themselves with digits masked."""
    texts = [s.text for row in rows for s in row if top <= (s.top + s.bottom) / 2 <= bottom]
    return {_DIGITS.sub("0", text): text for text in texts if len(text) > 3}


def _left_edges(rows: list[Row]) -> Floats:
    lefts = np.zeros(_LEFTS, np.float32)
    for row in rows:
        for segment in row:
            lefts[min(_LEFTS - 1, max(0, int(segment.left * _LEFTS)))] += 1
    norm = float(np.linalg.norm(lefts))
    return lefts / norm if norm else lefts


def pair_figures(page: PageView, following: PageView) -> Floats:
    """[P] of two pages that follow each other, each figure about -1 to 3."""
    return np.array(
        [
            *_numbers(page.mark, following.mark),
            *_looks(page.scores, following.scores),
            *_names(page, following),
            *_margins(page, following),
            *_layout(page, following),
        ],
        np.float32,
    )


def _numbers(mark: PageMark | None, following: PageMark | None) -> tuple[float, ...]:
    anew = following is not None and following.number == 1
    sure = following is not None and (following.is_named or following.count > 0)
    before = mark.number if mark is not None else 1
    on = following is not None and following.number == before + 1
    jumps = following is not None and not anew and not on
    counted = mark is not None and mark.count > 0
    both = counted and following is not None and following.count > 0
    return (
        float(anew and sure),
        float(anew and not sure),
        float(on),
        float(jumps),
        float(counted and mark is not None and mark.count == mark.number),
        float(counted and mark is not None and mark.count > mark.number),
        float(mark is None) + float(following is None),
        float(
            both and mark is not None and following is not None and mark.count != following.count
        ),
    )


def _looks(page: PageScores, following: PageScores) -> tuple[float, ...]:
    anew = np.exp(_either(page)) @ np.exp(following.first)
    goes_on = np.exp(_either(page)) @ np.exp(following.later)
    return (
        _squeezed(following.opens),
        _squeezed(page.opens),
        _squeezed(page.closes),
        _squeezed(following.closes),
        float(anew),
        float(goes_on),
    )


def _either(scores: PageScores) -> Floats:
    """The kind of a page that may open a document or go on with one: [K]."""
    share = 1 / (1 + math.exp(-max(-30.0, min(30.0, scores.opens))))
    mixed = share * np.exp(scores.first) + (1 - share) * np.exp(scores.later)
    return np.asarray(np.log(mixed + 1e-9), np.float32)


def _squeezed(odds: float) -> float:
    return 3 * math.tanh(odds / 6)


def _names(page: PageView, following: PageView) -> tuple[float, ...]:
    titles = {m for m in following.features.marks if m.endswith(":upper")}
    large = {m for m in following.features.marks if m.endswith(":large")}
    shared = page.ids & following.ids
    least = min(len(page.ids), len(following.ids))
    return (
        float(bool(titles)),
        float(bool(large)),
        float(bool(titles & page.features.marks)),
        math.log1p(len(shared)),
        len(shared) / least if least else 0.5,
        math.log1p(len(following.ids - page.ids)) / 2,
    )


def _margins(page: PageView, following: PageView) -> tuple[float, ...]:
    return (*_alike(page.head, following.head), *_alike(page.foot, following.foot)[:2])


def _alike(lines: dict[str, str], others: dict[str, str]) -> tuple[float, float, float]:
    """Of the lines of two pages at the same place: share that are equal, share that are equal but
    for their digits, and whether some of those have other digits.
    """
    if not lines or not others:
        return 0.0, 0.0, 0.0
    masked = lines.keys() & others.keys()
    equal = {line for line in masked if lines[line] == others[line]}
    changed = [line for line in masked - equal if line.count("0") > 3]
    least = min(len(lines), len(others))
    return len(equal) / least, len(masked) / least, float(bool(changed))


def _layout(page: PageView, following: PageView) -> tuple[float, ...]:
    one, two = page.sketch, following.sketch
    heights = [max(text_height(s.words) * s.height_pt, 0.1) for s in (one, two)]
    words, others = page.features.words, following.features.words
    least = min(len(words), len(others))
    sure = [float(np.exp(view.scores.first.max())) for view in (page, following)]
    return (
        min(1.0, 5 * abs(math.log(max(one.width_pt, 1) / max(two.width_pt, 1))))
        + min(1.0, 5 * abs(math.log(max(one.height_pt, 1) / max(two.height_pt, 1)))),
        float((one.width_pt > one.height_pt) != (two.width_pt > two.height_pt)),
        float(_source(one) != _source(two)),
        min(2.0, 3 * abs(math.log(heights[0] / heights[1]))),
        float(page.lefts @ following.lefts),
        len(words & others) / least if least else 0.0,
        float(len(one.words) < 40),
        float(len(two.words) < 40),
        *sure,
        float((one.num_widgets > 0) != (two.num_widgets > 0)),
    )


def _source(page: PageSketch) -> str:
    return page.words[0].source if page.words else ""
