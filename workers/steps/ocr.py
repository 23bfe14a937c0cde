"""Reads a picture of a page: which engine, which way up, and the cache of what was read before.

Which engine: `auto` takes rapidocr where it is installed and Tesseract where it is not. On scans,
photos and renders alike rapidocr finds more of the labelled values, in half the processor time
(docs/ocr.md), so no kind of page is given to Tesseract. Knows no PDF and no text layer.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from workers.backends import ocr_rapidocr, ocr_tesseract
from workers.backends.base import ANGLES, Angle, Pixels
from workers.backends.ocr_base import OcrEngine, Picture, Reading
from workers.page import Word

OcrMode = Literal["auto", "tesseract", "rapidocr", "off"]

#: bounds of the picture an engine is given; more pixels find no more words
MAX_PIXELS = 1_800_000
MAX_SIDE_PX = 4_000
DPI = 200.0
#: fewer characters say nothing about the way a page stands
_MIN_CHARS = 8
_SIDEWAYS = 0.5
#: a second reading must be better by this much to turn the page
_CLEARLY_BETTER = 0.05
_CACHE_VERSION = 3


@dataclass(frozen=True, slots=True)
class OcrResult:
    """words: boxes as shares of the picture once turned. turn: clockwise, makes it upright."""

    engine: str
    words: tuple[Word, ...]
    turn: Angle
    score: float


class Ocr:
    """Reads pictures in one mode. Keeps engines loaded; not thread-safe.

    cache_folder: where results are kept by content, None for nowhere.
    read_timeout_s: for engines that run as programs.
    before_reading: called each time an engine is about to read.
    """

    def __init__(
        self,
        mode: OcrMode,
        cache_folder: Path | None = None,
        read_timeout_s: float = 60.0,
        before_reading: Callable[[], None] = lambda: None,
    ) -> None:
        self.mode = mode
        self._cache = cache_folder
        self._timeout_s = read_timeout_s
        self._before_reading = before_reading

    def read(self, pixels: Pixels) -> OcrResult | None:
        """The words of RGB pixels [H, W, 3], or None where this mode has no engine."""
        name = self.engine
        if name is None:
            return None
        return self._read_cached(_engine(name, self._timeout_s), pixels)

    @property
    def engine(self) -> str | None:
        """The engine this mode takes on this machine, None where it has none."""
        wanted = ("rapidocr", "tesseract") if self.mode == "auto" else (self.mode,)
        return next((name for name in wanted if _INSTALLED.get(name, _never)()), None)

    def _read_cached(self, engine: OcrEngine, pixels: Pixels) -> OcrResult:
        path = None if self._cache is None else self._cache / _cache_name(engine, pixels)
        kept = None if path is None else _load(path)
        if kept is not None:
            return kept
        self._before_reading()
        result = read_upright(engine, pixels)
        if path is not None:
            _save(path, result)
        return result


def read_upright(engine: OcrEngine, pixels: Pixels) -> OcrResult:
    """Reads a picture that may stand on its side or head, once it is known which way is up."""
    picture = engine.show(pixels)
    turn = _turn(picture, engine.poor_below)
    reading = picture.read(turn)
    return OcrResult(engine.name, reading.words, turn, reading.score)


def _turn(picture: Picture, poor_below: float) -> Angle:
    first = picture.probe(0)
    for turn in _suspected_turns(first, poor_below):
        if _is_better(picture.probe(turn), first):
            return turn
    return 0


def _suspected_turns(reading: Reading, poor_below: float) -> tuple[Angle, ...]:
    """The likeliest first. Engines read lines running down by turning their head left; others come
    out as rubbish.
    """
    if reading.num_chars < _MIN_CHARS:
        return ()
    is_poor = reading.score < poor_below
    if reading.sideways >= _SIDEWAYS:
        return (90, 270) if is_poor else (270, 90)
    return (180,) if is_poor else ()


def _is_better(second: Reading, first: Reading) -> bool:
    if first.sideways >= _SIDEWAYS:
        return second.sideways < _SIDEWAYS and second.score > first.score - _CLEARLY_BETTER
    return second.score > first.score + _CLEARLY_BETTER


def _engine(name: str, timeout_s: float) -> OcrEngine:
    return ocr_tesseract.TesseractEngine(timeout_s) if name == "tesseract" else _rapidocr()


# Its models are loaded once for all pages.
_rapidocr = cache(ocr_rapidocr.RapidOcrEngine)


def _never() -> bool:
    return False


_INSTALLED: dict[str, Callable[[], bool]] = {
    "rapidocr": cache(ocr_rapidocr.installed),
    "tesseract": cache(ocr_tesseract.installed),
}


def _cache_name(engine: OcrEngine, pixels: Pixels) -> str:
    digest = hashlib.sha256(f"{engine.name} {engine.version} {pixels.shape}".encode())
    digest.update(pixels.tobytes())
    return f"v{_CACHE_VERSION}/{digest.hexdigest()}.json"


def _load(path: Path) -> OcrResult | None:
    try:
        kept: Any = json.loads(path.read_bytes())
        words = tuple(
            Word(str(text), (float(a), float(b), float(c), float(d)), "ocr", float(confidence))
            for text, a, b, c, d, confidence in kept["words"]
        )
        turn = ANGLES[kept["turn"]]
        return OcrResult(str(kept["engine"]), words, turn, float(kept["score"]))
    except (OSError, ValueError, KeyError, TypeError):
        # Not there, or half written by a machine that went down: read again.
        return None


def _save(path: Path, result: OcrResult) -> None:
    """Keeps a result. A cache that cannot be written costs time, no document."""
    rows = [(word.text, *word.bbox, word.confidence) for word in result.words]
    kept = {"engine": result.engine, "turn": result.turn, "score": result.score, "words": rows}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        Path(temporary).replace(path)
    except OSError:
        return
