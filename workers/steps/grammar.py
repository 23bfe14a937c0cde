"""The grammar of an answer: the schema's structure, with leaves that are null or text of the page.

Output is a Lark grammar for llguidance. Keys come in schema order without white space, so that all
but the values is forced. Knows no tokens and no model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workers.steps.json_walk import Path
from workers.steps.page_text import PageText, escape_json
from workers.steps.patterns import (
    FREE_KINDS,
    MAX_TEXT,
    MULTILINE_KINDS,
    PATTERNS,
    TWO_LINE_KINDS,
    text_regex,
)

Schema = Mapping[str, Any]

#: most items of an array unless the schema says less
MAX_ITEMS = 200
#: longest text of an ungrounded string in characters unless the schema says less
MAX_PLAIN_CHARS = 400

# Texts that values are cut from, and over how many rows they may go on.
_TEXTS = {"ROWS": 1, "PAIRS": 2, "PAGE": None}
_FORMAT_KINDS = {"date": "date", "time": "time", "email": "email", "uri": "url"}
_TYPE_KINDS = {"number": "amount", "integer": "amount", "boolean": "boolean"}
# Keywords of a schema that change which JSON text is valid; all others are for people.
_PLAIN_KEYWORDS = ("type", "enum", "const", "pattern", "maxLength", "minimum", "maximum")


class GrammarError(ValueError):
    """The schema asks for something that can't be written under a grammar."""


def build_grammar(
    schema: Schema, page: PageText, *, value_prefix: str = "", max_items: int = MAX_ITEMS
) -> str:
    """Lark grammar of the answers `schema` allows on `page`.

    schema: JSON Schema with every ``$ref`` resolved; ``x-kind`` and ``x-grounded`` are honoured.
    value_prefix: " " when a value that begins a word is written with the space before that word, ""
    when a value begins with itself.

    Raises:
        GrammarError: a leaf is neither text to copy nor a plain JSON value, an ``x-kind`` is
            unknown, or the root is no object.
    """
    if "properties" not in schema:
        raise GrammarError("the root of a schema must be an object with properties")
    builder = _Builder(page, value_prefix, max_items)
    root = builder.value(schema, "#")
    lines = [f"start: {root}", *builder.rules, *builder.terminals.values()]
    if builder.terminals:
        for name, most_rows in _TEXTS.items():
            if any(f"({name} &" in terminal for terminal in builder.terminals):
                lines.append(_text_terminal(name, _chunks(page, value_prefix, most_rows)))
    return "\n".join(lines) + "\n"


def leaf_kind(schema: Schema) -> str | None:
    """Kind of a leaf's value, or None when it isn't copied from the page.

    Not copied are booleans, constants, enums (unless ``x-grounded: true``) and leaves with
    ``x-grounded: false``.
    """
    kind = (
        schema.get("x-kind")
        or _FORMAT_KINDS.get(schema.get("format", ""))
        or _TYPE_KINDS.get(_type(schema))
    )
    plain = schema.get("x-grounded") is False or kind == "boolean" or "const" in schema
    if plain or ("enum" in schema and schema.get("x-grounded") is not True):
        return None
    return kind or "string"


