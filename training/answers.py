"""The answer a document should get: JSON text with, for every character, whether the model decides
it.

Keys, brackets and separators follow from the schema and are forced while decoding, so they are not
learned. Knows the
answer's format, not the prompt's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the answer's text. decided: the model chooses it. path: the value's path when `text`
    is a raw value.
    """

    text: str
    decided: bool = False
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as printed. glued: it begins inside a word (``9.00`` of ``Total:9.00``), so no prefix
    goes before it.
    """

    text: str
    glued: bool = False


def leaf_kinds(schema: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """``x-kind`` of the leaves by template."""
    if "properties" in schema:
        found: dict[str, str] = {}
        for name, child in schema["properties"].items():
            found |= leaf_kinds(child, f"{prefix}.{name}" if prefix else name)
        return found
    if "items" in schema:
        return leaf_kinds(schema["items"], f"{prefix}[]")
    return {prefix: str(schema.get("x-kind", "string"))}


def enum_templates(schema: Mapping[str, Any], prefix: str = "") -> set[str]:
    """Templates of the leaves whose value is one of a list's, not text of the page."""
    if "properties" in schema:
        return {
            template
            for name, child in schema["properties"].items()
            for template in enum_templates(child, f"{prefix}.{name}" if prefix else name)
        }
    if "items" in schema:
        return enum_templates(schema["items"], f"{prefix}[]")
    return {prefix} if "enum" in schema else set()


def leaf_templates(schema: Mapping[str, Any]) -> list[str]:
    """Paths of the leaves in order, array items written ``[]``: ``line_items[].description``."""
    return list(leaf_kinds(schema))


def prune(schema: Mapping[str, Any], keep: set[str], prefix: str = "") -> dict[str, Any] | None:
    """The schema with only the leaves whose template is in `keep`, or None when nothing is left."""
    if "properties" in schema:
        properties = {}
        for name, child in schema["properties"].items():
            pruned = prune(child, keep, f"{prefix}.{name}" if prefix else name)
            if pruned is not None:
                properties[name] = pruned
        return {**schema, "properties": properties} if properties else None
    if "items" in schema:
        pruned = prune(schema["items"], keep, f"{prefix}[]")
        return None if pruned is None else {**schema, "items": pruned}
    return dict(schema) if prefix in keep else None


def template_of(path: str) -> str:
    """``line_items[3].amount_net`` as ``line_items[].amount_net``."""
    return re.sub(r"\[\d+\]", "[]", path)


def answer_pieces(
    schema: Mapping[str, Any], raws: Mapping[str, Raw], value_prefix: str
) -> list[Piece]:
    """The whole answer for raw values by path."""
    pieces: list[Piece] = []
    _write(schema, "", raws, value_prefix, pieces)
    return pieces


def _write(
    schema: Mapping[str, Any], path: str, raws: Mapping[str, Raw], prefix: str, out: list[Piece]
) -> None:
    if "properties" in schema:
        for i, (name, child) in enumerate(schema["properties"].items()):
            out.append(Piece(("," if i else "{") + f'"{name}"'))
            # one token may hold the colon and the quote after it: whether a value follows is
            # decided there
            out.append(Piece(":", decided="properties" not in child))
            _write(child, f"{path}.{name}" if path else name, raws, prefix, out)
        out.append(Piece("}"))
    elif "items" in schema:
        count = _count(path, raws)
        out.append(Piece("["))
        for i in range(count):
            item: list[Piece] = []
            _write(schema["items"], f"{path}[{i}]", raws, prefix, item)
            first = item[0].text
            # whether another item follows is decided at its first character
            out.append(Piece(("," if i else "") + first[0], decided=True))
            out.append(Piece(first[1:]))
            out += item[1:]
        out.append(Piece("]", decided=True))
    else:
        _write_leaf(schema, path, raws, prefix, out)


def _write_leaf(
    schema: Mapping[str, Any], path: str, raws: Mapping[str, Raw], prefix: str, out: list[Piece]
) -> None:
    raw = raws.get(path)
    if raw is None:
        out.append(Piece("n", decided=True))
        out.append(Piece("ull"))
    elif schema.get("x-kind") == "boolean":
        out.append(Piece(raw.text, decided=True))
    elif "enum" in schema:
        # Its members are no text of the page: chosen among, not copied.
        out.append(Piece('"', decided=True))
        out.append(Piece(json.dumps(raw.text, ensure_ascii=False)[1:-1], decided=True))
        out.append(Piece('"', decided=True))
    else:
        out.append(Piece('"', decided=True))
        glue = "" if raw.glued else prefix
        out.append(Piece(glue + json.dumps(raw.text, ensure_ascii=False)[1:-1], True, path))
        out.append(Piece('"', decided=True))


def _count(path: str, raws: Mapping[str, Raw]) -> int:
    pattern = re.compile(re.escape(path) + r"\[(\d+)\]")
    indices = [int(m.group(1)) for key in raws if (m := pattern.match(key))]
    return max(indices, default=-1) + 1
