"""Judges a query and turns it into one whose names can only mean what the tenant may see. Knows no
database.

What is run is never the caller's text but text written anew from the tree that was judged. In it
every table carries a prefix, `q_` for one of the catalog's and `u_` for one the query itself made;
nothing in a database is called so, which is why a name that slipped through names nothing.
"""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from docflow.errors import DocflowError
from docflow.query.allowed import CAST_TYPES, EXPRESSIONS, ROOTS, UNITS
from docflow.query.catalog import Catalog
from docflow.query.expansion import TooLarge, check_expansion
from docflow.query.relations import Relation

RELATION_PREFIX = "q_"
OWN_PREFIX = "u_"
#: what callers write, on both databases
DIALECT = "postgres"
MAX_CHARS = 20_000
MAX_EXPRESSIONS = 5_000
MAX_EXPANDED = 50_000
MAX_SELECTS = 100
MAX_OUTPUTS = 1_000
MAX_RELATIONS = 20

# Also halves of characters, which no database takes.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Words that the parser keeps as plain strings: kinds of joins, sides of window frames.
_WORDS = re.compile(r"[A-Za-z0-9_ ]{0,40}")
_NUMBER = re.compile(r"[0-9.]{1,60}([eE][+-]?[0-9]{1,3})?")
_JSON_KEY = re.compile(r"[\w .-]{1,100}")
_TABLE_ARGUMENTS = frozenset({"this", "alias", "joins"})

# A statement it does not know is refused here; there is no need to tell the log.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Admitted:
    """A query that may run. tree: with prefixed names. relations: those it reads, by name."""

    tree: exp.Query
    relations: dict[str, Relation]


def admit(sql: str, catalog: Catalog) -> Admitted:
    """Judges `sql`, written as for PostgreSQL.

    Raises:
        DocflowError: `query_refused` for what may not be asked, `query_invalid` for what is no SQL
            or names what does not exist.
    """
    if len(sql) > MAX_CHARS:
        raise refused(f"a query has at most {MAX_CHARS:,} characters")
    if _CONTROL.search(sql):
        raise refused("control characters")
    try:
        tree = _parsed(sql)
        _check_expressions(tree)
        _fold_names(tree)
        relations = _rename_tables(tree, catalog)
        _name_outputs(tree)
        _check_columns(tree, relations)
        check_expansion(tree, MAX_EXPANDED)
    except TooLarge:
        raise refused("it is too long once its parts are written into one another") from None
    except RecursionError:
        raise refused("it is nested too deeply") from None
    return Admitted(tree, relations)


def refused(reason: str) -> DocflowError:
    """The error of a query that may not be asked."""
    return DocflowError("query_refused", f"The query is refused: {reason}.")


def invalid(reason: str) -> DocflowError:
    """The error of a query that cannot be run."""
    return DocflowError("query_invalid", f"The query cannot be run: {reason}")


def check_written(sql: str, dialect: type[sqlglot.Dialect] | str, admitted: Admitted) -> None:
    """Reads what was written anew once more: one query, of prefixed tables alone.

    Raises:
        DocflowError: `query_refused`; the writer and the reader of SQL disagree.
    """
    try:
        statements = sqlglot.parse(sql, read=dialect)
    except (SqlglotError, RecursionError):
        raise refused("it cannot be written for this database") from None
    tables = [
        table.name for tree in statements if tree is not None for table in tree.find_all(exp.Table)
    ]
    own = (OWN_PREFIX, *(RELATION_PREFIX + name for name in admitted.relations))
    if len(statements) != 1 or not all(table.startswith(own) for table in tables):
        raise refused("it cannot be written for this database")


def _parsed(sql: str) -> exp.Query:
    try:
        statements = [tree for tree in sqlglot.parse(sql, read=DIALECT) if tree is not None]
    except SqlglotError as error:
        raise invalid(_first_line(error)) from None
    if not statements:
        raise invalid("it is empty")
    if len(statements) > 1:
        raise refused("only one statement at a time")
    tree = statements[0]
    while isinstance(tree, exp.Subquery) and not tree.args.get("alias"):
        tree = tree.this
    if not isinstance(tree, ROOTS):
        raise refused("only SELECT, also with WITH, UNION, EXCEPT and INTERSECT")
    tree.pop()
    return tree


def _first_line(error: SqlglotError) -> str:
    # The parser underlines the place with terminal escapes on the lines after.
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).splitlines()[0].strip()[:300]


def _check_expressions(tree: exp.Query) -> None:
    num_selects = 0
    for number, node in enumerate(tree.walk()):
        num_selects += isinstance(node, exp.Select)
        if number == MAX_EXPRESSIONS or num_selects > MAX_SELECTS:
            raise refused("it is too long")
        if type(node) not in EXPRESSIONS:
            raise refused(f"{_name_of(node)} is not available here")
        _check_details(node)
        for key, value in node.args.items():
            if isinstance(value, str) and not _is_harmless(node, value):
                raise refused(f"{_name_of(node)} with this {key} is not available here")


