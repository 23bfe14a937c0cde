"""A drawing of one chart: axes from 0 to 1, in pixels, with text. Knows no figures."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

#: drawn larger and scaled down, which makes slanted lines smooth
SCALE = 3
INK, GREY, PALE = "#1f2933", "#7b8794", "#e4e7eb"
Point = tuple[float, float]
Anchor = Literal["lm", "mm", "rm", "mt", "mb", "lt", "rt"]


@dataclass(frozen=True, slots=True)
class Axes:
    """A part of the drawing, in its pixels. x runs from 0 to 1 to the right, y from 0 to 1 up."""

    left: float
    top: float
    right: float
    bottom: float

    def at(self, x: float, y: float) -> Point:
        """The pixel of a point."""
        return (
            self.left + x * (self.right - self.left),
            self.bottom - y * (self.bottom - self.top),
        )


class Canvas:
    """A white picture to draw on. All measures are in pixels of the finished picture."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._size = (width_px, height_px)
        self._image = Image.new("RGB", (width_px * SCALE, height_px * SCALE), "white")
        self._draw = ImageDraw.Draw(self._image)

    def text(self, at: Point, text: str, *, size: float = 13, anchor: Anchor = "mm",
             colour: str = INK) -> None:  # fmt: skip
        """One line of text; the anchor says which point of it stands at `at`."""
        self._draw.text(_scaled(at), text, fill=colour, font=_font(size * SCALE), anchor=anchor)

    def line(self, points: list[Point], *, width: float = 1, colour: str = INK) -> None:
        """Connected straight lines."""
        scaled = [_scaled(point) for point in points]
        self._draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")

    def dashed(self, start: Point, end: Point, *, colour: str = GREY, num_dashes: int = 40) -> None:
        """A dashed straight line."""
        for number in range(num_dashes):
            first, last = number / num_dashes, (number + 0.55) / num_dashes
            self.line([_between(start, end, first), _between(start, end, last)], colour=colour)

    def box(self, first: Point, second: Point, *, fill: str | None, outline: str | None) -> None:
        """A rectangle between two opposite corners."""
        (x0, y0), (x1, y1) = _scaled(first), _scaled(second)
        corners = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        self._draw.rectangle(corners, fill=fill, outline=outline, width=SCALE)

    def dot(self, at: Point, radius: float, *, colour: str) -> None:
        """A filled circle."""
        x, y = _scaled(at)
        radius *= SCALE
        self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def sideways(self, at: Point, text: str, *, size: float = 13) -> None:
        """Text that reads upwards, centred at `at`."""
        font = _font(size * SCALE)
        left, top, right, bottom = font.getbbox(text)
        label = Image.new("L", (round(right - left) + 2, round(bottom - top) + 2), 0)
        ImageDraw.Draw(label).text((-left, -top), text, fill=255, font=font)
        turned = label.transpose(Image.Transpose.ROTATE_90)
        x, y = _scaled(at)
        corner = (round(x - turned.width / 2), round(y - turned.height / 2))
        self._image.paste(Image.new("RGB", turned.size, INK), corner, turned)

    def grid(self, axes: Axes, *, horizontal: bool = True, step: float = 0.2) -> None:
        """Lines and numbers at each step of x, and of y where `horizontal`; then the frame."""
        for number in range(round(1 / step) + 1):
            share = number * step
            self.line([axes.at(share, 0), axes.at(share, 1)], colour=PALE)
            x, y = axes.at(share, 0)
            self.text((x, y + 6), f"{share:.1f}", anchor="mt", colour=GREY, size=12)
            if horizontal:
                self.line([axes.at(0, share), axes.at(1, share)], colour=PALE)
                x, y = axes.at(0, share)
                self.text((x - 6, y), f"{share:.1f}", anchor="rm", colour=GREY, size=12)
        self.box(axes.at(0, 0), axes.at(1, 1), fill=None, outline=GREY)

    def png(self) -> bytes:
        """The finished picture."""
        stream = io.BytesIO()
        finished = self._image.resize(self._size, Image.Resampling.LANCZOS)
        finished.save(stream, "PNG", optimize=True)
        return stream.getvalue()


def _scaled(point: Point) -> Point:
    return point[0] * SCALE, point[1] * SCALE


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


@functools.cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    # The font that comes with Pillow: a machine has no other for certain.
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font
