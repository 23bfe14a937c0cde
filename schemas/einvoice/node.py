"""An element of XML as plain Python, names without their namespaces. Knows no parser.

Paths go from element to child, `Invoice/ID`; a step may name alternatives, `ID|IssuerAssignedID`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Node:
    """name: local name. text: all that stands directly in it, as written. attributes: by local
    name.
    """

    name: str
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, path: str) -> list[Node]:
        """Every element at `path` below this one, in the order of the document."""
        found = [self]
        for step in path.split("/"):
            names = step.split("|")
            found = [child for node in found for child in node.children if child.name in names]
        return found

    def first(self, path: str) -> Node | None:
        """The first element at `path`."""
        return next(iter(self.all(path)), None)

    def texts(self, path: str) -> list[str]:
        """The texts at `path` that are not empty."""
        return [node.text for node in self.all(path) if node.text.strip()]

    def get(self, path: str) -> str | None:
        """The first text at `path` that is not empty."""
        return next(iter(self.texts(path)), None)

    def walk(self) -> Iterator[Node]:
        """This element and all below it."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))
