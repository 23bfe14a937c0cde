"""The schema a user would ask with who wants exactly the labelled pairs of a document: one property
a key. Knows no document and no result.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.guard import MAX_NAME_CHARS
from schemas.kinds import Kind

#: what a property name cannot hold, see `schemas.guard`
_BARRED = re.compile(r"[\x00-\x1f\x7f.\[\]\u2028\u2029]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TYPES: Mapping[Kind, str] = {"boolean": "boolean", "amount": "number"}


def labelled_pairs(truth: Any) -> Sequence[Mapping[str, Any]]:
    """The pairs of a manifest line's truth, none where there are none."""
    pairs = truth.get("pairs") if isinstance(truth, Mapping) else None
    return pairs if isinstance(pairs, list) else ()


def schema_of_pairs(pairs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A JSON Schema with a property for each key, in the order of the pairs.

    Keys stay as written, but for characters no property name can hold. A key that occurs several
    times is a list. Types and kinds come from the labelled values' form alone.
    """
    values: dict[str, list[Any]] = {}
    for pair in pairs:
        values.setdefault(property_name(str(pair["key"])), []).append(pair["value"])
    properties: dict[str, Any] = {}
    for name, found in values.items():
        kind = _kind_of(found)
        leaf = {"type": [_TYPES.get(kind, "string"), "null"], "x-kind": kind}
        properties[name] = leaf if len(found) == 1 else {"type": "array", "items": leaf}
    return {"type": "object", "properties": properties}


def property_name(key: str) -> str:
    """``1 Wages, tips, other comp.`` -> ``1 Wages, tips, other comp``."""
    return " ".join(_BARRED.sub(" ", key).split())[:MAX_NAME_CHARS].strip() or "value"


def name_of(schema: Mapping[str, Any]) -> str:
    """A name for such a schema; equal schemas have equal names."""
    text = json.dumps(schema, ensure_ascii=False)
    return f"labelled_keys_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _kind_of(values: Sequence[Any]) -> Kind:
    """The one kind that all of them have, else any text."""
    kinds = {_kind_of_one(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else "string"


def _kind_of_one(value: Any) -> Kind:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "amount"
    text = str(value)
    if _ISO_DATE.fullmatch(text):
        return "date"
    letters = re.sub(r"[\W_]+", "", text)
    is_number = 2 * sum(char.isdigit() for char in letters) >= len(letters) > 0
    return "identifier" if is_number else "string"
