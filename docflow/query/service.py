"""SQL over what was extracted: judges a query, writes it anew for the database, runs it. Knows no
HTTP.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.engine import make_url
from sqlglot import exp

from docflow.database.database import Database
from docflow.errors import DocflowError
from docflow.query.catalog import Catalog, catalog_of
from docflow.query.gate import OWN_PREFIX, RELATION_PREFIX, Admitted, admit
from docflow.query.relations import ColumnType, Relation
from docflow.query.result import Plan, QueryLimits, QueryResult
from docflow.query.run_postgres import run_postgres
from docflow.query.run_sqlite import run_sqlite
from docflow.query.select_postgres import postgres_select
from docflow.query.select_sqlite import sqlite_select
from docflow.query.translate import for_postgres, for_sqlite
from docflow.query.types import Types
from docflow.services import Services

#: queries of callers that run at once in this process; each has a connection of its own
MAX_RUNNING = 4
_running = threading.BoundedSemaphore(MAX_RUNNING)


def query(
    services: Services, tenant_id: str, sql: str, limits: QueryLimits | None = None
) -> QueryResult:
    """The answer to `sql` over the tenant's tables.

    Raises:
        DocflowError: `query_refused`, `query_invalid`, `query_timeout`, `query_busy`.
    """
    limits = limits or QueryLimits()
    admitted = admit(sql, tables_of(services, tenant_id))
    plan = Plan(
        _tables(services.database, tenant_id, admitted.relations.values()),
        for_sqlite(admitted) if services.database.is_sqlite else for_postgres(admitted),
        *_types_of(admitted),
    )
    with _turn(limits.timeout_s):
        try:
            return _run(services, plan, limits)
        except DocflowError as error:
            raise _in_callers_names(error, admitted) from None


def rows_of(
    services: Services, tenant_id: str, relation: Relation, document_ids: Sequence[str]
) -> QueryResult:
    """All rows of one table that belong to these documents, in order."""
    prefixed = RELATION_PREFIX + relation.name
    order = ", ".join(["document_id", *relation.items])
    plan = Plan(
        _tables(services.database, tenant_id, [relation], document_ids),
        f'SELECT * FROM "{prefixed}" ORDER BY {order}',
        [column.type for column in relation.columns],
    )
    unbounded = QueryLimits(60.0, 2**31 - 2, 2**40, 2**30)
    return _run(services, plan, unbounded)


def tables_of(services: Services, tenant_id: str) -> Catalog:
    """The tables that the tenant can ask for, by name."""
    with services.database.read() as session:
        return catalog_of(session, tenant_id)


def _tables(
    database: Database,
    tenant_id: str,
    relations: Iterable[Relation],
    document_ids: Sequence[str] | None = None,
) -> dict[str, str]:
    select = sqlite_select if database.is_sqlite else postgres_select
    return {
        RELATION_PREFIX + relation.name: select(relation, tenant_id, document_ids)
        for relation in relations
    }


def _run(services: Services, plan: Plan, limits: QueryLimits) -> QueryResult:
    database = services.database
    if database.is_sqlite:
        return run_sqlite(str(database.url.database), plan, limits)
    own_login = services.settings.query_database_url
    return run_postgres(make_url(own_login) if own_login else database.url, plan, limits)


@contextmanager
def _turn(timeout_s: float) -> Iterator[None]:
    if not _running.acquire(timeout=timeout_s * 2):
        raise DocflowError("query_busy", "Too many queries are running.", retryable=True)
    try:
        yield
    finally:
        _running.release()


def _types_of(
    admitted: Admitted,
) -> tuple[list[ColumnType | None], dict[str, ColumnType | None]]:
    """Types of the answer's columns by place, as far as they can be told, and those by name. By
    place there are none where a `*` stands for some of them.
    """
    types = Types(admitted.tree, admitted.relations.values())
    columns = [column for table in admitted.relations.values() for column in table.columns]
    by_name = {column.name: types.of_name(column.name) for column in columns}
    outputs = admitted.tree.selects
    if any(output.is_star for output in outputs):
        return [], by_name
    return [types.of(output) for output in outputs], by_name


def _in_callers_names(error: DocflowError, admitted: Admitted) -> DocflowError:
    """The error with tables named as the caller named them."""
    own = {cte.alias.removeprefix(OWN_PREFIX) for cte in admitted.tree.find_all(exp.CTE)}
    names = "|".join(map(re.escape, {*admitted.relations, *own}))
    pattern = rf"\b(?:{RELATION_PREFIX}|{OWN_PREFIX})({names})\b"
    message = re.sub(pattern, r"\1", error.message) if names else error.message
    return DocflowError(error.code, message, error.retryable)
