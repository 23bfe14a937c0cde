"""Precision, recall and F1 over documents."""

import json
from dataclasses import replace

import pytest

from schemas.evaluate import FieldScore, Outcome, aggregate


def score(
    outcome: Outcome, field: str = "total", document: str = "a", header: bool = True
) -> FieldScore:
    return FieldScore(document, "invoice", field, outcome, 1, 1, header)


def test_wrong_value_counts_against_precision_and_recall() -> None:
    (row,) = aggregate([score("correct"), score("wrong")]).fields
    assert (row.precision, row.recall, row.f1) == (0.5, 0.5, 0.5)


def test_missed_value_counts_against_recall_only() -> None:
    (row,) = aggregate([score("correct"), score("missed")]).fields
    assert (row.precision, row.recall) == (1.0, 0.5)
    assert row.f1 == pytest.approx(2 / 3)


def test_invented_value_counts_against_precision_only() -> None:
    table = aggregate([score("correct"), score("invented")])
    assert (table.fields[0].precision, table.fields[0].recall) == (0.5, 1.0)
    assert table.invented == 1


def test_right_null_counts_for_neither() -> None:
    (row,) = aggregate([score("correct_null")]).fields
    assert (row.precision, row.recall, row.f1, row.correct_null) == (None, None, None, 1)


def test_the_ceiling_is_the_share_of_the_values_that_were_given() -> None:
    scores = [
        replace(score("correct"), was_given=True),
        replace(score("missed"), was_given=False),
        replace(score("correct_null"), was_given=None),
    ]
    table = aggregate(scores)
    assert table.fields[0].ceiling == table.header["invoice"].ceiling == 0.5
    assert table.to_json()["header"]["invoice"]["ceiling"] == 0.5


def test_without_a_text_there_is_no_ceiling() -> None:
    assert aggregate([score("correct")]).fields[0].to_json()["ceiling"] is None


def test_header_is_a_micro_average_over_header_fields() -> None:
    scores = [score("correct"), score("wrong", "currency"), score("wrong", "extra", header=False)]
    assert aggregate(scores).header["invoice"].f1 == 0.5


def test_perfect_documents_have_no_header_error() -> None:
    scores = [score("correct", document="a"), score("wrong", document="b")]
    table = aggregate([*scores, score("missed", "note", "a", header=False)])
    assert (table.documents, table.perfect) == ({"invoice": 2}, {"invoice": 1})


def test_pairs_of_all_forms_are_one_row() -> None:
    scores = [
        FieldScore("a", "form", "pairs.Name", "correct", "x", "x"),
        FieldScore("a", "form", "pairs.SSN", "missed", "x", None),
    ]
    (row,) = aggregate(scores).fields
    assert (row.field, row.correct, row.missed) == ("pairs", 1, 1)


def test_table_is_json() -> None:
    table = json.loads(json.dumps(aggregate([score("correct"), score("unscored")]).to_json()))
    assert table["header"]["invoice"]["f1"] == 1.0
    assert table["documents"] == {"invoice": 1}
