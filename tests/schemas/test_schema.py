"""Loading schemas, their leaves and views, and validating data."""

import json
from pathlib import Path

import pytest

from schemas import SchemaError, list_builtin, load, load_builtin, load_user
from schemas.schema import is_builtin

INVOICE_CORE = [
    "invoice_number",
    "issue_date",
    "due_date",
    "delivery_date",
    "purchase_order",
    "currency",
    "supplier.name",
    "supplier.tax_id",
    "supplier.address.text",
    "customer.name",
    "customer.account_id",
    "customer.address.text",
    "payment[].iban",
    "totals.subtotal",
    "totals.discount",
    "totals.tax",
    "totals.total",
    "totals.paid",
    "totals.amount_due",
    "line_items[].description",
    "line_items[].quantity",
    "line_items[].unit_price",
    "line_items[].amount_net",
]
RECEIPT_CORE = [
    "supplier.name",
    "supplier.address.text",
    "supplier.phone",
    "issue_date",
    "issue_time",
    "receipt_number",
    "currency",
    "totals.subtotal",
    "totals.tax",
    "totals.tip",
    "totals.total",
    "line_items[].description",
    "line_items[].quantity",
    "line_items[].amount_gross",
]
FORM_CORE = ["pairs[].key", "pairs[].value", "checkboxes[].label", "checkboxes[].checked"]
#: leaves that the small model must at least be asked for
OF_KIND = {
    "purchase_order": ["order_number", "supplier.name", "customer.name", "totals.total"],
    "order_confirmation": ["order_number", "purchase_order", "line_items[].quantity"],
    "credit_note": ["credit_note_number", "preceding_invoices[].number", "reason", "totals.tax"],
    "delivery_note": ["delivery_note_number", "line_items[].quantity_ordered", "packages"],
    "bank_statement": ["account.iban", "balances.opening", "balances.closing"],
    "payslip": ["employee.name", "totals.net", "earnings[].amount", "deductions[].amount"],
    "w9": ["name", "classification", "ssn", "ein"],
}
USER = {
    "title": "Delivery note",
    "type": "object",
    "required": ["number"],
    "properties": {
        "number": {"type": "string"},
        "weight": {"type": "number"},
        "parcels": {"type": "array", "items": {"type": "string"}},
    },
}


@pytest.mark.parametrize(
    ("name", "paths"),
    [("invoice", INVOICE_CORE), ("receipt", RECEIPT_CORE), ("form", FORM_CORE)],
)
def test_core_view_asks_for_these_leaves_in_this_order(name: str, paths: list[str]) -> None:
    assert [leaf.path for leaf in load_builtin(name).core_view().leaves()] == paths


@pytest.mark.parametrize("name", list(OF_KIND))
def test_core_view_of_a_kind_has_its_main_leaves_and_few_others(name: str) -> None:
    paths = [leaf.path for leaf in load_builtin(name).core_view().leaves()]
    assert set(OF_KIND[name]) <= set(paths)
    # The prompt of the small model has room for no more.
    assert 8 <= len(paths) <= 20


def test_business_documents_share_the_names_of_the_invoice() -> None:
    invoice = {leaf.path: leaf.kind for leaf in load_builtin("invoice").leaves()}
    shared = ["supplier.name", "customer.name", "line_items[].quantity", "line_items[].description"]
    for name in ("purchase_order", "order_confirmation", "credit_note", "delivery_note"):
        leaves = {leaf.path: leaf.kind for leaf in load_builtin(name).leaves()}
        assert set(shared) <= leaves.keys()
        assert all(invoice[path] == kind for path, kind in leaves.items() if path in invoice)


@pytest.mark.parametrize("name", list_builtin())
def test_builtin_leaves_are_nullable_and_have_distinct_paths(name: str) -> None:
    leaves = load_builtin(name).leaves()
    assert all(leaf.nullable and leaf.description for leaf in leaves)
    assert len({leaf.path for leaf in leaves}) == len(leaves)


