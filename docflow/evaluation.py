"""Scores results against a manifest's truth, and sums up. Reads no document and prints nothing."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any

from docflow.manifest import ManifestEntry
from docflow.results import DocumentResult, ErrorDetail, FieldResult, Json, Result
from schemas.evaluate import FieldScore, Table, aggregate, score_document

# Which schema reads a kind of document where none is asked for.
SCHEMA_OF_KIND = {"invoice": "invoice", "receipt": "receipt"}
GENERAL_SCHEMA = "form"
_GOOD_OUTCOMES = frozenset({"correct", "correct_null", "unscored"})


@dataclass(frozen=True, slots=True)
class Failure:
    """One value that is not what the truth says. raw: what the page shows for `got`, or None."""

    file: str
    kind: str
    field: str
    outcome: str
    expected: Json
    got: Json
    raw: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a model made of a manifest.

    num_read, num_pages: documents that were read, and their pages. errors: by code, how many were
    not read. seconds_median, seconds_p95: seconds a page, None where nothing was read.
    num_ungrounded: values that stand on no page, None where a result does not say.
    """

    scores: Table
    failures: tuple[Failure, ...]
    num_documents: int
    num_read: int
    num_pages: int
    errors: Mapping[str, int]
    seconds_median: float | None
    seconds_p95: float | None
    num_ungrounded: int | None

    def to_json(self) -> dict[str, Json]:
        """The report as one JSON object."""
        return {
            "documents": self.num_documents,
            "read": self.num_read,
            "pages": self.num_pages,
            "errors": dict(self.errors),
            "ungrounded": self.num_ungrounded,
            "seconds_per_page": {"median": self.seconds_median, "p95": self.seconds_p95},
            "scores": self.scores.to_json(),
            "failures": [asdict(failure) for failure in self.failures],
        }


def schema_for(entry: ManifestEntry) -> str:
    """The name of the schema of the package that suits the entry's kind."""
    return SCHEMA_OF_KIND.get(entry.kind, GENERAL_SCHEMA)


def make_report(
    entries: Sequence[ManifestEntry], results: Sequence[Result], *, max_failures: int = 0
) -> Report:
    """`results[i]` belongs to `entries[i]`. A document that was not read misses all its values."""
    scores: list[FieldScore] = []
    failures: list[Failure] = []
    for entry, result in zip(entries, results, strict=True):
        # A manifest of hostile files has documents without truth: they are read, not scored.
        if isinstance(entry.line.get("truth"), Mapping):
            own = score_document(entry.line, result)
            scores += own
            failures += [_failure(score, result) for score in own if _is_failure(score)]
    read = [result for result in results if result["status"] != "failed"]
    errors = [result["error"] for result in results if result["status"] == "failed"]
    seconds = sorted(result["usage"]["seconds"] / max(result["pages"], 1) for result in read)
    return Report(
        scores=aggregate(scores),
        failures=tuple(failures[:max_failures]),
        num_documents=len(entries),
        num_read=len(read),
        num_pages=sum(result["pages"] for result in read),
        errors=_count_codes(errors),
        seconds_median=round(statistics.median(seconds), 3) if seconds else None,
        seconds_p95=round(seconds[ceil(0.95 * len(seconds)) - 1], 3) if seconds else None,
        num_ungrounded=_count_ungrounded(read),
    )


def _is_failure(score: FieldScore) -> bool:
    return score.outcome not in _GOOD_OUTCOMES


def _failure(score: FieldScore, result: Result) -> Failure:
    fields = [] if result["status"] == "failed" else result["fields"]
    return Failure(
        file=score.document,
        kind=score.kind,
        field=score.field,
        outcome=score.outcome,
        expected=score.expected,
        got=score.got,
        raw=_raw_of(score.got, fields),
    )


def _raw_of(value: Json, fields: Sequence[FieldResult]) -> str | None:
    if value is None:
        return None
    return next((field["raw"] for field in fields if field["value"] == value), None)


def _count_codes(errors: Sequence[ErrorDetail]) -> dict[str, int]:
    return dict(Counter(error["code"] for error in errors).most_common())


def _count_ungrounded(read: Sequence[DocumentResult]) -> int | None:
    counts: list[Any] = [result["usage"].get("ungrounded") for result in read]
    return None if None in counts else sum(counts)
