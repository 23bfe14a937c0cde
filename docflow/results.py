"""The result of one document: the contract of CLI, REST and webhooks. Knows no schema and no model.

A document ends as one object: `done` or `needs_review` with data and evidence, or `failed` with a
code and a sentence. `bbox` is left, top, right, bottom as shares (0 to 1) of the upright page;
`path` is a JSON Pointer (RFC 6901) into `data`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

# What a JSON document may hold; `Any`, as a recursive alias helps nobody who reads a value.
Json: TypeAlias = Any
#: name of the check that fails where values are less sure than their user asked for
SURE_ENOUGH = "values_are_sure"
#: the model of a result for which none was asked: an e-invoice says it all
NO_MODEL = "none"
Source: TypeAlias = Literal["xml", "acroform", "text", "ocr", "pixels", "human"]


class FieldResult(TypedDict):
    """One value with its evidence. `raw` is exactly what the page shows, or the XML of an
    e-invoice; `value` is its typed form. `term`: business term of EN 16931, of a value from XML.
    """

    path: str
    value: Json
    raw: str | None
    page: int | None
    bbox: list[float] | None
    confidence: float | None
    source: Source
    checks: list[str]
    term: NotRequired[str]


class CheckResult(TypedDict):
    """One test of values against each other (sums, identifiers); `message` is for people."""

    name: str
    passed: bool
    message: str


class Usage(TypedDict):
    """What the document cost. `ungrounded` counts values that stand on no page; it must be 0."""

    prompt_tokens: int
    output_tokens: int
    seconds: float
    ungrounded: NotRequired[int]


class ErrorDetail(TypedDict):
    """`code` is stable and meant for programs, `message` is a sentence for people."""

    code: str
    message: str


class DocumentResult(TypedDict):
    """A document that was read. `text`: what the model was given to copy from, only where it was
    asked to be kept.
    """

    id: str
    file: str
    schema: str
    status: Literal["done", "needs_review"]
    model: str
    pages: int
    data: dict[str, Json]
    fields: list[FieldResult]
    checks: list[CheckResult]
    usage: Usage
    text: NotRequired[str]


class FailedResult(TypedDict):
    """A document that could not be read."""

    file: str
    status: Literal["failed"]
    error: ErrorDetail


Result: TypeAlias = DocumentResult | FailedResult


def failed_result(file: str, code: str, message: str) -> FailedResult:
    """The entry of a document that could not be read; `file` as the user wrote it."""
    return {"file": file, "status": "failed", "error": {"code": code, "message": message}}


def iterate_leaves(data: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every scalar of `data` with its JSON Pointer, in order; empty containers have no leaf."""
    if isinstance(data, Mapping):
        for key, child in data.items():
            token = str(key).replace("~", "~0").replace("/", "~1")
            yield from iterate_leaves(child, f"{pointer}/{token}")
    elif isinstance(data, list):
        for index, child in enumerate(data):
            yield from iterate_leaves(child, f"{pointer}/{index}")
    else:
        yield pointer, data


def pointer_tokens(pointer: str) -> tuple[str, ...]:
    """The unescaped parts of a JSON Pointer: `/totals/total` gives `("totals", "total")`."""
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)
