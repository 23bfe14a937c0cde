"""Runs a query on a connection of its own to the SQLite file, which can read the query's tables and
nothing else. Knows no caller.

The tables are temporary views, and the authoriser lets stored tables be read from within them only:
also a query that was never judged sees no other rows. The connection is opened for reading, cannot
attach files, and is interrupted when its time is over.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote

from docflow.errors import DocflowError
from docflow.query.allowed import SQLITE_FUNCTIONS
from docflow.query.fenced import COLUMNS_READ
from docflow.query.functions_sqlite import register
from docflow.query.result import (
    Collector,
    Plan,
    QueryLimits,
    QueryResult,
    ResultColumn,
    type_of_values,
)

_BATCH = 500
_BUSY_TIMEOUT_S = 2.0
# Instructions of SQLite's machine between two looks at the clock.
_STEPS = 10_000
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 250_000,
    # The time a pattern takes grows with the power of its wildcards.
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

Authorise = Callable[[int, str | None, str | None, str | None, str | None], int]


def run_sqlite(path: str, plan: Plan, limits: QueryLimits) -> QueryResult:
    """The answer of `plan`.

    Raises:
        DocflowError: `query_refused`, `query_invalid` or `query_timeout`; `database_unavailable`.
    """
    started = time.monotonic()
    with _explained(limits), _opened(path, plan, limits.timeout_s) as connection:
        cursor = connection.execute(plan.sql)
        names = [column[0] for column in cursor.description]
        types = list(plan.types) or [plan.types_by_name.get(name) for name in names]
        collector = Collector(limits)
        while (rows := cursor.fetchmany(_BATCH)) and collector.add(rows, types):
            pass
    columns = [
        ResultColumn(name, types[i] or type_of_values(row[i] for row in collector.rows))
        for i, name in enumerate(names)
    ]
    seconds = time.monotonic() - started
    return QueryResult(columns, collector.rows, collector.truncated, seconds)


@contextlib.contextmanager
def _opened(path: str, plan: Plan, timeout_s: float) -> Iterator[sqlite3.Connection]:
    uri = f"file:{quote(path)}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
    try:
        for name, select in plan.tables.items():
            connection.execute(f"CREATE TEMP VIEW {name} AS {select}")
        for pragma in ("query_only=ON", "trusted_schema=OFF", "case_sensitive_like=ON"):
            connection.execute(f"PRAGMA {pragma}")
        own = register(connection)
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        deadline = time.monotonic() + timeout_s
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        connection.set_authorizer(authoriser(frozenset(plan.tables), own))
        yield connection
    finally:
        connection.close()


def authoriser(views: frozenset[str], functions: frozenset[str]) -> Authorise:
    """Lets a statement read the views, and the views their columns of the stored tables."""
    allowed_functions = SQLITE_FUNCTIONS | functions

    def authorise(
        action: int, first: str | None, second: str | None, _: str | None, source: str | None
    ) -> int:
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in allowed_functions:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            table, column = first or "", second or ""
            stored = table == "json_each" or column in (*COLUMNS_READ.get(table, ()), "")
            if table in views or (source in views and stored):
                return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    return authorise


@contextlib.contextmanager
def _explained(limits: QueryLimits) -> Iterator[None]:
    """Turns errors of SQLite into those of callers."""
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
        if "interrupted" in reason:
            raise DocflowError(
                "query_timeout", f"The query took longer than {limits.timeout_s:g} s."
            ) from None
        if reason.startswith(("unable to open", "database is locked", "disk I/O")):
            raise DocflowError(
                "database_unavailable", "The database cannot be read now.", retryable=True
            ) from None
        if "not authorized" in reason or "prohibited" in reason:
            raise DocflowError(
                "query_refused", "The query is refused: it reads what it may not."
            ) from None
        raise DocflowError("query_invalid", f"The query cannot be run: {reason[:300]}") from None
