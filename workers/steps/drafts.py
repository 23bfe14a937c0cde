"""Drafts of an answer: the tokens that probably come next, as the page and the schema have them.

A value goes on as its place on the page does, to where text of its kind ends; then come the keys
up to the next value. Drafts only save time: what is drafted wrongly is not written. Knows no
grammar and no network.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache

from workers.steps.grammar import Schema, leaf_kind, node_at
from workers.steps.json_walk import Path
from workers.steps.page_text import BREAK, PageText
from workers.steps.patterns import FREE_KINDS, matches

#: tokens of a text
Encode = Callable[[str], list[int]]
#: characters [start, end) of the page's text
Range = tuple[int, int]

# So many words are tried for the end of a value of a kind that is not free text.
_MAX_WORDS = 4
# Of these kinds the shortest text is a value: what follows is a unit, a currency or another column.
_SHORT_KINDS = ("amount", "quantity", "percent", "currency")
# More of a word or value than a draft has room for is not looked at.
_MAX_CHARS = 64
# Texts whose tokens are kept while the answer is written.
_MAX_KEPT = 1024
# Signs that part a value from the next text.
_PARTING = ",;:"


class Drafter:
    """Of one answer. Give it every complete leaf, in order."""

    def __init__(self, encode: Encode, page: PageText, schema: Schema) -> None:
        # Keys are the same in each item of an array.
        self._encode = lru_cache(_MAX_KEPT)(encode)
        self._page = page
        self._schema = schema
        self._last: Path | None = None
        self._is_text = False
        # Whether the last value of a field was null, by its path without indices.
        self._nulls: dict[Path, bool] = {}

    def note(self, path: Path, value: object) -> None:
        """The leaf at `path` is complete."""
        self._last = path
        self._is_text = isinstance(value, str)
        self._nulls[_field(path)] = value is None

    def in_value(self, path: Path, begun: Range, max_tokens: int) -> list[int]:
        """While the string at `path` is written. begun: what is there of it, where it stands."""
        tokens = self._rest(path, begun, max_tokens)
        if tokens is None:
            return []
        if len(tokens) < max_tokens:
            tokens += self._structure(path, '"', "", max_tokens - len(tokens))
        return tokens[:max_tokens]

    def between(self, since: str, max_tokens: int) -> list[int]:
        """Between two values. since: what was written behind the characters of the last one."""
        lead = '"' if self._is_text else ""
        return self._structure(self._last, lead, since, max_tokens)[:max_tokens]

    def _rest(self, path: Path, begun: Range, max_tokens: int) -> list[int] | None:
        """The rest of the value word by word, cut after `max_tokens` or more.

        None where it has signs that JSON escapes.
        """
        text = self._page.text
        position, end = begun[1], self._end(path, begun)
        tokens: list[int] = []
        while position < end and len(tokens) < max_tokens:
            last = text.find(" ", position + 1, end)
            last = end if last < 0 else last
            word = text[position:last]
            if '"' in word or "\\" in word:
                return None
            tokens += self._encode(word[:_MAX_CHARS])
            position = last
        return tokens

    def _end(self, path: Path, begun: Range) -> int:
        """Where the value ends: with its line, or where text of its kind does."""
        start, position = begun
        text = self._page.text
        line = text.find(BREAK, position)
        end = len(text) if line < 0 else line
        kind = leaf_kind(node_at(self._schema, path))
        if kind is not None and kind not in FREE_KINDS:
            end = self._end_of_kind(kind, begun, end)
        while end > max(position, start + 1) and text[end - 1] in _PARTING:
            end -= 1
        return end

    def _end_of_kind(self, kind: str, begun: Range, line: int) -> int:
        start, position = begun
        ends = [position] if self._page.edges[position] else []
        end = position
        while end < line and len(ends) < _MAX_WORDS:
            end = self._page.text.find(" ", end + 1, line)
            end = line if end < 0 else end
            ends.append(end)
        tried = [end for end in ends if end - start <= _MAX_CHARS]
        for end in tried if kind in _SHORT_KINDS else tried[::-1]:
            if matches(kind, self._page.text[start:end]):
                return end
        return min(ends, default=line)

    def _structure(self, path: Path | None, text: str, since: str, max_tokens: int) -> list[int]:
        """What follows the leaf at `path`, up to a value that is not null.

        text: how it begins. since: what of it is written.
        """
        tokens: list[int] = []
        while len(tokens) < max_tokens:
            text, leaf = self._to_next(path, text, since)
            if leaf is None:
                return tokens + (self._behind(since, text) or [])
            is_null = self._is_null(leaf, text, since)
            more = self._behind(since, text + ("null" if is_null else '"'))
            tokens += more or []
            if more is None or not is_null:
                return tokens
            path, text, since = leaf, "", ""
        return tokens

    def _is_null(self, leaf: Path, text: str, since: str) -> bool:
        """Whether the value that `text` leads to is null: by what is written, else by a guess."""
        if len(since) > len(text):
            return since[len(text)] != '"'
        if since == text and self._behind(since, text + '"') is None:
            # Its quote would have been written in one token with the colon.
            return True
        if leaf_kind(node_at(self._schema, leaf)) is None:
            return True
        return self._nulls.get(_field(leaf), False)

    def _behind(self, since: str, text: str) -> list[int] | None:
        """Tokens of `text` behind its beginning `since`; None where none of them begins."""
        if not since:
            return self._encode(text)
        whole, begun = self._encode(text), self._encode(since)
        return whole[len(begun) :] if whole[: len(begun)] == begun else None

    def _to_next(self, path: Path | None, text: str, since: str) -> tuple[str, Path | None]:
        """`text` and what is written between the leaf at `path` and the next one, and its path.

        path: None before the first one. Items and arrays go on as `since` does, then by a guess:
        another item follows.
        """
        if path is None:
            return self._into((), text)
        while path:
            parent, step = path[:-1], path[-1]
            if isinstance(step, int):
                if since[len(text) : len(text) + 1] != "]":
                    return self._into((*parent, step + 1), f"{text},", since)
                text += "]"
            else:
                names = list(node_at(self._schema, parent)["properties"])
                after = names.index(step) + 1
                if after < len(names):
                    key = f"{text},{_key(names[after])}:"
                    return self._into((*parent, names[after]), key, since)
                text += "}"
            path = parent
        return text, None

    def _into(self, path: Path, text: str, since: str = "") -> tuple[str, Path | None]:
        """The same, into the value at `path`."""
        node = node_at(self._schema, path)
        while "properties" in node or "items" in node:
            if "properties" in node:
                name = next(iter(node["properties"]))
                path, text = (*path, name), f"{text}{{{_key(name)}:"
            elif since[len(text) + 1 : len(text) + 2] == "]":
                return self._to_next(path, f"{text}[]", since)
            else:
                path, text = (*path, 0), f"{text}["
            node = node_at(self._schema, path)
        return text, path


def _key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _field(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))
