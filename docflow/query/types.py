"""Which type an expression of a judged query has, as far as its columns and functions tell. Knows
no database.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp
from sqlglot.expressions import DataType

from docflow.query.relations import ColumnType, Relation

_OF_CAST: dict[exp.DType, ColumnType] = {
    DataType.Type.TEXT: "text",
    DataType.Type.VARCHAR: "text",
    DataType.Type.SMALLINT: "integer",
    DataType.Type.INT: "integer",
    DataType.Type.BIGINT: "integer",
    DataType.Type.DECIMAL: "numeric",
    DataType.Type.FLOAT: "numeric",
    DataType.Type.DOUBLE: "numeric",
    DataType.Type.DATE: "date",
    DataType.Type.TIMESTAMP: "timestamp",
    DataType.Type.TIMESTAMPTZ: "timestamp",
}
_OF_FUNCTION: dict[type[exp.Expr], ColumnType] = {
    exp.Count: "integer",
    exp.Length: "integer",
    exp.StrPosition: "integer",
    exp.RowNumber: "integer",
    exp.Rank: "integer",
    exp.DenseRank: "integer",
    exp.Ntile: "integer",
    exp.Avg: "numeric",
    exp.Round: "numeric",
    exp.Extract: "numeric",
    exp.Floor: "numeric",
    exp.Ceil: "numeric",
    exp.GroupConcat: "text",
    exp.DPipe: "text",
    exp.Concat: "text",
    exp.Lower: "text",
    exp.Upper: "text",
    exp.Trim: "text",
    exp.Substring: "text",
    exp.Left: "text",
    exp.Right: "text",
    exp.SplitPart: "text",
    exp.TimeToStr: "text",
    exp.JSONExtractScalar: "text",
    exp.JSONExtract: "json",
    exp.CurrentDate: "date",
    exp.CurrentTimestamp: "timestamp",
    exp.Boolean: "boolean",
    exp.Not: "boolean",
    exp.And: "boolean",
    exp.Or: "boolean",
    exp.Exists: "boolean",
    exp.LogicalAnd: "boolean",
    exp.LogicalOr: "boolean",
}
# These have the type of their first part.
_LIKE_FIRST = (
    exp.Alias,
    exp.Paren,
    exp.Sum,
    exp.Min,
    exp.Max,
    exp.Coalesce,
    exp.Nullif,
    exp.Greatest,
    exp.Least,
    exp.Abs,
    exp.Neg,
    exp.Filter,
    exp.Window,
    exp.Distinct,
    exp.Lag,
    exp.Lead,
    exp.FirstValue,
    exp.LastValue,
)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_MAX_DEPTH = 50


class Types:
    """Types by name: of the columns of the tables read, and of the names the query makes."""

    def __init__(self, tree: exp.Query, relations: Iterable[Relation]) -> None:
        self._columns: dict[str, set[ColumnType]] = {}
        for relation in relations:
            for column in relation.columns:
                self._columns.setdefault(column.name, set()).add(column.type)
        self._aliases: dict[str, list[exp.Expr]] = {}
        for alias in tree.find_all(exp.Alias):
            self._aliases.setdefault(alias.alias, []).append(alias.this)

    def of(self, node: exp.Expr | None, depth: int = 0) -> ColumnType | None:
        """The type; None where it cannot be told."""
        if node is None or depth > _MAX_DEPTH:
            return None
        if isinstance(node, exp.Column):
            return self.of_name(node.name, depth + 1)
        if isinstance(node, exp.Cast):
            return _OF_CAST.get(node.to.this)
        if isinstance(node, exp.Literal):
            return "text" if node.is_string else ("integer" if node.is_int else "numeric")
        if isinstance(node, exp.Predicate):
            return "boolean"
        if isinstance(node, exp.Case):
            return self._common([*(branch.args["true"] for branch in node.args["ifs"])], depth)
        if isinstance(node, exp.Subquery):
            first = node.this.selects[:1] if isinstance(node.this, exp.Query) else []
            return self._common(first, depth)
        if isinstance(node, exp.TimestampTrunc):
            return "date" if self.of(node.this, depth + 1) == "date" else "timestamp"
        if isinstance(node, exp.Binary) and isinstance(node, _ARITHMETIC):
            return self._of_arithmetic(node, depth)
        if isinstance(node, _LIKE_FIRST):
            inner = node.expressions[0] if isinstance(node, exp.Distinct) else node.this
            return self.of(inner, depth + 1)
        return _OF_FUNCTION.get(type(node))

    def of_name(self, name: str, depth: int = 0) -> ColumnType | None:
        """The type of all columns of that name; None where they differ."""
        types: set[ColumnType | None] = set(self._columns.get(name, ()))
        for made in self._aliases.get(name, ())[:10]:
            # A name made from itself adds nothing: `sum(total) AS total`.
            if not (isinstance(made, exp.Column) and made.name == name):
                types.add(None if depth > 8 else self.of(made, depth + 6))
        return types.pop() if len(types) == 1 else None

    def _of_arithmetic(self, node: exp.Binary, depth: int) -> ColumnType | None:
        left, right = self.of(node.left, depth + 1), self.of(node.right, depth + 1)
        if left == right == "date":
            return "integer"
        if left in ("date", "timestamp"):
            return left
        return left if left == right else ("numeric" if left and right else None)

    def _common(self, nodes: list[exp.Expr], depth: int) -> ColumnType | None:
        types = {self.of(node, depth + 1) for node in nodes}
        return types.pop() if len(types) == 1 else None
