"""How large a query becomes when a database writes its parts into one another. Knows no database.

Both planners replace a name by what it stands for: `s || s` over `s || s` over ... doubles at each
step, and so do joins of a subquery with itself. Neither looks at the clock while it does so, and a
query of a few lines can take all memory. So the size is reckoned before one of them sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

#: of a column that comes out of a document
_COLUMN_SIZE = 10


class TooLarge(Exception):
    """The query is larger than it may be."""


@dataclass(frozen=True)
class _Source:
    """What a FROM clause names: its size written out, and that of each of its columns."""

    size: int
    columns: Mapping[str, int] = field(default_factory=dict)
    default: int = 1


_Tables = Mapping[str, _Source]
_RELATION = _Source(1, {}, _COLUMN_SIZE)


def check_expansion(tree: exp.Query, limit: int) -> None:
    """Reckons the size of the query with everything written out.

    Raises:
        TooLarge: it is more than `limit` expressions.
    """
    _Reckoning(limit).query(tree, {}, ())


class _Reckoning:
    def __init__(self, limit: int) -> None:
        self._limit = limit

    def query(self, node: exp.Expr, tables: _Tables, outer: Sequence[_Source]) -> _Source:
        """node: a SELECT, a set operation, or one of them in brackets."""
        known = dict(tables)
        for cte in getattr(node, "ctes", ()):
            known[cte.alias] = _renamed(self.query(cte.this, known, outer), cte)
        if isinstance(node, exp.Subquery):
            return _renamed(self.query(node.this, known, outer), node)
        if isinstance(node, exp.SetOperation):
            sides = [self.query(node.left, known, outer), self.query(node.right, known, outer)]
            widest = max((max(side.columns.values(), default=1) for side in sides), default=1)
            size = self._checked(sum(side.size for side in sides))
            return _Source(size, dict.fromkeys(sides[0].columns, widest), widest)
        if isinstance(node, exp.Select):
            return self._select(node, known, outer)
        # A table or a join in brackets.
        sources = list(self._sources(node, known, outer))
        return _merged(sources, self._checked(sum(source.size for source in sources)))

    def _select(self, node: exp.Select, tables: _Tables, outer: Sequence[_Source]) -> _Source:
        sources = list(self._sources(node, tables, outer))
        scope = [*sources, *outer]
        columns: dict[str, int] = {}
        for output in node.expressions:
            if output.is_star:
                columns |= _merged(sources, 0).columns
            else:
                columns[output.alias_or_name] = self._size(output, tables, scope)
        size = sum(columns.values()) + sum(source.size for source in sources)
        # These may name an output as well as a column.
        scope = [_Source(0, columns), *scope]
        for key in ("where", "group", "having", "order", "windows", "distinct", "limit", "offset"):
            for part in _parts(node.args.get(key)):
                size += self._size(part, tables, scope)
        for join in node.args.get("joins") or ():
            size += self._size(join.args.get("on"), tables, scope)
        default = max((source.default for source in sources), default=1)
        return _Source(self._checked(size), columns, default)

    def _sources(
        self, node: exp.Expr, tables: _Tables, outer: Sequence[_Source]
    ) -> Iterator[_Source]:
        named: list[exp.Expr] = [node] if isinstance(node, exp.Table) else []
        start = node.args.get("from_")
        named += [start.this] if start is not None else []
        named += [join.this for join in node.args.get("joins") or ()]
        for source in named:
            if not isinstance(source, exp.Table):
                yield self.query(source, tables, outer)
                continue
            yield _renamed(tables.get(source.name, _RELATION), source)
            if source is not node and source.args.get("joins"):
                yield from list(self._sources(source, tables, outer))[1:]

    def _size(self, node: exp.Expr | None, tables: _Tables, scope: Sequence[_Source]) -> int:
        if node is None:
            return 0
        if isinstance(node, exp.Column):
            return max(
                (source.columns.get(node.name, source.default) for source in scope), default=1
            )
        if isinstance(node, exp.Query):
            return self.query(node, tables, scope).size
        children = sum(self._size(child, tables, scope) for child in node.iter_expressions())
        return self._checked(1 + children)

    def _checked(self, size: int) -> int:
        if size > self._limit:
            raise TooLarge
        return size


def _parts(value: object) -> list[exp.Expr]:
    values = value if isinstance(value, list) else [value]
    return [part for part in values if isinstance(part, exp.Expr)]


def _merged(sources: Sequence[_Source], size: int) -> _Source:
    columns: dict[str, int] = {}
    for source in sources:
        for name, column_size in source.columns.items():
            columns[name] = max(column_size, columns.get(name, 0))
    return _Source(size, columns, max((source.default for source in sources), default=1))


def _renamed(source: _Source, node: exp.Expr) -> _Source:
    """The source under the names that `AS x(a, b)` gives its columns."""
    alias = node.args.get("alias")
    names = [column.name for column in alias.columns] if isinstance(alias, exp.TableAlias) else []
    if not names:
        return source
    widest = max([*source.columns.values(), source.default])
    return _Source(source.size, dict.fromkeys(names, widest), widest)
