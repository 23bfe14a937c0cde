"""Writes a judged query anew for the database it runs on. Knows no tenant.

Both databases shall answer the same: a date cut or moved by whole days stays a date, the difference
of two dates is a number of days. What SQLite has no function for is rewritten to those of
functions_sqlite.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from sqlglot import Dialect, ErrorLevel, exp
from sqlglot.dialects.sqlite import SQLite
from sqlglot.errors import SqlglotError, UnsupportedError
from sqlglot.expressions import DataType

from docflow.query.gate import DIALECT, Admitted, check_written, invalid
from docflow.query.types import Types

_DAYS_OR_MORE = ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY")


class SQLiteNames(SQLite):
    """SQLite with names in backticks. A name in double quotes that no table has would be taken for
    a string.
    """

    class Tokenizer(SQLite.Tokenizer):
        IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ["`"]


def for_postgres(admitted: Admitted) -> str:
    """The query for PostgreSQL."""
    tree = admitted.tree.copy()
    types = Types(tree, admitted.relations.values())
    for node in list(tree.find_all(exp.TimestampTrunc, exp.Add, exp.Sub)):
        if _stays_date(node, types):
            node.replace(exp.cast(exp.paren(node.copy()), DataType.Type.DATE))
    return _written(tree, DIALECT, admitted)


def for_sqlite(admitted: Admitted) -> str:
    """The query for SQLite.

    Raises:
        DocflowError: `query_invalid` for what only PostgreSQL has.
    """
    tree = admitted.tree.copy()
    types = Types(tree, admitted.relations.values())
    # From the inside out: what is around a node sees it rewritten, its type is still known.
    nodes = [node for node in tree.walk() if type(node) in _REWRITES]
    known = {id(node): _parts(node, types) for node in nodes}
    for node in reversed(nodes):
        rewritten = _REWRITES[type(node)](node, *known[id(node)])
        if rewritten is not node:
            node.replace(rewritten)
    return _written(tree, SQLiteNames, admitted)


def _written(tree: exp.Query, dialect: str | type[Dialect], admitted: Admitted) -> str:
    try:
        sql = tree.sql(
            dialect=dialect, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE
        )
    except UnsupportedError as error:
        raise invalid(f"this database cannot do it: {str(error)[:200]}") from None
    except (SqlglotError, RecursionError):
        raise invalid("it cannot be written for this database") from None
    check_written(sql, dialect, admitted)
    return sql


def _parts(node: exp.Expr, types: Types) -> tuple[str | None, str | None]:
    """Types of the left and the right part."""
    return types.of(node.args.get("this")), types.of(node.args.get("expression"))


def _stays_date(node: exp.Expr, types: Types) -> bool:
    if types.of(node.this) != "date":
        return False
    if isinstance(node, exp.TimestampTrunc):
        return True
    moved = node.expression
    return isinstance(moved, exp.Interval) and _unit(moved) in _DAYS_OR_MORE


def _unit(interval: exp.Interval) -> str:
    unit = interval.args.get("unit")
    return unit.name.upper().removesuffix("S") if unit is not None else ""


def _call(name: str, *arguments: exp.Expr | str | int) -> exp.Expr:
    return exp.Anonymous(
        this=f"df_{name}",
        expressions=[
            argument.copy()
            if isinstance(argument, exp.Expr)
            else exp.Literal.number(argument)
            if isinstance(argument, int)
            else exp.Literal.string(argument)
            for argument in arguments
        ],
    )


def _arithmetic(node: exp.Expr, left: str | None, right: str | None) -> exp.Expr:
    sign = 1 if isinstance(node, exp.Add) else -1
    this, other = node.this, node.expression
    if isinstance(other, exp.Interval):
        amount = other.this.name + (f" {other.args['unit'].name}" if other.args.get("unit") else "")
        return _call("add_interval", this, amount, sign)
    if isinstance(this, exp.Interval):
        raise invalid("write the interval after what it is added to")
    if left == right == "date" and sign < 0:
        return _call("days_between", this, other)
    if left == "date":
        return _call("add_days", this, other, sign)
    if "timestamp" in (left, right) or "date" in (left, right):
        raise invalid("take moments apart by extract(epoch from ...) before subtracting them")
    return node


def _cast(node: exp.Expr, *_: object) -> exp.Expr:
    assert isinstance(node, exp.Cast)
    kind = node.to.this
    if kind in (DataType.Type.TIMESTAMP, DataType.Type.TIMESTAMPTZ):
        return _call("timestamp", node.this)
    scale = node.to.expressions[1:2] if kind == DataType.Type.DECIMAL else []
    if kind == DataType.Type.DECIMAL:
        plain = exp.cast(node.this.copy(), DataType.Type.DOUBLE)
        return exp.Round(this=plain, decimals=scale[0].this.copy()) if scale else plain
    return node


def _string_agg(node: exp.Expr, *_: object) -> exp.Expr:
    if isinstance(node.this, exp.Order):
        raise invalid("string_agg has no ORDER BY on SQLite; order the rows in a subquery")
    return node


_REWRITES: dict[type[exp.Expr], Callable[..., exp.Expr]] = {
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Cast: _cast,
    exp.GroupConcat: _string_agg,
    exp.TimestampTrunc: lambda node, *_: _call("date_trunc", node.args["unit"].name, node.this),
    exp.Extract: lambda node, *_: _call("extract", node.name, node.expression),
    exp.CurrentTimestamp: lambda *_: _call("now"),
    exp.Left: lambda node, *_: _call("left", node.this, node.expression),
    exp.Right: lambda node, *_: _call("right", node.this, node.expression),
    exp.SplitPart: lambda node, *_: _call(
        "split_part", node.this, node.args["delimiter"], node.args["part_index"]
    ),
    exp.Concat: lambda node, *_: _call("concat", *node.expressions),
    exp.Floor: lambda node, *_: _call("floor", node.this),
    exp.Ceil: lambda node, *_: _call("ceil", node.this),
}
