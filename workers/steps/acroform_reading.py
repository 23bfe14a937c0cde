"""What the filled fields of a form say of what is asked: values with places, read exactly.

They are matched with the schema's leaves by their printed labels. What matches nothing is left to
the model; where all is answered, it is not asked. Knows no file and no model.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from docflow.results import CheckResult
from schemas.einvoice.terms import template_of
from schemas.normalise import normalise_leaf
from schemas.normalise.result import DocumentContext
from schemas.schema import Schema, is_builtin
from schemas.tree import Leaf
from workers.page import Page
from workers.steps.acroform_answers import Answer, answer_of, answers_of
from workers.steps.acroform_fields import NO_PAGE, FormField, unplaced_fields
from workers.steps.acroform_labels import labelled_fields
from workers.steps.acroform_match import EXACT, assign, score_table
from workers.steps.acroform_pairs import PAIR_LEAVES, has_pairs, pairs_of, without_known
from workers.steps.acroform_rows import tables_of
from workers.steps.acroform_words import found_in, label_of, name_words
from workers.steps.anchor import build_anchor
from workers.steps.values import (
    Certainty,
    Place,
    Reading,
    Signs,
    WindowReading,
    window_of_json,
    window_to_json,
)

_VERSION = 1
#: how an answer of this kind is told from a model's
_KIND = "acroform"
#: a form with fewer filled fields may be a page with a search box: it says nothing of what is empty
MIN_FILLED = 3
MATCHES = "acroform_matches_page"
#: leaves times fields that are compared
_MAX_PAIRS = 100_000
#: confidence of a match: of words that fit exactly, of none in common, for each share between
_SURE, _LEAST, _SPAN = 0.99, 0.55, 0.42
#: of a value that the page does not print
_UNDRAWN = 0.97


@dataclass(frozen=True, slots=True)
class FormReading:
    """window: the values, as if a window of the model. settled: pointers of leaves that the form
    answers, be it with nothing. is_whole: it answers all that is asked. contradicted: labels of
    fields whose value is not what the page prints.
    """

    window: WindowReading
    settled: frozenset[str]
    is_whole: bool
    num_filled: int
    contradicted: tuple[str, ...] = ()


def read_form(schema: Schema, pages: Sequence[Page], read: Sequence[int]) -> FormReading | None:
    """What the fields on `pages` say of a schema's leaves; None where no field is filled in.

    schema: as it is asked of the model. pages: those with fields, without pixels. read: numbers of
    all pages that were read.
    """
    fields = [field for page in pages for field in _fields_on(page)]
    filled = [field for field in fields if field.is_filled]
    if not filled:
        return None
    contradicted = tuple(field.label or field.name for field in filled if field.is_shown is False)
    # The page of a form that programs draw by themselves says nothing.
    is_drawn_elsewhere = any(field.page == NO_PAGE for field in filled)
    is_form = len(filled) >= MIN_FILLED or is_drawn_elsewhere
    readings, settled = _values(schema, fields, knows_empty=is_form)
    if not (readings or settled or contradicted):
        return None
    leaves = {leaf.pointer for leaf in schema.leaves()}
    is_whole = is_form and not contradicted and (leaves <= settled or is_drawn_elsewhere)
    text = build_anchor(pages).text if is_whole else ""
    numbers = tuple(read) if is_whole else ()
    window = WindowReading(tuple(readings), text, pages=numbers)
    return FormReading(window, frozenset(settled), is_whole, len(filled), contradicted)


def _fields_on(page: Page) -> list[FormField]:
    placed = tuple(widget for widget in page.widgets if widget.has_place)
    others = [widget for widget in page.widgets if not widget.has_place]
    return [*labelled_fields(replace(page, widgets=placed)), *unplaced_fields(others)]


def used_by_form(form: FormReading, windows: Sequence[WindowReading]) -> list[WindowReading]:
    """What is taken from the model: what the form does not say."""
    known = form.window.readings
    kept = [
        replace(w, readings=tuple(r for r in w.readings if not _is_settled(r.path, form)))
        for w in windows
    ]
    return [without_known(window, known) for window in kept]


def _is_settled(path: str, form: FormReading) -> bool:
    """Whether a leaf, or the list that it is an item of, is answered by the form."""
    if path in form.settled:
        return True
    template = template_of(path)
    # The pairs of any form are told from the model's by their places.
    return template in form.settled and template not in PAIR_LEAVES


def checks_of(form: FormReading) -> list[CheckResult]:
    """Whether the page prints what its fields are filled with."""
    if form.contradicted:
        named = ", ".join(repr(label[:40]) for label in form.contradicted[:5])
        message = f"the page prints something else than its fields hold: {named}"
        return [{"name": MATCHES, "passed": False, "message": message}]
    if not any(reading.place for reading in form.window.readings):
        return []
    message = f"{form.num_filled} filled fields, none of them printed as something else"
    return [{"name": MATCHES, "passed": True, "message": message}]


def _values(
    schema: Schema, fields: Sequence[FormField], *, knows_empty: bool
) -> tuple[list[Reading], set[str]]:
    """Readings, and pointers of the leaves that need nobody else."""
    if has_pairs(schema):
        readings = [
            _reading(value.path, value.raw, value.bbox, value.page, value.source, value.sure)
            for value in pairs_of(fields)
        ]
        return readings, {leaf.pointer for leaf in schema.leaves()} if knows_empty else set()
    readings, settled, taken = _rows(schema, fields) if knows_empty else ([], set(), set())
    left = [field for field in fields if id(field) not in taken]
    leaves = [leaf for leaf in schema.leaves() if "*" not in leaf.pointer]
    answers = [answer for answer in answers_of(left) if answer.is_shown is not False]
    if len(leaves) * len(answers) > _MAX_PAIRS:
        return readings, settled
    table = _table(schema, leaves, answers)
    for index, chosen in sorted(assign(table, [answer.content for answer in answers]).items()):
        leaf, answer, score = leaves[index], answers[chosen], table[index][chosen]
        raw = _raw(leaf, answer)
        if raw is None and not knows_empty:
            continue
        settled.add(leaf.pointer)
        if raw is not None:
            sure = _confidence(score) * (_UNDRAWN if answer.is_shown is None and answer.raws else 1)
            place = answer.place
            readings.append(_reading(leaf.pointer, raw, place.bbox, place.page, "acroform", sure))
    return readings, settled


def _rows(schema: Schema, fields: Sequence[FormField]) -> tuple[list[Reading], set[str], set[int]]:
    """Readings of the lists that a form's rows answer, pointers of their leaves, and the fields
    that are used up. Those of the schemas that ship are left to the model.
    """
    readings: list[Reading] = []
    settled: set[str] = set()
    taken: set[int] = set()
    if is_builtin(schema):
        return readings, settled, taken
    for table in tables_of(schema.leaves(), fields, _takes):
        settled |= {leaf.pointer for leaf in table.leaves}
        taken |= {id(field) for field in table.fields}
        for index, row in enumerate(table.rows):
            for leaf, score, field in zip(table.leaves, table.scores, row, strict=True):
                raw = _raw(leaf, answer_of(field))
                if raw is None:
                    continue
                path = leaf.pointer.replace("/*", f"/{index}")
                sure = _confidence(score)
                if field.is_shown is None and not field.is_box:
                    sure *= _UNDRAWN
                readings.append(_reading(path, raw, field.bbox, field.page, "acroform", sure))
    return readings, settled, taken


def _takes(leaf: Leaf, field: FormField) -> bool:
    return _can_take(leaf, answer_of(field))


def _table(schema: Schema, leaves: Sequence[Leaf], answers: Sequence[Answer]) -> list[list[float]]:
    """Scores, 0 for what a leaf cannot take."""
    targets = [answer.target for answer in answers]
    # What a schema that ships asks for has labels enough.
    scores = score_table(leaves, targets, exact_only=is_builtin(schema))
    return [
        [
            score if score and _can_take(leaf, answer) else 0.0
            for score, answer in zip(row, answers, strict=True)
        ]
        for leaf, row in zip(leaves, scores, strict=True)
    ]


def _can_take(leaf: Leaf, answer: Answer) -> bool:
    if (leaf.json_type == "boolean") != (answer.is_on is not None):
        return False
    return not answer.is_filled or _raw(leaf, answer) is not None


def _raw(leaf: Leaf, answer: Answer) -> str | bool | None:
    """What of an answer the leaf takes; None for nothing, or for what it cannot be."""
    if answer.is_on is not None:
        return answer.is_on if leaf.json_type == "boolean" else None
    for raw in answer.raws:
        if normalise_leaf(raw, leaf, DocumentContext()).value is not None:
            return raw
    if leaf.enum is None or not answer.raws:
        return None
    label = label_of(answer.raws[0])
    # A remark may name the other members: "Limited liability company. Enter C=C corporation, ...".
    members = _members(leaf.enum, label.head) or _members(leaf.enum, label.all)
    return members[0] if len(members) == 1 else None


def _members(enum: Sequence[object], words: Sequence[str]) -> list[str]:
    """Those of an enum's members whose words a label all has; none that says less than another."""
    asked = {str(member): set(name_words(str(member))) for member in enum if member is not None}
    fitting = {
        member: own for member, own in asked.items() if all(found_in(word, words) for word in own)
    }
    return [
        member
        for member, own in fitting.items()
        if not any(own < other for other in fitting.values())
    ]


