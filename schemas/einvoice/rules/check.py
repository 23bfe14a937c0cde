"""Runs every rule on an invoice that is to be written. Knows no XML.

The rules are those of EN 16931-1 (business rules) with the tolerances of its official schematron;
`PEPPOL-EN16931-R...` are the ones of Peppol BIS Billing 3 that ask for more, and are warnings. Not
here is what cannot fail: terms that the schema `invoice` does not have, and codes that the writers
set themselves.
"""

from __future__ import annotations

from typing import Literal

from schemas.einvoice.draft import Draft
from schemas.einvoice.rules.codes import code_rules
from schemas.einvoice.rules.finding import Finding
from schemas.einvoice.rules.peppol import peppol_rules
from schemas.einvoice.rules.present import present_rules
from schemas.einvoice.rules.present_items import item_rules
from schemas.einvoice.rules.sums import sum_rules
from schemas.einvoice.rules.tax import tax_rules

WrittenSyntax = Literal["ubl", "cii"]
_RULES = (present_rules, item_rules, sum_rules, tax_rules, code_rules)


def check_rules(draft: Draft, syntax: WrittenSyntax) -> tuple[Finding, ...]:
    """What does not hold, fatal findings first; the draft must be completed.

    syntax: UBL has rules of its own, and is what Peppol takes.
    """
    findings = [finding for rule in _RULES for finding in rule(draft)]
    if syntax == "ubl":
        findings.extend(peppol_rules(draft))
    return tuple(sorted(findings, key=lambda finding: finding.severity != "fatal"))
