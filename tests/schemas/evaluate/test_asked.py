"""The schema made of a document's labelled pairs: names, types, kinds, scoring."""

from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.evaluate import score_document
from schemas.evaluate.asked import labelled_pairs, name_of, property_name, schema_of_pairs
from schemas.schema import load_user


def pairs(*items: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in items]


@pytest.mark.parametrize(
    ("value", "kind", "json_type"),
    [
        (True, "boolean", "boolean"),
        (12.5, "amount", "number"),
        (3, "amount", "number"),
        ("2020-05-12", "date", "string"),
        ("123-45-6789", "identifier", "string"),
        ("26918895", "identifier", "string"),
        ("Contoso Ltd.", "string", "string"),
        ("6 months", "string", "string"),
        ("-", "string", "string"),
    ],
)
def test_the_kind_follows_from_the_value(value: Any, kind: str, json_type: str) -> None:
    leaf = schema_of_pairs(pairs(("a", value)))["properties"]["a"]
    assert (leaf["x-kind"], leaf["type"]) == (kind, [json_type, "null"])


def test_the_kind_does_not_follow_from_the_key() -> None:
    leaf = schema_of_pairs(pairs(("date", "soon")))["properties"]["date"]
    assert leaf["x-kind"] == "string"


def test_keys_keep_their_order_and_their_spelling() -> None:
    schema = schema_of_pairs(pairs(("contract_num", "1"), ("Employer ID number (EIN)", "2")))
    assert list(schema["properties"]) == ["contract_num", "Employer ID number (EIN)"]


def test_a_key_that_occurs_twice_is_a_list() -> None:
    schema = schema_of_pairs(pairs(("party", "A Corp."), ("law", "Ohio"), ("party", "7")))
    assert schema["properties"]["party"] == {
        "type": "array",
        "items": {"type": ["string", "null"], "x-kind": "string"},
    }


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("1 Wages, tips, etc.", "1 Wages, tips, etc"),
        ("a[0].b", "a 0 b"),
        (".", "value"),
    ],
)
def test_what_no_property_name_can_hold_is_left_out(key: str, name: str) -> None:
    assert property_name(key) == name


def test_such_a_schema_can_be_loaded_and_its_answer_is_scored() -> None:
    labelled = pairs(("party", "A Corp."), ("party", "B Corp."), ("1 Wages, etc.", "37.50"))
    schema = load_user(json.dumps(schema_of_pairs(labelled)).encode(), "own")
    data = {"party": ["B Corp.", "A Corp."], "1 Wages, etc": "37.50"}
    line = {"path": "a.pdf", "kind": "form", "truth": {"pairs": labelled}}
    scores = score_document(line, {"data": data})
    assert [leaf.path for leaf in schema.leaves()] == ["party[]", "1 Wages, etc"]
    assert [score.outcome for score in scores] == ["correct"] * 3


def test_equal_schemas_have_equal_names() -> None:
    first, second, third = (schema_of_pairs(pairs((key, 1))) for key in "aab")
    assert name_of(first) == name_of(second) != name_of(third)


@pytest.mark.parametrize("truth", [None, {}, {"pairs": None}, {"total": 3}, []])
def test_a_truth_without_pairs_has_none(truth: Any) -> None:
    assert labelled_pairs(truth) == ()
