"""Statements that try to write, to see others' rows or to cost without end, on both databases."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select, text

from docflow.database.tables import Table
from docflow.errors import DocflowError
from docflow.query.result import QueryLimits
from tests.docflow.query.conftest import CANARY, CANARY_TOTAL, TwoTenants

#: the limit is 1 s; the rest is what a busy machine adds, far from the minutes of no limit
SLOWEST_S = 15.0
HARMLESS_CODES = {"query_refused", "query_invalid", "query_timeout"}

WRITES = [
    "DELETE FROM documents",
    "UPDATE documents SET tenant_id = 'x'",
    "INSERT INTO documents (id) VALUES ('x')",
    "DROP TABLE documents",
    "CREATE TABLE evil (x int)",
    "CREATE TEMP VIEW q_evil AS SELECT 1",
    "ALTER TABLE documents ADD COLUMN x int",
    "TRUNCATE documents",
    "SELECT * INTO evil FROM invoice",
    "CREATE TABLE evil AS SELECT * FROM invoice",
    "WITH gone AS (DELETE FROM documents RETURNING *) SELECT * FROM gone",
    "WITH a AS (INSERT INTO documents (id) VALUES ('x') RETURNING id) SELECT * FROM a",
    "SELECT * FROM invoice FOR UPDATE",
    "REPLACE INTO documents (id) VALUES ('x')",
    "MERGE INTO documents USING invoice ON true WHEN MATCHED THEN DELETE",
    "GRANT ALL ON documents TO PUBLIC",
    "VACUUM INTO 'evil.db'",
    "REINDEX",
    "ANALYZE",
    "COMMENT ON TABLE documents IS 'x'",
]
STACKED = [
    "SELECT 1; DELETE FROM documents",
    "SELECT 1; SELECT 2",
    "SELECT 1;; DROP TABLE documents --",
    "COMMIT; DELETE FROM documents",
    "ROLLBACK",
    "BEGIN",
    "SET TRANSACTION READ WRITE",
    "SET statement_timeout = 0; SELECT 1",
    "SET ROLE postgres",
    "RESET ALL",
    "DO $$ BEGIN DELETE FROM documents; END $$",
    "PREPARE p AS SELECT 1",
    "LISTEN x",
    "NOTIFY x",
    "CALL evil()",
    "EXPLAIN ANALYZE SELECT * FROM invoice",
    "SHOW ALL",
]
FILES_AND_SETTINGS = [
    "PRAGMA table_info(documents)",
    "PRAGMA query_only = OFF",
    "ATTACH DATABASE 'evil.db' AS evil",
    "DETACH DATABASE main",
    "COPY documents TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/evil'",
    "SELECT load_extension('evil')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('evil', 'x')",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT set_config('app.tenant', 'b', false), * FROM fields",
    "SELECT current_setting('data_directory')",
    "SELECT dblink('host=127.0.0.1', 'SELECT 1')",
    "SELECT pg_sleep(30)",
    "SELECT pg_terminate_backend(1)",
    "SELECT pg_advisory_lock(1)",
    "SELECT nextval('events_seq_seq')",
    "SELECT txid_current()",
    "SELECT version(), sqlite_version(), current_user",
    "SELECT query_to_xml('SELECT * FROM documents', true, true, '')",
    "SELECT table_to_xml('documents', true, true, '')",
    "SELECT * FROM pragma_table_info('documents')",
    "SELECT * FROM generate_series(1, 1000000000)",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM pg_ls_dir('.') AS f",
    "SELECT getpgusername(), inet_server_addr()",
    "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)",
    "SELECT repeat('x', 1000000000)",
    "SELECT lpad('x', 1000000000)",
    "SELECT printf('%1000000000d', 1)",
    "SELECT 'x' ~ '(a+)+$'",
    "SELECT regexp_replace('x', '(a+)+', '')",
]
OTHERS = [
    "SELECT * FROM extractions",
    "SELECT * FROM api_keys",
    "SELECT * FROM tenants",
    "SELECT password, storage_key FROM documents",
    "SELECT tenant_id FROM documents",
    "SELECT * FROM main.documents",
    "SELECT * FROM public.documents",
    "SELECT * FROM temp.q_invoice",
    "SELECT * FROM q_invoice",
    "SELECT * FROM canary_schema",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_temp_master",
    "SELECT * FROM pg_class",
    "SELECT * FROM pg_catalog.pg_roles",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM information_schema.tables",
    'SELECT * FROM "documents" WHERE "tenant_id" <> \'x\'',
    'SELECT * FROM "Documents"',
    "SELECT * FROM ONLY documents",
    "TABLE extractions",
    "SELECT 'api_keys'::regclass",
    "SELECT CAST('postgres' AS regrole)",
    "SELECT CAST('lower' AS regproc)",
    "SELECT i.tableoid, i.ctid, i.xmin FROM invoice AS i",
    "SELECT rowid, oid FROM invoice",
    "SELECT invoice FROM invoice",
    "SELECT (i).* FROM invoice AS i",
    "SELECT i.row_to_json FROM invoice AS i",
    "SELECT * FROM invoice, api_keys",
    "SELECT * FROM invoice WHERE EXISTS (SELECT 1 FROM api_keys)",
    "SELECT (SELECT digest FROM api_keys LIMIT 1)",
    "SELECT * FROM invoice UNION ALL SELECT * FROM extractions",
    "WITH extractions AS (SELECT 1 AS x) SELECT * FROM extractions, (SELECT 1) AS y",
    "SELECT * FROM extractions, (WITH extractions AS (SELECT 1 AS x) SELECT * FROM extractions) a",
    "SELECT * FROM api_keys AS k, (WITH api_keys AS (SELECT 1 AS x) SELECT x FROM api_keys) AS b",
    "WITH invoice AS (SELECT * FROM documents) SELECT * FROM invoice",
    "WITH q_invoice AS (SELECT 1 AS x) SELECT * FROM q_invoice",
    "WITH u_x AS (SELECT 1 AS x) SELECT * FROM u_x, x",
    "SELECT * FROM invoice WHERE supplier_name = 'x' OR 1 = 1",
    "SELECT * FROM invoice WHERE supplier_name = '' OR '' = '' -- AND tenant_id = 'x'",
    "SELECT * FROM invoice /* FROM extractions */ WHERE 1 = 1 /*",
    "SELECT * FROM invoice --\n, extractions",
    "SELECT/**/*/**/FROM/**/extractions",
    'SELECT * FROM "invoice"" AS x, extractions AS ""y"',
    "SELECT * FROM `extractions`",
    "SELECT * FROM [extractions]",
    "SELECT E'\\'; SELECT * FROM extractions; --'",
    "SELECT U&'\\0061' FROM invoice",
    "SELECT $$x$$ || $a$'; DELETE FROM documents; --$a$",
    "SELECT 'a\\' OR 1=1 --'",
    'SELECT 1 AS "x"", (SELECT digest FROM api_keys) AS ""y"',
    "SELECT metadata ->> 'a''; SELECT 1; --' FROM documents",
    "SELECT * FROM invoice\x00; DELETE FROM documents",
    "SELECT '\ud800'",
    "SELECT 1 / (CASE WHEN supplier_name LIKE 'CAN%' THEN 0 ELSE 1 END) FROM invoice",
    "SELECT CAST(supplier_name AS int) FROM invoice WHERE supplier_name LIKE 'CAN%'",
    "SELECT * FROM invoice WHERE CAST(totals_total AS int) / (totals_total - 7777777.77) > 0",
    "SELECT count(*) FROM documents GROUP BY ROLLUP (file_name)",
    "SELECT * FROM invoice, LATERAL (SELECT * FROM extractions) AS x",
    "SELECT $1",
    "SELECT :x",
    "SELECT ?",
    "VALUES ((SELECT digest FROM api_keys))",
]
COSTS = [
    "WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x",
    "WITH x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x",
    "SELECT count(*) FROM " + ", ".join(f"fields AS f{i}, invoice AS i{i}" for i in range(9)),
    "SELECT count(*) FROM " + ", ".join(f"invoice AS i{i}" for i in range(14)),
    "SELECT a.* FROM " + ", ".join(f"documents AS a{i}" for i in range(15)) + ", invoice AS a",
    "SELECT string_agg(a.sha256, ',') FROM "
    + ", ".join(f"documents AS {c}" for c in "abcdefghijk"),
    "SELECT " + "(" * 5000 + "1" + ")" * 5000,
    "SELECT " + "(" * 45 + "1" + ")" * 45,
    "SELECT 1" + " + 1" * 9000,
    "SELECT 1" + " UNION SELECT 1" * 900,
    "SELECT " + ", ".join("1" for _ in range(4000)),
    "SELECT " + "NOT " * 2000 + "TRUE",
    "SELECT " + "CASE WHEN TRUE THEN " * 500 + "1" + " END" * 500,
    "SELECT '" + "x" * 30_000 + "'",
    "SELECT 'a' LIKE '" + "%a" * 150 + "b'",
    "WITH a0 AS (SELECT sha256 AS s FROM documents), "
    + ", ".join(f"a{i} AS (SELECT s || s || s || s AS s FROM a{i - 1})" for i in range(1, 14))
    + " SELECT s FROM a13",
    "WITH a0 AS (SELECT sha256 AS s FROM documents), "
    + ", ".join(f"a{i} AS (SELECT x.s FROM a{i - 1} AS x, a{i - 1} AS y)" for i in range(1, 19))
    + " SELECT s FROM a18",
    "SELECT s || s || s AS s FROM (" * 15 + "SELECT sha256 AS s FROM fields" + ") AS x" * 15,
    "SELECT replace(replace(sha256, 'a', sha256), 'b', sha256) FROM documents",
    "SELECT sum(1e308) * 10, -1e308 * 1e308, 1e999 FROM invoice",
    "SELECT 9223372036854775807 + 1, abs(-9223372036854775807 - 1)",
    "SELECT date '2026-01-01' + 2147483647, interval '9999999 years' + now()",
    "SELECT round(1.5, 2000000000)",
    "SELECT left('x', 2147483648), split_part('a', 'b', 0)",
]
HOSTILE = [*WRITES, *STACKED, *FILES_AND_SETTINGS, *OTHERS, *COSTS]


def _counts(tenants: TwoTenants) -> dict[str, int]:
    with tenants.services.database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Table.metadata.sorted_tables
        }


def _outcome(tenants: TwoTenants, sql: str) -> str | list[object]:
    """The code of the error, else what was answered; the message is part of neither."""
    try:
        return [*tenants.ask(sql).rows]
    except DocflowError as error:
        return error.code


@pytest.mark.parametrize("sql", HOSTILE, ids=lambda sql: repr(sql[:60]))
def test_a_hostile_statement_is_refused_or_harmless(two_tenants: TwoTenants, sql: str) -> None:
    started = time.monotonic()
    outcome = _outcome(two_tenants, sql)
    assert time.monotonic() - started < SLOWEST_S
    assert isinstance(outcome, list) or outcome in HARMLESS_CODES
    assert CANARY not in repr(outcome)
    assert CANARY_TOTAL not in repr(outcome)


@pytest.mark.parametrize("sql", [*WRITES, *STACKED, *FILES_AND_SETTINGS])
def test_what_is_no_question_is_refused_before_it_reaches_the_database(
    two_tenants: TwoTenants, sql: str
) -> None:
    with pytest.raises(DocflowError) as refusal:
        two_tenants.ask(sql)
    assert refusal.value.code in ("query_refused", "query_invalid")


def test_after_all_hostile_statements_no_row_is_gone_or_new(two_tenants: TwoTenants) -> None:
    before = _counts(two_tenants)
    for sql in [*WRITES, *STACKED]:
        with pytest.raises(DocflowError):
            two_tenants.ask(sql)
    assert _counts(two_tenants) == before
    with two_tenants.services.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM documents WHERE state = 'done'")) == 8


def test_a_condition_is_never_tested_on_rows_of_others(two_tenants: TwoTenants) -> None:
    # It fails on the canaries, which would tell that they are there.
    result = two_tenants.ask(
        "SELECT invoice_number FROM invoice WHERE CAST(file_name || supplier_name AS text) <> '' "
        "AND 1 / (CASE WHEN file_name = 'CANARY' THEN 0 ELSE 1 END) = 1"
    )
    assert len(result.rows) == 4


def test_a_query_without_end_stops_at_its_time_limit(two_tenants: TwoTenants) -> None:
    tables = ", ".join(f"invoice_line_items AS i{i}" for i in range(12))
    with pytest.raises(DocflowError) as stopped:
        two_tenants.ask(f"SELECT count(*) FROM {tables}")
    assert stopped.value.code == "query_timeout"


def test_a_row_of_more_than_a_megabyte_is_not_handed_out(two_tenants: TwoTenants) -> None:
    tables = ", ".join(f"invoice_line_items AS i{i}" for i in range(5))
    with pytest.raises(DocflowError) as refusal:
        two_tenants.ask(f"SELECT string_agg(i0.document_id || i1.document_id, '') FROM {tables}")
    assert refusal.value.code in ("query_refused", "query_invalid")


def test_one_row_too_many_is_cut_and_said_so(two_tenants: TwoTenants) -> None:
    sql = "SELECT item FROM invoice_line_items ORDER BY document_id, item"
    cut = two_tenants.ask(sql, QueryLimits(max_rows=7))
    whole = two_tenants.ask(sql, QueryLimits(max_rows=8))
    assert (len(cut.rows), cut.truncated) == (7, True)
    assert (len(whole.rows), whole.truncated) == (8, False)


def test_an_answer_of_too_many_bytes_is_cut(two_tenants: TwoTenants) -> None:
    result = two_tenants.ask("SELECT * FROM documents", QueryLimits(max_bytes=500))
    assert result.truncated
    assert len(result.rows) == 1
