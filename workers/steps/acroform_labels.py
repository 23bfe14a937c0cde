"""Which print on a page is the label of which field: left of it in its row, above it, or below; of
a box to tick right of it, else left. Knows no schema.

Each line labels one field to write in and one box at most. Distances are points.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from workers.backends.base import around
from workers.page import Box, Page
from workers.steps.acroform_fields import FormField, fields_of
from workers.steps.acroform_lines import Line, lines_of

_LEFT_REACH, _ABOVE_REACH, _BELOW_REACH, _BOX_REACH = 160.0, 14.0, 8.0, 22.0
_CAPTION_REACH = 34.0
#: words of a note in the margin are shorter
_MIN_CAPTION_LETTERS = 4
#: what a place costs beside its distance: the less usual, the more
_ABOVE_COST, _BELOW_COST, _BOX_LEFT_COST, _BOX_ABOVE_COST = 2.0, 16.0, 9.0, 16.0
#: of the distance that separates a label from the start of its field
_ASIDE_SHARE = 0.15
_MAX_LABEL_CHARS = 300
_MAX_LABEL_LINES = 4
#: lines near a field that are looked at closely
_MAX_CANDIDATES = 12
#: leaders and marks at a label's ends
_ENDS = " \t:;▶►→*_…|□☐."
_SENTENCE = re.compile(r"(?<=[a-z)]{2})\. (?=[A-Z])")


@dataclass(frozen=True, slots=True)
class _Candidate:
    cost: float
    field: int
    line: int
    #: where the line goes on if it has several rows
    goes_up: bool


class _Place(NamedTuple):
    """A line that may be a field's label. gap: what must be free of other fields, if anything."""

    cost: float
    line: int
    goes_up: bool
    gap: Box | None


def labelled_fields(page: Page) -> list[FormField]:
    """The page's fields in reading order, with their labels and their groups' captions."""
    if not page.widgets:
        return []
    lines = lines_of(page)
    fields = fields_of(page, lines)
    _Labels(page, lines, fields).set_all()
    return fields


