"""References, merges and nullable forms become one plain tree."""

from typing import Any

import pytest

from schemas import SchemaError, load_user

NULLABLE = {
    "type list": {"type": ["string", "null"]},
    "anyOf": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "oneOf": {"oneOf": [{"type": "null"}, {"type": "string"}]},
    "enum": {"enum": ["a", None]},
    "anyOf of a reference": {"anyOf": [{"$ref": "#/$defs/word"}, {"type": "null"}]},
}


def schema_of(**properties: Any) -> Any:
    definitions = {"word": {"type": "string", "description": "a word"}}
    return load_user({"type": "object", "properties": properties, "$defs": definitions})


@pytest.mark.parametrize("form", NULLABLE)
def test_nullable_forms_are_understood(form: str) -> None:
    leaf = schema_of(a=NULLABLE[form]).leaf("a")
    assert leaf.nullable
    assert leaf.json_type == "string"


def test_reference_is_replaced_and_the_nearer_description_wins() -> None:
    leaf = schema_of(a={"$ref": "#/$defs/word", "description": "the word"}).leaf("a")
    assert leaf.description == "the word"


def test_resolved_schema_has_no_references() -> None:
    assert "$ref" not in str(schema_of(a={"$ref": "#/$defs/word"}).json)


def test_escaped_reference_is_followed() -> None:
    document = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/x~1y"}},
        "$defs": {"x/y": {"type": "integer"}},
    }
    assert load_user(document).leaf("a").json_type == "integer"


def test_one_definition_may_be_used_many_times() -> None:
    schema = schema_of(a={"$ref": "#/$defs/word"}, b={"$ref": "#/$defs/word"})
    assert len(schema.leaves()) == 2


def test_all_of_unites_properties_and_required() -> None:
    first = {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]}
    second = {"type": "object", "properties": {"y": {"type": "number"}}, "required": ["y"]}
    schema = schema_of(a={"allOf": [first, second]})
    assert {leaf.path: leaf.required for leaf in schema.leaves()} == {"a.x": True, "a.y": True}


def test_all_of_with_a_contradiction_is_an_error() -> None:
    with pytest.raises(SchemaError, match="pattern") as caught:
        schema_of(a={"allOf": [{"type": "string", "pattern": "a"}, {"pattern": "b"}]})
    assert caught.value.code == "conflict"


def test_constants_become_an_enum() -> None:
    leaf = schema_of(a={"oneOf": [{"const": "x"}, {"const": "y"}, {"type": "null"}]}).leaf("a")
    assert leaf.enum == ("x", "y", None)
    assert not leaf.grounded


@pytest.mark.parametrize(
    ("node", "keyword"),
    [
        ({"not": {"type": "string"}}, "not"),
        ({"type": "object", "patternProperties": {"a": {}}}, "patternProperties"),
        ({"oneOf": [{"type": "string"}, {"type": "number"}]}, "alternatives"),
        ({"type": "object"}, "without properties"),
        ({"type": "array"}, "without items"),
        ({"type": ["object", "string"], "properties": {"x": {}}}, "not one of them"),
    ],
)
def test_what_cannot_be_extracted_is_named(node: dict[str, Any], keyword: str) -> None:
    with pytest.raises(SchemaError, match=keyword) as caught:
        schema_of(a=node)
    assert caught.value.code == "unsupported_keyword"
    assert caught.value.pointer.startswith("/properties/a")


def test_false_above_wins_over_core_below() -> None:
    schema = schema_of(
        a={"type": "object", "x-core": False, "properties": {"x": {"x-core": True}}},
        b={"x-core": True},
        c={},
    )
    assert {leaf.path: leaf.core for leaf in schema.leaves()} == {
        "a.x": False,
        "b": True,
        "c": False,
    }


def test_schema_of_a_data_class_is_understood() -> None:
    item = {
        "type": "object",
        "title": "Item",
        "required": ["name"],
        "properties": {
            "name": {"title": "Name", "type": "string"},
            "price": {"anyOf": [{"type": "number"}, {"type": "null"}], "default": None},
        },
    }
    document = {
        "$defs": {"Item": item},
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
            "best": {"anyOf": [{"$ref": "#/$defs/Item"}, {"type": "null"}]},
        },
    }
    schema = load_user(document)
    assert [leaf.path for leaf in schema.leaves()] == [
        "items[].name", "items[].price", "best.name", "best.price",
    ]  # fmt: skip
    assert schema.validate({"items": [], "best": None}) == []
