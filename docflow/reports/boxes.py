"""Boxes of values over the picture of a page, as SVG. Knows no scores: a box has a class and a
label.

Everything is measured in pixels of the picture, which the SVG's `viewBox` scales with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docflow.reports.markup import text

# Against the picture's width, so that a label is as large on every page.
_FONT_SHARE = 0.017
_GLYPH_WIDTH = 0.62
_LINE_HEIGHT = 1.35
MAX_LABEL_CHARACTERS = 32

#: left, top, right, bottom in pixels
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """One value on a page.

    bbox: shares of the page, 0 to 1. label: None for a box that only says what it is when pointed
    at. style: the CSS class. title: what pointing at it shows.
    """

    bbox: Sequence[float]
    style: str
    title: str
    label: str | None = None


def overlay(boxes: Sequence[Box], width_px: int, height_px: int) -> str:
    """One `<svg>` with all boxes. Labels are drawn last, so that no box hides one."""
    size = width_px * _FONT_SHARE
    rectangles = [_rectangle(box.bbox, width_px, height_px) for box in boxes]
    shapes, labels = [], []
    taken: list[Rectangle] = []
    for box, around in zip(boxes, rectangles, strict=True):
        shapes.append(
            f'<rect class="{text(box.style)}" {_geometry(around)}>'
            f"<title>{text(box.title)}</title></rect>"
        )
        if box.label is not None:
            label = text(box.label, MAX_LABEL_CHARACTERS)
            length = min(len(box.label), MAX_LABEL_CHARACTERS)
            place = place_label(around, length * size * _GLYPH_WIDTH + size / 2, size, taken,
                                (width_px, height_px))  # fmt: skip
            taken.append(place)
            baseline = place[3] - size * 0.35
            labels.append(
                f'<g class="{text(box.style)} label"><rect {_geometry(place)}/>'
                f'<text x="{place[0] + size / 4:.1f}" y="{baseline:.1f}" '
                f'font-size="{size:.1f}">{label}</text></g>'
            )
    return (
        f'<svg viewBox="0 0 {width_px} {height_px}" xmlns="http://www.w3.org/2000/svg">'
        f"{''.join(shapes)}{''.join(labels)}</svg>"
    )


def place_label(
    around: Rectangle,
    width: float,
    font_size: float,
    taken: Iterable[Rectangle],
    page: tuple[float, float],
) -> Rectangle:
    """Where a label of `width` stands: above its box, else below, right or left of it.

    taken: other labels, which it does not cover if one of these places is free. Inside the page,
    if it is no wider than that.
    """
    left, top, right, bottom = around
    height = font_size * _LINE_HEIGHT
    corners = (
        (left, top - height),
        (left, bottom),
        (right - width, top - height),
        (right - width, bottom),
        (right, top),
        (left - width, top),
    )
    inside = [_inside(corner, width, height, page) for corner in corners]
    others = list(taken)
    free = (place for place in inside if not any(_meet(place, other) for other in others))
    return next(free, inside[0])


def _inside(
    corner: tuple[float, float], width: float, height: float, page: tuple[float, float]
) -> Rectangle:
    left = max(0.0, min(corner[0], page[0] - width))
    top = max(0.0, min(corner[1], page[1] - height))
    return left, top, left + width, top + height


def _meet(first: Rectangle, second: Rectangle) -> bool:
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def _rectangle(bbox: Sequence[float], width_px: int, height_px: int) -> Rectangle:
    left, top, right, bottom = (min(max(float(side), 0.0), 1.0) for side in bbox)
    return left * width_px, top * height_px, right * width_px, bottom * height_px


def _geometry(place: Rectangle) -> str:
    left, top, right, bottom = place
    width, height = max(0.0, right - left), max(0.0, bottom - top)
    return f'x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"'
