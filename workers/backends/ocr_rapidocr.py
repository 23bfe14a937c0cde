"""Reads pixels with rapidocr, whose package carries its models. Decides no direction.

Imported late and only when a page needs it: with its runtime it costs a second and 300 MB.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.backends.base import Angle, BackendError, Pixels
from workers.backends.ocr_base import Reading, reading_of
from workers.page import Box, Word
from workers.steps.turning import turn_pixels

#: [number of lines, 4 corners clockwise from the top left, (x, y) in pixels]
Quads = npt.NDArray[np.float32]

#: never reached: pictures come at the size they are to be read at
_MAX_SIDE_PX = 10_000
_PARAMS = {
    # One core a page: pages of other documents use the others.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # Memory of one layer serves the next; asking the system for it each time took a tenth longer.
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
    "Global.max_side_len": _MAX_SIDE_PX,
    "Global.log_level": "critical",
    "Global.return_word_box": True,
    # Pictures come to the detection at its size.
    "Det.limit_type": "max",
    "Det.limit_side_len": _MAX_SIDE_PX,
    # A batch is padded to its longest line, and a short line to this width. Padding costs as much
    # as letters do; with less of it short lines are read worse.
    "Rec.rec_batch_num": 1,
    "Rec.rec_img_shape": [3, 48, 224],
}
#: what lines are found in: a picture enlarged to this shorter side, of no more pixels than this
_DETECTION_SIDE_PX = 736
_DETECTION_PIXELS = 1_800_000
#: looking again is worth it where lines come out this many times larger
_CLOSER = 1.3
#: a box with a shorter side holds no letter
_MIN_LINE_PX = 4.0
#: lines that are enough to tell which way up a picture stands, those closest to so many times as
#: long as high: a few words. What is many times longer may be a row of stars, rubbish both ways,
#: and is only probed where there are not enough others.
_NUM_PROBED = 8
_PROBED_LENGTH = 8.0
_PROBED_FACTOR = 3.0
_ENOUGH_PROBED = 3
#: a box this many times higher than wide is read as a line that runs up
_TALL = 1.5
#: below this it may as well be one letter that stands upright
_TALL_LINE = 4.0
#: what is read with less confidence is no text
_MIN_SCORE = 0.5


class RapidOcrEngine:
    """See OcrEngine."""

    name = "rapidocr"
    poor_below = 0.85

    def __init__(self) -> None:
        if not installed():
            raise BackendError("backend_missing", "the package rapidocr is not installed")
        self.version = version("rapidocr")
        self._engine: Any = None

    def show(self, pixels: Pixels) -> RapidOcrPicture:
        if self._engine is None:
            self._engine = _load()
        return RapidOcrPicture(self._engine, pixels)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as recognised in one direction; boxes as shares of the turned picture."""

    box: Box
    words: list[Word]
    score: float


class RapidOcrPicture:
    """See Picture. Lines are found once, and recognised in the directions they are asked for."""

    def __init__(self, engine: Any, pixels: Pixels) -> None:
        self._engine = engine
        # It was trained on OpenCV's channel order.
        self._bgr = np.ascontiguousarray(pixels[:, :, ::-1])
        self._quads = _found(engine, self._bgr)
        self._known: dict[tuple[Angle, int], _Line] = {}

    def probe(self, turn: Angle) -> Reading:
        """By lines of a few words; whether lines run up or down is counted on all.

        The score is the median of the lines: an ornament or two among them do not count.
        """
        widths, heights = _sides(turned_quads(self._quads, self._bgr, turn))
        lengths = np.maximum(widths, heights) / np.minimum(widths, heights)
        unlike = np.abs(np.log(np.maximum(lengths, 1.0) / _PROBED_LENGTH))
        order = np.argsort(unlike, kind="stable")
        alike = order[unlike[order] <= math.log(_PROBED_FACTOR)]
        enough = alike if len(alike) >= _ENOUGH_PROBED else order
        probed = [int(index) for index in enough[:_NUM_PROBED]]
        reading = self._reading(turn, probed, 0.0)
        scores = [self._known[turn, index].score for index in probed]
        # Letters are about as long as a line is high; one or two say nothing about direction.
        counted = lengths * (lengths > 2)
        tall = counted[heights > widths].sum() / max(1.0, counted.sum())
        score = float(np.median(scores)) if scores else 0.0
        return replace(reading, score=score, sideways=float(tall))

    def read(self, turn: Angle) -> Reading:
        return self._reading(turn, range(len(self._quads)), _MIN_SCORE)

    def _reading(self, turn: Angle, indices: Sequence[int], min_score: float) -> Reading:
        new = [index for index in indices if (turn, index) not in self._known]
        bgr = turn_pixels(self._bgr, turn)
        if new:
            quads = turned_quads(self._quads, self._bgr, turn)[new]
            for index, line in zip(new, _recognised(self._engine, bgr, quads), strict=True):
                self._known[turn, index] = line
        lines = [self._known[turn, index] for index in indices]
        kept = [(line.box, line.words) for line in lines if line.score >= min_score]
        return reading_of(kept, bgr.shape[1] / bgr.shape[0])


def _load() -> Any:
    # Local imports: the second they take is only spent where a page has no text.
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    return RapidOCR(params=_PARAMS)


