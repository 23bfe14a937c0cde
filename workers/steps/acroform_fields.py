"""The fields of a form as people see them: boxes of single digits are one number, boxes to tick are
a group. Knows the page's print only where it stands between such boxes. Knows no schema.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.backends.base import around
from workers.page import Box, Page, Widget
from workers.steps.acroform_lines import Line, in_points, shows, words_inside

_TICKED = ("checkbox", "radio")
#: parts of a number stand this close, and have room for no more characters
_MAX_PART_GAP_PT = 24.0
_MAX_PART_CHARS = 12
_BETWEEN = re.compile(r"[-–—/.() ]+")
#: how American numbers are written whose boxes print no dashes
_DASHED = frozenset({(3, 2, 4), (2, 7), (3, 3, 4)})
#: of a field that stands on none
NO_PAGE = 0
_INDEX = re.compile(r"\[\d+\]$")


@dataclass(slots=True)
class FormField:
    """One thing to fill in. parts: its widgets, several for a number in boxes.

    box: in points. value: as filled in, "" for nothing; of a box to tick what it stands for.
    is_ticked: a box that is. is_shown: whether the page prints the value; None where it does not
    tell. group: boxes that belong together have the same. label, caption: as printed, set once
    they are known. label_box: where, as shares; is_label_text: it was not read off pixels.
    """

    page: int
    parts: tuple[Widget, ...]
    box: Box
    bbox: Box
    value: str
    is_shown: bool | None = None
    group: int = -1
    label: str = ""
    caption: str = ""
    label_box: Box | None = None
    is_label_text: bool = True

    @property
    def is_box(self) -> bool:
        """Whether it is one to tick."""
        return self.parts[0].kind in _TICKED

    @property
    def is_ticked(self) -> bool:
        return self.parts[0].is_on

    @property
    def is_filled(self) -> bool:
        return self.is_ticked if self.is_box else bool(self.value)

    @property
    def name(self) -> str:
        return self.parts[0].name

    @property
    def tooltip(self) -> str:
        return self.parts[0].tooltip


def fields_of(page: Page, lines: Sequence[Line]) -> list[FormField]:
    """The page's fields in reading order. lines: its print."""
    ordered = in_reading_order(page)
    fields: list[FormField] = []
    run: list[Widget] = []
    for widget in ordered:
        if run and not _is_next_part(run[-1], widget, page, lines):
            fields.append(_field(run, page, lines))
            run = []
        run.append(widget)
    if run:
        fields.append(_field(run, page, lines))
    _number_groups([field for field in fields if field.is_box])
    return fields


def unplaced_fields(widgets: Sequence[Widget]) -> list[FormField]:
    """The fields of widgets without a place, under what the file calls them; no two in a group."""
    return [
        FormField(NO_PAGE, (w,), w.bbox, w.bbox, w.value, group=index, label=w.tooltip)
        for index, w in enumerate(widgets)
    ]


def in_reading_order(page: Page) -> list[Widget]:
    """Row by row; widgets whose middles lie in the same row stand in it from the left."""
    rows: list[list[Widget]] = []
    for widget in sorted(page.widgets, key=lambda w: w.bbox[1] + w.bbox[3]):
        middle = (widget.bbox[1] + widget.bbox[3]) / 2
        if rows and rows[-1][0].bbox[1] <= middle <= rows[-1][0].bbox[3]:
            rows[-1].append(widget)
        else:
            rows.append([widget])
    return [widget for row in rows for widget in sorted(row, key=lambda w: w.bbox[0])]


def _is_next_part(last: Widget, widget: Widget, page: Page, lines: Sequence[Line]) -> bool:
    """Whether a widget goes on with the number that the last one begins."""
    if any(each.kind != "text" or not _is_part(each) for each in (last, widget)):
        return False
    if last.name != widget.name and _parent(last.name) != _parent(widget.name):
        return False
    first, second = in_points(last.bbox, page), in_points(widget.bbox, page)
    height = first[3] - first[1]
    if abs(first[1] - second[1]) > 0.25 * height or abs(first[3] - second[3]) > 0.25 * height:
        return False
    if not -2 <= second[0] - first[2] <= _MAX_PART_GAP_PT:
        return False
    if any(_BETWEEN.fullmatch(line.text) is None for line in _between(first, second, lines)):
        return False
    # A label of its own above it makes it a field of its own.
    return not any(
        abs(line.box[0] - second[0]) < 5
        and -2 <= second[1] - line.box[3] <= 1.5 * line.height
        and line.box[0] > first[2] - 2
        for line in lines
    )


