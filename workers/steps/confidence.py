"""How likely a value is right: what is known about it as numbers, and a fitted model over those.

Only what any schema has is looked at: probabilities, places, kinds, checks, never the name of a
field. So a user's schema is calibrated too. Pure; knows no network, no file and no threshold.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docflow.results import Json
from schemas.checks import Check
from schemas.kinds import Kind
from workers.steps.values import Reading, WindowReading

#: what a probability of 0 counts as, in natural logarithms
_MAX_SURPRISE = 8.0
_MIN_SURPRISE = 1e-4
_GROUPS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"amount", "quantity", "percent"}),
    "time": frozenset({"date", "time"}),
    "text": frozenset({"string", "name", "address"}),
    "boolean": frozenset({"boolean"}),
    "code": frozenset({"currency", "country", "code"}),
}

#: names of the numbers that `features_of` gives, in their order
FEATURES: tuple[str, ...] = (
    "whole", "whole_log", "token_log", "worst_log", "some", "some_log", "begin_log", "end_log",
    "free_log", "forbidden", "copy_share", "copied", "places_log", "words_log",
    "is_ocr",
    *(f"is_{group}" for group in _GROUPS),
    "in_item", "is_unread", "is_guess", "is_derived",
    "passed", "failed", "passed_digits", "failed_elsewhere", "passed_elsewhere",
    "shares_place", "repeated", "agreed", "disagreed", "left_out",
    "others", "others_log", "others_unread", "item_log",
    "text_whole", "text_token", "text_begin", "text_end", "text_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that was read, after its normaliser.

    value: None where the normaliser could not read it. is_sure: it took no guess. is_derived: it
    was not read for itself, as a currency from the sign of an amount. repaired: it took the place
    of another, as the sums wanted it.
    """

    path: str
    kind: Kind
    reading: Reading
    value: Json
    is_sure: bool = True
    is_derived: bool = False
    repaired: Repaired | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """Why a value took the place of another. before: the other, as the model read it. by: names of
    the checks that failed with it and hold now. derivation: the first of them in numbers.
    """

    before: Typed
    by: tuple[str, ...]
    derivation: str


def features_of(
    values: Sequence[Typed], checks: Sequence[Check], windows: Sequence[WindowReading] = ()
) -> list[tuple[float, ...]]:
    """What is known about each value, in the order of `FEATURES`.

    values: all of a document. checks: on its data. windows: as they were answered, to see whether
    several agree.
    """
    document = _Document(values, checks, windows)
    return [document.features(value) for value in values]


