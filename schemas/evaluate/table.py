"""Scores of many documents -> precision, recall and F1 by kind and field, and the headline figures.

A wrong value counts against both precision and recall, a missed one against recall, an invented one
against precision; a null that is rightly null counts for neither. Knows no documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schemas.evaluate.outcome import FieldScore


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one field of one kind of document; ``field`` is ``header`` for those together.

    given, sought: labelled values that stand in the text the model was given, and those that were
    looked for there.
    """

    kind: str
    field: str
    correct: int
    wrong: int
    missed: int
    invented: int
    correct_null: int
    given: int = 0
    sought: int = 0

    @property
    def precision(self) -> float | None:
        """Right values among those given; None where none was given."""
        return _share(self.correct, self.correct + self.wrong + self.invented)

    @property
    def recall(self) -> float | None:
        """Right values among those on the pages; None where there was none."""
        return _share(self.correct, self.correct + self.wrong + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both, 2 TP / (2 TP + FP + FN)."""
        errors = 2 * self.wrong + self.missed + self.invented
        return _share(2 * self.correct, 2 * self.correct + errors)

    @property
    def ceiling(self) -> float | None:
        """Share of the labelled values that stand in the text the model was given: the recall of a
        model that copies cannot be higher. None where nothing was looked for.
        """
        return _share(self.given, self.sought)

    def to_json(self) -> dict[str, Any]:
        """Counts and figures, figures rounded to four digits."""
        figures = {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "ceiling": self.ceiling,
        }
        rounded = {
            name: None if value is None else round(value, 4) for name, value in figures.items()
        }
        counts = {
            name: getattr(self, name)
            for name in ("correct", "wrong", "missed", "invented", "correct_null")
        }
        return {"kind": self.kind, "field": self.field, **counts, **rounded}


@dataclass(frozen=True, slots=True)
class Table:
    """Scores of many documents.

    fields: one row a kind and field, in the order they were first seen. header: micro average over
    the header fields, by kind. documents: by kind. perfect: documents without a header error, by
    kind.
    invented: over all fields.
    """

    fields: tuple[Row, ...]
    header: dict[str, Row]
    documents: dict[str, int]
    perfect: dict[str, int]
    invented: int

    def to_json(self) -> dict[str, Any]:
        """What ``docflow eval --format json`` prints."""
        return {
            "documents": self.documents,
            "header": {kind: row.to_json() for kind, row in self.header.items()},
            "perfect_headers": self.perfect,
            "invented": self.invented,
            "fields": [row.to_json() for row in self.fields],
        }


def aggregate(scores: Iterable[FieldScore]) -> Table:
    """Counts over documents. Pairs of forms are one row: their keys differ from form to form."""
    by_field: dict[tuple[str, str], Counter[str]] = {}
    by_header: dict[str, Counter[str]] = {}
    documents: dict[str, dict[str, bool]] = {}
    for score in scores:
        if score.outcome == "unscored":
            continue
        field = "pairs" if score.field.startswith("pairs.") else score.field
        _count(by_field.setdefault((score.kind, field), Counter()), score)
        perfect = documents.setdefault(score.kind, {})
        perfect.setdefault(score.document, True)
        if score.header:
            _count(by_header.setdefault(score.kind, Counter()), score)
            perfect[score.document] &= score.outcome in ("correct", "correct_null")
    return Table(
        fields=tuple(_row(kind, field, counts) for (kind, field), counts in by_field.items()),
        header={kind: _row(kind, "header", counts) for kind, counts in by_header.items()},
        documents={kind: len(seen) for kind, seen in documents.items()},
        perfect={kind: sum(documents[kind].values()) for kind in by_header},
        invented=sum(counts["invented"] for counts in by_field.values()),
    )


def _count(counts: Counter[str], score: FieldScore) -> None:
    counts[score.outcome] += 1
    if score.was_given is not None:
        counts["sought"] += 1
        counts["given"] += score.was_given


def _row(kind: str, field: str, counts: Counter[str]) -> Row:
    return Row(
        kind,
        field,
        counts["correct"],
        counts["wrong"],
        counts["missed"],
        counts["invented"],
        counts["correct_null"],
        counts["given"],
        counts["sought"],
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
