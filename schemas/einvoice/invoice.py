"""What an e-invoice says, as values of the schema `invoice`. Knows no syntax and no page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from schemas.einvoice.terms import template_of
from schemas.einvoice.types import typed
from schemas.kinds import Kind
from schemas.schema import load_builtin

Syntax = Literal["cii", "ubl", "fatturapa"]
SCHEMA = "invoice"


@dataclass(frozen=True, slots=True)
class Value:
    """One value. path: JSON Pointer into the data. raw: the text as the XML has it."""

    path: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A text of the XML that is no value of its kind; the data has null there."""

    path: str
    raw: str


@dataclass(frozen=True, slots=True)
class EInvoice:
    """A whole e-invoice.

    profile: as people call it (``EN 16931``, ``BASIC WL``, ``XRechnung``), the specification's own
    words where it is not known. num_lines: 0 for a profile without lines.
    charged_lines: indices of the lines with a charge of their own, for which the schema has no
    leaf.
    """

    syntax: Syntax
    profile: str
    values: tuple[Value, ...]
    unread: tuple[Unread, ...] = ()
    num_lines: int = 0
    charged_lines: tuple[int, ...] = ()

    def get(self, path: str) -> str | None:
        """The value at a JSON Pointer."""
        return next((value.value for value in self.values if value.path == path), None)


@lru_cache(maxsize=1)
def _leaves() -> Mapping[str, tuple[Kind, re.Pattern[str] | None]]:
    """Kind and pattern of each leaf, by pointer."""
    return {
        leaf.pointer: (leaf.kind, None if leaf.pattern is None else re.compile(leaf.pattern))
        for leaf in load_builtin(SCHEMA).leaves()
    }


def is_path(path: str) -> bool:
    """Whether a JSON Pointer is one of a leaf of an invoice's data."""
    return template_of(path) in _leaves()


@dataclass(slots=True)
class Collector:
    """Gathers values while an e-invoice is read. The first value of a path counts."""

    values: dict[str, Value] = field(default_factory=dict)
    unread: dict[str, Unread] = field(default_factory=dict)

    def put(self, path: str, raw: str | None, date_format: str | None = None) -> None:
        """Types `raw` as the leaf at `path` wants it. None and white space are no value.

        Raises KeyError for a path that is no leaf of the schema: a fault of ours.
        """
        kind, pattern = _leaves()[template_of(path)]
        if raw is None or not raw.strip() or path in self.values:
            return
        raw = raw.strip()
        value = typed(kind, raw, date_format)
        if value is None or (pattern is not None and not pattern.search(value)):
            self.unread.setdefault(path, Unread(path, raw))
        else:
            self.values[path] = Value(path, value, raw)
            self.unread.pop(path, None)

    def put_all(self, prefix: str, raws: Mapping[str, str | None]) -> None:
        """Several leaves below one path."""
        for name, raw in raws.items():
            self.put(f"{prefix}/{name}", raw)

    def value(self, path: str) -> str | None:
        """What was read at `path` so far."""
        found = self.values.get(path)
        return None if found is None else found.value
