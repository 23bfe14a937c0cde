"""What an OCR engine must give. Knows no engine and does not decide which way a page stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from workers.backends.base import Angle, Pixels
from workers.page import Box, Word
from workers.steps.turning import turn_pixels

#: a box this many times higher than wide is a line that runs up or down
_TALL = 1.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine made of a picture.

    words: with boxes as shares of the picture. score: mean confidence, weighted by characters (0 to
    1).
    sideways: share of the characters that stand in lines running up or down.
    """

    words: tuple[Word, ...]
    score: float
    sideways: float

    @property
    def num_chars(self) -> int:
        return sum(len(word.text) for word in self.words)


class Picture(Protocol):
    """A picture that an engine was shown. Remembers what was read of it, in each direction."""

    def probe(self, turn: Angle) -> Reading:
        """What the picture says once turned clockwise, by as many of its lines as tell directions
        apart.
        """
        ...

    def read(self, turn: Angle) -> Reading:
        """All that the picture says once turned; boxes are shares of the turned picture."""
        ...


class OcrEngine(Protocol):
    """An OCR engine.

    name: for notes and cache keys. version: changes whenever readings may. poor_below: a score that
    upright print, however bad, stays above, and print that stands on its head does not.
    """

    name: str
    version: str
    poor_below: float

    def show(self, pixels: Pixels) -> Picture:
        """Takes RGB pixels [H, W, 3] to be read."""
        ...


class WholePicture:
    """A picture of an engine that reads all of it or nothing. See Picture."""

    def __init__(self, read: Callable[[Pixels], Reading], pixels: Pixels) -> None:
        """read: reads pixels as they stand."""
        self._read = read
        self._pixels = pixels
        self._readings: dict[Angle, Reading] = {}

    def probe(self, turn: Angle) -> Reading:
        return self.read(turn)

    def read(self, turn: Angle) -> Reading:
        if turn not in self._readings:
            self._readings[turn] = self._read(turn_pixels(self._pixels, turn))
        return self._readings[turn]


def reading_of(lines: Sequence[tuple[Box, Sequence[Word]]], aspect: float) -> Reading:
    """A reading of (box of the line, its words). aspect: width of the picture over its height."""
    words = tuple(word for _, line in lines for word in line)
    total = sum(len(word.text) for word in words)
    if not total:
        return Reading((), 0.0, 0.0)
    score = sum(word.confidence * len(word.text) for word in words) / total
    counted = tall = 0
    for (left, top, right, bottom), line in lines:
        chars = sum(len(word.text) for word in line)
        # One or two letters are as high as they are wide, and say nothing about direction.
        if chars > 2:
            counted += chars
            tall += chars * ((bottom - top) > _TALL * aspect * (right - left))
    return Reading(words, score, tall / counted if counted else 0.0)
