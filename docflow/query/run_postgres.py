"""Runs a query on a connection of its own to PostgreSQL, in a transaction that only reads. Knows no
caller.

The tables are common table expressions in front of the query. The answer comes through a cursor, so
that no more of it is held than the limits allow; the time limit is kept from outside, as a
statement could lift one that is a setting.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import errors, sql
from sqlalchemy.engine import URL

from docflow.errors import DocflowError
from docflow.query.relations import ColumnType
from docflow.query.result import (
    Collector,
    Plan,
    QueryLimits,
    QueryResult,
    ResultColumn,
)

_BATCH = 500
_CONNECT_TIMEOUT_S = 10
_TOO_LARGE = "row too large"
_ROW = "docflow_row"
_TYPES: dict[int, ColumnType] = {
    16: "boolean",
    20: "integer",
    21: "integer",
    23: "integer",
    700: "numeric",
    701: "numeric",
    1700: "numeric",
    1082: "date",
    1114: "timestamp",
    1184: "timestamp",
    114: "json",
    3802: "json",
}


def run_postgres(url: URL, plan: Plan, limits: QueryLimits) -> QueryResult:
    """The answer of `plan`.

    Raises:
        DocflowError: `query_refused`, `query_invalid` or `query_timeout`; `database_unavailable`.
    """
    started = time.monotonic()
    with _explained(limits), _opened(url, limits) as connection:
        cancel = threading.Timer(limits.timeout_s, connection.cancel_safe)
        cancel.start()
        try:
            columns, collector = _fetched(connection, _statement(plan, limits), limits)
        finally:
            cancel.cancel()
            # It may be cancelling at this moment, and must not meet a closed connection.
            cancel.join()
    seconds = time.monotonic() - started
    return QueryResult(columns, collector.rows, collector.truncated, seconds)


def _fetched(
    connection: psycopg.Connection[Any], statement: str, limits: QueryLimits
) -> tuple[list[ResultColumn], Collector]:
    deadline = time.monotonic() + limits.timeout_s
    collector = Collector(limits)
    with connection.cursor(name="docflow_query") as cursor:
        cursor.execute(sql.SQL(statement))
        # The last column is the guard against large rows.
        described = list(cursor.description or ())[:-1]
        types: list[ColumnType] = [_TYPES.get(item.type_code, "text") for item in described]
        while rows := cursor.fetchmany(_BATCH):
            if not collector.add((row[:-1] for row in rows), types):
                break
            if time.monotonic() > deadline:
                raise errors.QueryCanceled
    names = [item.name for item in described]
    return [ResultColumn(name, type_) for name, type_ in zip(names, types, strict=True)], collector


def _statement(plan: Plan, limits: QueryLimits) -> str:
    """The whole statement. A row of more than `max_row_bytes` ends it, before it is sent."""
    tables = ", ".join(
        f'"{name}" AS NOT MATERIALIZED ({select})' for name, select in plan.tables.items()
    )
    text = f"({_ROW}.*)::text"
    # The cast that fails must depend on the row, or the planner would do it in advance.
    guard = (
        f"CASE WHEN octet_length({text}) > {limits.max_row_bytes} "
        f"THEN CAST(left({text}, 0) || '{_TOO_LARGE}' AS integer) END"
    )
    head = f"WITH {tables} " if tables else ""
    return f"{head}SELECT {_ROW}.*, {guard} FROM ({plan.sql}) AS {_ROW} LIMIT {limits.max_rows + 1}"


@contextlib.contextmanager
def _opened(url: URL, limits: QueryLimits) -> Iterator[psycopg.Connection[Any]]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(
        address, connect_timeout=_CONNECT_TIMEOUT_S, application_name="docflow query"
    ) as connection:
        connection.read_only = True
        # A second later than the timer: for the case that this process dies.
        timeout_ms = int((limits.timeout_s + 1) * 1000)
        for name, value in (
            ("statement_timeout", f"{timeout_ms}ms"),
            ("lock_timeout", f"{timeout_ms}ms"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("TimeZone", "UTC"),
            ("standard_conforming_strings", "on"),
            ("max_parallel_workers_per_gather", "0"),
            # Tables are fenced, so that no index helps an inner loop, which would read all anew.
            ("enable_nestloop", "off"),
            # Compiling hundreds of columns takes longer than reading them.
            ("jit", "off"),
        ):
            connection.execute("SELECT set_config(%s, %s, true)", (name, value))
        yield connection
        connection.rollback()


@contextlib.contextmanager
def _explained(limits: QueryLimits) -> Iterator[None]:
    """Turns errors of PostgreSQL into those of callers."""
    try:
        yield
    except errors.QueryCanceled:
        raise DocflowError(
            "query_timeout", f"The query took longer than {limits.timeout_s:g} s."
        ) from None
    except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction):
        raise DocflowError(
            "query_refused", "The query is refused: it reads what it may not."
        ) from None
    except psycopg.OperationalError as error:
        if error.sqlstate is None or error.sqlstate[:2] in ("08", "28", "3D", "57"):
            raise DocflowError(
                "database_unavailable", "The database cannot be reached.", retryable=True
            ) from None
        raise _invalid(error) from None
    except psycopg.Error as error:
        if isinstance(error, errors.InvalidTextRepresentation) and _TOO_LARGE in str(error):
            raise DocflowError(
                "query_refused",
                f"The query is refused: a row holds more than {limits.max_row_bytes:,} bytes.",
            ) from None
        raise _invalid(error) from None


def _invalid(error: psycopg.Error) -> DocflowError:
    reason = error.diag.message_primary or str(error)
    return DocflowError("query_invalid", f"The query cannot be run: {reason[:300]}")