@pytest.mark.parametrize("name", list_builtin())
def test_a_result_without_any_value_is_valid(name: str) -> None:
    schema = load_builtin(name)
    assert schema.validate({}) == []
    assert schema.core_view().validate({}) == []


def test_invoice_accepts_the_result_of_the_contract() -> None:
    data = {
        "invoice_number": "R-1042",
        "issue_date": "2026-03-01",
        "due_date": None,
        "currency": "EUR",
        "supplier": {"name": "ACME"},
        "totals": {"subtotal": "100.00", "tax": "19.00", "total": "119.00"},
        "line_items": [{"description": "Desk", "quantity": "2", "unit_price": "50.00"}],
    }
    assert load_builtin("invoice").validate(data) == []


def test_messages_name_the_place() -> None:
    data = {"totals": {"total": "1,20"}, "issue_date": "2026-02-30"}
    messages = load_builtin("invoice").validate(data)
    assert sorted(message.split(":")[0] for message in messages) == ["/issue_date", "/totals/total"]


def test_pointer_of_a_leaf_has_a_star_for_the_index() -> None:
    leaf = load_builtin("invoice").leaf("line_items[].amount_net")
    assert (leaf.pointer, leaf.name, leaf.kind) == (
        "/line_items/*/amount_net",
        "amount_net",
        "amount",
    )


def test_labels_are_kept_by_language() -> None:
    labels = load_builtin("invoice").leaf("invoice_number").labels
    assert "Rechnungsnummer" in labels["de"]


def test_core_view_caps_the_bank_accounts() -> None:
    view = load_builtin("invoice").core_view()
    assert view.json["properties"]["payment"]["maxItems"] == 1
    assert "maxItems" not in load_builtin("invoice").json["properties"]["payment"]


def test_subset_keeps_the_order_of_the_schema() -> None:
    view = load_builtin("invoice").subset(["totals.total", "invoice_number"])
    assert [leaf.path for leaf in view.leaves()] == ["invoice_number", "totals.total"]


def test_subset_of_an_unknown_path_is_an_error() -> None:
    with pytest.raises(SchemaError) as caught:
        load_builtin("form").subset(["nothing"])
    assert caught.value.code == "unknown_path"


def test_equal_schemas_have_equal_digests() -> None:
    assert load_user(USER).digest == load_user(json.dumps(USER).encode()).digest
    assert load_user(USER).digest != load_builtin("form").digest


def test_user_file_is_named_after_its_stem(tmp_path: Path) -> None:
    path = tmp_path / "Delivery Note v2.json"
    path.write_text(json.dumps(USER))
    assert load(str(path)).name == "delivery_note_v2"


def test_user_schema_without_marks_asks_for_everything() -> None:
    schema = load_user(USER)
    assert [(leaf.path, leaf.core) for leaf in schema.leaves()] == [
        ("number", True),
        ("weight", True),
        ("parcels[]", True),
    ]


def test_missing_file_is_an_error_that_lists_the_builtin_names() -> None:
    with pytest.raises(SchemaError, match="invoice, receipt, form") as caught:
        load("no/such/file.json")
    assert caught.value.code == "unknown_schema"


def test_forbidden_nulls_are_left_out_unless_required() -> None:
    data = {"number": None, "weight": None, "parcels": ["a"]}
    assert load_user(USER).without_forbidden_nulls(data) == {"number": None, "parcels": ["a"]}


def test_required_leaf_is_marked() -> None:
    required = {leaf.path: leaf.required for leaf in load_user(USER).leaves()}
    assert required == {"number": True, "weight": False, "parcels[]": False}


def test_a_users_file_with_the_name_of_a_builtin_schema_is_still_the_users() -> None:
    assert is_builtin(load_builtin("w9"))
    assert is_builtin(load_builtin("w9").core_view())
    assert not is_builtin(load_user(USER, "w9"))
