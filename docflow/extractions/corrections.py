"""What a person changes in a result: values set, items of lists added and removed. Pure; knows no
database.

Changes are made one after the other, as in a JSON Patch: each sees what the ones before it made.

    /totals/total            value, or null for "not on the page"
    /line_items/2/quantity   a value of an item that is there
    /line_items/-            one more item, whole: an object, or a value in a list of values
    /line_items/2            null takes the item away; those behind it move up
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docflow.errors import DocflowError
from docflow.extractions.typed import INVALID, invalid, typed_value
from docflow.results import FieldResult, Json, pointer_tokens
from schemas.schema import Schema
from schemas.tree import Leaf

MAX_ITEMS = 10_000
_END = "-"


@dataclass(frozen=True)
class Change:
    """One change. page, bbox and raw: where the value stands and what is printed, if it does."""

    path: str
    value: Json
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    raw: str | None = None


class Correction:
    """A result while it is being corrected. data and fields are copies of what was given."""

    def __init__(self, schema: Schema, data: Json, fields: Sequence[FieldResult]) -> None:
        self.data: dict[str, Any] = copy.deepcopy(data)
        self._fields: dict[str, FieldResult] = {field["path"]: field for field in fields}
        self._schema = schema
        self._leaves: Mapping[str, Leaf] = {leaf.pointer: leaf for leaf in schema.leaves()}

    @property
    def fields(self) -> list[FieldResult]:
        """The evidence of all values, in the order of the schema, item after item."""
        order = {pointer: n for n, pointer in enumerate(self._leaves)}
        # Where a list stands among the values: where its first one does.
        lists: dict[str, int] = {}
        for pointer, n in order.items():
            lists.setdefault(pointer.partition("/*")[0], n)

        def place(field: FieldResult) -> tuple[int, list[int], int]:
            path = field["path"]
            pointer, _ = _template(path, self._schema.json)
            numbers = [int(token) for token in _list_tokens(path, self._schema.json)]
            group = lists.get(pointer.partition("/*")[0], len(order))
            return group, numbers, order.get(pointer, len(order))

        return sorted(self._fields.values(), key=place)

    def apply(self, change: Change) -> None:
        """Makes one change.

        Raises:
            DocflowError: `invalid_correction`, the path or the value cannot be used.
        """
        if not change.path.startswith("/"):
            raise invalid(change.path, "a path is a JSON Pointer such as /totals/total")
        pointer, node = _template(change.path, self._schema.json)
        if node is None:
            raise invalid(change.path, "the schema has no such value")
        if pointer.endswith("/*"):
            self._change_item(change, node)
        elif pointer in self._leaves:
            self._set(change, self._leaves[pointer])
        else:
            raise invalid(change.path, "name a single value, or an item of a list")

    def check(self, before: Json) -> None:
        """Raises DocflowError for what breaks the schema now and did not `before`."""
        self.data = self._schema.without_forbidden_nulls(self.data)
        known = set(self._schema.validate(before))
        broken = [text for text in self._schema.validate(self.data) if text not in known]
        if broken:
            raise DocflowError(INVALID, "; ".join(broken[:5]))

    def _set(self, change: Change, leaf: Leaf) -> None:
        value = typed_value(change.value, leaf, change.path)
        tokens = pointer_tokens(change.path)
        if _END in _list_tokens(change.path, self._schema.json):
            raise invalid(change.path, "an item is added whole, with a path that ends in /-")
        parent = self._parent(change.path, tokens)
        if isinstance(parent, list):
            parent[int(tokens[-1])] = value
        else:
            parent[tokens[-1]] = value
        self._fields[change.path] = _evidence(change, change.path, value)

    def _change_item(self, change: Change, node: Mapping[str, Any]) -> None:
        tokens = pointer_tokens(change.path)
        parent = self._parent(change.path, tokens, adds=tokens[-1] == _END)
        assert isinstance(parent, list)
        list_path = change.path.rpartition("/")[0]
        if tokens[-1] == _END:
            if len(parent) >= MAX_ITEMS:
                raise invalid(change.path, f"a list holds at most {MAX_ITEMS:,} items")
            path = f"{list_path}/{len(parent)}"
            parent.append(self._new_item(change, node, path))
        elif change.value is None:
            index = int(tokens[-1])
            del parent[index]
            self._close_gap(list_path, index)
        elif "properties" in node or "items" in node:
            raise invalid(change.path, "change an item's values one by one, or remove it by null")
        else:
            leaf = self._leaves[_template(change.path, self._schema.json)[0]]
            self._set(change, leaf)

    def _new_item(self, change: Change, node: Mapping[str, Any], path: str) -> Json:
        """The item in the schema's shape; what the change does not name is null."""
        given = change.value
        if given is None:
            raise invalid(change.path, "null is no item")
        return self._shaped(given, node, path, change)

    def _shaped(self, given: Json, node: Mapping[str, Any], path: str, change: Change) -> Json:
        if "properties" in node:
            if not isinstance(given, dict | None):
                raise invalid(path, "an object is wanted here")
            inside = given or {}
            unknown = sorted(set(inside) - set(node["properties"]))
            if unknown:
                raise invalid(f"{path}/{_escaped(unknown[0])}", "the schema has no such value")
            return {
                name: self._shaped(inside.get(name), child, f"{path}/{_escaped(name)}", change)
                for name, child in node["properties"].items()
            }
        if "items" in node:
            if not isinstance(given, list | None):
                raise invalid(path, "a list is wanted here")
            if len(given or ()) > MAX_ITEMS:
                raise invalid(path, f"a list holds at most {MAX_ITEMS:,} items")
            return [
                self._shaped(child, node["items"], f"{path}/{n}", change)
                for n, child in enumerate(given or ())
            ]
        leaf = self._leaves[_template(path, self._schema.json)[0]]
        value = typed_value(given, leaf, path)
        if value is not None:
            self._fields[path] = _evidence(change, path, value)
        return value

    def _parent(self, path: str, tokens: tuple[str, ...], *, adds: bool = False) -> Any:
        """What holds the last token; objects and lists that are missing are made."""
        here: Any = self.data
        node: Mapping[str, Any] = self._schema.json
        for token in tokens[:-1]:
            node = node["properties"][token] if "properties" in node else node["items"]
            if isinstance(here, list):
                index = _index(token, here, path)
                if here[index] is None:
                    here[index] = {} if "properties" in node else []
                here = here[index]
                continue
            if here.get(token) is None:
                here[token] = {} if "properties" in node else []
            here = here[token]
        if isinstance(here, list) and not adds:
            _index(tokens[-1], here, path)
        return here

    def _close_gap(self, list_path: str, index: int) -> None:
        """Moves the evidence of the items behind a removed one up, and drops that item's own."""
        moved: dict[str, FieldResult] = {}
        for path, field in self._fields.items():
            inside = path.removeprefix(f"{list_path}/") if path.startswith(f"{list_path}/") else ""
            token, _, rest = inside.partition("/")
            number = int(token) if token.isdecimal() else -1
            if number == index:
                continue
            if number > index:
                path = f"{list_path}/{number - 1}" + (f"/{rest}" if rest else "")
                field = {**field, "path": path}
            moved[path] = field
        self._fields = moved


