"""What a rule found. Knows no rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["fatal", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold.

    rule: its name (``BR-06``). severity: receivers reject a document with a fatal one. message: a
    sentence without its full stop. path: JSON Pointer into the data of what is missing or wrong.
    term: its business term of EN 16931 (``BT-27``), None for what has none.
    """

    rule: str
    severity: Severity
    message: str
    path: str
    term: str | None

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}: {self.path}"


Findings: TypeAlias = Iterator[Finding]


def fatal(rule: str, message: str, path: str, term: str | None) -> Finding:
    """A rule without which the document is no e-invoice."""
    return Finding(rule, "fatal", message, path, term)


def warning(rule: str, message: str, path: str, term: str | None) -> Finding:
    """A rule that some receivers ask for, or a value that does not reach them."""
    return Finding(rule, "warning", message, path, term)