def _is_part(widget: Widget) -> bool:
    return 0 < widget.max_chars <= _MAX_PART_CHARS and (widget.is_comb or widget.max_chars <= 4)


def _parent(name: str) -> str:
    """The name without its last part, or without the number at its end where it has one part."""
    head, dot, _ = name.rpartition(".")
    return head if dot else name.rstrip("0123456789_")


def _between(first: Box, second: Box, lines: Sequence[Line]) -> list[Line]:
    return [
        line
        for line in lines
        if first[1] <= line.middle <= first[3]
        and line.box[0] >= first[2] - 3
        and line.box[2] <= second[0] + 3
    ]


def _field(parts: list[Widget], page: Page, lines: Sequence[Line]) -> FormField:
    boxes = [part.bbox for part in parts]
    bbox = around(boxes)
    if parts[0].kind in _TICKED:
        return FormField(page.number, tuple(parts), in_points(bbox, page), bbox, parts[0].value)
    found = [_filled(part, page) for part in parts]
    shown = {is_shown for value, is_shown in found if value}
    return FormField(
        page=page.number,
        parts=tuple(parts),
        box=in_points(bbox, page),
        bbox=bbox,
        value=_put_together([value for value, _ in found], parts, page, lines),
        is_shown=False if False in shown else None if None in shown or not shown else True,
    )


def _filled(part: Widget, page: Page) -> tuple[str, bool | None]:
    """The value of a widget, and whether the page prints it. Of a field of one line that was given
    several, what is shown.
    """
    value = " ".join(part.value.split())
    words = words_inside(part.bbox, page.words)
    first, _, rest = part.value.partition("\n")
    if rest and not part.is_multiline and shows(value, words):
        drawn = "".join(word.text for word in words)
        if drawn == "".join(first.split()):
            value = " ".join(first.split())
    return value, shows(value, words)


def _put_together(
    values: Sequence[str], parts: Sequence[Widget], page: Page, lines: Sequence[Line]
) -> str:
    """The parts of a number as one, with what is printed between them."""
    if len(values) == 1 or not any(values):
        return values[0] if len(values) == 1 else ""
    signs = []
    for left, right in pairwise(parts):
        between = _between(in_points(left.bbox, page), in_points(right.bbox, page), lines)
        text = "".join(line.text for line in between)
        signs.append("-" if text in ("–", "—") else text)
    if not any(signs) and tuple(len(value) for value in values) in _DASHED:
        signs = ["-"] * len(signs)
    joined = values[0]
    for sign, value in zip(signs, values[1:], strict=True):
        joined += (sign if joined and value else "") + value
    return joined


def _number_groups(boxes: Sequence[FormField]) -> None:
    """Gives boxes of one field the same group, and those that stand in a row or a column without a
    field of their own. Effects: sets `group`.
    """
    by_name: dict[str, int] = {}
    last: FormField | None = None
    num_groups = 0
    counts: dict[str, int] = {}
    for box in boxes:
        stem = _INDEX.sub("", box.name)
        counts[stem] = counts.get(stem, 0) + 1
    for box in boxes:
        stem = _INDEX.sub("", box.name)
        if counts[stem] > 1:
            if stem not in by_name:
                by_name[stem] = num_groups
                num_groups += 1
            box.group = by_name[stem]
        elif last is not None and counts[_INDEX.sub("", last.name)] == 1 and _are_near(last, box):
            box.group = last.group
        else:
            box.group = num_groups
            num_groups += 1
        last = box


def _are_near(first: FormField, second: FormField) -> bool:
    if _parent(first.name) != _parent(second.name) and "." in first.name + second.name:
        return False
    height = max(first.box[3] - first.box[1], 1.0)
    below = second.box[1] - first.box[3]
    if abs(first.box[0] - second.box[0]) < 3:
        return -1 <= below < 1.2 * height
    return abs(first.box[1] - second.box[1]) < 3 and second.box[0] - first.box[2] < 12 * height
