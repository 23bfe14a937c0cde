"""Elements to XML text: built in the order of the schema, empty ones left out. Knows no invoice.

Names carry the prefix of their namespace (`cbc:ID`), until they are written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from schemas.einvoice.node import Node

# XML 1.0 cannot hold these, not even escaped.
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def put(parent: Node, path: str, text: str | None, **attributes: str | None) -> Node | None:
    """Adds a text below `parent`. Steps of `path` on its way are the last child of that name, or
    are made; the last step is always a new element. None where there is no text: nothing is made.
    """
    if text is None:
        return None
    *way, name = path.split("/")
    for step in way:
        parent = _last(parent, step) or grow(parent, step)
    node = grow(parent, name)
    node.text = text
    node.attributes = {key: value for key, value in attributes.items() if value is not None}
    return node


def grow(parent: Node, path: str) -> Node:
    """A new element at `path`; left out of the XML while it stays empty."""
    *way, name = path.split("/")
    for step in way:
        parent = _last(parent, step) or grow(parent, step)
    node = Node(name)
    parent.children.append(node)
    return node


def _last(parent: Node, name: str) -> Node | None:
    """The element that is being filled: the one added last, if it has this name."""
    last = parent.children[-1] if parent.children else None
    return last if last is not None and last.name == name else None


def sort_children(node: Node, order: Sequence[str]) -> None:
    """Brings children into the order of the schema; those of one name keep theirs.

    Raises KeyError for a name that is not in `order`: a fault of ours.
    """
    places = {name: place for place, name in enumerate(order)}
    node.children.sort(key=lambda child: places[child.name])


def serialise(
    root: Node, namespaces: Mapping[str, str], required: frozenset[str] = frozenset()
) -> bytes:
    """The document as UTF-8. namespaces: prefix -> namespace; "" is that of names without one.
    required: names of elements that are written though they are empty.
    """
    declared = {prefix or None: uri for prefix, uri in namespaces.items()}
    element = etree.Element(_name(root.name, namespaces), nsmap=declared)
    _fill(element, root, namespaces, required)
    etree.indent(element)
    text: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8")
    return text + b"\n"


def _fill(
    element: etree._Element, node: Node, namespaces: Mapping[str, str], required: frozenset[str]
) -> None:
    for key, value in node.attributes.items():
        element.set(key, _clean(value))
    if node.text:
        element.text = _clean(node.text)
    for child in node.children:
        if child.name in required or any(part.text for part in child.walk()):
            name = _name(child.name, namespaces)
            _fill(etree.SubElement(element, name), child, namespaces, required)


def _name(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}"


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
