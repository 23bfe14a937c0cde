"""Pages of collections: an opaque cursor after the last row seen. Knows no table.

A cursor holds the sort key of that row, so that rows which are added or removed in between shift
nothing: `{"data": [...], "next_cursor": "..." or null}`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from docflow.api.problems import Problem

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
_MAX_CURSOR_CHARS = 512

Row = TypeVar("Row")
View = TypeVar("View")


class PageView(BaseModel, Generic[View]):
    """A page of a collection."""

    data: list[View]
    next_cursor: str | None = Field(
        description="Given as `cursor`, gets the next page; null on the last one."
    )


@dataclass(frozen=True)
class PageRequest:
    """Which page is asked for."""

    limit: int
    cursor: str | None

    def after(self, *types: type) -> tuple[Any, ...] | None:
        """The sort key after which the page begins, None for the first page.

        types: those of its parts, each `str`, `int` or `datetime`.

        Raises:
            Problem: 422 `invalid_cursor` for what no answer of this collection held.
        """
        return None if self.cursor is None else _decoded(self.cursor, types)


def get_page(
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="How many at most.")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None,
        Query(max_length=_MAX_CURSOR_CHARS, description="`next_cursor` of the page before."),
    ] = None,
) -> PageRequest:
    """The page from the query of the request."""
    return PageRequest(limit, cursor)


PageDependency = Annotated[PageRequest, Depends(get_page)]


def page_of(
    rows: Sequence[Row],
    request: PageRequest,
    sort_key: Callable[[Row], tuple[str | int | datetime, ...]],
    view: Callable[[Row], View],
) -> PageView[View]:
    """The page as it is answered. rows: read with `LIMIT request.limit + 1`."""
    shown = rows[: request.limit]
    more = len(rows) > request.limit
    return PageView[Any](
        data=[view(row) for row in shown],
        next_cursor=encode_cursor(*sort_key(shown[-1])) if more else None,
    )


def encode_cursor(*parts: str | int | datetime) -> str:
    """The cursor after a row with this sort key."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decoded(cursor: str, types: tuple[type, ...]) -> tuple[Any, ...]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(parts, list) or len(parts) != len(types):
            raise ValueError
        return tuple(_part(part, type_) for part, type_ in zip(parts, types, strict=True))
    except (ValueError, OverflowError, binascii.Error, RecursionError):
        raise Problem(
            422, "invalid_cursor", "The cursor is not one that this collection answered with."
        ) from None


def _part(part: Any, type_: type) -> Any:
    if type_ is datetime and isinstance(part, str):
        moment = datetime.fromisoformat(part)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    # bool is an int, and a number too large for the database is no row's
    is_int = type(part) is int and abs(part) < 2**63
    is_text = type(part) is str and part.isascii() and part.isprintable()
    if (type_ is int and not is_int) or (type_ is str and not is_text) or type_ is datetime:
        raise ValueError
    return part