def _check_details(node: exp.Expr) -> None:
    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise refused("WITH RECURSIVE is not available here")
    if isinstance(node, exp.Select) and len(node.expressions) > MAX_OUTPUTS:
        raise refused(f"an answer has at most {MAX_OUTPUTS:,} named columns")
    if isinstance(node, exp.Distinct) and node.args.get("on"):
        raise refused("DISTINCT ON is not available here")
    if isinstance(node, exp.Table):
        if not isinstance(node.this, exp.Identifier):
            raise refused("functions cannot be asked like tables")
        if any(value and key not in _TABLE_ARGUMENTS for key, value in node.args.items()):
            raise refused("tables are named by one word and nothing else")
    if isinstance(node, exp.Column) and node.args.get("db"):
        raise refused("columns are named by table and column alone")
    if isinstance(node, exp.DataType) and node.this not in CAST_TYPES:
        raise refused(f"the type {_name_of(node)} is not available here")
    if isinstance(node, exp.Var) and node.name.upper() not in UNITS:
        raise refused(f"{node.name[:40]!r} is not available here")


def _is_harmless(node: exp.Expr, value: str) -> bool:
    """Whether a plain string in the tree is escaped when written, or needs no escaping."""
    if isinstance(node, exp.Identifier):
        return len(value) <= 200
    if isinstance(node, exp.Literal):
        return node.is_string or _NUMBER.fullmatch(value) is not None
    if isinstance(node, exp.JSONPathKey):
        return _JSON_KEY.fullmatch(value) is not None
    return _WORDS.fullmatch(value) is not None


def _name_of(node: exp.Expr) -> str:
    if isinstance(node, exp.Anonymous):
        return f"the function {str(node.this)[:60]}"
    if isinstance(node, exp.DataType):
        return str(getattr(node.this, "name", node.this)).lower()[:60]
    if isinstance(node, exp.Func):
        return f"the function {node.sql_name().lower()}"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()


def _fold_names(tree: exp.Query) -> None:
    for identifier in tree.find_all(exp.Identifier):
        if not identifier.args.get("quoted"):
            identifier.set("this", identifier.name.lower())


def _rename_tables(tree: exp.Query, catalog: Catalog) -> dict[str, Relation]:
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for name in own & catalog.keys():
        raise refused(f"WITH {name}: there is a table of this name; choose another")
    relations = {}
    # Lists: the tree changes while it is walked.
    for table in list(tree.find_all(exp.Table)):
        name = table.name
        if name in catalog:
            relations[name] = catalog[name]
        elif name not in own:
            raise invalid(f"there is no table {name[:80]!r}{_similar(name, catalog)}")
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))
        prefix = RELATION_PREFIX if name in catalog else OWN_PREFIX
        table.set("this", exp.to_identifier(prefix + name))
    for cte in tree.find_all(exp.CTE):
        cte.args["alias"].set("this", exp.to_identifier(OWN_PREFIX + cte.alias))
    if len(relations) > MAX_RELATIONS:
        raise refused(f"it reads more than {MAX_RELATIONS} tables")
    return relations


# What the parser calls otherwise than callers do.
_FUNCTION_NAMES: dict[type[exp.Expr], str] = {
    exp.TimestampTrunc: "date_trunc",
    exp.GroupConcat: "string_agg",
    exp.LogicalAnd: "bool_and",
    exp.LogicalOr: "bool_or",
    exp.TimeToStr: "to_char",
    exp.StrPosition: "position",
    exp.CurrentTimestamp: "now",
}
_NO_NAME = (exp.Cast, exp.And, exp.Or, exp.JSONExtract, exp.JSONExtractScalar)


def _name_outputs(tree: exp.Query) -> None:
    """Gives every result a name, which the databases would choose each in its own way."""
    for select in list(tree.find_all(exp.Select)):
        # All at once: each single replacement would count the places of the others anew.
        outputs = [
            output
            if isinstance(output, exp.Alias | exp.Column | exp.Star)
            else exp.Alias(
                this=output, alias=exp.to_identifier(_output_name(output, number), quoted=True)
            )
            for number, output in enumerate(select.expressions, start=1)
        ]
        select.set("expressions", outputs)


def _output_name(output: exp.Expr, number: int) -> str:
    if isinstance(output, exp.Window | exp.Filter):
        return _output_name(output.this, number)
    if isinstance(output, exp.Cast) and isinstance(output.this, exp.Column):
        return output.this.name
    if isinstance(output, exp.Func) and type(output) not in _NO_NAME:
        return _FUNCTION_NAMES.get(type(output), output.sql_name().lower())
    return f"column_{number}"


def _check_columns(tree: exp.Query, relations: dict[str, Relation]) -> None:
    """Only columns of the tables read and names the query makes itself.

    Keeps out what databases take for a column without a table having it: whole rows, system
    columns, functions written as columns.
    """
    known = {column.name for relation in relations.values() for column in relation.columns}
    known.update(alias.alias for alias in tree.find_all(exp.Alias))
    for alias in tree.find_all(exp.TableAlias):
        known.update(column.name for column in alias.columns)
    for column in _columns(tree):
        if column.name not in known:
            raise invalid(f"there is no column {column.name[:80]!r}{_similar(column.name, known)}")


def _columns(tree: exp.Query) -> Iterator[exp.Column]:
    return (column for column in tree.find_all(exp.Column) if not isinstance(column.this, exp.Star))


def _similar(name: str, known: Catalog | set[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=3)
    return f"; there is {', '.join(close)}" if close else ""
