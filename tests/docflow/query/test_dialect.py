"""One way to write SQL for both databases."""

from __future__ import annotations

from typing import Any

import pytest

from docflow.errors import DocflowError
from tests.docflow.query.conftest import TwoTenants

ANSWERS: dict[str, Any] = {
    "issue_date + 3": "2026-03-04",
    "issue_date - 1": "2026-02-28",
    "issue_date - DATE '2026-01-01'": 59,
    "issue_date + INTERVAL '1 month'": "2026-04-01",
    "issue_date - INTERVAL '1' DAY": "2026-02-28",
    "date_trunc('month', issue_date + 5)": "2026-03-01",
    "date_trunc('quarter', issue_date)": "2026-01-01",
    "date_trunc('week', issue_date)": "2026-02-23",
    "extract(year FROM issue_date)": 2026,
    "extract(dow FROM issue_date)": 0,
    "extract(week FROM issue_date)": 9,
    "date_part('month', issue_date)": 3,
    "to_char(issue_date, 'YYYY-MM')": "2026-03",
    "issue_date BETWEEN '2026-01-01' AND '2026-12-31'": True,
    "'2026-03-01'::date = issue_date": True,
    "created_at < now() + INTERVAL '1 day'": True,
    "created_at > now() - INTERVAL '1 hour'": True,
    "created_at::date <= current_date": True,
    "left(supplier_name, 2) || right(supplier_name, 1)": "Ac1",
    "split_part('a-b-c', '-', 2)": "b",
    "concat('a', NULL, 'b')": "ab",
    "'a' || NULL": None,
    "substring(supplier_name FROM 1 FOR 4)": "Acme",
    "position('c' IN supplier_name)": 2,
    "upper(trim('  x '))": "X",
    "length('größe')": 5,
    "floor(1.5) + ceil(1.5)": 3,
    "floor(-1.5)": -2,
    "round(2.345, 1)": 2.3,
    "7 / 2": 3,
    "7 % 2": 1,
    "totals_total / 3 > 33": True,
    "totals_total::numeric(10, 1)": 100.5,
    "supplier_name LIKE 'acme%'": False,
    "supplier_name ILIKE 'acme%'": True,
    "coalesce(totals_tax, 0)": 0,
    "nullif(supplier_name, 'Acme 1')": None,
    "greatest(1, NULL, 3) + least(2, 5)": 5,
    "CASE WHEN totals_total > 5 THEN 'large' ELSE 'small' END": "large",
    "totals_tax IS NULL": True,
    "totals_tax IS NOT DISTINCT FROM NULL": True,
    "EXISTS (SELECT 1 FROM invoice_line_items AS l WHERE l.document_id = i.document_id)": True,
    "(SELECT count(*) FROM invoice_line_items AS l WHERE l.document_id = i.document_id)": 2,
    "i.invoice_number IN ('R-1', 'R-9')": True,
}


@pytest.mark.parametrize("expression", ANSWERS)
def test_both_databases_answer_alike(two_tenants: TwoTenants, expression: str) -> None:
    sql = f"SELECT {expression} AS x FROM invoice AS i WHERE invoice_number = 'R-1'"
    [[value]] = two_tenants.ask(sql).rows
    assert value == ANSWERS[expression]
    assert type(value) is type(ANSWERS[expression])


def test_groups_windows_and_unions_work(two_tenants: TwoTenants) -> None:
    assert two_tenants.ask(
        "WITH large AS (SELECT * FROM invoice WHERE totals_total > 150), "
        "named AS (SELECT supplier_name AS name, totals_total AS total FROM large) "
        "SELECT name, sum(total), rank() OVER (ORDER BY sum(total) DESC) AS place FROM named "
        "GROUP BY name HAVING count(*) = 1 UNION ALL SELECT 'none', 0, 9 ORDER BY place LIMIT 2"
    ).rows == [["Acme 4", 400.5, 1], ["Acme 3", 300.5, 2]]
    assert two_tenants.ask(
        "SELECT currency, count(*) FILTER (WHERE totals_total > 150), string_agg(currency, ';') "
        "FROM invoice GROUP BY 1"
    ).rows == [["EUR", 3, "EUR;EUR;EUR;EUR"]]


def test_tables_are_joined_by_the_documents_id(two_tenants: TwoTenants) -> None:
    result = two_tenants.ask(
        "SELECT i.invoice_number, sum(l.quantity * l.unit_price) AS net FROM invoice AS i "
        "LEFT JOIN invoice_line_items AS l USING (document_id) GROUP BY 1 ORDER BY 1"
    )
    assert result.rows == [[f"R-{n}", 7.5] for n in range(1, 5)]


def test_results_without_a_name_get_the_same_one_everywhere(two_tenants: TwoTenants) -> None:
    sql = "SELECT count(*), max(totals_total), 1 + 1, totals_total::int FROM invoice GROUP BY 4"
    names = [column.name for column in two_tenants.ask(sql).columns]
    assert names == ["count", "max", "column_3", "totals_total"]


def test_names_are_the_same_in_capitals(two_tenants: TwoTenants) -> None:
    result = two_tenants.ask('SELECT Invoice_Number AS "Number" FROM INVOICE ORDER BY 1 LIMIT 1')
    assert result.columns[0].name == "Number"
    assert result.rows == [["R-1"]]


def test_nulls_come_last_unless_asked_otherwise(two_tenants: TwoTenants) -> None:
    sql = "SELECT nullif(invoice_number, 'R-2') AS n FROM invoice ORDER BY n"
    assert [row[0] for row in two_tenants.ask(sql).rows] == ["R-1", "R-3", "R-4", None]
    assert two_tenants.ask(sql + " NULLS FIRST").rows[0] == [None]


def test_an_error_of_the_database_names_tables_as_the_caller_did(two_tenants: TwoTenants) -> None:
    with pytest.raises(DocflowError) as error:
        two_tenants.ask("WITH mine AS (SELECT 1 AS a) SELECT invoice.a FROM invoice, mine")
    assert error.value.code == "query_invalid"
    assert "u_mine" not in error.value.message
    assert "q_invoice" not in error.value.message