def _evidence(change: Change, path: str, value: Json) -> FieldResult:
    return {
        "path": path,
        "value": value,
        "raw": change.raw,
        "page": change.page,
        "bbox": None if change.bbox is None else list(change.bbox),
        "confidence": 1.0,
        "source": "human",
        "checks": [],
    }


def _template(path: str, root: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    """The pointer of the schema that a path of the data follows (`/line_items/*/quantity`), and the
    node there; None where the schema has none.
    """
    node: Any = root
    parts: list[str] = []
    for token in pointer_tokens(path):
        if "properties" in node:
            node = node["properties"].get(token)
            parts.append(_escaped(token))
        elif "items" in node and (token == _END or _is_index(token)):
            node = node["items"]
            parts.append("*")
        else:
            return "", None
        if node is None:
            return "", None
    return "/" + "/".join(parts), node


def _list_tokens(path: str, root: Mapping[str, Any]) -> list[str]:
    """Those tokens of a path that stand for items of lists."""
    pointer, node = _template(path, root)
    if node is None:
        return []
    pairs = zip(pointer.split("/"), path.split("/"), strict=True)
    return [token for part, token in pairs if part == "*"]


def _is_index(token: str) -> bool:
    return token.isascii() and token.isdecimal() and len(token) <= 6 and str(int(token)) == token


def _index(token: str, items: Sequence[Any], path: str) -> int:
    if token == _END or int(token) >= len(items):
        raise invalid(path, f"the list has {len(items)} items; add one with a path that ends in /-")
    return int(token)


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")
