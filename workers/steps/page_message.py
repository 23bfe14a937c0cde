"""Pages as messages, and back. Knows no process.

What comes back is checked, since the process that sent it has read a stranger's file.
"""

from __future__ import annotations

import math
from dataclasses import astuple
from typing import Any, get_args

import numpy as np

from workers.page import Page, PageCode, Source, Widget, WidgetKind, Word
from workers.steps.wire import Message, WireGarbage

_SOURCES: dict[str, Source] = {"text": "text", "ocr": "ocr"}
_KINDS: dict[str, WidgetKind] = {kind: kind for kind in get_args(WidgetKind)}
_MAX_NOTE_CHARS = 40
_MAX_CODES, _MAX_CODE_CHARS, _MAX_FORMAT_CHARS = 100, 8_000, 40


def page_to_message(page: Page) -> Message:
    """A page as a JSON object and its pixels as bytes."""
    words = [(word.text, *word.bbox, word.source, word.confidence) for word in page.words]
    header = {
        "number": page.number,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "words": words,
        "notes": page.notes,
        "widgets": [astuple(widget) for widget in page.widgets],
        "codes": [astuple(code) for code in page.codes],
        "shape": None if page.pixels is None else page.pixels.shape[:2],
    }
    return {"page": header}, b"" if page.pixels is None else page.pixels.tobytes()


def page_of_message(content: Any, body: bytes) -> Page:
    """The page of such a message. Raises WireGarbage for one that is none."""
    try:
        notes = tuple(str(note)[:_MAX_NOTE_CHARS] for note in content["notes"])
        pixels = None
        if content["shape"] is not None:
            height, width = (int(side) for side in content["shape"])
            # A copy: bytes cannot be written to, and arrays made of them neither.
            pixels = np.frombuffer(body, dtype=np.uint8).reshape(height, width, 3).copy()
        return Page(
            number=int(content["number"]),
            width_pt=_finite(content["width_pt"]),
            height_pt=_finite(content["height_pt"]),
            words=tuple(_word(row) for row in content["words"]),
            pixels=pixels,
            notes=notes,
            # Pages that an earlier version stored have none.
            widgets=tuple(_widget(row) for row in content.get("widgets", ())),
            codes=tuple(code_of_row(row) for row in content.get("codes", ())[:_MAX_CODES]),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise WireGarbage(f"no page: {error}") from error


def _word(row: Any) -> Word:
    text, left, top, right, bottom, source, confidence = row
    box = (_share(left), _share(top), _share(right), _share(bottom))
    return Word(_text(text), box, _SOURCES[source], _share(confidence))


def _widget(row: Any) -> Widget:
    kind, name, tooltip, value, is_on, box, max_chars, is_comb, is_multiline = row
    left, top, right, bottom = box
    return Widget(
        kind=_KINDS[kind],
        name=_text(name),
        tooltip=_text(tooltip),
        value=_text(value),
        is_on=bool(is_on),
        bbox=(_share(left), _share(top), _share(right), _share(bottom)),
        max_chars=int(max_chars),
        is_comb=bool(is_comb),
        is_multiline=bool(is_multiline),
    )


def code_of_row(row: Any) -> PageCode:
    """A code as `dataclasses.astuple` wrote it. Raises TypeError or ValueError for none."""
    name, text, (left, top, right, bottom) = row
    return PageCode(
        format=_text(name)[:_MAX_FORMAT_CHARS],
        text=_text(text)[:_MAX_CODE_CHARS],
        bbox=(_share(left), _share(top), _share(right), _share(bottom)),
    )


def _text(value: Any) -> str:
    # A lone surrogate could not be stored or printed later.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _share(value: Any) -> float:
    return min(1.0, max(0.0, _finite(value)))


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no position")
    return number