class _Document:
    """What the values of a document say about each other."""

    def __init__(
        self, values: Sequence[Typed], checks: Sequence[Check], windows: Sequence[WindowReading]
    ) -> None:
        self._surprises = {value.path: _surprise(value) for value in values}
        self._unread = {value.path: value.value is None for value in values}
        self._checks: dict[str, list[Check]] = defaultdict(list)
        for check in checks:
            for path in check.paths:
                self._checks[path].append(check)
        self._num_passed = sum(check.passed is True for check in checks)
        self._num_failed = sum(check.passed is False for check in checks)
        self._places = Counter(
            (value.reading.place.page, *value.reading.place.bbox)
            for value in values
            if value.reading.place is not None and not value.is_derived
        )
        self._typed = Counter((value.kind, str(value.value)) for value in values)
        self._said: dict[str, list[str]] = defaultdict(list)
        for window in windows:
            for reading in window.readings:
                self._said[reading.path].append(str(reading.raw).casefold())
        self._num_windows = len(windows)
        self._items: dict[str, list[str]] = defaultdict(list)
        for value in values:
            self._items[item_of(value.path)].append(value.path)

    def features(self, value: Typed) -> tuple[float, ...]:
        answer = (
            *_of_tokens(value),
            *_of_place(value),
            *(float(value.kind in kinds) for kinds in _GROUPS.values()),
            float(bool(item_of(value.path))),
            float(value.value is None),
            float(not value.is_sure),
            float(value.is_derived),
            *self._of_checks(value),
            *self._of_repetition(value),
            *self._of_others(value),
            *_of_text(value),
        )
        assert len(answer) == len(FEATURES)
        return answer

    def _of_checks(self, value: Typed) -> Iterable[float]:
        checks = self._checks[value.path]
        passed = sum(check.passed is True for check in checks)
        failed = sum(check.passed is False for check in checks)
        digits = any(check.passed and check.name.endswith("_checksum") for check in checks)
        yield float(min(passed, 2))
        yield float(min(failed, 2))
        yield float(digits)
        yield float(self._num_failed > failed)
        yield float(self._num_passed > passed)

    def _of_repetition(self, value: Typed) -> Iterable[float]:
        place = value.reading.place
        yield float(place is not None and self._places[(place.page, *place.bbox)] > 1)
        yield float(self._typed[(value.kind, str(value.value))] > 1)
        if item_of(value.path) or self._num_windows < 2:
            yield from (0.0, 0.0, 0.0)
            return
        own = str(value.reading.raw).casefold()
        said = self._said[value.path]
        yield float(said.count(own) > 1)
        yield float(len(said) > said.count(own))
        yield float(len(said) == 1)

    def _of_others(self, value: Typed) -> Iterable[float]:
        others = [path for path in self._surprises if path != value.path]
        surprises = [self._surprises[path] for path in others] or [0.0]
        yield sum(surprises) / len(surprises)
        yield sum(map(_log, surprises)) / len(surprises)
        yield sum(self._unread[path] for path in others) / max(len(others), 1)
        item = item_of(value.path)
        beside = [self._surprises[path] for path in self._items[item] if path != value.path]
        yield _log(max(beside)) if item and beside else _log(0.0)


def _of_tokens(value: Typed) -> Iterable[float]:
    sure = value.reading.certainty
    whole = _surprise(value)
    yield whole
    yield _log(whole)
    yield _log(whole / max(sure.num_tokens, 1))
    yield _log(-sure.logprob_min)
    yield min(-sure.logprob_some, _MAX_SURPRISE)
    yield _log(-sure.logprob_some)
    yield _log(-sure.logprob_begin)
    yield _log(-sure.logprob_end)
    yield _log(-sure.free_logprob)
    # How much of the probability went to what the grammar or the page do not allow.
    yield max(min(-sure.free_logprob, _MAX_SURPRISE) - whole, 0.0)


def _of_place(value: Typed) -> Iterable[float]:
    signs = value.reading.signs
    assert signs is not None, "values without signs are not calibrated"
    yield signs.copy_share
    yield float(signs.num_places > 0)
    yield math.log(max(signs.num_places, 1))
    yield math.log(max(signs.num_words, 1))
    yield float(value.reading.source == "ocr")


def _of_text(value: Typed) -> Iterable[float]:
    """Names and texts apart: where they begin and end is the hard part of them."""
    if value.kind not in _GROUPS["text"] or value.reading.signs is None:
        yield from (0.0, 0.0, 0.0, 0.0, 0.0)
        return
    sure = value.reading.certainty
    yield _surprise(value)
    yield _log(_surprise(value) / max(sure.num_tokens, 1))
    yield _log(-sure.logprob_begin)
    yield _log(-sure.logprob_end)
    yield math.log(max(value.reading.signs.num_words, 1))


def _surprise(value: Typed) -> float:
    return min(-value.reading.certainty.logprob, _MAX_SURPRISE)


def _log(surprise: float) -> float:
    """Even steps for probabilities of 0.9, 0.99, 0.999..."""
    return math.log10(min(max(surprise, _MIN_SURPRISE), _MAX_SURPRISE))


def item_of(path: str) -> str:
    """The list's item that a value is part of, "" for none."""
    parts = path.split("/")
    depths = [depth for depth, part in enumerate(parts) if part.isdigit()]
    return "/".join(parts[: depths[-1] + 1]) if depths else ""


def template_of(path: str) -> str:
    """The pointer of the leaf: ``/line_items/3/quantity`` is ``/line_items/*/quantity``."""
    return "/".join("*" if part.isdigit() else part for part in path.split("/"))
