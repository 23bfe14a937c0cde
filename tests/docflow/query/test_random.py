"""Random queries over names of every table there is: none may hold a value of another tenant."""

from __future__ import annotations

import random
import time
from typing import Any

from docflow.database.tables import Table
from docflow.errors import DocflowError
from docflow.query.result import QueryLimits
from docflow.query.service import tables_of
from tests.docflow.query.conftest import CANARY, CANARY_TOTAL, TwoTenants

NUM_QUERIES = 200
TIME_S = 8.0
LITERALS = ["1", "'x'", "NULL", "TRUE", "0.5", "DATE '2026-01-01'"]
FUNCTIONS = ["count", "max", "min", "lower", "length", "coalesce", "sum", "pg_sleep", "concat"]
OPERATORS = ["=", "<>", "<", "+", "||", "AND", "OR", "LIKE", "/"]


class Grammar:
    """Writes SELECTs, most of them valid, some over tables nobody may name."""

    def __init__(self, tenants: TwoTenants, seed: int) -> None:
        self._random = random.Random(seed)
        catalog = tables_of(tenants.services, tenants.tenant)
        self._columns = {
            name: [column.name for column in relation.columns] for name, relation in catalog.items()
        }
        self._forbidden = [table.name for table in Table.metadata.sorted_tables]
        self._aliases = 0

    def query(self, depth: int = 0) -> str:
        body = self._select(depth)
        if depth < 2 and self._random.random() < 0.2:
            columns = "document_id, status"
            source = self._random.choice(list(self._columns))
            word = self._random.choice(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"])
            body = f"SELECT {columns} FROM {source} {word} SELECT {columns} FROM invoice"
        if depth == 0 and self._random.random() < 0.2:
            name = self._random.choice(["w", "extractions", "api_keys", "q_invoice"])
            body = f"WITH {name} AS ({self._select(1)}) SELECT * FROM {name}, ({body}) AS z"
        return body

    def _select(self, depth: int) -> str:
        names: list[str] = []
        sources = []
        for _ in range(self._random.choice([1, 1, 1, 2])):
            self._aliases += 1
            alias = f"t{self._aliases}"
            source, columns = self._source(depth)
            sources.append(f"{source} AS {alias}")
            names += [f"{alias}.{column}" for column in columns]
        outputs = ["*"] if self._random.random() < 0.4 else [self._expression(names, 0)]
        sql = f"SELECT {', '.join(outputs)} FROM {', '.join(sources)}"
        if self._random.random() < 0.5:
            sql += f" WHERE {self._expression(names, 0)} = {self._expression(names, 1)}"
        if self._random.random() < 0.2:
            sql += f" ORDER BY {self._random.choice(names)}"
        return sql + (" LIMIT 20" if self._random.random() < 0.3 else "")

    def _source(self, depth: int) -> tuple[str, list[str]]:
        if depth < 2 and self._random.random() < 0.2:
            return f"({self.query(depth + 1)})", ["document_id", "status"]
        if self._random.random() < 0.08:
            return self._random.choice(self._forbidden), ["id", "tenant_id"]
        name = self._random.choice(list(self._columns))
        return name, self._random.sample(self._columns[name], 3)

    def _expression(self, names: list[str], depth: int) -> str:
        kind = self._random.random()
        if depth > 2 or kind < 0.55:
            return self._random.choice(names if self._random.random() < 0.8 else LITERALS)
        inner = self._expression(names, depth + 1)
        if kind < 0.75:
            return f"{self._random.choice(FUNCTIONS)}({inner})"
        if kind < 0.95:
            other = self._expression(names, depth + 1)
            return f"({inner} {self._random.choice(OPERATORS)} {other})"
        return f"(SELECT max({inner}) FROM invoice AS s)"


def _outcome(tenants: TwoTenants, sql: str) -> tuple[list[list[Any]] | None, str]:
    """The rows, or the message of the error."""
    try:
        return tenants.ask(sql, QueryLimits(timeout_s=0.5, max_rows=1000)).rows, ""
    except DocflowError as error:
        return None, error.message


def test_no_random_query_shows_a_canary(two_tenants: TwoTenants) -> None:
    grammar = Grammar(two_tenants, seed=42)
    answered = asked = num_rows = 0
    end = time.monotonic() + TIME_S
    while asked < NUM_QUERIES and time.monotonic() < end:
        sql = grammar.query()
        asked += 1
        rows, message = _outcome(two_tenants, sql)
        answered += rows is not None
        num_rows += len(rows or ())
        assert CANARY not in f"{rows!r} {message}"
        assert CANARY_TOTAL not in f"{rows!r} {message}"
    # Else it would show nothing.
    assert answered > asked / 5
    assert num_rows > asked / 4
