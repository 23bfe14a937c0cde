"""Reads pixels with rapidocr, whose package carries its models. Turns no pages.

Imported late and only when a page needs it: with its runtime it costs a second and 300 MB.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
from importlib.metadata import version
from typing import Any

import numpy as np

from workers.backends.base import BackendError, Pixels
from workers.backends.ocr_base import Reading, reading_of
from workers.page import Box, Word

#: never reached: pictures come at the size they are to be read at
_MAX_SIDE_PX = 10_000
_PARAMS = {
    # One core a page: pages of other documents use the others.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.max_side_len": _MAX_SIDE_PX,
    "Global.log_level": "critical",
}


class RapidOcrEngine:
    """See OcrEngine."""

    name = "rapidocr"
    poor_below = 0.85

    def __init__(self) -> None:
        if not installed():
            raise BackendError("backend_missing", "the package rapidocr is not installed")
        self.version = version("rapidocr")
        self._engine: Any = None

    def read(self, pixels: Pixels) -> Reading:
        if self._engine is None:
            self._engine = _load()
        height, width = pixels.shape[:2]
        # It was trained on OpenCV's channel order. What it prints must not reach the caller's pipe.
        bgr = np.ascontiguousarray(pixels[:, :, ::-1])
        with contextlib.redirect_stdout(io.StringIO()):
            found = self._engine(bgr, use_cls=False, return_word_box=True)
        if found.txts is None or found.boxes is None:
            return Reading((), 0.0, 0.0)
        words = found.word_results or ()
        if len(words) != len(found.txts):
            words = [()] * len(found.txts)
        scale = np.array([width, height], dtype=np.float64)
        lines = [
            _line(text, float(score), np.asarray(quad) / scale, line, scale)
            for text, score, quad, line in zip(
                found.txts, found.scores, found.boxes, words, strict=True
            )
        ]
        return reading_of(lines, width / height)


def _load() -> Any:
    # Local imports: the second they take is only spent where a page has no text.
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    return RapidOCR(params=_PARAMS)


def installed() -> bool:
    """Whether the package and its runtime can be imported. Does not import them."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def _line(text: str, score: float, quad: Any, parts: Any, scale: Any) -> tuple[Box, list[Word]]:
    """A line's box and words; boxes as shares."""
    line_box = _bounds(quad)
    pieces = [(str(part[0]), _bounds(np.asarray(part[2]) / scale)) for part in parts]
    tokens = text.split()
    if not pieces or "".join(piece for piece, _ in pieces) != "".join(tokens):
        pieces = _spread(tokens, line_box)
    elif all(len(piece) == 1 for piece, _ in pieces):
        # Lines with Chinese characters come letter by letter.
        pieces = _joined(pieces, tokens)
    return line_box, [Word(piece, box, "ocr", round(score, 4)) for piece, box in pieces]


def _joined(letters: list[tuple[str, Box]], tokens: list[str]) -> list[tuple[str, Box]]:
    words, start = [], 0
    for token in tokens:
        boxes = np.array([box for _, box in letters[start : start + len(token)]])
        start += len(token)
        low, high = boxes.min(axis=0), boxes.max(axis=0)
        words.append((token, (float(low[0]), float(low[1]), float(high[2]), float(high[3]))))
    return words


def _spread(tokens: list[str], line: Box) -> list[tuple[str, Box]]:
    """Words of a line by their share of its letters, along its longer side."""
    left, top, right, bottom = line
    length = max(1, sum(len(token) for token in tokens) + len(tokens) - 1)
    words, start = [], 0
    for token in tokens:
        first, last = start / length, (start + len(token)) / length
        start += len(token) + 1
        if right - left >= bottom - top:
            across = right - left
            box = (left + across * first, top, left + across * last, bottom)
        else:
            down = bottom - top
            box = (left, top + down * first, right, top + down * last)
        words.append((token, box))
    return words


def _bounds(quad: Any) -> Box:
    low, high = np.asarray(quad).min(axis=0), np.asarray(quad).max(axis=0)
    return (
        max(0.0, float(low[0])),
        max(0.0, float(low[1])),
        min(1.0, float(high[0])),
        min(1.0, float(high[1])),
    )
