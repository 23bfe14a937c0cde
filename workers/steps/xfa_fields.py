"""The fields of a dynamic XFA form: what its data say, under the captions of its template. Runs in
the reader process. Knows no PDF.

Such a form has no fields on its pages and no page worth reading ("Please wait..."); its pages are
drawn by the program that opens it. Terms are those of the XML Forms Architecture (XFA 3.3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.node import Node
from schemas.einvoice.parse import MAX_BYTES, parse_xml
from workers.page import NOWHERE, Page, Widget, WidgetKind

__all__ = ["MAX_BYTES", "fields_of_xfa", "is_placeholder"]

#: packets of an XFA form that are read
TEMPLATE, DATASETS = "template", "datasets"
#: as many fields as are read of a page
MAX_FIELDS = 600
MAX_TEXT_CHARS = 4_000
_XHTML = "http://www.w3.org/1999/xhtml"
_UNSEEN = frozenset({"hidden", "invisible", "inactive"})
#: user interfaces of what is no value, or none to be told
_NO_VALUES = ("button", "signature", "passwordEdit", "imageEdit", "barcode")
_ON = "1"
#: whose program the page asks for, in any language, in few words
_ASKED_FOR, _MAX_WORDS = "adobe", 200


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the template. path: names from the outermost subform to it. shown: what it shows
    for a value that it stores under another name; of a box to tick the one it has when ticked.
    """

    path: tuple[str, ...]
    label: str
    kind: WidgetKind
    shown: Mapping[str, str]
    on: str = ""


def is_placeholder(page: Page, num_pages: int) -> bool:
    """Whether a page only asks for another program, which draws the form in its place.

    What else stands on a page counts for itself: data that nobody is shown must not take its place.
    """
    words = page.words
    named = any(_ASKED_FOR in word.text.casefold() for word in words)
    return num_pages == 1 and len(words) <= _MAX_WORDS and named


def fields_of_xfa(packets: Mapping[str, bytes]) -> list[Widget]:
    """Every field with its value, filled in or not, in the order of the data, without a place.

    packets: by name. None for data that cannot be read; names in place of captions for a template
    that cannot.
    """
    data, template = (_parsed(packets, name) for name in (DATASETS, TEMPLATE))
    content = None if data is None else data.first("data")
    if content is None:
        return []
    known: dict[str, list[_Field]] = defaultdict(list)
    for field in [] if template is None else _fields(template, ()):
        known[field.path[-1]].append(field)
    widgets = []
    for path, text in _leaves(content, ()):
        bound = _best(known.get(path[-1], ()), path)
        if bound is None and (known or not text):
            # Bound to no field: nobody is shown it.
            continue
        widgets.append(_widget(path, text, bound))
        if len(widgets) > MAX_FIELDS:
            return []
    return widgets


def _parsed(packets: Mapping[str, bytes], name: str) -> Node | None:
    """A packet's element, on its own or in the one stream (without a name) that holds them all."""
    try:
        if name in packets:
            return parse_xml(packets[name])
        return parse_xml(packets.get("", b"")).first(name)
    except EInvoiceError:
        return None


def _leaves(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path, text) of every value."""
    for child in node.children:
        below = (*path, child.name)
        if child.children and child.children[0].namespace != _XHTML:
            yield from _leaves(child, below)
        elif child.attributes.get("dataNode") != "dataGroup":
            yield below, _text(child)


def _text(node: Node) -> str:
    """All text in an element; rich text loses its looks."""
    pieces = (part.text for part in node.walk())
    text = " ".join(" ".join(pieces).split())[:MAX_TEXT_CHARS]
    return "".join(char if char.isprintable() else " " for char in text).strip()


def _fields(node: Node, path: tuple[str, ...]) -> Iterator[_Field]:
    """The fields of a template that a person can see and fill in."""
    for child in node.children:
        if child.attributes.get("presence") in _UNSEEN:
            continue
        name = child.attributes.get("name", "")
        below = (*path, name) if name else path
        if child.name == "field":
            yield from _of_field(child, _bound(child, below))
        elif child.name == "exclGroup" and name:
            yield _of_group(child, _bound(child, below))
        elif child.name in ("template", "subform", "subformSet", "area"):
            yield from _fields(child, below)


def _bound(field: Node, path: tuple[str, ...]) -> tuple[str, ...]:
    """The path that the field's data have: `ref` may say another name than the field's."""
    bind = field.first("bind") or Node("")
    last = bind.attributes.get("ref", "").rsplit(".", 1)[-1].partition("[")[0].lstrip("$")
    return (*path[:-1], last) if last and path else path


def _of_field(field: Node, path: tuple[str, ...]) -> Iterator[_Field]:
    interface = field.first("ui") or Node("")
    if not path or any(interface.first(name) for name in _NO_VALUES):
        return
    lists = [[_text(entry) for entry in items.children] for items in field.all("items")]
    label = _caption(field)
    if interface.first("checkButton"):
        on = lists[0][0] if lists and lists[0] else _ON
        yield _Field(path, label, "checkbox", {}, on)
    elif interface.first("choiceList"):
        yield _Field(path, label, "choice", _shown_choices(field, lists))
    else:
        yield _Field(path, label, "text", {})


def _shown_choices(field: Node, lists: Sequence[Sequence[str]]) -> dict[str, str]:
    """What a list shows by what it stores, where these are two lists."""
    stored = [items.attributes.get("save") == "1" for items in field.all("items")]
    if sorted(stored) != [False, True]:
        return {}
    return dict(zip(lists[stored.index(True)], lists[stored.index(False)], strict=False))


def _of_group(group: Node, path: tuple[str, ...]) -> _Field:
    """Buttons of which one is chosen: their group stores what the chosen one stands for."""
    shown = {}
    for field in group.all("field"):
        items = field.first("items")
        stored = _text(items.children[0]) if items is not None and items.children else _ON
        shown[stored] = _caption(field) or stored
    return _Field(path, _caption(group), "choice", shown)


def _caption(field: Node) -> str:
    """What stands beside a field; else what it says when it is pointed at."""
    for place in ("caption/value/text", "caption/value/exData", "assist/toolTip", "assist/speak"):
        found = field.first(place)
        if found is not None and _text(found):
            return _text(found)[:200]
    return ""


def _best(fields: Sequence[_Field], path: tuple[str, ...]) -> _Field | None:
    """The field with the most of a path's end in common."""

    def shared(field: _Field) -> int:
        count = 0
        for own, others in zip(reversed(field.path), reversed(path), strict=False):
            if own != others:
                break
            count += 1
        return count

    return max(fields, key=shared, default=None)


def _widget(path: tuple[str, ...], text: str, field: _Field | None) -> Widget:
    name = ".".join(path)
    if field is None:
        return Widget("text", name, "", text, False, NOWHERE)
    if field.kind == "checkbox":
        return Widget("checkbox", name, field.label, field.label, text == field.on, NOWHERE)
    return Widget(field.kind, name, field.label, field.shown.get(text, text), False, NOWHERE)
