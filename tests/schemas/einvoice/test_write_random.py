"""Random invoices survive being written and read again, and no data break the writers."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from schemas.einvoice.rules.check import WrittenSyntax
from schemas.einvoice.terms import TERMS, template_of
from schemas.einvoice.unit_codes import UNIT_CODES
from schemas.einvoice.write import write_einvoice
from schemas.normalise.text import collapse
from schemas.schema import load_builtin
from schemas.tree import Leaf
from tests.schemas.einvoice.documents import IBAN
from tests.schemas.einvoice.full_invoice import leaves, read_again

# Examples of a hundred leaves take minutes to shrink, and say what they say without it.
_SETTINGS = settings(max_examples=25, deadline=None, phases=[Phase.generate])
both = pytest.mark.parametrize("syntax", ["ubl", "cii"])
_LEAVES = {leaf.pointer: leaf for leaf in load_builtin("invoice").leaves()}
_WORD = st.text(string.ascii_letters + string.digits + "äß€&<>\"'-/", min_size=1, max_size=12)
_TEXT = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)
# A line of zeros is read as a heading.
_NUMBER = st.decimals("0.01", 10**6, places=2, allow_nan=False).map(lambda value: f"{value:f}")
_DATE = st.dates().map(lambda day: day.isoformat())
_COUNTRY = st.sampled_from(["DE", "FR", "IT", "NL", "PL"])
#: values of kinds that have a form, and of leaves with codes of their own
_KINDS: dict[str, st.SearchStrategy[str]] = {
    "amount": _NUMBER, "quantity": _NUMBER, "date": _DATE, "country": _COUNTRY,
    "percent": st.integers(1, 99).map(str), "currency": st.sampled_from(["EUR", "USD", "PLN"]),
    "iban": st.just(IBAN), "bic": st.sampled_from(["BYLADEM1001", "DEUTDEFF"]),
    "vat_id": st.sampled_from(["DE136695976", "FR40303265045"]), "email": st.just("a@b.example"),
}  # fmt: skip
_CODES: dict[str, st.SearchStrategy[str]] = {
    "/document_type": st.sampled_from(["380", "384", "389"]),
    "/payment/*/means_code": st.just("49"),
    "/payment/*/card_last4": st.just("1234"),
    "/line_items/*/unit": st.sampled_from(sorted(UNIT_CODES - {"STK", "KGS", "CTN", "PAL"})),
    "/supplier/endpoint": st.just("a@b.example"),
    "/customer/endpoint": st.just("4000001543211"),
} | {
    path: st.just("S")
    for path in (
        "/tax/*/category_code",
        "/line_items/*/tax/category",
        "/allowances/*/tax_category",
        "/charges/*/tax_category",
    )
}
#: a leaf that is only written beside another, and what one is put together from others
_BESIDE = {
    "additional": "street", "card_holder": "card_last4", "account_name": "iban", "bic": "iban",
    "rate": "amount", "trading_name": "name",
}  # fmt: skip
_LISTS = {"supplier/ids": 2, "preceding_invoices": 2, "line_items": 3, "tax": 2, "payment": 1}


def _value(leaf: Leaf) -> st.SearchStrategy[str]:
    return _CODES.get(leaf.pointer, _KINDS.get(leaf.kind, _TEXT))


def _odd_value(leaf: Leaf) -> st.SearchStrategy[str]:
    """Whatever the schema allows."""
    if leaf.kind in ("amount", "quantity", "percent"):
        odd = ["0", "-1", "0.1", "-0.00", "9" * 30, "9" * 60, "0." + "0" * 19 + "1", "19", "100"]
        return st.sampled_from(odd)
    if leaf.pattern is not None or leaf.kind in ("date", "country"):
        return _value(leaf)
    return st.sampled_from(["S", "E", "O", "K", "A", " ", "\x00", "1", "DE", "x\ny", ", ", "🙂"])


@st.composite
def invoices(draw: st.DrawFn, *, odd: bool = False) -> dict[str, Any]:
    """Any of the leaves that have a term. Items are whole, so that nothing has to be deduced.

    odd: nothing is whole, and values are hard to make sense of.
    """
    data: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    for pointer, leaf in _LEAVES.items():
        skipped = pointer.endswith(("address/text", "/account_number", "/unit_price_gross"))
        if pointer not in TERMS or skipped:
            continue
        before, _, after = pointer[1:].partition("/*")
        size = 1
        if after or pointer.endswith("/*"):
            size = sizes.setdefault(before, draw(st.integers(0, _LISTS.get(before, 1))))
        for index in range(size):
            whole = before in ("line_items", "tax", "allowances", "charges", "preceding_invoices")
            if (whole and not odd) or pointer.endswith("/*") or draw(st.booleans()):
                path = pointer.replace("*", str(index), 1).replace("*", "0")
                _put(data, path, draw(_odd_value(leaf) if odd else _value(leaf)))
    if not odd:
        _tidy(data)
    return data


def _put(data: dict[str, Any], pointer: str, value: str) -> None:
    node: Any = data
    tokens = pointer.split("/")[1:]
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        child: Any = value if not after else ([] if after.isdigit() else {})
        if isinstance(node, list):
            # An item that has nothing else yet is an object without values.
            node.extend({} for _ in range(int(token) - len(node)))
            if len(node) <= int(token):
                node.append(child)
            node = node[int(token)]
        else:
            node = node.setdefault(token, child)


def _tidy(node: Any) -> None:
    """Takes out what stands only beside something that is not there."""
    if isinstance(node, list):
        for child in node:
            _tidy(child)
    elif isinstance(node, dict):
        for name, other in _BESIDE.items():
            if name in node and other not in node and "category_code" not in node:
                del node[name]
        for child in node.values():
            _tidy(child)


@both
@_SETTINGS
@given(data=invoices())
def test_what_was_not_deduced_is_read_again_as_it_was(
    syntax: WrittenSyntax, data: dict[str, Any]
) -> None:
    assert load_builtin("invoice").validate(data) == []
    written = write_einvoice(data, syntax)
    again = read_again(written.xml)
    changed = {one.path for one in written.deduced} | set(written.left_out)
    expected = {path: collapse(value) for path, value in leaves(data).items()}
    for path, value in expected.items():
        if path not in changed:
            assert again.get(path) == value, path
    extra = set(again) - set(expected) - changed
    assert {path for path in extra if not path.endswith("address/text")} == set()
    assert all(template_of(path) in TERMS for path in again)


@both
@_SETTINGS
@given(data=invoices(odd=True))
def test_no_data_break_the_writers(syntax: WrittenSyntax, data: dict[str, Any]) -> None:
    assert load_builtin("invoice").validate(data) == []
    written = write_einvoice(data, syntax)
    assert etree.fromstring(written.xml) is not None
    assert not written.is_valid
