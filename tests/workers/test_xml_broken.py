"""E-invoices broken in every place and in many ways: an error with a sentence, or a result that
says what is wrong. Never a crash, and never a value that goes missing in silence.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import pytest
from lxml import etree

from docflow.results import DocumentResult
from schemas.einvoice import EInvoice, EInvoiceError, as_schema, read_einvoice
from schemas.einvoice.terms import template_of
from schemas.schema import load_builtin
from tests.schemas.einvoice import documents
from workers.steps.xml_checks import COMPLETE, ONE_CURRENCY, READABLE
from workers.steps.xml_reading import read_xml
from workers.steps.xml_result import result_of_xml

SCHEMA = load_builtin("invoice")
KINDS = {leaf.pointer: leaf.kind for leaf in SCHEMA.leaves()}
#: the total of the charges, which this sample lacks
CHARGES = b"<ram:ChargeTotalAmount>5.00</ram:ChargeTotalAmount>"
INVOICES = {
    "cii": documents.cii(),
    "zugferd_1": documents.zugferd_1().replace(
        b"<ram:TaxBasisTotal", CHARGES + b"<ram:TaxBasisTotal", 1
    ),
    "ubl": documents.ubl(),
    "ubl_credit_note": documents.ubl("CreditNote", type_code="381"),
    # With check digits that hold.
    "fatturapa": documents.fatturapa().replace(b"01234567890", b"01234561007"),
}
#: documents of the other schemas
ORDERS = {
    "order": documents.order(),
    "order_x": documents.order_x(),
    "order_response": documents.order_response(),
    "simple_response": documents.simple_response(),
    "despatch_advice": documents.despatch_advice(),
}
#: kinds whose texts can be told from nonsense
TYPED = frozenset({"amount", "quantity", "percent", "date", "currency", "country", "bic"})
ARITHMETIC = frozenset(
    {
        "lines_sum_to_net", "net_adds_up", "totals_add_up", "line_amount",
        "tax_sum", "tax_rate_times_base", "allowances_sum", "charges_sum", "amount_due_adds_up",
        "base_by_rate",
    }
)  # fmt: skip
#: amounts that no rule of EN 16931 binds to another, and bases of a rate of 0
UNBOUND = re.compile(r"/line_items/\*/unit_price_gross|/allowances/\*/base|/tax/\*/base")


def result_of(data: bytes) -> tuple[EInvoice, DocumentResult]:
    invoice = read_einvoice(data)
    if invoice.schema == "credit_note":
        invoice = as_schema(invoice, "invoice")
    schema = load_builtin(invoice.schema)
    result = result_of_xml(
        schema, read_xml(invoice, []), id_="doc_1", file="x.xml", num_pages=0, seconds=0.0
    )
    assert schema.validate(result["data"]) == []
    return invoice, result


def values(invoice: EInvoice) -> dict[str, str]:
    return {value.path: value.value for value in invoice.values}


def failed(result: DocumentResult) -> set[str]:
    names = {check["name"] for check in result["checks"] if not check["passed"]}
    assert (result["status"] == "needs_review") == bool(names)
    return names


@lru_cache
def sound(syntax: str) -> dict[str, str]:
    """The values of the unbroken invoice, in which nothing is amiss."""
    invoice, result = result_of(INVOICES[syntax])
    assert failed(result) == set()
    return values(invoice)


def leaves(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter():
        if isinstance(element.tag, str) and not len(element) and (element.text or "").strip():
            yield element


def broken(syntax: str, change: Callable[[etree._Element], None]) -> Iterator[tuple[str, bytes]]:
    """The invoice once for every element with a text, changed there: (element's path, bytes)."""
    root = etree.fromstring((INVOICES | ORDERS)[syntax])
    tree = root.getroottree()
    for place in [tree.getelementpath(element) for element in leaves(root)]:
        changed = copy.deepcopy(root)
        element = changed.find(place)
        assert element is not None
        change(element)
        yield place, etree.tostring(changed)


def remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def writing(text: str) -> Callable[[etree._Element], None]:
    def write(element: etree._Element) -> None:
        element.text = text

    return write


def double(element: etree._Element) -> None:
    second = copy.deepcopy(element)
    second.text = f"{element.text}9"
    element.addnext(second)


def double_parent(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    if parent.getparent() is not None:
        parent.addnext(copy.deepcopy(parent))


def nest(element: etree._Element) -> None:
    """The text one element deeper than it belongs."""
    inner = etree.SubElement(element, element.tag)
    inner.text, element.text = element.text, None


CHANGES: dict[str, Callable[[etree._Element], None]] = {
    "removed": remove,
    "emptied": writing(""),
    "blank": writing(" \n\t"),
    "doubled": double,
    "parent_doubled": double_parent,
    "nonsense": writing("\u200bqu\u0301x, ¿?\u202e 𝔘"),
    "huge_number": writing("9" * 29),
    "longer_than_any_number": writing("9" * 60),
    "negative": writing("-1"),
    "not_a_number": writing("NaN"),
    "exponent": writing("1e999"),
    "no_such_day": writing("2024-02-30"),
    "long_text": writing("x" * 70_000),
    "nested": nest,
}
#: after these, a text that was a number, a day or a code is none any more
SPOILING = {
    "nonsense",
    "huge_number",
    "longer_than_any_number",
    "not_a_number",
    "exponent",
    "long_text",
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("syntax", INVOICES)
def test_a_change_of_any_element_is_an_error_or_a_result(syntax: str, change: str) -> None:
    told: list[str] = []
    for place, data in broken(syntax, CHANGES[change]):
        try:
            invoice, result = result_of(data)
        except EInvoiceError as error:
            told.append(error.message)
            continue
        lost = set(sound(syntax)) - set(values(invoice))
        names = failed(result)
        required = {"/invoice_number", "/issue_date", "/currency", "/totals/total"}
        if lost & required:
            assert COMPLETE in names, place
        if change in SPOILING:
            spoiled = {path for path in lost if KINDS[template_of(path)] in TYPED}
            assert not spoiled or names, (place, spoiled)
            if {path for path in spoiled if path in {f.path for f in invoice.unread}}:
                assert READABLE in names, place
    assert all(message.isprintable() for message in told)


@pytest.mark.parametrize("kind", ORDERS)
def test_a_broken_order_is_an_error_or_a_result_too(kind: str) -> None:
    _, sound_result = result_of(ORDERS[kind])
    assert failed(sound_result) == set()
    told: list[str] = []
    for change in CHANGES.values():
        for _, data in broken(kind, change):
            try:
                failed(result_of(data)[1])
            except EInvoiceError as error:
                told.append(error.message)
    for end in range(0, len(ORDERS[kind]) - 1, 100):
        with pytest.raises(EInvoiceError):
            read_einvoice(ORDERS[kind][:end])
    assert all(message.isprintable() for message in told)


@pytest.mark.parametrize("place", ["line_amount", "totals_add_up"])
def test_an_order_whose_sums_are_wrong_fails_the_rule_by_name(place: str) -> None:
    path = {"line_amount": "PriceAmount", "totals_add_up": "TaxInclusiveAmount"}[place]
    root = etree.fromstring(ORDERS["order"])
    element = root.find(f".//{{*}}{path}")
    assert element is not None
    _one_more(element)
    assert place in failed(result_of(etree.tostring(root))[1])


@pytest.mark.parametrize("syntax", INVOICES)
def test_an_amount_that_is_one_more_fails_a_rule_of_arithmetic(syntax: str) -> None:
    num_tested = 0
    for place, data in broken(syntax, _one_more):
        invoice, result = result_of(data)
        changed = {
            path
            for path, value in values(invoice).items()
            if sound(syntax).get(path) != value and KINDS[template_of(path)] == "amount"
        }
        if any(not UNBOUND.fullmatch(template_of(path)) for path in changed):
            num_tested += 1
            assert failed(result) & ARITHMETIC, (place, changed)
    assert num_tested >= 5


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("TaxExclusiveAmount", "totals_add_up"),
        ("TaxInclusiveAmount", "totals_add_up"),
        ("PayableAmount", "amount_due_adds_up"),
        ("LegalMonetaryTotal/{*}LineExtensionAmount", "net_adds_up"),
        ("TaxTotal/{*}TaxAmount", "tax_sum"),
        ("InvoiceLine/{*}LineExtensionAmount", "line_amount"),
    ],
)
def test_the_rule_that_a_changed_sum_breaks_is_told_by_its_name(path: str, rule: str) -> None:
    root = etree.fromstring(INVOICES["ubl"])
    element = root.find(f".//{{*}}{path}")
    assert element is not None
    _one_more(element)
    assert rule in failed(result_of(etree.tostring(root))[1])


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("DE02120300000000202051", "DE02120300000000202052", "iban_checksum"),
        ("DE02120300000000202051", "DE03120300000000202051", "iban_checksum"),
        ("DE136695976", "DE136695977", "vat_id_checksum"),
        ("FR40303265045", "FR41303265045", "vat_id_checksum"),
        ("4012345001235", "4012345001236", "gtin_checksum"),
        ("BYLADEM1001", "BYLADEM", READABLE),
        ("<cbc:DueDate>2024-04-04", "<cbc:DueDate>2024-03-04", "date_order"),
        ("<cbc:EndDate>2024-02-29", "<cbc:EndDate>2024-01-29", "date_order"),
        ("<cbc:IssueDate>2024-03-05", "<cbc:IssueDate>05.03.2024", READABLE),
        ("<cbc:IssueDate>2024-03-05", "<cbc:IssueDate>2024-13-05", COMPLETE),
        ("DocumentCurrencyCode>EUR", "DocumentCurrencyCode>USD", ONE_CURRENCY),
        ("DocumentCurrencyCode>EUR", "DocumentCurrencyCode>EURO", READABLE),
        ('TaxAmount currencyID="EUR"', 'TaxAmount currencyID="GBP"', ONE_CURRENCY),
    ],
)
def test_a_digit_a_day_or_a_currency_that_is_wrong_fails_its_check(
    old: str, new: str, name: str
) -> None:
    text = INVOICES["ubl"].decode()
    assert old in text
    assert name in failed(result_of(text.replace(old, new, 1).encode())[1])


