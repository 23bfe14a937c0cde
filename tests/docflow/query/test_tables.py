"""The tables: their names, types and rows, the same on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from docflow.errors import DocflowError
from docflow.query.service import query, tables_of
from docflow.results import CheckResult, FieldResult
from docflow.services import Services
from docflow.tenants.service import ensure_tenant
from tests.docflow.query.documents import (
    add_document,
    add_many_documents,
    add_schema,
    correct_document,
    invoice_data,
)

TEXT = {"type": ["string", "null"]}


def ask(services: Services, tenant: str, sql: str) -> list[list[Any]]:
    return query(services, tenant, sql).rows


def types(services: Services, tenant: str, sql: str) -> dict[str, str]:
    return {column.name: column.type for column in query(services, tenant, sql).columns}


def test_values_have_the_types_of_their_columns(services: Services, tenant: str) -> None:
    document_id = add_document(services, tenant, invoice_data("R-1", "Acme", "1234.50"))
    sql = (
        "SELECT document_id, file_name, status, invoice_number, issue_date, totals_total, "
        "totals_tax FROM invoice"
    )
    assert ask(services, tenant, sql) == [
        [document_id, "a.pdf", "done", "R-1", "2026-03-01", 1234.5, None]
    ]
    assert types(services, tenant, sql) == {
        "document_id": "text",
        "file_name": "text",
        "status": "text",
        "invoice_number": "text",
        "issue_date": "date",
        "totals_total": "numeric",
        "totals_tax": "numeric",
    }


def test_each_item_of_a_list_is_a_row_with_its_number(services: Services, tenant: str) -> None:
    add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"))
    assert ask(
        services,
        tenant,
        "SELECT item, description, quantity * unit_price FROM invoice_line_items ORDER BY item",
    ) == [[1, "Acme first", 2.5], [2, "Acme second", 5]]
    assert ask(services, tenant, "SELECT item, value FROM invoice_supplier_ids ORDER BY 1") == [
        [1, "R-1-a"],
        [2, "R-1-b"],
    ]


def test_an_item_of_a_list_in_a_list_knows_both_numbers(services: Services, tenant: str) -> None:
    add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"))
    sql = "SELECT line_items_item, item, name, value FROM invoice_line_items_attributes ORDER BY 2"
    assert ask(services, tenant, sql) == [[1, 1, "colour", "red"], [1, 2, "size", "L"]]


def test_pairs_and_boxes_of_forms_are_rows(services: Services, tenant: str) -> None:
    data = {
        "pairs": [{"key": "Name", "value": "Ada"}, {"key": "City", "value": None}],
        "checkboxes": [{"label": "Yes", "checked": True}, {"label": "No", "checked": False}],
    }
    add_document(services, tenant, data, schema="form")
    assert ask(services, tenant, "SELECT key, value FROM form_pairs ORDER BY item") == [
        ["Name", "Ada"],
        ["City", None],
    ]
    assert ask(services, tenant, "SELECT label FROM form_checkboxes WHERE checked") == [["Yes"]]
    assert ask(services, tenant, "SELECT * FROM form_checkboxes ORDER BY item")[1][-1] is False


def test_documents_are_there_before_they_are_read(services: Services, tenant: str) -> None:
    add_document(services, tenant, None, metadata={"team": "north"})
    sql = "SELECT status, schema_name, metadata ->> 'team' AS team, size_bytes FROM documents"
    assert ask(services, tenant, sql) == [["queued", "invoice", "north", 1000]]
    assert ask(services, tenant, "SELECT metadata FROM documents") == [[{"team": "north"}]]
    assert ask(services, tenant, "SELECT * FROM invoice") == []


def test_evidence_is_asked_for_like_any_table(services: Services, tenant: str) -> None:
    field: FieldResult = {
        "path": "/totals/total",
        "value": "12.50",
        "raw": "12,50 €",
        "page": 1,
        "bbox": [0.5, 0.25, 0.75, 0.5],
        "confidence": 0.5,
        "source": "text",
        "checks": ["totals_add_up"],
    }
    add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"), fields=[field])
    sql = (
        "SELECT path, value, raw, page, box_left, box_bottom, confidence, source, checks "
        "FROM fields WHERE confidence < 0.9"
    )
    assert ask(services, tenant, sql) == [
        ["/totals/total", "12.50", "12,50 €", 1, 0.5, 0.5, 0.5, "text", ["totals_add_up"]]
    ]


def test_repaired_values_are_found_by_their_evidence(services: Services, tenant: str) -> None:
    tax: FieldResult = {
        "path": "/totals/tax",
        "value": "2.00",
        "raw": "2,00",
        "page": 1,
        "bbox": None,
        "confidence": 0.9,
        "source": "text",
        "checks": [],
    }
    total: FieldResult = {
        **tax,
        "path": "/totals/total",
        "value": "12.50",
        "repaired": {
            "from": {"value": "10.50", "raw": "10,50", "page": 1, "bbox": None},
            "by": ["totals_add_up"],
            "derivation": "10.50 + 2.00 = 12.50",
        },
    }
    add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"), fields=[tax, total])
    sql = "SELECT path, repaired ->> 'derivation' AS why FROM fields WHERE repaired IS NOT NULL"
    assert ask(services, tenant, sql) == [["/totals/total", "10.50 + 2.00 = 12.50"]]


def test_a_correction_replaces_the_row(services: Services, tenant: str) -> None:
    document_id = add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"))
    correct_document(services, document_id, invoice_data("R-1", "Acme Ltd", "13.00"))
    sql = "SELECT supplier_name, totals_total FROM invoice"
    assert ask(services, tenant, sql) == [["Acme Ltd", 13]]


def test_what_has_not_its_columns_type_is_null(services: Services, tenant: str) -> None:
    odd: list[dict[str, Any]] = [
        {"totals": {"total": "about 5"}, "issue_date": "2026-02-30", "line_items": "none"},
        {"totals": {"total": "1-2"}, "issue_date": "soon", "line_items": {"a": 1}},
        {"totals": ["x"], "issue_date": {"day": 1}, "line_items": [None, "x", 5, []]},
        {"totals": {"total": ""}, "issue_date": "2023-02-29", "supplier": "Acme"},
        {"totals": {"total": "-"}, "issue_date": 20260301},
    ]
    for data in odd:
        add_document(services, tenant, data)
    sql = "SELECT totals_total, issue_date, supplier_name FROM invoice"
    assert ask(services, tenant, sql) == [[None, None, None]] * len(odd)
    # Items that are no objects are rows without values.
    assert ask(services, tenant, "SELECT item, description FROM invoice_line_items ORDER BY 1") == [
        [number, None] for number in (1, 2, 3, 4)
    ]
    assert ask(services, tenant, "SELECT * FROM invoice_line_items_attributes") == []


@pytest.mark.parametrize("total", ["0", "-12.50", "+3", ".5", "007", "1234567890.12"])
def test_decimals_as_documents_have_them_are_numbers(
    services: Services, tenant: str, total: str
) -> None:
    add_document(services, tenant, invoice_data("R-1", "Acme", total))
    assert ask(services, tenant, "SELECT totals_total FROM invoice") == [[float(total)]]


def test_sums_and_shares_are_not_cut_to_whole_numbers(services: Services, tenant: str) -> None:
    for total in ("119.00", "120"):
        add_document(services, tenant, invoice_data("R", "Acme", total))
    assert ask(services, tenant, "SELECT sum(totals_total) / count(*) FROM invoice") == [[119.5]]


def test_odd_names_of_a_users_schema_become_plain_columns(services: Services, tenant: str) -> None:
    properties = {
        "Größe (mm)": TEXT,
        'a "b"': TEXT,
        "it's": TEXT,
        "select": TEXT,
        "status": TEXT,
        "100%": TEXT,
        "日本": TEXT,
        "a b": TEXT,
        "a-b": TEXT,
        "$x": {"type": "object", "properties": {'"': TEXT, "in ner": {"type": "integer"}}},
        "Zeilen 1": {
            "type": "array",
            "items": {"type": "object", "properties": {"Wert €": TEXT, "ok?": {"type": "boolean"}}},
        },
    }
    add_schema(services, tenant, "odd", properties)
    data = {
        "Größe (mm)": "5",
        'a "b"': "quotes",
        "it's": "apostrophe",
        "select": "keyword",
        "status": "own",
        "100%": "per cent",
        "日本": "Japan",
        "a b": "space",
        "a-b": "dash",
        "$x": {'"': "only", "in ner": 7},
        "Zeilen 1": [{"Wert €": "1", "ok?": True}, {"Wert €": "2", "ok?": None}],
    }
    add_document(services, tenant, data, schema="odd")
    result = query(services, tenant, "SELECT * FROM odd")
    row = dict(zip([column.name for column in result.columns], result.rows[0], strict=True))
    del row["document_id"], row["created_at"], row["file_name"]
    assert row == {
        "status": "done",
        "grosse_mm": "5",
        "a_b": "quotes",
        "it_s": "apostrophe",
        "select_": "keyword",
        "status_2": "own",
        "c_100": "per cent",
        "column": "Japan",
        "a_b_2": "space",
        "a_b_3": "dash",
        "x": "only",
        "x_in_ner": 7,
    }
    items = ask(services, tenant, "SELECT item, wert, ok FROM odd_zeilen_1 ORDER BY item")
    assert items == [[1, "1", True], [2, "2", None]]


def test_checks_tell_which_documents_contradict_their_page(services: Services, tenant: str) -> None:
    adds_up: CheckResult = {
        "name": "totals_add_up",
        "passed": True,
        "message": "1 + 1 = 2",
        "rule": "BR-CO-15",
    }
    forged: CheckResult = {
        "name": "xml_matches_page",
        "passed": False,
        "message": "the page prints another IBAN",
    }
    add_document(services, tenant, {}, file_name="good.pdf", checks=[adds_up])
    add_document(services, tenant, {}, file_name="forged.pdf", checks=[adds_up, forged])
    sql = "SELECT file_name, schema_name, item, name, rule, message FROM checks WHERE NOT passed"
    assert ask(services, tenant, sql) == [
        ["forged.pdf", "invoice", 2, "xml_matches_page", None, "the page prints another IBAN"]
    ]
    other = ensure_tenant(services, "other")
    assert ask(services, other, "SELECT * FROM checks") == []


def test_lists_of_lists_are_tables_too(services: Services, tenant: str) -> None:
    numbers = {"type": "array", "items": {"type": "number"}}
    add_schema(services, tenant, "grid", {"rows": {"type": "array", "items": numbers}})
    add_document(services, tenant, {"rows": [[1, 2.5], [], [3]]}, schema="grid")
    sql = "SELECT rows_item, item, value FROM grid_rows_items ORDER BY 1, 2"
    assert ask(services, tenant, sql) == [[1, 1, 1], [1, 2, 2.5], [3, 1, 3]]


def test_a_changed_schema_keeps_the_columns_of_older_documents(
    services: Services, tenant: str
) -> None:
    add_schema(services, tenant, "order", {"old": TEXT, "amount": TEXT})
    add_document(services, tenant, {"old": "a", "amount": "5 pieces"}, schema="order")
    add_schema(services, tenant, "order", {"amount": {"type": "integer"}, "new": TEXT})
    add_document(services, tenant, {"amount": 7, "new": "b"}, schema="order")
    rows = ask(services, tenant, 'SELECT old, amount, new FROM "order" ORDER BY created_at')
    assert rows == [["a", None, None], [None, 7, "b"]]


def test_a_tenant_sees_its_own_schemas_only(services: Services, tenant: str) -> None:
    other = ensure_tenant(services, "other")
    add_schema(services, tenant, "mine", {"a": TEXT})
    add_schema(services, other, "mine", {"b": TEXT})
    add_schema(services, other, "theirs", {"c": TEXT})
    assert "theirs" not in tables_of(services, tenant)
    assert [column.name for column in tables_of(services, tenant)["mine"].values] == ["a"]


def test_a_users_schema_takes_no_table_away(services: Services, tenant: str) -> None:
    for name in ("documents", "fields", "checks", "invoice_line_items"):
        add_schema(services, tenant, name, {"a": TEXT})
    catalog = tables_of(services, tenant)
    assert catalog["documents"].schema_name is None
    assert catalog["invoice_line_items"].schema_name == "invoice"
    assert catalog["documents_2"].schema_name == "documents"
    assert catalog["invoice_line_items_2"].schema_name == "invoice_line_items"
    for name in catalog:
        assert ask(services, tenant, f'SELECT * FROM "{name}"') == []


def test_a_schema_as_large_as_allowed_can_be_asked(services: Services, tenant: str) -> None:
    group = {"type": "object", "properties": {f"value_{i}": {"type": "string"} for i in range(290)}}
    add_schema(services, tenant, "wide", {f"group_{i}": group for i in range(6)})
    add_document(services, tenant, {"group_0": {"value_7": "x"}}, schema="wide")
    result = query(services, tenant, "SELECT * FROM wide")
    assert len(result.columns) == 1504
    assert ask(services, tenant, "SELECT group_0_value_7 FROM wide") == [["x"]]


def test_every_table_answers_with_the_columns_it_lists(services: Services, tenant: str) -> None:
    add_document(services, tenant, invoice_data("R-1", "Acme", "12.50"))
    for name, relation in tables_of(services, tenant).items():
        result = query(services, tenant, f"SELECT * FROM {name}")
        assert [(column.name, column.type) for column in result.columns] == [
            (column.name, column.type) for column in relation.columns
        ]


def test_a_join_of_thousands_is_no_loop_in_a_loop(services: Services, tenant: str) -> None:
    data = invoice_data("R-1", "Acme", "12.50")
    data["line_items"] *= 5
    add_many_documents(services, tenant, 2500, data)
    sql = (
        "SELECT count(*), sum(l.quantity) FROM invoice AS i "
        "JOIN invoice_line_items AS l USING (document_id)"
    )
    # Row by row it takes three times as long as a query may.
    assert ask(services, tenant, sql) == [[25_000, 31_250]]


def test_a_misspelled_name_is_an_error_that_helps(services: Services, tenant: str) -> None:
    with pytest.raises(DocflowError, match=r"no table 'invoices'; there is invoice"):
        ask(services, tenant, "SELECT * FROM invoices")
    with pytest.raises(DocflowError, match=r"no column 'suplier_name'; there is supplier_name"):
        ask(services, tenant, "SELECT suplier_name FROM invoice")
    # A column of another table: SQLite would take a name in double quotes for a string.
    with pytest.raises(DocflowError, match="totals_change"):
        ask(
            services,
            tenant,
            "SELECT totals_change FROM invoice, (SELECT 1 AS totals_change) AS x"
            " WHERE invoice.totals_change = 1",
        )
