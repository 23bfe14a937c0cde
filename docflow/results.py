"""The result of one document: the contract of CLI, REST and webhooks. Knows no schema and no model.

A document ends as one object: `done` or `needs_review` with data and evidence, or `failed` with a
code and a sentence. `bbox` is left, top, right, bottom as shares (0 to 1) of the upright page;
`path` is a JSON Pointer (RFC 6901) into `data`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

# What a JSON document may hold; `Any`, as a recursive alias helps nobody who reads a value.
Json: TypeAlias = Any
#: name of the check that fails where values are less sure than their user asked for
SURE_ENOUGH = "values_are_sure"
#: name of the check that fails where nothing was read, or not all that the schema requires
PRESENT = "values_present"
#: name of the check that fails where a sum that did not hold was put right: a person should look
REPAIRED = "values_repaired"
#: name of the check that fails where the kind of a document was found and is not sure
KIND_IS_SURE = "kind_is_sure"
#: signs of fraud, by the check that fails: a document tells people one thing and programs another
FLAGS = {
    "xml_matches_page": "xml_page_mismatch",
    "acroform_matches_page": "acroform_page_mismatch",
    "barcode_matches_page": "barcode_page_mismatch",
}
#: the model of a result for which none was asked: an e-invoice says it all
NO_MODEL = "none"
Source: TypeAlias = Literal["xml", "acroform", "barcode", "text", "ocr", "pixels", "human"]


class ReadBefore(TypedDict):
    """What was read in a repaired value's place."""

    value: Json
    raw: str | None
    page: int | None
    bbox: list[float] | None


#: why a value took the place of another. `by`: names of the checks that failed with the other and
#: hold now; `derivation`: the first of them in numbers.
Repaired = TypedDict("Repaired", {"from": ReadBefore, "by": list[str], "derivation": str})


class FieldResult(TypedDict):
    """One value with its evidence. `raw` is exactly what the page shows, the XML of an e-invoice,
    or a bar code says; `value` is its typed form. `term`: business term of EN 16931, of a value
    from XML.
    `repaired`: of a value that was not the model's first, but the one that makes its sums hold.
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
    repaired: NotRequired[Repaired]


class CheckResult(TypedDict):
    """One test of values against each other (sums, identifiers); `message` is for people.

    `rule`: what a standard calls it (`BR-CO-15` of EN 16931, `ISO 13616`). `repaired`: paths of
    values that were repaired, so that it passes.
    """

    name: str
    passed: bool
    message: str
    rule: NotRequired[str]
    repaired: NotRequired[list[str]]


class CodeResult(TypedDict):
    """A bar code or QR code on a page. `format`: `qr_code`, `code_128`, `ean_13` ..."""

    format: str
    text: str
    page: int
    bbox: list[float]


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


class Alternative(TypedDict):
    """A kind that a document could be as well, with its probability."""

    schema: str
    confidence: float


class Classification(TypedDict):
    """Which kind a document was found to be; `alternatives` with the likeliest first."""

    schema: str
    confidence: float
    alternatives: list[Alternative]


class PartOfFile(TypedDict):
    """Which of the documents of a file; pages are numbered from 1, as in the file."""

    number: int
    count: int
    first_page: int
    last_page: int


class DocumentResult(TypedDict):
    """A document that was read. `text`: what the model was given to copy from, only where it was
    asked to be kept. `classification`: where nobody named a schema. `part`: of one of several
    documents in a file; `pages` counts its own, the `page` of a field is the file's. `flags`: signs
    of fraud (`FLAGS`), only where there are any. `codes`: the same of bar codes and QR codes.
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
    flags: NotRequired[list[str]]
    codes: NotRequired[list[CodeResult]]
    text: NotRequired[str]
    classification: NotRequired[Classification]
    part: NotRequired[PartOfFile]


class FoundDocument(TypedDict):
    """One document in a file: its kind and its pages, numbered from 1; 0 for XML without pages."""

    schema: str
    confidence: float
    alternatives: list[Alternative]
    first_page: int
    last_page: int


class SortedFile(TypedDict):
    """The documents in a file, in the order of its pages; nothing was read of them."""

    file: str
    status: Literal["done"]
    pages: int
    documents: list[FoundDocument]


class FailedResult(TypedDict):
    """A document that could not be read."""

    file: str
    status: Literal["failed"]
    error: ErrorDetail


Result: TypeAlias = DocumentResult | FailedResult


def failed_result(file: str, code: str, message: str) -> FailedResult:
    """The entry of a document that could not be read; `file` as the user wrote it."""
    return {"file": file, "status": "failed", "error": {"code": code, "message": message}}


def flags_of(checks: Iterable[CheckResult]) -> list[str]:
    """The flags that failed checks raise, each once."""
    names = (FLAGS.get(check["name"]) for check in checks if not check["passed"])
    return list(dict.fromkeys(name for name in names if name is not None))


def with_flags(result: DocumentResult) -> DocumentResult:
    """The result with `flags` where its checks raise some, without where they raise none."""
    flags = flags_of(result["checks"])
    if flags:
        return {**result, "flags": flags}
    result.pop("flags", None)
    return result


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
