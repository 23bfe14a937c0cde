"""Follows compact JSON while it is written: which leaf is being written, which are complete.

Trusts the bytes to begin well-formed JSON without white space between its tokens, as a grammar
guarantees. Knows no schema, no page and no tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: names and array indices from the root
Path = tuple[str | int, ...]

_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_OPEN = b"{["
_CLOSE = b"}]"
# A string as far as its escapes are complete.
_COMPLETE = re.compile(rb"(?:[^\\]|\\u[0-9a-fA-F]{4}|\\[^u])*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A complete leaf. value: what the JSON says; strings unescaped. start, end: its bytes."""

    path: Path
    value: str | int | float | bool | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ItemEnd:
    """An array item is complete. path: of the item."""

    path: Path


@dataclass(frozen=True, slots=True)
class ItemFollows:
    """A comma promises one more item. path: of the array."""

    path: Path


Event = Leaf | ItemEnd | ItemFollows


class JsonWalker:
    """State after the bytes seen so far."""

    def __init__(self) -> None:
        self.position = 0
        # Where the text is: a name for each object (None before its key is known), an index for
        # each array.
        self._stack: list[str | int | None] = []
        self._text = bytearray()
        self._start = 0
        self._in_string = False
        self._is_escaped = False

    @property
    def path(self) -> Path:
        """Path of the value being written."""
        return tuple(step for step in self._stack if step is not None)

    @property
    def partial(self) -> str | None:
        """The string value being written, as far as it is known; None outside of one."""
        if not self._in_string or self._expects_key():
            return None
        complete = _COMPLETE.match(self._text)
        assert complete is not None
        text: str = json.loads(complete[0].decode("utf-8", errors="ignore") + '"', strict=False)
        return text

    def copy(self) -> JsonWalker:
        """An independent walker in the same state."""
        twin = JsonWalker.__new__(JsonWalker)
        twin.position, twin._start = self.position, self._start
        twin._stack, twin._text = self._stack.copy(), self._text.copy()
        twin._in_string, twin._is_escaped = self._in_string, self._is_escaped
        return twin

    def feed(self, data: bytes) -> Iterator[Event]:
        """Read on; yields what is complete, in order. Must be used up."""
        for byte in data:
            if self._in_string:
                yield from self._string_byte(byte)
            else:
                yield from self._structure_byte(byte)
            self.position += 1

    def _string_byte(self, byte: int) -> Iterator[Event]:
        self._text.append(byte)
        if self._is_escaped:
            self._is_escaped = False
        elif byte == _BACKSLASH:
            self._is_escaped = True
        elif byte == _QUOTE:
            self._in_string = False
            if self._expects_key():
                self._stack[-1] = json.loads(self._text)
                self._text.clear()
            else:
                yield from self._leaf(self.position + 1)

    def _structure_byte(self, byte: int) -> Iterator[Event]:
        if byte == _QUOTE:
            if not self._expects_key():
                self._begin_value()
            self._in_string = True
            self._text.append(byte)
            self._start = self.position
        elif byte in _OPEN:
            self._begin_value()
            self._stack.append(None if byte == _OPEN[0] else -1)
        elif byte in _CLOSE:
            yield from self._literal_end()
            self._stack.pop()
            yield from self._end_value()
        elif byte == _COMMA:
            yield from self._literal_end()
            if isinstance(self._stack[-1], str):
                self._stack[-1] = None
            else:
                yield ItemFollows(self.path[:-1])
        elif chr(byte) != ":":
            if not self._text:
                self._begin_value()
                self._start = self.position
            self._text.append(byte)

    def _expects_key(self) -> bool:
        return bool(self._stack) and self._stack[-1] is None

    def _begin_value(self) -> None:
        if self._stack and isinstance(self._stack[-1], int):
            self._stack[-1] += 1

    def _end_value(self) -> Iterator[Event]:
        if self._stack and isinstance(self._stack[-1], int):
            yield ItemEnd(self.path)

    def _literal_end(self) -> Iterator[Event]:
        """A number, true, false or null ends where the next structure begins."""
        if self._text:
            yield from self._leaf(self.position)

    def _leaf(self, end: int) -> Iterator[Event]:
        value = json.loads(self._text)
        self._text.clear()
        yield Leaf(self.path, value, self._start, end)
        yield from self._end_value()
