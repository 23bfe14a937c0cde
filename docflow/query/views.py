"""Queries and their answers as REST shows them. Knows no database."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from docflow.query.gate import MAX_CHARS
from docflow.query.relations import ColumnType, Relation
from docflow.query.result import QueryResult


class QueryRequest(BaseModel):
    """A query."""

    sql: str = Field(
        min_length=1,
        max_length=MAX_CHARS,
        description="One SELECT, written as for PostgreSQL; `GET /v1/query/tables` lists what "
        "can be asked.",
        examples=["SELECT supplier_name, sum(totals_total) FROM invoice GROUP BY 1"],
    )
    format: Literal["json"] = "json"


class ResultColumnView(BaseModel):
    """A column of an answer."""

    name: str
    type: ColumnType = Field(
        description="Numbers are JSON numbers, dates and moments ISO 8601 (UTC) strings."
    )


class QueryResultView(BaseModel):
    """The answer to a query."""

    columns: list[ResultColumnView]
    rows: list[list[Any]] = Field(description="The values of each row, in the order of columns.")
    truncated: bool = Field(description="Whether there are more rows than one answer holds.")
    seconds: float


class TableColumnView(BaseModel):
    """A column that can be asked for."""

    name: str
    type: ColumnType
    description: str


class TableView(BaseModel):
    """A table that can be asked for."""

    # under this name, since `schema` is a method of pydantic's models
    name: str
    schema_name: str | None = Field(
        serialization_alias="schema", description="Null for `documents` and `fields`."
    )
    description: str
    columns: list[TableColumnView]


class TablesView(BaseModel):
    """All tables that can be asked for."""

    data: list[TableView]
    next_cursor: str | None = Field(default=None, description="Always null: the list is whole.")


def table_view(relation: Relation) -> TableView:
    """A table with its columns."""
    return TableView(
        name=relation.name,
        schema_name=relation.schema_name,
        description=relation.description,
        columns=[
            TableColumnView(name=column.name, type=column.type, description=column.description)
            for column in relation.columns
        ],
    )


def result_body(result: QueryResult) -> dict[str, Any]:
    """The body of `QueryResultView`, without a check of every value on the way."""
    return {
        "columns": [{"name": column.name, "type": column.type} for column in result.columns],
        "rows": result.rows,
        "truncated": result.truncated,
        "seconds": round(result.seconds, 4),
    }
