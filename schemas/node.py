"""Operations on single schema nodes: merging two that both hold, reading types, finishing a leaf.

A node is a plain dict as in the JSON file. Knows no references and no tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.errors import SchemaError
from schemas.guard import pointer_join
from schemas.kinds import KINDS, infer_kind

Node = dict[str, Any]

SCALARS = frozenset({"string", "number", "integer", "boolean"})
# Where two merged schemas disagree about one of these, the one nearer to the use wins.
_ANNOTATIONS = frozenset(
    ["title", "description", "x-kind", "x-labels", "x-grounded", "x-core", "x-core-max-items"]
)


def merge(base: Node, near: Node, pointer: str) -> Node:
    """Both must hold: properties unite, ``near``'s annotations win, the rest must agree."""
    merged = {**base, **near}
    for key in base.keys() & near.keys():
        ours, theirs = base[key], near[key]
        if key in _ANNOTATIONS or ours == theirs:
            continue
        if key == "properties" and isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            merged[key] = {**ours, **{name: _both(ours.get(name), theirs[name]) for name in theirs}}
        elif key == "required" and isinstance(ours, list) and isinstance(theirs, list):
            merged[key] = list(dict.fromkeys([*map(str, ours), *map(str, theirs)]))
        elif key == "type" and any(name in _as_list(theirs) for name in _as_list(ours)):
            merged[key] = [name for name in _as_list(ours) if name in _as_list(theirs)]
        else:
            raise SchemaError("conflict", f"two merged schemas disagree about {key}", pointer)
    return merged


def _both(ours: Any, theirs: Any) -> Any:
    return theirs if ours is None or ours == theirs else {"allOf": [ours, theirs]}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def types_of(node: Node, pointer: str) -> tuple[list[str], bool]:
    """The types that are not ``null``, and whether ``null`` is allowed."""
    if "type" in node:
        names = [str(name) for name in _as_list(node["type"])]
    elif "properties" in node:
        names = ["object"]
    elif "items" in node:
        names = ["array"]
    else:
        values = (
            _as_list(node["enum"])
            if "enum" in node
            else [node["const"]]
            if "const" in node
            else [""]
        )
        names = list(dict.fromkeys(_type_of(value) for value in values))
    real = [name for name in names if name != "null"]
    if not real or not set(real) <= {*SCALARS, "object", "array"}:
        raise SchemaError("invalid_keyword", f"type is {str(names)[:60]}", pointer)
    if len(real) > 1 and not set(real) <= set(SCALARS):
        raise SchemaError(
            "unsupported_keyword",
            "either an object, an array or a scalar, not one of them",
            pointer,
        )
    return real, len(real) < len(names) or None in _as_list(node.get("enum", []))


def _type_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return (
        "integer" if isinstance(value, int) else "number" if isinstance(value, float) else "string"
    )


def finished_leaf(merged: Node, json_type: str, nullable: bool, pointer: str, name: str) -> Node:
    node = dict(merged)
    node["type"] = [json_type, "null"] if nullable else json_type
    if "x-kind" not in node:
        node["x-kind"] = infer_kind(name, json_type, node)
    if not isinstance(node["x-kind"], str) or node["x-kind"] not in KINDS:
        raise SchemaError(
            "invalid_keyword",
            f"x-kind is one of {', '.join(sorted(KINDS))}",
            pointer_join(pointer, "x-kind"),
        )
    if isinstance(node.get("const"), dict | list):
        raise SchemaError(
            "unsupported_keyword", "const is a scalar", pointer_join(pointer, "const")
        )
    # The words of an enum and the state of a box are not text of the page.
    node.setdefault("x-grounded", not ("enum" in node or "const" in node or json_type == "boolean"))
    if not isinstance(node.get("format", ""), str) or not isinstance(node.get("pattern", ""), str):
        raise SchemaError("invalid_keyword", "format and pattern are strings", pointer)
    return checked(node, pointer)


def checked(node: Node, pointer: str) -> Node:
    """The node itself, once its ``x-`` keywords and texts have the right types."""
    for key, kind in (("x-grounded", bool), ("x-core", bool), ("title", str), ("description", str)):
        if key in node and not isinstance(node[key], kind):
            raise SchemaError(
                "invalid_keyword", f"{key} is a {kind.__name__}", pointer_join(pointer, key)
            )
    if type(node.get("x-core-max-items", 1)) is not int:
        raise SchemaError(
            "invalid_keyword",
            "x-core-max-items is an int",
            pointer_join(pointer, "x-core-max-items"),
        )
    labels = node.get("x-labels", {})
    if not isinstance(labels, Mapping) or not all(
        isinstance(words, list) and all(isinstance(word, str) for word in words)
        for words in labels.values()
    ):
        raise SchemaError(
            "invalid_keyword", 'x-labels is {"en": ["..."]}', pointer_join(pointer, "x-labels")
        )
    return node
