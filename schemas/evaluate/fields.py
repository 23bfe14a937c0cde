"""Which truth key is which path of a result, and how they are compared. Knows no documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.evaluate.matchers import (
    Matcher,
    matcher_of,
    same_amount,
    same_code,
    same_date,
    same_date_either_order,
    same_id,
    same_text,
    same_text_without_spaces,
)
from schemas.evaluate.pointers import child
from schemas.schema import list_builtin, load_builtin
from schemas.tree import Leaf

#: (JSON Pointer, value) of what a result has
Found = tuple[str, Any]

INVOICE_HEADER = (
    "vendor_name", "invoice_number", "invoice_date", "due_date", "currency", "subtotal",
    "tax_total", "total", "buyer_name",
)  # fmt: skip
RECEIPT_HEADER = ("vendor_name", "date", "total")
#: kinds whose truth keys are those of public test sets. Of every other kind that has a schema, the
#: truth's keys are the schema's own paths.
_WITH_OWN_KEYS = ("invoice", "receipt", "form")


@dataclass(frozen=True, slots=True)
class Field:
    """A truth key; paths: where a result has it, the first that is not null counts."""

    key: str
    paths: tuple[str, ...]
    same: Matcher


_COMMON = (
    Field("vendor_name", ("supplier.name",), same_text),
    Field("currency", ("currency",), same_code),
    Field("subtotal", ("totals.subtotal",), same_amount),
    Field("tax_total", ("totals.tax",), same_amount),
    Field("total", ("totals.total",), same_amount),
)
_INVOICE = (
    *_COMMON,
    Field("invoice_number", ("invoice_number", "receipt_number"), same_id),
    Field("invoice_date", ("issue_date",), same_date),
    Field("due_date", ("due_date",), same_date),
    Field("buyer_name", ("customer.name",), same_text),
)
_RECEIPT = (
    *_COMMON,
    Field("address", ("supplier.address.text",), same_text),
    Field("date", ("issue_date",), same_date),
    Field("tip", ("totals.tip",), same_amount),
    Field("receipt_number", ("receipt_number", "invoice_number"), same_id),
)
# `extra` of the truth: scored only where the result's schema has the field, never part of the
# headline.
EXTRA = (
    Field("amount_due", ("totals.amount_due",), same_amount),
    Field("due_payable", ("totals.amount_due",), same_amount),
    Field("prepaid", ("totals.paid",), same_amount),
    Field("discount_total", ("totals.discount",), same_amount),
    Field("previous_balance", ("totals.previous_balance",), same_amount),
    Field("line_total", ("totals.lines_net",), same_amount),
    Field("type_code", ("document_type",), same_code),
    Field("iban", ("payment[].iban",), same_id),
    Field("vendor_tax_ids", ("supplier.tax_id", "supplier.tax_registration"), same_id),
)


def fields_of(kind: str, *, without_spaces: bool, date_ambiguous: bool) -> tuple[Field, ...]:
    """Fields of a kind of document, with the rules that its notes ask for."""
    fields = {"invoice": _INVOICE, "receipt": _RECEIPT}.get(kind) or tuple(
        Field(leaf.path, (leaf.path,), matcher_of(leaf.kind))
        for leaf in own_leaves(kind)
        if "[]" not in leaf.path
    )
    swaps: dict[Matcher, Matcher] = {}
    if without_spaces:
        swaps[same_text] = same_text_without_spaces
    if date_ambiguous:
        swaps[same_date] = same_date_either_order
    return tuple(Field(each.key, each.paths, swaps.get(each.same, each.same)) for each in fields)


def header_of(kind: str) -> tuple[str, ...]:
    """Keys of the headline figure: of a kind labelled by its schema's paths, the core of it."""
    return {"invoice": INVOICE_HEADER, "receipt": RECEIPT_HEADER}.get(kind) or tuple(
        leaf.path for leaf in own_leaves(kind) if leaf.core and "[]" not in leaf.path
    )


@cache
def own_leaves(kind: str) -> tuple[Leaf, ...]:
    """The leaves of a kind that is labelled by its schema's paths; none for any other kind."""
    is_own = kind in list_builtin() and kind not in _WITH_OWN_KEYS
    return load_builtin(kind).leaves() if is_own else ()


def values_at(data: Any, path: str) -> list[Found]:
    """What is under ``a.b`` or ``payment[].iban``; empty where the result has no such key."""
    nodes: list[Found] = [("", data)]
    for part in path.split("."):
        name = part.removesuffix("[]")
        nodes = [
            (child(pointer, name), node[name])
            for pointer, node in nodes
            if isinstance(node, Mapping) and name in node
        ]
        if part.endswith("[]"):
            nodes = [
                (child(pointer, index), item)
                for pointer, node in nodes
                if isinstance(node, list)
                for index, item in enumerate(node)
            ]
    return nodes


def read(data: Mapping[str, Any], field: Field) -> list[Found]:
    """Values that are not null: ours first, then a user's schema that has the truth's own key."""
    paths = dict.fromkeys((*field.paths, field.key))
    found = [each for path in paths for each in values_at(data, path)]
    return [(pointer, value) for pointer, value in found if value is not None]
