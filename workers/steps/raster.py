"""The size a page is rendered at, from what the model wants. Knows no content and no library."""

from __future__ import annotations

import math
from dataclasses import dataclass

_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class RasterSpec:
    """What a model wants of a page's pixels.

    multiple: both sides are multiples of this (patch size x merge). min_pixels, max_pixels: bounds
    of width x height. dpi: resolution of a drawn page where the bounds leave a choice; an image
    file keeps its own pixels there.
    """

    multiple: int = 32
    min_pixels: int = 65_536
    max_pixels: int = 1_048_576
    dpi: float = 150.0

    def __post_init__(self) -> None:
        if self.multiple < 1 or not 0 < self.multiple**2 <= self.max_pixels:
            raise ValueError(f"max_pixels={self.max_pixels} holds no square of {self.multiple}")
        if self.min_pixels > self.max_pixels:
            raise ValueError(f"min_pixels={self.min_pixels} exceeds max_pixels={self.max_pixels}")

    def size(self, width: float, height: float) -> tuple[int, int]:
        """(width, height) in pixels for a page of this size in pixels at `dpi` or its own.

        Keeps the aspect ratio up to rounding, as the image processors of the Qwen-VL line do
        (`smart_resize`), so that the processor has nothing left to resize. A page too long and thin
        for that is squeezed along its length.
        """
        width, height = max(width, 1.0), max(height, 1.0)
        columns = self._rounded(width, 1.0, round)
        rows = self._rounded(height, 1.0, round)
        if columns * rows > self.max_pixels:
            scale = math.sqrt(self.max_pixels / (width * height))
            columns = self._rounded(width, scale, math.floor)
            rows = self._rounded(height, scale, math.floor)
        elif columns * rows < self.min_pixels:
            scale = math.sqrt(self.min_pixels / (width * height))
            columns = self._rounded(width, scale, math.ceil)
            rows = self._rounded(height, scale, math.ceil)
        longest = self.max_pixels // (min(columns, rows) * self.multiple) * self.multiple
        return min(columns, longest), min(rows, longest)

    def natural_px(
        self, width_pt: float, height_pt: float, native_px: tuple[int, int] | None
    ) -> tuple[float, float]:
        """Size in pixels before any bound: its own, or what `dpi` makes of its points."""
        if native_px is not None:
            return float(native_px[0]), float(native_px[1])
        scale = self.dpi / _POINTS_PER_INCH
        return width_pt * scale, height_pt * scale

    def _rounded(self, side: float, scale: float, how: object) -> int:
        assert callable(how)
        return max(self.multiple, int(how(side * scale / self.multiple)) * self.multiple)


def fitted(width: float, height: float, max_pixels: int, max_side: int) -> tuple[int, int]:
    """(width, height) scaled down to these bounds with its aspect ratio; at least 1 x 1."""
    scale = min(1.0, math.sqrt(max_pixels / (width * height)), max_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
