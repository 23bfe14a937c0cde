"""User schemas are hostile until proven: every attack ends in a typed error, quickly."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schemas.errors
from schemas import SchemaError, load_user
from schemas.guard import MAX_BYTES, check_limits, parse_bounded
from schemas.resolve import resolve


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        node = of(a=node)
    return node


def multiplying_references(depth: int, width: int) -> dict[str, Any]:
    definitions = {
        f"d{level}": of(**{f"p{i}": {"$ref": f"#/$defs/d{level + 1}"} for i in range(width)})
        for level in range(depth)
    }
    definitions[f"d{depth}"] = {"type": "string"}
    return {**of(a={"$ref": "#/$defs/d0"}), "$defs": definitions}


def doubling_all_of(depth: int) -> dict[str, Any]:
    definitions: dict[str, Any] = {
        f"d{level}": {"allOf": [{"$ref": f"#/$defs/d{level + 1}"}] * 2} for level in range(depth)
    }
    definitions[f"d{depth}"] = {"type": "string"}
    return {**of(a={"$ref": "#/$defs/d0"}), "$defs": definitions}


def chained_references(length: int) -> dict[str, Any]:
    definitions: dict[str, Any] = {f"d{i}": {"$ref": f"#/$defs/d{i + 1}"} for i in range(length)}
    definitions[f"d{length}"] = {"type": "string"}
    return {**of(a={"$ref": "#/$defs/d0"}), "$defs": definitions}


CODES = set(re.findall(r"``(\w+)``", str(schemas.errors.__doc__)))
SELF = {"$ref": "#/$defs/n"}
HOSTILE = {
    "deep": (nested(40), "too_deep"),
    "wide": (of(**{f"p{i}": {} for i in range(301)}), "too_many_properties"),
    "many leaves": (
        of(**{f"q{j}": of(**{f"p{i}": {} for i in range(290)}) for j in range(8)}),
        "too_many_leaves",
    ),
    "references multiply": (multiplying_references(14, 10), "too_many_leaves"),
    "allOf doubles": (doubling_all_of(25), "too_many_leaves"),
    "chain of references": (chained_references(1500), "too_deep"),
    "own root": (of(a={"$ref": "#"}), "recursive_ref"),
    "recursion": ({**of(a=SELF), "$defs": {"n": of(b=SELF)}}, "recursive_ref"),
    "reference to itself": ({**of(a=SELF), "$defs": {"n": SELF}}, "recursive_ref"),
    "remote reference": (of(a={"$ref": "https://example.org/x.json"}), "remote_ref"),
    "file reference": (of(a={"$ref": "file:///etc/passwd"}), "remote_ref"),
    "dangling reference": (of(a={"$ref": "#/$defs/none"}), "unresolved_ref"),
    "long enum value": (of(a={"enum": ["x" * 300]}), "limit_exceeded"),
    "long pattern": (of(a={"type": "string", "pattern": "a" * 600}), "limit_exceeded"),
    "minLength": (of(a={"type": "string", "minLength": 50_000}), "limit_exceeded"),
    "pattern explodes": (
        of(a={"type": "string", "pattern": "(a{1,500}){1,500}"}),
        "invalid_schema",
    ),
    "look-ahead": (of(a={"type": "string", "pattern": "(?=a)b"}), "invalid_schema"),
    "broken pattern": (of(a={"type": "string", "pattern": "("}), "invalid_schema"),
    "wrong keyword value": (of(a={"type": "number", "minimum": "x"}), "invalid_schema"),
    "dotted name": (of(**{"a.b": {}}), "property_name"),
    "control character": (of(**{"a\n": {}}), "property_name"),
    "empty name": (of(**{"": {}}), "property_name"),
}
HOSTILE_BYTES = {
    "large": (b" " * (MAX_BYTES + 1), "too_large"),
    "enum of 30,000": (
        b'{"type":"object","properties":{"a":{"enum":[' + b",".join([b"0"] * 30_000) + b"]}}}",
        "too_many_enum_values",
    ),
    "brackets": (b"[" * 60_000, "too_deep"),
    "objects": (b'{"a":' * 10_000, "too_deep"),
    "huge integer": (b'{"a":' + b"9" * 5_000 + b"}", "invalid_json"),
    "not a number": (b'{"a":NaN}', "invalid_json"),
    "same key twice": (b'{"a":1,"a":2}', "invalid_json"),
    "not UTF-8": (b'{"a":"\xff"}', "invalid_json"),
    "empty": (b"", "invalid_json"),
    "a list": (b"[1]", "not_an_object"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_schema_is_refused_with_its_code(case: str) -> None:
    schema, code = HOSTILE[case]
    with pytest.raises(SchemaError) as caught:
        load_user(schema)
    assert caught.value.code == code


@pytest.mark.parametrize("case", HOSTILE_BYTES)
def test_hostile_bytes_are_refused_with_their_code(case: str) -> None:
    text, code = HOSTILE_BYTES[case]
    with pytest.raises(SchemaError) as caught:
        load_user(text)
    assert caught.value.code == code


def test_refusing_costs_little_time() -> None:
    start = time.process_time()
    for schema in (multiplying_references(14, 10), doubling_all_of(25), chained_references(1500)):
        with pytest.raises(SchemaError):
            resolve(schema)
    assert time.process_time() - start < 2.0


def test_pattern_that_backtracks_elsewhere_matches_in_linear_time() -> None:
    schema = load_user(of(a={"type": "string", "pattern": "^(a+)+$"}))
    start = time.process_time()
    assert len(schema.validate({"a": "a" * 20_000 + "!"})) == 1
    assert time.process_time() - start < 1.0


def test_error_says_where() -> None:
    with pytest.raises(SchemaError) as caught:
        load_user(of(a=of(b={"type": "string", "pattern": "("})))
    assert caught.value.pointer == "/properties/a/properties/b/pattern"


def test_probe_that_cannot_run_is_not_blamed_on_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schemas.guard.COMPILE_CPU_S", "nonsense")
    with pytest.raises(RuntimeError, match="compile probe"):
        load_user(of(probe={"type": "string"}))


def test_late_probe_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schemas.guard.COMPILE_WALL_S", 0.001)
    with pytest.raises(SchemaError) as caught:
        load_user(of(late={"type": "string"}))
    assert caught.value.code == "compile_timeout"


def test_circular_object_is_refused() -> None:
    circular: dict[str, Any] = of()
    circular["properties"]["a"] = circular
    with pytest.raises(SchemaError) as caught:
        load_user(circular)
    assert caught.value.code == "invalid_json"


KEYWORDS = st.sampled_from(
    [
        "type",
        "properties",
        "items",
        "$ref",
        "allOf",
        "anyOf",
        "enum",
        "const",
        "required",
        "$defs",
        "x-kind",
        "x-core",
        "x-labels",
        "x-grounded",
        "format",
        "pattern",
        "title",
        "minLength",
        "a",
        "x-core-max-items",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(
        ["object", "array", "string", "null", "#", "#/$defs/a", "date", "amount", ""]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYWORDS, inner, max_size=4),
    max_leaves=25,
)


def code_of(text: bytes) -> str | None:
    """Code of the error with which a file is refused, without compiling it; None if it is not."""
    try:
        document = parse_bounded(text)
        check_limits(document)
        resolve(document)
    except SchemaError as error:
        return error.code
    return None


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(KEYWORDS, VALUES, max_size=5))
def test_any_json_object_is_either_a_schema_or_a_schema_error(document: dict[str, Any]) -> None:
    code = code_of(json.dumps({"type": "object", **document}).encode())
    assert code is None or code in CODES


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_either_an_object_or_a_schema_error(text: bytes) -> None:
    assert code_of(text) in ("invalid_json", "not_an_object", "too_deep", "invalid_schema")
