"""What was read, before it is typed: values with places and probabilities, a window's as a whole.

Knows no network and no schema; windows travel as JSON between the stages of the service.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from docflow.results import Source
from workers.page import Box
from workers.steps.spans import Occurrence

_VERSION = 3
#: windows of these versions came without runner-ups, the first without signs as well; they are
#: still assembled
_EARLIER_VERSIONS = (1, 2)


@dataclass(frozen=True, slots=True)
class Certainty:
    """What the model thought of a value's tokens, quotes included. Natural logarithms.

    num_tokens: 0 where no model wrote the value; then logprob is how sure its reader is.
    logprob: of the whole value among what was allowed. logprob_min: of its least certain token.
    free_logprob: of the whole value among all tokens, as far as it was computed (`num_scored`).
    logprob_some: of its first token, which decides between a value and null. logprob_begin: of its
    second, which decides where the value begins. logprob_end: of its last, where it ends.
    """

    num_tokens: int
    num_scored: int
    logprob: float
    logprob_min: float
    free_logprob: float
    logprob_some: float = 0.0
    logprob_begin: float = 0.0
    logprob_end: float = 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What else tells how far a value can be trusted.

    num_places: places the value stands at on its pages, 0 where it is not copied. copy_share: the
    copy head's attention on the chosen one, per token. num_words: words it is made of.
    """

    num_places: int
    copy_share: float
    num_words: int


@dataclass(frozen=True, slots=True)
class Rival:
    """A number of the page that a value could have been copied from instead. raw: as it stands
    there, without a currency. logprob: natural logarithm, as `RunnerUp`'s.
    """

    raw: str
    place: Occurrence
    logprob: float


@dataclass(frozen=True, slots=True)
class RawValue:
    """One leaf of the answer.

    path: JSON Pointer into the data. raw: text of the page, or a plain JSON value where the leaf is
    not copied, or None for null. places: where `raw` stands, empty where it is not copied; chosen:
    the place it was most likely taken from. copy_share: the copy head's attention on that place,
    per token between the quotes. rivals: of a number, the page's others it could have been.
    """

    path: str
    raw: str | int | float | bool | None
    certainty: Certainty
    places: tuple[Occurrence, ...] = ()
    chosen: int = 0
    copy_share: float = 0.0
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands. page: 1-based. bbox: shares of the page."""

    page: int
    bbox: Box


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another number of the page that the model could have copied for a value.

    logprob: of it where the model chose, natural logarithm; where several numbers begin alike, a
    share of what they got together.
    """

    raw: str
    place: Place
    source: Source
    logprob: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that is not null, with the place it was most likely taken from.

    place: None for what is not copied from the page. source: ``text`` when all its words come from
    the file's text layer, else ``ocr``; ``pixels`` when not copied. signs: None where an earlier
    version read it. runner_ups: of a number, best first.
    """

    path: str
    raw: str | int | float | bool
    certainty: Certainty
    place: Place | None
    source: Source
    signs: Signs | None = None
    runner_ups: tuple[RunnerUp, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether the file says so itself, without a model."""
        return self.certainty.num_tokens == 0


@dataclass(frozen=True, slots=True)
class WindowReading:
    """All that later steps need of one window's answer.

    text: everything printed on its pages, for the document's notation. num_ungrounded: values left
    out as they stand on no page. is_complete: the answer was not cut short by its limits.
    """

    readings: tuple[Reading, ...]
    text: str
    prompt_tokens: int = 0
    output_tokens: int = 0
    num_ungrounded: int = 0
    pages: tuple[int, ...] = ()
    is_complete: bool = True


def window_to_json(window: WindowReading) -> dict[str, Any]:
    """A window as plain JSON; `window_of_json` gives an equal one back."""
    return {
        "version": _VERSION,
        "readings": [_reading_to_json(reading) for reading in window.readings],
        "text": window.text,
        "prompt_tokens": window.prompt_tokens,
        "output_tokens": window.output_tokens,
        "num_ungrounded": window.num_ungrounded,
        "pages": list(window.pages),
        "is_complete": window.is_complete,
    }


def window_of_json(content: Mapping[str, Any]) -> WindowReading:
    """The window that this or an earlier version wrote.

    Raises:
        ValueError: another version's.
    """
    if content.get("version") not in (_VERSION, *_EARLIER_VERSIONS):
        raise ValueError(f"a window's answer of version {content.get('version')!r} is not known")
    return WindowReading(
        readings=tuple(_reading_of_json(entry) for entry in content["readings"]),
        text=content["text"],
        prompt_tokens=content["prompt_tokens"],
        output_tokens=content["output_tokens"],
        num_ungrounded=content["num_ungrounded"],
        pages=tuple(content["pages"]),
        is_complete=content.get("is_complete", True),
    )


def _reading_to_json(reading: Reading) -> dict[str, Any]:
    sure, place, signs = reading.certainty, reading.place, reading.signs
    logprobs = (sure.logprob, sure.logprob_min, sure.free_logprob)
    decisions = (sure.logprob_some, sure.logprob_begin, sure.logprob_end)
    return {
        "path": reading.path,
        "raw": reading.raw,
        "certainty": [sure.num_tokens, sure.num_scored, *map(_number, (*logprobs, *decisions))],
        "place": None if place is None else _place_to_json(place),
        "source": reading.source,
        "signs": None if signs is None else list(astuple(signs)),
        "runner_ups": [
            {
                "raw": runner_up.raw,
                "place": _place_to_json(runner_up.place),
                "source": runner_up.source,
                "logprob": float(runner_up.logprob),
            }
            for runner_up in reading.runner_ups
        ],
    }


def _place_to_json(place: Place) -> dict[str, Any]:
    return {"page": place.page, "bbox": [float(side) for side in place.bbox]}


def _place_of_json(entry: Mapping[str, Any]) -> Place:
    return Place(entry["page"], tuple(entry["bbox"]))


def _number(logprob: float) -> float | None:
    """JSON knows no infinity, and log(0) is one."""
    return float(logprob) if math.isfinite(logprob) else None


def _reading_of_json(entry: Mapping[str, Any]) -> Reading:
    place, signs = entry["place"], entry.get("signs")
    num_tokens, num_scored, *logprobs = entry["certainty"]
    return Reading(
        path=entry["path"],
        raw=entry["raw"],
        certainty=Certainty(
            num_tokens, num_scored, *(-math.inf if p is None else p for p in logprobs)
        ),
        place=None if place is None else _place_of_json(place),
        source=entry["source"],
        signs=None if signs is None else Signs(*signs),
        runner_ups=tuple(
            RunnerUp(each["raw"], _place_of_json(each["place"]), each["source"], each["logprob"])
            for each in entry.get("runner_ups", ())
        ),
    )
