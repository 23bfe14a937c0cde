"""Which values read from a generated document count as right."""

from __future__ import annotations

from schemas.schema import Schema, load_builtin
from training.judge import cells_of, header_values, right_values

INVOICE = load_builtin("invoice")
FORM = load_builtin("form")


def test_values_are_compared_by_their_kind() -> None:
    truth = {"totals.total": "9.00", "issue_date": "2024-03-01", "supplier.name": "Acme Ltd"}
    data = {
        "issue_date": "2024-01-03",
        "supplier": {"name": "ACME Ltd."},
        "totals": {"total": "9", "tax": None},
    }
    assert right_values(INVOICE, truth, data) == {
        "/issue_date": False,
        "/supplier/name": True,
        "/totals/total": True,
    }


def test_a_value_the_truth_does_not_name_is_wrong() -> None:
    assert right_values(INVOICE, {}, {"due_date": "2024-01-03"}) == {"/due_date": False}


def test_line_items_are_matched_before_they_are_compared() -> None:
    truth = {
        "line_items[0].description": "Bread",
        "line_items[0].amount_net": "2.00",
        "line_items[1].description": "Milk",
        "line_items[1].amount_net": "1.00",
    }
    rows = [{"description": "Milk", "amount_net": "1.00"}, {"description": "Thanks", "quantity": 1}]
    assert right_values(INVOICE, truth, {"line_items": rows}) == {
        "/line_items/0/description": True,
        "/line_items/0/amount_net": True,
        "/line_items/1/description": False,
        "/line_items/1/quantity": False,
    }


def test_pairs_are_found_by_their_labels_and_others_are_invented() -> None:
    truth = {"pairs[0].key": "Policy No.", "pairs[0].value": "X-1"}
    pairs = [{"key": "Agent", "value": "Jo"}, {"key": "Policy No.", "value": "X-1"}]
    assert right_values(FORM, truth, {"pairs": pairs, "checkboxes": []}) == {
        "/pairs/0/value": False,
        "/pairs/1/value": True,
    }


def test_payments_have_no_order() -> None:
    truth = {"payment[1].iban": "DE02 1203"}
    data = {"payment": [{"iban": "DE021203"}]}
    assert right_values(INVOICE, truth, data) == {"/payment/0/iban": True}


def test_a_header_field_that_is_rightly_absent_is_right() -> None:
    truth = {"totals.total": "9.00", "supplier.name": "Acme"}
    data = {"totals": {"total": "9.00"}, "supplier": {"name": None}, "issue_date": None}
    found = {value.key: value.is_right for value in header_values("receipt", truth, data)}
    assert found == {"vendor_name": False, "date": True, "total": True}


def test_a_users_schema_is_judged_by_its_leaves() -> None:
    leaf = {"type": "string", "x-kind": "identifier", "x-grounded": True, "x-core": False}
    schema = Schema("order", {"type": "object", "properties": {"number": leaf}})
    assert right_values(schema, {"number": "R-1"}, {"number": "R1"}) == {"/number": True}


def test_each_list_of_a_payslip_is_matched_row_by_row() -> None:
    truth = {
        "earnings[0].description": "Salary",
        "earnings[0].amount": "3000.00",
        "deductions[0].description": "Tax",
        "deductions[0].amount": "500.00",
    }
    data = {
        "earnings": [{"description": "Bonus", "amount": "9"}, {"description": "Salary", "rate": 1}],
        "deductions": [{"description": "Tax", "amount": "500"}],
    }
    assert right_values(load_builtin("payslip"), truth, data) == {
        "/earnings/0/description": False,
        "/earnings/0/amount": False,
        "/earnings/1/description": True,
        "/earnings/1/rate": False,
        "/deductions/0/description": True,
        "/deductions/0/amount": True,
    }


def test_cells_that_were_missed_are_told_too() -> None:
    truth = {"transactions[0].description": "Rent", "transactions[0].debit": "7.00"}
    data = {"transactions": [{"description": "Rent", "credit": "7.00"}]}
    cells = cells_of(load_builtin("bank_statement").core_view(), truth, data)
    assert {cell.key: cell.outcome for cell in cells if cell.outcome != "correct_null"} == {
        "transactions[].description": "correct",
        "transactions[].debit": "missed",
        "transactions[].credit": "invented",
    }


def test_the_headline_of_other_kinds_is_the_core_of_their_schema() -> None:
    truth = {"employer.name": "Acme", "totals.net": "9.00"}
    data = {"employer": {"name": "Acme"}, "totals": {"net": "8.00", "gross": "9.00"}}
    wrong = {value.key for value in header_values("payslip", truth, data) if not value.is_right}
    assert wrong == {"totals.net", "totals.gross"}
