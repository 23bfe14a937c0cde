"""What an e-invoice or an order says, as values of a schema. Knows no syntax and no page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.terms import template_of
from schemas.einvoice.types import typed
from schemas.kinds import Kind
from schemas.schema import load_builtin

Syntax = Literal["cii", "ubl", "fatturapa"]
SCHEMA = "invoice"
CREDIT_NOTE = "credit_note"
#: a leaf that has another name in the schema `credit_note`
_RENAMED = {"/invoice_number": "/credit_note_number"}
#: what the documents of each schema are called in a sentence
NAMES = {
    "invoice": "an invoice",
    "credit_note": "a credit note",
    "purchase_order": "an order",
    "order_confirmation": "an answer to an order",
    "delivery_note": "a despatch advice",
}


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
    """A whole e-invoice, or another business document.

    schema: of the documents of its kind; a credit note's values have the names of the schema
    `invoice` all the same, see `as_schema`.
    profile: as people call it (``EN 16931``, ``BASIC WL``, ``XRechnung``), the specification's own
    words where it is not known. num_lines: 0 for a profile without lines.
    charged_lines: indices of the lines with a charge of their own, for which the schema has no
    leaf. other_currencies: what amounts are stated in beside the document's two currencies.
    """

    syntax: Syntax
    profile: str
    values: tuple[Value, ...]
    unread: tuple[Unread, ...] = ()
    num_lines: int = 0
    charged_lines: tuple[int, ...] = ()
    other_currencies: tuple[str, ...] = ()
    schema: str = SCHEMA

    def get(self, path: str) -> str | None:
        """The value at a JSON Pointer."""
        return next((value.value for value in self.values if value.path == path), None)


@lru_cache(maxsize=8)
def _leaves(schema: str) -> Mapping[str, tuple[Kind, re.Pattern[str] | None]]:
    """Kind and pattern of each leaf, by pointer."""
    return {
        leaf.pointer: (leaf.kind, None if leaf.pattern is None else re.compile(leaf.pattern))
        for leaf in load_builtin(schema).leaves()
    }


def is_path(path: str, schema: str = SCHEMA) -> bool:
    """Whether a JSON Pointer is one of a leaf of the data that an EInvoice of `schema` holds."""
    return template_of(path) in _leaves(SCHEMA if schema == CREDIT_NOTE else schema)


def as_schema(invoice: EInvoice, schema: str) -> EInvoice:
    """The same with the names of `schema`: a credit note is one of the schema `credit_note`, and
    one of `invoice`.

    Raises:
        EInvoiceError: `no_invoice`, it is another kind of document.
    """
    if invoice.schema == CREDIT_NOTE == schema:
        return _renamed(invoice)
    if schema in (invoice.schema, SCHEMA) and invoice.schema in (schema, CREDIT_NOTE):
        return invoice if invoice.schema == schema else replace(invoice, schema=schema)
    wanted = NAMES.get(schema, f"a document of the schema {schema}")
    message = f"is {NAMES[invoice.schema]}, not {wanted}; the schema {invoice.schema} reads it"
    raise EInvoiceError("no_invoice", message)


def _renamed(invoice: EInvoice) -> EInvoice:
    leaves = _leaves(CREDIT_NOTE)
    values = tuple(replace(v, path=_RENAMED.get(v.path, v.path)) for v in invoice.values)
    unread = tuple(replace(v, path=_RENAMED.get(v.path, v.path)) for v in invoice.unread)
    return replace(
        invoice,
        values=tuple(value for value in values if template_of(value.path) in leaves),
        unread=tuple(fault for fault in unread if template_of(fault.path) in leaves),
    )


@dataclass(slots=True)
class Collector:
    """Gathers values while an e-invoice is read. The first value of a path counts. schema: whose
    leaves are filled; what another than `invoice` has no leaf for is left out.
    """

    schema: str = SCHEMA
    values: dict[str, Value] = field(default_factory=dict)
    unread: dict[str, Unread] = field(default_factory=dict)

    def put(self, path: str, raw: str | None, date_format: str | None = None) -> None:
        """Types `raw` as the leaf at `path` wants it. None and white space are no value.

        Raises KeyError for a path that is no leaf of the schema `invoice`: a fault of ours.
        """
        leaves, template = _leaves(self.schema), template_of(path)
        if self.schema != SCHEMA and template not in leaves:
            return
        kind, pattern = leaves[template]
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