@dataclass(slots=True)
class _Builder:
    """Collects rules. Equal leaves share a terminal, all terminals share the page's automaton."""

    page: PageText
    value_prefix: str
    max_items: int
    rules: list[str] = field(default_factory=list)
    terminals: dict[str, str] = field(default_factory=dict)

    def value(self, schema: Schema, where: str, *, is_item: bool = False) -> str:
        """Grammar expression of a value; adds the rules it needs. An array's item is never null."""
        schema = without_null(schema, where)
        if "properties" in schema:
            return self._object(schema["properties"], where)
        if "items" in schema:
            return self._array(schema, where)
        if _type(schema) in ("object", "array"):
            raise GrammarError(f"{where} is an {_type(schema)} that doesn't say what it holds")
        kind = leaf_kind(schema)
        if kind is None:
            return self._plain(schema)
        return self._span(kind, schema, where, is_item)

    def _object(self, properties: Mapping[str, Schema], where: str) -> str:
        if not properties:
            raise GrammarError(f"{where} is an object without properties")
        parts: list[str] = []
        for i, (name, child) in enumerate(properties.items()):
            key = json.dumps(name, ensure_ascii=False)
            parts.append(_literal(("," if i else "{") + key + ":"))
            parts.append(self.value(child, f"{where}/{name}"))
        return self._rule([*parts, _literal("}")])

    def _array(self, schema: Schema, where: str) -> str:
        most = min(self.max_items, schema.get("maxItems", self.max_items))
        if self.page.is_empty or most < 1:
            return _literal("[]")
        item = self.value(schema["items"], f"{where}/items", is_item=True)
        more = f'("," {item}){{0,{most - 1}}}' if most > 1 else ""
        return self._rule(['"["', f"({item} {more})?", '"]"'])

    def _span(self, kind: str, schema: Schema, where: str, is_item: bool) -> str:
        if kind not in PATTERNS:
            raise GrammarError(f"{where} has the unknown x-kind {kind!r}")
        if self.page.is_empty:
            return '"null"'
        cap = schema.get("maxLength", 0) if kind in FREE_KINDS else 0
        regex = text_regex(cap) if 0 < cap < MAX_TEXT else PATTERNS[kind]
        lead = " ?" if self.value_prefix else ""
        quote = _literal('"')
        text = "PAGE" if kind in MULTILINE_KINDS else "PAIRS" if kind in TWO_LINE_KINDS else "ROWS"
        string = f"{quote} ({text} & {_regex(f'{lead}(?:{regex})')}) {quote}"
        body = string if is_item else f'"null" | {string}'
        if body not in self.terminals:
            self.terminals[body] = f"VALUE{len(self.terminals)}: {body}"
        return self.terminals[body].split(":", 1)[0]

    def _plain(self, schema: Schema) -> str:
        kept = {key: schema[key] for key in _PLAIN_KEYWORDS if key in schema}
        if "enum" not in kept and "const" not in kept and _type(kept) in ("", "string"):
            kept.setdefault("type", "string")
            kept["maxLength"] = min(MAX_PLAIN_CHARS, kept.get("maxLength", MAX_PLAIN_CHARS))
        choice: dict[str, Any] = {"anyOf": [kept, {"type": "null"}]}
        choice["x-guidance"] = {"whitespace_flexible": False}
        return self._rule([f"%json {json.dumps(choice, ensure_ascii=False)}"])

    def _rule(self, parts: list[str]) -> str:
        name = f"rule{len(self.rules)}"
        self.rules.append(f"{name}: {' '.join(parts)}")
        return name


def _text_terminal(name: str, chunks: list[str]) -> str:
    text = json.dumps({"substring_chunks": [escape_json(c) for c in chunks]}, ensure_ascii=False)
    return f"{name}: %regex {text}"


def _chunks(page: PageText, value_prefix: str, most_rows: int | None) -> list[str]:
    """The page's text in pieces a value is made of.

    With a prefix the space before a word belongs to its first piece, as it does in the prompt.
    """
    chunks = page.chunks(most_rows)
    if not value_prefix:
        return chunks
    joined: list[str] = []
    for chunk in chunks:
        if joined and joined[-1] == " ":
            joined[-1] += chunk
        else:
            joined.append(chunk)
    return joined


def without_null(schema: Schema, where: str = "#") -> Schema:
    """The one alternative that is not null, with the outer keywords."""
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            real = [option for option in schema[keyword] if option.get("type") != "null"]
            if len(real) != 1:
                raise GrammarError(
                    f"{where} has {len(real)} alternatives besides null; one is supported"
                )
            outer = {key: value for key, value in schema.items() if key != keyword}
            return without_null({**outer, **real[0]}, where)
    return schema


def node_at(schema: Schema, path: Path) -> Schema:
    """Schema of the leaf at `path`."""
    for step in path:
        schema = without_null(schema)
        schema = schema["items"] if isinstance(step, int) else schema["properties"][step]
    return without_null(schema)


def _type(schema: Schema) -> str:
    """The JSON type that is not null, "" when none or several are named."""
    named = schema.get("type", "")
    types = [named] if isinstance(named, str) else [name for name in named if name != "null"]
    return types[0] if len(types) == 1 else ""


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _regex(regex: str) -> str:
    return "/" + regex.replace("/", "\\/") + "/"