def _confidence(score: float) -> float:
    return _SURE if score >= EXACT else min(_LEAST + _SPAN * score, _SURE)


def _reading(path: str, raw: str | bool, bbox: Any, page: int, source: Any, sure: float) -> Reading:
    logprob = math.log(sure)
    # No token was written for it.
    certainty = Certainty(0, 0, logprob, logprob, 0.0)
    signs = Signs(1, 1.0, len(str(raw).split()))
    place = None if page == NO_PAGE else Place(page, bbox)
    return Reading(path, raw, certainty, place, source, signs)


def form_to_json(form: FormReading) -> dict[str, Any]:
    """A reading as plain JSON; `form_of_json` gives an equal one back."""
    return {
        "kind": _KIND,
        "version": _VERSION,
        "window": window_to_json(form.window),
        "settled": sorted(form.settled),
        "is_whole": form.is_whole,
        "num_filled": form.num_filled,
        "contradicted": list(form.contradicted),
    }


def is_form_json(content: Mapping[str, Any]) -> bool:
    """Whether an answer is one of these."""
    return content.get("kind") == _KIND


def form_of_json(content: Mapping[str, Any]) -> FormReading:
    """The reading that this version wrote.

    Raises:
        ValueError: another version's.
    """
    if content.get("version") != _VERSION:
        raise ValueError(f"a form's answer of version {content.get('version')!r} is not known")
    return FormReading(
        window=window_of_json(content["window"]),
        settled=frozenset(content["settled"]),
        is_whole=content["is_whole"],
        num_filled=content["num_filled"],
        contradicted=tuple(content["contradicted"]),
    )
