"""What one labelled value came to. Knows no matching rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from schemas.evaluate.matchers import Matcher

Outcome = Literal["correct", "wrong", "missed", "invented", "correct_null", "unscored"]
# Told apart from null: a key that is not labelled.
MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One value of one document against its label.

    document: the manifest's ``path``; kind: invoice, receipt, form or other. field: the truth's
    key, for line items
    ``line_items.amount`` and the like. header: one of the fields of the headline figure.
    pointer: where `got` stands in the result's ``data`` (JSON Pointer), None where nothing was got.
    was_given: whether `expected` stands in the text the model was given, None where nobody can tell
    (see `schemas.evaluate.ceiling`).
    """

    document: str
    kind: str
    field: str
    outcome: Outcome
    expected: Any
    got: Any
    header: bool = False
    pointer: str | None = None
    was_given: bool | None = None


class Judged(NamedTuple):
    """One value of a list of rows or pairs. pointer: of `got`, None where nothing was got."""

    key: str
    outcome: Outcome
    expected: Any
    got: Any
    pointer: str | None


def judge(expected: Any, got: Any, same: Matcher, *, null_is_absent: bool) -> Outcome:
    """What a value comes to against its label.

    expected: the label, `MISSING` where there is none. null_is_absent: a null label says the page
    has no such value.
    """
    if expected is MISSING or (expected is None and not null_is_absent):
        return "unscored"
    if expected is None:
        return "correct_null" if got is None else "invented"
    if got is None:
        return "missed"
    return "correct" if same(expected, got) else "wrong"
