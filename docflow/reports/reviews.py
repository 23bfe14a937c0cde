"""Documents whose values were judged, each value with its evidence. Knows no way to show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from docflow.manifest import ManifestEntry
from docflow.results import FieldResult, Result
from schemas.evaluate import FieldScore, score_document

_GOOD_OUTCOMES = frozenset({"correct", "correct_null", "unscored"})


@dataclass(frozen=True, slots=True)
class ReviewedValue:
    """One value and what came of it. evidence: None where nothing was found or none is given."""

    score: FieldScore
    evidence: FieldResult | None

    @property
    def is_failure(self) -> bool:
        """Whether the value is wrong, missed or invented."""
        return self.score.outcome not in _GOOD_OUTCOMES


@dataclass(frozen=True, slots=True)
class Review:
    """One document against its truth; values: all that are labelled."""

    entry: ManifestEntry
    result: Result
    values: tuple[ReviewedValue, ...]

    @property
    def failures(self) -> tuple[ReviewedValue, ...]:
        """The values that are wrong, missed or invented, in the order of the fields."""
        return tuple(value for value in self.values if value.is_failure)

    @property
    def num_header_failures(self) -> int:
        """How many fields of the headline figure are among the failures."""
        return sum(value.score.header for value in self.failures)


def review(entry: ManifestEntry, result: Result) -> Review | None:
    """The judged document; None without truth: hostile files are read, not scored."""
    if not isinstance(entry.line.get("truth"), Mapping):
        return None
    fields = () if result["status"] == "failed" else result["fields"]
    evidence = {field["path"]: field for field in fields}
    values = (
        ReviewedValue(score, None if score.pointer is None else evidence.get(score.pointer))
        for score in score_document(entry.line, result)
    )
    return Review(entry, result, tuple(values))


def most_instructive(reviews: Iterable[Review]) -> list[Review]:
    """Documents with a failure: those with most of them in the header first, then with most at all.

    What could not be read comes last: it misses everything, and its error says all there is to say.
    """
    failed = [each for each in reviews if each.failures]
    return sorted(failed, key=_rank)


def _rank(each: Review) -> tuple[bool, int, int]:
    return each.result["status"] == "failed", -each.num_header_failures, -len(each.failures)
