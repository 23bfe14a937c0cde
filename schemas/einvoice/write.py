"""An invoice's data to an e-invoice: completed, tested by the rules of EN 16931, written. Knows no
file and no page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import localcontext
from typing import Any

from schemas.einvoice.complete import complete
from schemas.einvoice.draft import Deduced, Draft
from schemas.einvoice.rules import Finding, check_rules
from schemas.einvoice.rules.check import WrittenSyntax
from schemas.einvoice.write_cii import write_cii
from schemas.einvoice.write_ubl import write_ubl

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
#: schemas whose data can be written
WRITTEN = (INVOICE, CREDIT_NOTE)
_WRITERS = {"ubl": write_ubl, "cii": write_cii}
_NUMBER = "/invoice_number"
_DIGITS = 200
_CREDIT_NOTE_NUMBER = "/credit_note_number"


@dataclass(frozen=True, slots=True)
class Written:
    """An e-invoice.

    xml: UTF-8. findings: rules that do not hold, fatal ones first. deduced: what was written and
    the data do not say in these words. left_out: JSON Pointers of values that are not in the XML,
    since EN 16931 has no term for them, or the syntax no second place.
    """

    xml: bytes
    findings: tuple[Finding, ...]
    deduced: tuple[Deduced, ...]
    left_out: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Whether no fatal rule is broken."""
        return all(finding.severity != "fatal" for finding in self.findings)


def write_einvoice(
    data: Mapping[str, Any], syntax: WrittenSyntax, *, schema: str = INVOICE
) -> Written:
    """The e-invoice of `data`, whatever is missing: the findings say what.

    data: valid by the schema. schema: ``invoice`` or ``credit_note``, which has another name for
    the number and a reason, that becomes part of the note.

    Raises:
        ValueError: a schema that is not of an invoice.
    """
    if schema not in WRITTEN:
        raise ValueError(f"{schema!r} is no invoice; {' and '.join(WRITTEN)} can be written")
    is_credit_note = schema == CREDIT_NOTE
    source = _as_invoice(data) if is_credit_note else data
    draft = Draft(source)
    # Enough digits that no product or quotient of two values is rounded away or refused.
    with localcontext(prec=_DIGITS):
        complete(draft, is_credit_note=is_credit_note)
        findings = check_rules(draft, syntax)
        xml = _WRITERS[syntax](draft)
    left_out = draft.not_written(source)
    deduced = tuple(draft.deduced)
    if is_credit_note:
        findings = tuple(replace(one, path=_back(one.path)) for one in findings)
        deduced = tuple(replace(one, path=_back(one.path)) for one in deduced)
        left_out = tuple(_back(path) for path in left_out)
    return Written(xml, findings, deduced, left_out)


def _as_invoice(data: Mapping[str, Any]) -> dict[str, Any]:
    """A credit note by the names of an invoice."""
    found = {
        key: value for key, value in data.items() if key not in ("credit_note_number", "reason")
    }
    texts = [text for text in (data.get("note"), data.get("reason")) if text]
    number = data.get("credit_note_number")
    return {**found, "invoice_number": number, "note": "\n".join(texts) or None}


def _back(path: str) -> str:
    return _CREDIT_NOTE_NUMBER if path == _NUMBER else path
