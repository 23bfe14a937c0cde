"""A result as an e-invoice: which results can become one, and what is said about it. Knows no HTTP,
no database and no command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from docflow.errors import DocflowError
from schemas.einvoice.draft import Deduced
from schemas.einvoice.rules import Finding
from schemas.einvoice.terms import template_of
from schemas.einvoice.write import WRITTEN, Written, write_einvoice
from schemas.schema import PACKET, load_builtin

Syntax: TypeAlias = Literal["ubl", "cii"]
_MAX_FAULTS = 3


def einvoice_of(schema: str, data: Mapping[str, Any], syntax: Syntax, file: str) -> Written:
    """The e-invoice of a result's data, valid or not: its findings say. file: for messages.

    Raises:
        DocflowError: `not_an_invoice` for a result of another schema, `invalid_data` for data that
            the schema does not allow.
    """
    if schema not in WRITTEN:
        kinds = " or ".join(WRITTEN)
        reason = f"was read with the schema {schema[:80]!r}; an e-invoice is made of {kinds}."
        advice = "Read it again with one of these."
        if schema == PACKET:
            reason = "holds several documents, and an e-invoice is made of one."
            advice = "Ask for those of its documents: their ids are `part_id` in its extraction."
        raise DocflowError("not_an_invoice", f"{file}: {reason} {advice}")
    faults = load_builtin(schema).validate(data)
    if faults:
        shown = "; ".join(faults[:_MAX_FAULTS])
        raise DocflowError(
            "invalid_data", f"{file}: its data do not fit the schema {schema}: {shown}"
        )
    return write_einvoice(data, syntax, schema=schema)


def fatal_findings(written: Written) -> list[Finding]:
    """The rules for which a receiver rejects it."""
    return [finding for finding in written.findings if finding.severity == "fatal"]


def deduced_in_short(deduced: tuple[Deduced, ...]) -> Iterator[str]:
    """One line for each thing that was deduced; the same one of many items is told once."""
    groups: dict[tuple[str, str], list[Deduced]] = {}
    for one in deduced:
        groups.setdefault((template_of(one.path), one.why), []).append(one)
    for (template, why), found in groups.items():
        values = {one.value for one in found}
        where = found[0].path if len(found) == 1 else template
        value = f" = {found[0].value}" if len(values) == 1 else ""
        count = f" ({len(found)} times)" if len(found) > 1 else ""
        yield f"{where}{value}{count}: {why}"
