"""Scores results against a manifest's truth, and sums up. Reads no document and prints nothing."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any

from docflow.manifest import ManifestEntry
from docflow.reports.reliability import Reliability, reliability_of
from docflow.reports.reviews import Review, ReviewedValue, review
from docflow.results import DocumentResult, ErrorDetail, Json, Result
from schemas.evaluate import Table, aggregate
from schemas.evaluate.asked import labelled_pairs, name_of, schema_of_pairs
from schemas.schema import list_builtin

GENERAL_SCHEMA = "form"
# Which schema reads a kind of document where none is asked for: the one of its name. What has none,
# and forms, whose labels differ from form to form, are read with the general one.
SCHEMA_OF_KIND = {name: name for name in list_builtin() if name != GENERAL_SCHEMA}


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
    num_ungrounded: values that stand on no page, None where a result does not say. reviews: the
    documents that have a truth, in the manifest's order, with each value that was judged.
    own_schemas: the keys of each schema that was made of a document's own labels, as text, and how
    many documents were read with it.
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
    reliability: Reliability
    reviews: tuple[Review, ...]
    own_schemas: Mapping[str, int]

    def to_json(self) -> dict[str, Json]:
        """The report as one JSON object."""
        return {
            "documents": self.num_documents,
            "read": self.num_read,
            "pages": self.num_pages,
            "errors": dict(self.errors),
            "ungrounded": self.num_ungrounded,
            "own_schemas": dict(self.own_schemas),
            "seconds_per_page": {"median": self.seconds_median, "p95": self.seconds_p95},
            **self.reliability.to_json(),
            "scores": self.scores.to_json(),
            "failures": [asdict(failure) for failure in self.failures],
        }


def schema_for(entry: ManifestEntry, folder: Path) -> str:
    """Name or file of the schema that the entry is read with where none is asked for.

    That is the one its line names (a name, or a file beside the manifest), else one made of its
    labelled pairs, else the one of its kind. Effects: a schema that is made is written into
    `folder`.
    """
    named = entry.line.get("schema")
    if isinstance(named, str):
        beside = entry.folder / named
        return str(beside) if beside.is_file() else named
    own = own_schema(entry)
    if own is None:
        return SCHEMA_OF_KIND.get(entry.kind, GENERAL_SCHEMA)
    file = folder / f"{name_of(own)}.json"
    file.write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")
    return str(file)


def own_schema(entry: ManifestEntry) -> dict[str, Any] | None:
    """The schema made of the entry's labelled pairs.

    None where it has none, and for a kind that a schema is named after with more labels than those.
    """
    pairs = labelled_pairs(entry.line.get("truth"))
    if not pairs:
        return None
    others = (value for key, value in entry.line["truth"].items() if key != "pairs")
    if entry.kind in SCHEMA_OF_KIND and any(others):
        return None
    return schema_of_pairs(pairs)


def make_report(
    entries: Sequence[ManifestEntry], results: Sequence[Result], *, max_failures: int = 0
) -> Report:
    """`results[i]` belongs to `entries[i]`. A document that was not read misses all its values."""
    judged = [review(entry, result) for entry, result in zip(entries, results, strict=True)]
    reviews = tuple(each for each in judged if each is not None)
    failures = [_failure(value) for each in reviews for value in each.failures]
    read = [result for result in results if result["status"] != "failed"]
    errors = [result["error"] for result in results if result["status"] == "failed"]
    seconds = sorted(result["usage"]["seconds"] / max(result["pages"], 1) for result in read)
    return Report(
        scores=aggregate(value.score for each in reviews for value in each.values),
        failures=tuple(failures[:max_failures]),
        num_documents=len(entries),
        num_read=len(read),
        num_pages=sum(result["pages"] for result in read),
        errors=_count_codes(errors),
        seconds_median=round(statistics.median(seconds), 3) if seconds else None,
        seconds_p95=round(seconds[ceil(0.95 * len(seconds)) - 1], 3) if seconds else None,
        num_ungrounded=_count_ungrounded(read),
        reliability=reliability_of(reviews),
        reviews=reviews,
        own_schemas=_own_schemas(entries, results),
    )


def _own_schemas(entries: Sequence[ManifestEntry], results: Sequence[Result]) -> dict[str, int]:
    """The commonest first."""
    asked: Counter[str] = Counter()
    for entry, result in zip(entries, results, strict=True):
        own = own_schema(entry)
        if own is not None and result["status"] != "failed" and result["schema"] == name_of(own):
            asked[", ".join(own["properties"])] += 1
    return dict(asked.most_common())


def _failure(value: ReviewedValue) -> Failure:
    score = value.score
    return Failure(
        file=score.document,
        kind=score.kind,
        field=score.field,
        outcome=score.outcome,
        expected=score.expected,
        got=score.got,
        raw=None if value.evidence is None else value.evidence["raw"],
    )


def _count_codes(errors: Sequence[ErrorDetail]) -> dict[str, int]:
    return dict(Counter(error["code"] for error in errors).most_common())


def _count_ungrounded(read: Sequence[DocumentResult]) -> int | None:
    counts: list[Any] = [result["usage"].get("ungrounded") for result in read]
    return None if None in counts else sum(counts)
