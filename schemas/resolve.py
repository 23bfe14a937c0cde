"""A schema file as written -> one tree without references, in which every leaf says what it is.

The resolved tree holds only objects with ``properties``, arrays with ``items`` and scalar leaves;
``$ref`` (inside the file), ``allOf`` and the nullable forms of ``anyOf``/``oneOf`` are gone, and
``x-kind``, ``x-grounded`` and ``x-core`` stand on every leaf. What cannot be extracted
(alternatives, free maps, recursion) is an error with its place. Knows nothing of documents and does
not check values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.errors import SchemaError
from schemas.guard import MAX_DEPTH, MAX_LEAVES, MAX_NODES, pointer_join
from schemas.node import Node, checked, finished_leaf, merge, types_of

MAX_REFS = 100
_UNSUPPORTED = [
    "not",
    "if",
    "then",
    "else",
    "patternProperties",
    "prefixItems",
    "contains",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
    "dependencies",
]
_DROPPED = frozenset(
    [
        "$schema",
        "$id",
        "$defs",
        "definitions",
        "$comment",
        "$anchor",
        "$dynamicAnchor",
        "$vocabulary",
        "examples",
        "default",
        "readOnly",
        "writeOnly",
        "deprecated",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
    ]
)


def resolve(document: Mapping[str, Any]) -> Node:
    """The resolved tree of a whole schema file; the file itself is left as it is.

    Raises:
        SchemaError: see `schemas.errors` for the codes.
    """
    root = _Resolver(document).node(dict(document), "", 1, (), "")
    if root["type"] != "object":
        raise SchemaError("invalid_schema", "the root of a schema is an object with properties")
    _settle_core(root)
    return root


class _Resolver:
    """One walk over one file; counts what it makes, so that references cannot multiply."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._nodes = 0
        self._leaves = 0

    def node(self, raw: Any, pointer: str, depth: int, refs: tuple[str, ...], name: str) -> Node:
        """Resolves the schema ``raw`` at ``pointer``.

        refs: references followed to get here. name: the property it stands for.
        """
        if depth > MAX_DEPTH:
            raise SchemaError("too_deep", f"nested deeper than {MAX_DEPTH} levels", pointer)
        merged, refs = self._merged(raw, pointer, refs)
        types, nullable = types_of(merged, pointer)
        if "object" in types:
            return self._object(merged, nullable, pointer, depth, refs)
        if "array" in types:
            return self._array(merged, nullable, pointer, depth, refs, name)
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            raise SchemaError("too_many_leaves", f"more than {MAX_LEAVES} leaves", pointer)
        return finished_leaf(
            merged, "string" if "string" in types else types[0], nullable, pointer, name
        )

    def _merged(
        self, raw: Any, pointer: str, refs: tuple[str, ...]
    ) -> tuple[Node, tuple[str, ...]]:
        """Follows ``$ref``, ``allOf`` and nullable alternatives; the result has none of them."""
        if raw is True:
            return {}, refs
        if not isinstance(raw, Mapping):
            raise SchemaError(
                "invalid_schema", f"expected a schema, got {str(raw)[:40]!r}", pointer
            )
        if len(refs) > MAX_REFS:
            raise SchemaError("too_deep", f"more than {MAX_REFS} references in a row", pointer)
        for keyword in _UNSUPPORTED:
            if keyword in raw:
                raise SchemaError(
                    "unsupported_keyword", f"the keyword {keyword} is not supported", pointer
                )
        if not isinstance(raw.get("enum", []), list):
            raise SchemaError("invalid_keyword", "enum is a list", pointer_join(pointer, "enum"))
        own: Node = {key: value for key, value in raw.items() if key not in _DROPPED}
        parts: list[tuple[Node, tuple[str, ...]]] = []
        if "$ref" in raw:
            parts.append(self._target(raw["$ref"], pointer_join(pointer, "$ref"), refs))
        for index, part in enumerate(_list(raw, "allOf", pointer)):
            parts.append(
                self._merged(part, pointer_join(pointer_join(pointer, "allOf"), index), refs)
            )
        for keyword in ("anyOf", "oneOf"):
            if keyword in raw:
                options = _list(raw, keyword, pointer)
                parts.append(self._alternative(options, pointer_join(pointer, keyword), refs))
        followed = refs
        for part, more in parts:
            own = merge(part, own, pointer)
            followed = tuple(dict.fromkeys((*followed, *more)))
        self._count_node(pointer)
        return own, followed

    def _count_node(self, pointer: str) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise SchemaError(
                "too_many_leaves",
                f"more than {MAX_NODES} parts once references are followed",
                pointer,
            )

    def _target(
        self, ref: Any, pointer: str, refs: tuple[str, ...]
    ) -> tuple[Node, tuple[str, ...]]:
        if not isinstance(ref, str) or not ref.startswith("#"):
            raise SchemaError(
                "remote_ref",
                f"only references inside the file are followed, not {str(ref)[:60]!r}",
                pointer,
            )
        if ref == "#" or ref in refs:
            raise SchemaError(
                "recursive_ref",
                f"{ref[:60]!r} refers to itself: no end to what it asks for",
                pointer,
            )
        node: Any = self._document
        for token in ref[1:].split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, Mapping) or key not in node:
                raise SchemaError(
                    "unresolved_ref", f"{ref[:60]!r} names nothing in this file", pointer
                )
            node = node[key]
        if not ref.startswith("#/"):
            raise SchemaError(
                "unresolved_ref",
                f"{ref[:60]!r}: anchors are not supported, use #/$defs/...",
                pointer,
            )
        return self._merged(node, ref[1:], (*refs, ref))

    def _alternative(
        self, options: list[Any], pointer: str, refs: tuple[str, ...]
    ) -> tuple[Node, tuple[str, ...]]:
        """``[X, null]`` -> X, nullable; a list of constants -> an enum; else an error."""
        real = [
            option
            for option in options
            if not (isinstance(option, Mapping) and option.get("type") == "null")
        ]
        has_null = len(real) < len(options)
        if real and all(isinstance(option, Mapping) and "const" in option for option in real):
            values = [option["const"] for option in real]
            return {"enum": [*values, None] if has_null else values}, refs
        if len(real) != 1:
            raise SchemaError(
                "unsupported_keyword", "alternatives are only supported as [schema, null]", pointer
            )
        only, refs = self._merged(real[0], pointer_join(pointer, options.index(real[0])), refs)
        if has_null:
            types, _ = types_of(only, pointer)
            only = {**only, "type": [*types, "null"]}
            if "enum" in only and None not in only["enum"]:
                only["enum"] = [*only["enum"], None]
        return only, refs

    def _object(
        self, merged: Node, nullable: bool, pointer: str, depth: int, refs: tuple[str, ...]
    ) -> Node:
        properties = merged.get("properties")
        if not isinstance(properties, Mapping) or not properties:
            raise SchemaError(
                "unsupported_keyword", "an object without properties cannot be extracted", pointer
            )
        required = merged.get("required", [])
        if not isinstance(required, list) or not set(map(str, required)) <= set(properties):
            raise SchemaError(
                "invalid_keyword", "required names a property that is not there", pointer
            )
        node = {
            key: value
            for key, value in merged.items()
            if key not in ("properties", "required", "type")
        }
        if isinstance(node.get("additionalProperties"), Mapping):
            # It speaks of names we never write.
            del node["additionalProperties"]
        node["type"] = ["object", "null"] if nullable else "object"
        if required:
            node["required"] = required
        below = pointer_join(pointer, "properties")
        node["properties"] = {
            name: self.node(child, pointer_join(below, name), depth + 1, refs, name)
            for name, child in properties.items()
        }
        return checked(node, pointer)

    def _array(
        self,
        merged: Node,
        nullable: bool,
        pointer: str,
        depth: int,
        refs: tuple[str, ...],
        name: str,
    ) -> Node:
        if "items" not in merged:
            raise SchemaError(
                "unsupported_keyword", "an array without items cannot be extracted", pointer
            )
        node = {key: value for key, value in merged.items() if key not in ("items", "type")}
        node["type"] = ["array", "null"] if nullable else "array"
        node["items"] = self.node(
            merged["items"], pointer_join(pointer, "items"), depth + 1, refs, name
        )
        return checked(node, pointer)


def _list(raw: Mapping[str, Any], keyword: str, pointer: str) -> list[Any]:
    value = raw.get(keyword, [])
    if not isinstance(value, list) or (keyword in raw and not value):
        raise SchemaError(
            "invalid_keyword", f"{keyword} is a list of schemas", pointer_join(pointer, keyword)
        )
    return value


def _settle_core(root: Node) -> None:
    """Writes ``x-core`` on every leaf: ``false`` above wins; no mark at all means all."""
    leaves: list[Node] = []
    stack: list[tuple[Node, bool]] = [(root, True)]
    while stack:
        node, allowed = stack.pop()
        if "properties" in node or "items" in node:
            allowed = allowed and node.pop("x-core", True)
            children = [*node["properties"].values()] if "properties" in node else [node["items"]]
            stack.extend((child, allowed) for child in children)
        else:
            if not allowed:
                node["x-core"] = False
            leaves.append(node)
    default = not any(leaf.get("x-core") is True for leaf in leaves)
    for leaf in leaves:
        leaf.setdefault("x-core", default)
