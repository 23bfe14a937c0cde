"""A relation as a SELECT of PostgreSQL. Knows no caller's query.

What has not its column's type is NULL, never an error: a cast that fails on one odd document would
break the query over all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from docflow.query.fenced import columns_of, conditions_of, literal, source_of
from docflow.query.relations import Column, Path, Relation

_NUMBER = r"^[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?$"
_INTEGER = r"^-?\d{1,18}$"
_LEAP_YEAR = r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DATE = (
    r"^(?!0000)("
    r"\d{4}-(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|"
    r"\d{4}-(0[469]|11)-(0[1-9]|[12]\d|30)|"
    r"\d{4}-02-(0[1-9]|1\d|2[0-8])|" + _LEAP_YEAR + r"-02-29)$"
)


def postgres_select(
    relation: Relation, tenant_id: str, document_ids: Sequence[str] | None = None
) -> str:
    """The tenant's rows, with the columns of `relation` in order."""
    inner = [f"{sql} AS {name}" for name, sql in columns_of(relation)]
    source = source_of(relation)
    node = f"e.{relation.json_column}"
    for depth, path in enumerate(relation.arrays):
        array = f"{node} #> {_path(path)}"
        source += (
            f" CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof({array}) = 'array' "
            f"THEN {array} END) WITH ORDINALITY AS a{depth}(node, item)"
        )
        inner.append(f"a{depth}.item AS {relation.items[depth]}")
        node = f"a{depth}.node"
    if relation.values:
        inner.append(f"{node} AS node")
    conditions = conditions_of(relation, f"= {literal(tenant_id)}", document_ids)
    outer = ", ".join(f'{_outer(column)} AS "{column.name}"' for column in relation.columns)
    fenced = f"SELECT {', '.join(inner)} FROM {source} WHERE {conditions} OFFSET 0"
    return f"SELECT {outer} FROM ({fenced}) AS r"


def _outer(column: Column) -> str:
    if column.path is None:
        return f"r.{column.name}::numeric" if column.type == "numeric" else f"r.{column.name}"
    value = f"(r.node #>> {_path(column.path)})"
    if column.type == "text":
        return value
    if column.type == "boolean":
        return f"CASE {value} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
    pattern, type_ = {
        "date": (_DATE, "date"),
        "integer": (_INTEGER, "bigint"),
    }.get(column.type, (_NUMBER, "numeric"))
    return f"CASE WHEN {value} ~ {literal(pattern)} THEN {value}::{type_} END"


def _path(keys: Path) -> str:
    return f"ARRAY[{', '.join(map(literal, keys))}]::text[]"