@pytest.mark.parametrize("step", [1, -1], ids=["one_line_less", "one_line_twice"])
@pytest.mark.parametrize("syntax", ["cii", "ubl", "ubl_credit_note"])
def test_lines_that_are_missing_or_doubled_do_not_sum_up(syntax: str, step: int) -> None:
    root = etree.fromstring(INVOICES[syntax])
    tag = {"cii": "IncludedSupplyChainTradeLineItem", "ubl": "InvoiceLine"}.get(
        syntax, "CreditNoteLine"
    )
    line = root.find(f".//{{*}}{tag}")
    assert line is not None
    if step == 1:
        remove(line)
    else:
        line.addnext(copy.deepcopy(line))
    assert "lines_sum_to_net" in failed(result_of(etree.tostring(root))[1])


@pytest.mark.parametrize("syntax", INVOICES)
def test_any_cut_is_an_error_of_broken_xml(syntax: str) -> None:
    data = INVOICES[syntax]
    for end in range(0, len(data) - 1, 100):
        with pytest.raises(EInvoiceError) as caught:
            read_einvoice(data[:end])
        assert caught.value.code == "broken_xml"


@pytest.mark.parametrize("syntax", INVOICES)
@pytest.mark.parametrize("byte", [b"\x00", b"<", b"&", b"\xff", b"]]>", b"\xf0\x9f\x98"])
def test_a_byte_put_in_anywhere_is_an_error_or_a_result(syntax: str, byte: bytes) -> None:
    data, told = INVOICES[syntax], []
    for at in range(0, len(data), 97):
        try:
            result_of(data[:at] + byte + data[at:])
        except EInvoiceError as error:
            told.append(error.message)
    assert told
    assert all(message.isprintable() for message in told)


@pytest.mark.parametrize("syntax", INVOICES)
def test_names_decide_and_namespaces_of_parts_do_not(syntax: str) -> None:
    """A wrong namespace of an inner element changes nothing; without the root's it is an error or
    the same.
    """
    text = INVOICES[syntax].decode()
    inner = re.sub(r'(xmlns:(?:cac|cbc|ram|udt)=")[^"]*', r"\1urn:wrong:\1", text)
    inner = inner.replace("urn:wrong:xmlns:", "urn:wrong:").replace('=""', '="')
    assert values(read_einvoice(inner.encode())) == sound(syntax)
    foreign = re.sub(r'xmlns="[^"]*"', 'xmlns="urn:another"', text)
    assert values(read_einvoice(foreign.encode())) == sound(syntax)


def _one_more(element: etree._Element) -> None:
    try:
        element.text = str(Decimal((element.text or "").strip()) + 1)
    except InvalidOperation:
        return