def installed() -> bool:
    """Whether the package and its runtime can be imported. Does not import them."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2"))


def _found(engine: Any, bgr: Pixels) -> Quads:
    """Where lines stand; looked for once more where some of them seem to have been taken for one.

    A column of small print set tight is found as a single line that runs up among lines that run
    across. Enlarged, its lines are told apart.
    """
    scale = detection_scale(bgr.shape[1], bgr.shape[0])
    quads = _detected(engine, bgr, scale)
    if not _has_stray_directions(quads):
        return quads
    (left, top), (right, bottom) = _printed_area(quads, bgr)
    part = np.ascontiguousarray(bgr[top:bottom, left:right])
    closer = math.sqrt(_DETECTION_PIXELS / (part.shape[0] * part.shape[1]))
    if closer < _CLOSER * scale:
        return quads
    found = _detected(engine, part, closer) + np.array([left, top], dtype=np.float32)
    return found if len(found) > len(quads) else quads


def _has_stray_directions(quads: Quads) -> bool:
    """Whether long boxes stand across the direction of most of them."""
    widths, heights = _sides(quads)
    up, across = (heights > _TALL_LINE * widths).sum(), (widths > _TALL_LINE * heights).sum()
    return bool(min(up, across) > 0)


def _printed_area(quads: Quads, bgr: Pixels) -> npt.NDArray[np.int64]:
    """(left, top) and (right, bottom) of what holds all boxes, with a line's room around them."""
    widths, heights = _sides(quads)
    room = float(np.median(np.minimum(widths, heights)))
    corners = quads.reshape(-1, 2)
    area = np.array([corners.min(axis=0) - room, corners.max(axis=0) + room])
    clipped: npt.NDArray[np.int64] = np.clip(area, 0, [bgr.shape[1], bgr.shape[0]]).astype(np.int64)
    return clipped


def _detected(engine: Any, bgr: Pixels, scale: float) -> Quads:
    """Where lines stand in a picture that is enlarged for it."""
    # Loaded with the engine, not before it.
    import cv2

    height, width = bgr.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    seen = bgr if scale == 1 else cv2.resize(bgr, size)
    # What it prints must not reach the caller's pipe.
    with contextlib.redirect_stdout(io.StringIO()):
        found = engine(seen, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return np.empty((0, 4, 2), dtype=np.float32)
    # Whole pixels, as the engine itself cuts lines: fractions misread digits of small photos.
    quads = np.round(np.asarray(found.boxes, dtype=np.float32) / np.float32(scale))
    widths, heights = _sides(quads)
    return quads[np.minimum(widths, heights) >= _MIN_LINE_PX]


def detection_scale(width_px: int, height_px: int) -> float:
    """What a picture is enlarged or reduced by to find its lines."""
    enlarged = max(1.0, _DETECTION_SIDE_PX / min(width_px, height_px))
    return min(enlarged, math.sqrt(_DETECTION_PIXELS / (width_px * height_px)))


def turned_quads(quads: Quads, pixels: Pixels, turn: Angle) -> Quads:
    """Where corners in `pixels` stand once these are turned clockwise."""
    height, width = pixels.shape[:2]
    for _ in range(turn // 90):
        turned = np.stack([height - quads[:, :, 1], quads[:, :, 0]], axis=2)
        # The corner at the lower left becomes the first.
        quads = np.roll(turned, 1, axis=1)
        height, width = width, height
    return quads


def _sides(quads: Quads) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """(widths, heights) in pixels."""
    sides = np.linalg.norm(quads - np.roll(quads, -1, axis=1), axis=2)
    return np.maximum(sides[:, 0], sides[:, 2]), np.maximum(sides[:, 1], sides[:, 3])


def _recognised(engine: Any, bgr: Pixels, quads: Quads) -> list[_Line]:
    """The lines at these places."""
    # Loaded with the engine, not before it.
    from rapidocr.ch_ppocr_rec import TextRecOutput

    scale = np.array([bgr.shape[1], bgr.shape[0]], dtype=np.float64)
    cut = engine.crop_text_regions(bgr, quads)
    found = _read_lines(engine, cut)
    widths, heights = _sides(quads)
    # The engine turned its head to the left for these, which may be letters that stand alone.
    tall = np.flatnonzero((heights >= _TALL * widths) & (heights < _TALL_LINE * widths)).tolist()
    straight = _read_lines(engine, [np.rot90(cut[index], k=-1) for index in tall])
    lines = []
    for index, (text, score, columns) in enumerate(found):
        parts: Any = ()
        other = straight[tall.index(index)] if index in tall else None
        if other is not None and other[1] > score:
            text, score, _ = other
        elif text.strip():
            line = TextRecOutput(txts=(text,), word_results=(columns,))
            parts = engine.calc_word_boxes([cut[index]], quads[index : index + 1], line)
        quad = quads[index] / scale
        lines.append(_Line(*_line(text, score, quad, parts[0] if parts else (), scale), score))
    return lines


def _read_lines(engine: Any, cut: Sequence[Pixels]) -> list[tuple[str, float, Any]]:
    """(text, confidence, where its letters were found) of each picture of a line."""
    if not cut:
        return []
    with contextlib.redirect_stdout(io.StringIO()):
        found = engine.recognize_txt([np.ascontiguousarray(line) for line in cut])
    scores = [float(score) for score in found.scores]
    return list(zip(found.txts, scores, found.word_results, strict=True))


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
