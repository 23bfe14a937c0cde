"""What to extract: a resolved JSON Schema 2020-12 with ``x-`` keywords, and views of a part of it.

Knows no document and no model. User files go through `schemas.guard` first; the built-in files are
trusted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs

from schemas.errors import SchemaError
from schemas.guard import (
    MAX_BYTES,
    MAX_REGEX_BYTES,
    check_compiles,
    check_limits,
    dump_bounded,
    parse_bounded,
    pointer_join,
)
from schemas.node import Node
from schemas.resolve import resolve
from schemas.tree import Leaf, cap_items, drop_nulls, prune, walk

BUILTIN = (
    *("invoice", "receipt", "form", "credit_note", "purchase_order", "order_confirmation"),
    *("delivery_note", "bank_statement", "payslip", "w9"),
)
#: asked for in a schema's place: the kind is to be found
AUTO = "auto"
#: of a file that holds several documents: made by docflow, never asked for
PACKET = "packet"
_OWN = (PACKET,)
MAX_MESSAGES = 50


@dataclass(frozen=True)
class Schema:
    """A resolved schema. ``json`` is self-contained (no ``$ref``) and must not be changed."""

    name: str
    json: Node

    @property
    def title(self) -> str:
        return str(self.json.get("title", self.name))

    @property
    def description(self) -> str:
        return str(self.json.get("description", ""))

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex): the same digest means the same prompt, grammar and view."""
        return hashlib.sha256(json.dumps(self.json, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def _leaves(self) -> tuple[Leaf, ...]:
        return tuple(walk(self.json, "", "", "", False))

    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf in schema order, the order in which keys are written."""
        return self._leaves

    def leaf(self, path: str) -> Leaf:
        """The leaf at ``path``.

        Raises:
            SchemaError: ``unknown_path``.
        """
        for leaf in self._leaves:
            if leaf.path == path:
                return leaf
        raise SchemaError("unknown_path", f"{self.name} has no leaf {path!r}")

    def subset(self, paths: frozenset[str] | set[str] | list[str] | tuple[str, ...]) -> Schema:
        """The same schema with only these leaves, in the same order.

        Raises:
            SchemaError: ``unknown_path`` for a path that is no leaf, ``no_leaves`` when nothing is
            left.
        """
        wanted = frozenset(paths)
        unknown = wanted - {leaf.path for leaf in self._leaves}
        if unknown:
            raise SchemaError("unknown_path", f"{self.name} has no leaf {sorted(unknown)[0]!r}")
        kept = prune(self.json, "", wanted)
        if kept is None:
            raise SchemaError("no_leaves", "a schema needs at least one leaf")
        return Schema(self.name, kept)

    def core_view(self) -> Schema:
        """Core leaves, arrays capped by ``x-core-max-items``: what the small model is asked."""
        view = self.subset([leaf.path for leaf in self._leaves if leaf.core])
        return Schema(self.name, cap_items(view.json))

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        options = jsonschema_rs.RegexOptions(size_limit=MAX_REGEX_BYTES)
        return jsonschema_rs.Draft202012Validator(
            self.json, validate_formats=True, pattern_options=options, offline=True
        )

    def validate(self, data: Any) -> list[str]:
        """Messages ``"/totals/total: ..."`` for what breaks the schema, at most 50; empty when
        ``data`` is valid.
        """
        messages = []
        for error in self._validator.iter_errors(data):
            where = ""
            for token in error.instance_path:
                where = pointer_join(where, token)
            messages.append(f"{where or '/'}: {error.message[:200]}")
            if len(messages) == MAX_MESSAGES:
                break
        return messages

    def without_forbidden_nulls(self, data: Any) -> Any:
        """A copy without the nulls that the schema neither allows nor requires.

        "Not on the page" is ``null`` for us; a user's schema that knows no ``null`` gets a missing
        key instead.
        """
        return drop_nulls(self.json, data)


def list_builtin() -> tuple[str, ...]:
    """Names of the schemas that ship with the package."""
    return BUILTIN


def list_reserved() -> tuple[str, ...]:
    """Names that no schema of a user's can have."""
    return (*BUILTIN, *_OWN, AUTO)


@lru_cache(maxsize=len(BUILTIN) + len(_OWN))
def load_builtin(name: str) -> Schema:
    """A schema that ships with the package, `packet` among them; the same object every time.

    Raises:
        SchemaError: ``unknown_schema``.
    """
    if name not in BUILTIN and name not in _OWN:
        raise SchemaError("unknown_schema", f"no schema {name!r}; there are {', '.join(BUILTIN)}")
    text = (files("schemas") / "files" / f"{name}.json").read_text(encoding="utf-8")
    return Schema(name, resolve(json.loads(text)))


def is_builtin(schema: Schema) -> bool:
    """Whether a schema ships with the package, or is a part of one that does. A user's file may
    have the name of one."""
    if schema.name not in BUILTIN:
        return False
    known = {leaf.path: leaf for leaf in load_builtin(schema.name).leaves()}
    return all(known.get(leaf.path) == leaf for leaf in schema.leaves())


def load_user(source: Path | bytes | Mapping[str, Any], name: str | None = None) -> Schema:
    """A user's schema: a file, its bytes, or the parsed object.

    Blocks for about 0.1 s the first time, then cached.

    name: as the schema will be called; else the file's stem or the title. It is made a plain word
    (``[a-z0-9_]``).

    Raises:
        SchemaError: the file cannot be used; see `schemas.errors`.
    """
    if isinstance(source, Path):
        text = _read_bounded(source)
        name = name or source.name.removesuffix(".json").removesuffix(".schema")
    else:
        text = source if isinstance(source, bytes) else dump_bounded(dict(source))
    return _load_text(text, name)


def load(reference: str) -> Schema:
    """A built-in name, or the path of a user's file."""
    return load_builtin(reference) if reference in BUILTIN else load_user(Path(reference))


def _read_bounded(path: Path) -> bytes:
    if not path.is_file():
        raise SchemaError(
            "unknown_schema",
            f"no schema {str(path)!r}: neither a file nor one of {', '.join(BUILTIN)}",
        )
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SchemaError("unreadable", f"{path}: {error.strerror}") from None


@lru_cache(maxsize=64)
def _load_text(text: bytes, name: str | None) -> Schema:
    document = parse_bounded(text)
    check_limits(document)
    resolved = resolve(document)
    check_compiles(resolved)
    return Schema(_plain_name(name or str(document.get("title", ""))), resolved)


def _plain_name(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:48].rstrip("_")
    if not plain:
        return "schema"
    return plain if plain[0].isalpha() else f"schema_{plain}"
