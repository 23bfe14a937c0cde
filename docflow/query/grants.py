"""What a PostgreSQL login needs in order to run queries and nothing else. Knows no connection."""

from __future__ import annotations

import re

from docflow.query.fenced import COLUMNS_READ

_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def grant_statements(role: str) -> list[str]:
    """The GRANTs for `role`, which must exist: columns that queries read, no secret among them.

    Raises:
        ValueError: `role` is no plain name.
    """
    if not _ROLE.fullmatch(role):
        raise ValueError(f"a role is named by a-z, 0-9 and _, got {role!r}")
    return [
        f'GRANT SELECT ({", ".join(_quoted(columns))}) ON "{table}" TO "{role}";'
        for table, columns in COLUMNS_READ.items()
    ]


def _quoted(columns: tuple[str, ...]) -> list[str]:
    return [f'"{column}"' for column in columns]
