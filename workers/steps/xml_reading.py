"""What an e-invoice's XML says of a document, with the places of its values, judged and typed.

The XML is believed where it is complete and the page does not contradict it; then no model is
asked, but for the lines of a profile that has none. Knows no file and no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docflow.results import FieldResult
from schemas.checks import Check
from schemas.einvoice import EInvoice, Value, term_of
from schemas.einvoice.invoice import NAMES, SCHEMA
from schemas.schema import Schema, load_builtin
from schemas.tree import Leaf
from workers.page import Page
from workers.steps.anchor import build_anchor
from workers.steps.printed import Printed
from workers.steps.values import Place
from workers.steps.xml_checks import OF_VALUES, READABLE, doubts
from workers.steps.xml_places import places_of

_VERSION = 1
#: how an answer of this kind is told from a model's
_KIND = "xml"
#: of a value that is written down for programs
_CERTAIN = 1.0
#: where lines are, and what is taken from a model where the XML has none
LINES = "/line_items/"


@dataclass(frozen=True, slots=True)
class XmlReading:
    """values: as the XML has them. places: of those that stand on a page, by path.

    checks: of the XML itself and against its pages; arithmetic is checked on the result.
    is_believed: complete, and the pages do not say otherwise. charged_lines: see EInvoice.
    schema: whose leaves the paths are of.
    """

    values: tuple[Value, ...]
    places: Mapping[str, Place]
    checks: tuple[Check, ...]
    is_believed: bool
    num_lines: int = 0
    charged_lines: tuple[int, ...] = ()
    schema: str = SCHEMA


def covers(schema: Schema) -> bool:
    """Whether an e-invoice or an order can say what this schema asks for: only those that ship."""
    return schema.name in NAMES and schema.digest == load_builtin(schema.name).digest


def read_xml(invoice: EInvoice, pages: Sequence[Page]) -> XmlReading:
    """The values of an e-invoice on the pages it came with; none for a bare XML.

    invoice: as `as_schema` gives it.
    """
    leaves = _leaves(invoice.schema)
    printed = Printed(build_anchor(pages)) if pages else None
    checks = doubts(invoice, leaves, printed)
    spots = {} if printed is None else places_of(invoice.values, leaves, printed)
    return XmlReading(
        values=invoice.values,
        places={path: Place(spot.page, spot.bbox) for path, spot in spots.items()},
        checks=checks,
        is_believed=all(check.passed for check in checks if check.name not in OF_VALUES),
        num_lines=invoice.num_lines,
        charged_lines=invoice.charged_lines,
        schema=invoice.schema,
    )


def unreadable_xml(fault: str) -> XmlReading:
    """What is left of an XML that a document promises and that can't be read."""
    return XmlReading((), {}, (Check(READABLE, False, fault, ()),), is_believed=False)


def needs_model(reading: XmlReading, num_pages: int) -> bool:
    """Whether the pages must be read too: for what the XML lacks, or in its place."""
    return num_pages > 0 and not (reading.is_believed and reading.num_lines)


def fields_of_xml(reading: XmlReading) -> list[FieldResult]:
    """Every value with its evidence; checks are added once they have run."""
    return [
        _field(value, reading.places.get(value.path), reading.schema) for value in reading.values
    ]


def _field(value: Value, place: Place | None, schema: str) -> FieldResult:
    field: FieldResult = {
        "path": value.path,
        "value": value.value,
        "raw": value.raw,
        "page": None if place is None else place.page,
        "bbox": None if place is None else [round(side, 5) for side in place.bbox],
        "confidence": _CERTAIN,
        "source": "xml",
        "checks": [],
    }
    term = term_of(value.path, schema)
    return field if term is None else {**field, "term": term}


@lru_cache(maxsize=8)
def _leaves(schema: str) -> Mapping[str, Leaf]:
    return {leaf.pointer: leaf for leaf in load_builtin(schema).leaves()}


def xml_to_json(reading: XmlReading) -> dict[str, Any]:
    """A reading as plain JSON; `xml_of_json` gives an equal one back."""
    values = [
        [value.path, value.value, value.raw, *_place_to_json(reading.places.get(value.path))]
        for value in reading.values
    ]
    checks = [[c.name, c.passed, c.message, list(c.paths)] for c in reading.checks]
    return {
        "kind": _KIND,
        "version": _VERSION,
        "values": values,
        "checks": checks,
        "is_believed": reading.is_believed,
        "num_lines": reading.num_lines,
        "charged_lines": list(reading.charged_lines),
        "schema": reading.schema,
    }


def is_xml_json(content: Mapping[str, Any]) -> bool:
    """Whether an answer is one of these."""
    return content.get("kind") == _KIND


def xml_of_json(content: Mapping[str, Any]) -> XmlReading:
    """The reading that this version wrote.

    Raises:
        ValueError: another version's.
    """
    if content.get("version") != _VERSION:
        raise ValueError(f"an XML's answer of version {content.get('version')!r} is not known")
    values, places = [], {}
    for path, value, raw, page, bbox in content["values"]:
        values.append(Value(path, value, raw))
        if page is not None:
            places[path] = Place(page, tuple(bbox))
    return XmlReading(
        values=tuple(values),
        places=places,
        checks=tuple(
            Check(n, passed, told, tuple(at)) for n, passed, told, at in content["checks"]
        ),
        is_believed=content["is_believed"],
        num_lines=content["num_lines"],
        charged_lines=tuple(content["charged_lines"]),
        # Those that an earlier version stored are of invoices.
        schema=content.get("schema", SCHEMA),
    )


def _place_to_json(place: Place | None) -> tuple[int | None, list[float] | None]:
    return (None, None) if place is None else (place.page, [float(side) for side in place.bbox])
