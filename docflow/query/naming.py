"""Names of tables and columns from names of schemas and properties. Knows no database.

A name works without quotes: letters a-z, digits and `_`, no word that SQL takes for something else,
short enough for every database. Two properties with one name are told apart by a number.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

# PostgreSQL cuts at 63 bytes without a word; two are kept for a prefix.
MAX_NAME_CHARS = 60
_DIGEST_CHARS = 8


def sql_name(*words: str) -> str:
    """One name from the words of a path: `("totals", "total")` gives `totals_total`."""
    name = "_".join(filter(None, map(_plain, words))) or "column"
    if not name[0].isalpha():
        name = f"c_{name}"
    if len(name) > MAX_NAME_CHARS:
        digest = hashlib.sha256("/".join(words).encode()).hexdigest()[:_DIGEST_CHARS]
        name = f"{name[: MAX_NAME_CHARS - _DIGEST_CHARS - 1]}_{digest}"
    return name if _is_plain_name(name) else f"{name}_"


def unique_name(name: str, taken: Container[str]) -> str:
    """`name`, or `name_2`, `name_3` ... where it is taken."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name[: MAX_NAME_CHARS - 5]}_{number}"
    return unique


def _plain(word: str) -> str:
    # `invoiceDate` is read better as invoice_date, as SQL does not tell capitals apart.
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word)
    folded = unicodedata.normalize("NFKD", spaced).replace("ß", "ss").casefold()
    ascii_only = "".join(char for char in folded if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")


@lru_cache(maxsize=4096)
def _is_plain_name(name: str) -> bool:
    """Whether the parser takes the bare word for a column or a table wherever one can stand."""
    try:
        tree = sqlglot.parse_one(
            f"SELECT {name}, t.{name} FROM {name} AS t WHERE {name} = 1 ORDER BY {name}",
            read="postgres",
        )
    except SqlglotError:
        return False
    columns = [column.name for column in tree.find_all(exp.Column)]
    tables = [table.name for table in tree.find_all(exp.Table)]
    return columns == [name] * 4 and tables == [name]