class _Labels:
    """One page's lines and fields while they find each other."""

    def __init__(self, page: Page, lines: Sequence[Line], fields: Sequence[FormField]) -> None:
        self._page, self._fields = page, fields
        self._lines = [line for line in lines if any(c.isalpha() for c in line.text)]
        self._taken: dict[int, list[FormField]] = defaultdict(list)
        self._leftward = self._labelled_left()

    def set_all(self) -> None:
        """Effects: sets label, label_box and caption of every field that has them."""
        done: set[int] = set()
        chosen: list[_Candidate] = []
        candidates = (c for i in range(len(self._fields)) for c in self._candidates(i))
        for each in sorted(candidates, key=lambda c: c.cost):
            field = self._fields[each.field]
            others = self._taken[each.line]
            if each.field in done or any(other.is_box == field.is_box for other in others):
                continue
            done.add(each.field)
            others.append(field)
            chosen.append(each)
        for each in chosen:
            self._set(each)
        self._set_captions()

    def _candidates(self, index: int) -> Iterator[_Candidate]:
        field = self._fields[index]
        places = self._of_box(field) if field.is_box else self._of_text(field)
        for each in nsmallest(_MAX_CANDIDATES, places, key=lambda place: place.cost):
            if each.gap is None or not self._is_crossed(each.gap, field):
                yield _Candidate(each.cost, index, each.line, each.goes_up)

    def _of_text(self, field: FormField) -> Iterator[_Place]:
        left, top, right, bottom = field.box
        for number, line in enumerate(self._lines):
            x0, y0, x1, y1 = line.box
            if x0 >= left and x1 <= right and top <= line.middle <= bottom:
                yield _Place(1.0, number, False, None)
            elif x1 <= left + 3 and top - 2 <= line.middle <= bottom + 2:
                gap = left - x1
                if gap <= _LEFT_REACH:
                    cost = max(gap, 0.0) * (0.2 if line.text.endswith(":") else 0.5)
                    yield _Place(cost, number, True, (x1, y0, left, y1))
            elif x0 < right and x1 > left:
                aside = min(abs(x0 - left), 60.0) * _ASIDE_SHARE
                above, below = top - y1, y0 - bottom
                if -0.5 * line.height <= above <= max(_ABOVE_REACH, 1.6 * line.height):
                    cost = max(above, 0.0) + aside + _ABOVE_COST
                    yield _Place(cost, number, True, (max(x0, left), y1, min(x1, right), top))
                elif -2 <= below <= _BELOW_REACH:
                    yield _Place(below + aside + _BELOW_COST, number, False, None)

    def _of_box(self, field: FormField) -> Iterator[_Place]:
        left, top, right, bottom = field.box
        reach = max(_BOX_REACH, 2 * (right - left))
        extra = -_BOX_LEFT_COST if id(field) in self._leftward else _BOX_LEFT_COST
        for number, line in enumerate(self._lines):
            x0, y0, x1, y1 = line.box
            if top - 3 <= line.middle <= bottom + 3:
                if -2 <= x0 - right <= reach:
                    yield _Place(max(x0 - right, 0.0), number, False, (right, y0, x0, y1))
                elif -2 <= left - x1 <= reach:
                    yield _Place(max(left - x1, 0.0) + extra, number, False, (x1, y0, left, y1))
            elif -2 <= top - y1 <= _BELOW_REACH and x0 < right and x1 > left:
                yield _Place(top - y1 + _BOX_ABOVE_COST, number, True, None)

    def _labelled_left(self) -> set[int]:
        """The boxes of rows whose last box has print on its left only: ``Yes [ ]  No [ ]``."""
        rows: dict[tuple[int, int], list[FormField]] = defaultdict(list)
        for field in self._fields:
            if field.is_box:
                rows[field.group, round(field.box[1] / 4)].append(field)
        found: set[int] = set()
        for row in rows.values():
            first, last = row[0].box, row[-1].box
            beside = [ln for ln in self._lines if last[1] - 3 <= ln.middle <= last[3] + 3]
            has_right = any(-2 <= line.box[0] - last[2] <= _BOX_REACH for line in beside)
            has_left = any(-2 <= first[0] - line.box[2] <= _BOX_REACH for line in beside)
            if has_left and not has_right:
                found.update(id(field) for field in row)
        return found

    def _is_crossed(self, gap: Box, field: FormField) -> bool:
        """Whether another field stands in the gap between a label and its field."""
        left, top, right, bottom = gap
        if top > bottom:
            top, bottom = bottom, top
        return any(
            other is not field
            and min(right, other.box[2]) - max(left, other.box[0]) > 2
            and min(bottom, other.box[3]) - max(top, other.box[1]) > 1
            for other in self._fields
        )

    def _set(self, chosen: _Candidate) -> None:
        field = self._fields[chosen.field]
        lines = self._whole(chosen.line, chosen.goes_up, is_box=field.is_box)
        words = [word for line in lines for word in line.words]
        text = " ".join(word.text for word in words)
        if field.is_box and len(self._taken[chosen.line]) > 1:
            # The rest of the line is the label of what is to be written beside it.
            head = _SENTENCE.split(text)[0]
            words = words[: len(head.split())]
            text = head
        field.label = text[:_MAX_LABEL_CHARS].strip(_ENDS)
        field.label_box = around([word.bbox for word in words])
        field.is_label_text = all(word.source == "text" for word in words)

    def _whole(self, number: int, goes_up: bool, *, is_box: bool) -> list[Line]:
        """A label of several rows: those above that are set like it, of a box those below."""
        lines = [self._lines[number]]
        reach = 0.35 if is_box else 0.7
        while len(lines) < _MAX_LABEL_LINES:
            edge = lines[0] if goes_up else lines[-1]
            following = self._neighbour(edge, goes_up, reach * edge.height, 3.0)
            if following is None:
                break
            lines.insert(0 if goes_up else len(lines), following)
        return lines

    def _neighbour(self, line: Line, is_above: bool, reach: float, aside: float) -> Line | None:
        """The next row of a text: below or above, begun at the same place, free of fields."""
        for number, other in enumerate(self._lines):
            gap = line.box[1] - other.box[3] if is_above else other.box[1] - line.box[3]
            if (
                other is not line
                and -0.3 * line.height <= gap <= reach
                and abs(other.box[0] - line.box[0]) <= aside
                and abs(other.height - line.height) <= 0.25 * line.height
                and not self._taken[number]
                and not self._is_beside_field(other)
            ):
                return other
        return None

    def _is_beside_field(self, line: Line) -> bool:
        return any(
            field.box[1] <= line.middle <= field.box[3]
            and (-3 <= field.box[0] - line.box[2] <= _BOX_REACH
                 or -3 <= line.box[0] - field.box[2] <= _BOX_REACH)
            for field in self._fields
        )  # fmt: skip

    def _set_captions(self) -> None:
        groups: dict[int, list[FormField]] = defaultdict(list)
        for field in self._fields:
            if field.is_box:
                groups[field.group].append(field)
        for members in groups.values():
            caption = self._caption([member.box for member in members])
            for member in members:
                member.caption = caption

    def _caption(self, boxes: Sequence[Box]) -> str:
        """What is printed above a group of boxes, or left of its first row."""
        left, top, right, _ = around(boxes)
        first = boxes[0]
        best: tuple[float, Line] | None = None
        for number, line in enumerate(self._lines):
            if self._taken[number]:
                continue
            gap = top - line.box[3]
            cost = gap
            if sum(char.isalpha() for char in line.text) < _MIN_CAPTION_LETTERS:
                continue
            if first[1] - 3 <= line.middle <= first[3] + 3 and line.box[2] <= first[0] + 2:
                cost = 0.2 * (first[0] - line.box[2])
            elif not -2 <= gap <= _CAPTION_REACH or line.box[0] > right or line.box[2] < left - 20:
                continue
            if best is None or cost < best[0]:
                best = cost, line
        if best is None:
            return ""
        lines = [best[1]]
        while len(lines) < _MAX_LABEL_LINES:
            above = self._neighbour(lines[0], True, 0.5 * lines[0].height, 12.0)
            if above is None:
                break
            lines.insert(0, above)
        return " ".join(line.text for line in lines)[:_MAX_LABEL_CHARS].strip(_ENDS)
