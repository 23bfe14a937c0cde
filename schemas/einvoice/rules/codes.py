"""Code lists (BR-CL), decimals (BR-DEC) and prefixes of VAT ids (BR-CO-09). Knows no sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schemas.einvoice import code_lists
from schemas.einvoice.complete_parties import has_vat_prefix
from schemas.einvoice.complete_tax import CATEGORIES
from schemas.einvoice.draft import Draft
from schemas.einvoice.rules.finding import Findings, fatal
from schemas.einvoice.terms import term_of
from schemas.einvoice.unit_codes import UNIT_CODES

_TYPES = code_lists.INVOICE_TYPES | code_lists.CREDIT_NOTE_TYPES
#: rule, pointer with `*` for every item, codes, what they are
_CODES = (
    ("BR-CL-01", "/document_type", _TYPES, "type of an invoice (UNTDID 1001)"),
    ("BR-CL-04", "/currency", code_lists.CURRENCIES, "currency (ISO 4217)"),
    ("BR-CL-05", "/tax_currency", code_lists.CURRENCIES, "currency (ISO 4217)"),
    ("BR-CL-14", "/supplier/address/country", code_lists.COUNTRIES, "country (ISO 3166-1)"),
    ("BR-CL-14", "/customer/address/country", code_lists.COUNTRIES, "country (ISO 3166-1)"),
    ("BR-CL-14", "/ship_to/address/country", code_lists.COUNTRIES, "country (ISO 3166-1)"),
    (
        "BR-CL-14",
        "/tax_representative/address/country",
        code_lists.COUNTRIES,
        "country (ISO 3166-1)",
    ),
    ("BR-CL-15", "/line_items/*/origin", code_lists.COUNTRIES, "country (ISO 3166-1)"),
    ("BR-CL-16", "/payment/*/means_code", code_lists.PAYMENT_MEANS, "payment means (UNTDID 4461)"),
    ("BR-CL-17", "/tax/*/category_code", CATEGORIES, "tax category (UNTDID 5305)"),
    ("BR-CL-18", "/line_items/*/tax/category", CATEGORIES, "tax category (UNTDID 5305)"),
    ("BR-CL-17", "/allowances/*/tax_category", CATEGORIES, "tax category (UNTDID 5305)"),
    ("BR-CL-17", "/charges/*/tax_category", CATEGORIES, "tax category (UNTDID 5305)"),
    ("BR-CL-19", "/allowances/*/reason_code", code_lists.ALLOWANCE_REASONS, "reason (UNTDID 5189)"),
    ("BR-CL-20", "/charges/*/reason_code", code_lists.CHARGE_REASONS, "reason (UNTDID 7161)"),
    ("BR-CL-22", "/tax/*/exemption_code", code_lists.EXEMPTION_REASONS, "reason (VATEX)"),
    ("BR-CL-23", "/line_items/*/unit", UNIT_CODES, "unit (UN/ECE Recommendation 20)"),
)
_TWO_DECIMALS = (
    ("BR-DEC-01", "/allowances/*/amount"),
    ("BR-DEC-02", "/allowances/*/base"),
    ("BR-DEC-05", "/charges/*/amount"),
    ("BR-DEC-06", "/charges/*/base"),
    ("BR-DEC-09", "/totals/lines_net"),
    ("BR-DEC-10", "/totals/discount"),
    ("BR-DEC-11", "/totals/charges"),
    ("BR-DEC-12", "/totals/subtotal"),
    ("BR-DEC-13", "/totals/tax"),
    ("BR-DEC-14", "/totals/total"),
    ("BR-DEC-15", "/totals/tax_in_tax_currency"),
    ("BR-DEC-16", "/totals/paid"),
    ("BR-DEC-17", "/totals/rounding"),
    ("BR-DEC-18", "/totals/amount_due"),
    ("BR-DEC-19", "/tax/*/base"),
    ("BR-DEC-20", "/tax/*/amount"),
    ("BR-DEC-23", "/line_items/*/amount_net"),
    ("BR-DEC-24", "/line_items/*/discount/amount"),
)
_VAT_IDS = ("/supplier/tax_id", "/tax_representative/tax_id", "/customer/tax_id")


def code_rules(draft: Draft) -> Findings:
    """Findings on single values."""
    for rule, template, codes, what in _CODES:
        for path in _paths(draft, template):
            text = draft.get(path)
            if text is not None and text not in codes:
                yield fatal(rule, f"{text[:40]!r} is no {what}", path, term_of(path))
    for rule, template in _TWO_DECIMALS:
        for path in _paths(draft, template):
            number = draft.number(path)
            if number is not None and _decimals(number) > 2:
                message = f"{number} has more than two decimals"
                yield fatal(rule, message, path, term_of(path))
    for path in _VAT_IDS:
        text = draft.get(path)
        if text is not None and not has_vat_prefix(text):
            message = f"the VAT id {text[:40]!r} does not begin with a country"
            yield fatal("BR-CO-09", message, path, term_of(path))


def _paths(draft: Draft, template: str) -> Iterator[str]:
    """The pointers that `template` stands for."""
    before, star, after = template.partition("/*")
    if not star:
        yield before
        return
    for item in draft.items(before):
        yield f"{item}{after}"


def _decimals(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))
