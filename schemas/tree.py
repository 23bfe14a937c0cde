"""Walks over a resolved schema tree: its leaves, a part of it, and data shaped like it.

Paths are written ``line_items[].amount_net``, pointers ``/line_items/*/amount_net``. Knows no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from schemas.guard import pointer_join
from schemas.kinds import Kind
from schemas.node import Node


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar that can be extracted.

    path: ``totals.total``, ``line_items[].quantity``. name: the property it stands for.
    pointer: ``/line_items/*/quantity``.
    json_type: ``string``, ``number``, ``integer`` or ``boolean``, what the value is in the result.
    grounded: the raw value must stand on the page. core: the small model is asked for it.
    nullable: the schema allows ``null``. required: its parent lists it.
    enum: the allowed values, ``None`` for null among them. pattern: of the value, not of the raw
    text. labels: by language, as printed on documents.
    """

    path: str
    name: str
    pointer: str
    kind: Kind
    json_type: str
    grounded: bool
    core: bool
    nullable: bool
    required: bool
    enum: tuple[Any, ...] | None
    pattern: str | None
    description: str
    labels: Mapping[str, tuple[str, ...]]


def _types(node: Node) -> list[str]:
    return node["type"] if isinstance(node["type"], list) else [node["type"]]


def walk(node: Node, path: str, pointer: str, name: str, required: bool) -> Iterator[Leaf]:
    """The leaves at and below ``node``, which stands at ``path``, in schema order."""
    if "properties" in node:
        needed = set(node.get("required", []))
        for key, child in node["properties"].items():
            yield from walk(
                child,
                f"{path}.{key}" if path else key,
                pointer_join(pointer, key),
                key,
                key in needed,
            )
    elif "items" in node:
        yield from walk(node["items"], f"{path}[]", f"{pointer}/*", name, required)
    else:
        types = _types(node)
        enum = node.get("enum", [node["const"]] if "const" in node else None)
        labels = {language: tuple(words) for language, words in node.get("x-labels", {}).items()}
        yield Leaf(
            path=path,
            name=name,
            pointer=pointer,
            kind=cast(Kind, node["x-kind"]),
            json_type=types[0],
            grounded=node["x-grounded"],
            core=node["x-core"],
            nullable="null" in types,
            required=required,
            enum=None if enum is None else tuple(enum),
            pattern=node.get("pattern"),
            description=node.get("description", ""),
            labels=labels,
        )


def prune(node: Node, path: str, wanted: frozenset[str]) -> Node | None:
    """A copy with only the wanted leaves; None where none is left."""
    if "properties" in node:
        kept = {
            key: child
            for key, below in node["properties"].items()
            if (child := prune(below, f"{path}.{key}" if path else key, wanted)) is not None
        }
        if not kept:
            return None
        pruned = {**node, "properties": kept}
        if "required" in node:
            pruned["required"] = [key for key in node["required"] if key in kept]
        return pruned
    if "items" in node:
        items = prune(node["items"], f"{path}[]", wanted)
        return None if items is None else {**node, "items": items}
    return node if path in wanted else None


def cap_items(node: Node) -> Node:
    """A copy in which ``x-core-max-items`` has become ``maxItems``."""
    if "properties" in node:
        return {
            **node,
            "properties": {key: cap_items(child) for key, child in node["properties"].items()},
        }
    if "items" in node:
        capped = {**node, "items": cap_items(node["items"])}
        if "x-core-max-items" in node:
            capped["maxItems"] = node["x-core-max-items"]
        return capped
    return node


def drop_nulls(node: Node, data: Any) -> Any:
    """A copy of ``data`` without the nulls that ``node`` forbids and does not require."""
    if "properties" in node and isinstance(data, dict):
        needed = set(node.get("required", []))
        kept = {}
        for key, value in data.items():
            child = node["properties"].get(key)
            forbidden = (
                value is None
                and child is not None
                and "null" not in _types(child)
                and key not in needed
            )
            if not forbidden:
                kept[key] = value if child is None else drop_nulls(child, value)
        return kept
    if "items" in node and isinstance(data, list):
        return [drop_nulls(node["items"], value) for value in data]
    return data
