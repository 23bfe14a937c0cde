"""The codes of a document's pages, as they travel to its result: in the process that reads it and,
between the stages of the service, as JSON. Knows no schema and no meaning of a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from docflow.results import CodeResult
from workers.page import Page, PageCode
from workers.steps.page_message import code_of_row

#: how an answer that holds nothing else is told from a model's
_KIND = "codes"
#: the member of a known answer that holds them, beside whatever else it says
_MEMBER = "codes"
#: of one document; no more are looked at
MAX_CODES = 200


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code and its page, from 1."""

    page: int
    code: PageCode


def codes_of_pages(pages: Iterable[Page]) -> tuple[FoundCode, ...]:
    """All codes in the order of the pages."""
    found = [FoundCode(page.number, code) for page in pages for code in page.codes]
    found.sort(key=lambda each: each.page)
    return tuple(found[:MAX_CODES])


def noting_codes(pages: Iterable[Page], codes: list[FoundCode]) -> Iterator[Page]:
    """The same pages; their codes are in `codes` once passed."""
    for page in pages:
        codes.extend(codes_of_pages([page]))
        yield page


def shown_codes(codes: Iterable[FoundCode]) -> list[CodeResult]:
    """The codes as results show them."""
    return [
        {
            "format": found.code.format,
            "text": found.code.text,
            "page": found.page,
            "bbox": [round(side, 5) for side in found.code.bbox],
        }
        for found in codes
    ]


def with_codes_json(
    known: dict[str, Any] | None, codes: Iterable[FoundCode]
) -> dict[str, Any] | None:
    """What a document says itself, with its codes; None where it says nothing."""
    rows = [[found.page, *astuple(found.code)] for found in codes][:MAX_CODES]
    if not rows:
        return known
    return {**(known or {"kind": _KIND}), _MEMBER: rows}


def is_codes_json(content: Mapping[str, Any]) -> bool:
    """Whether an answer holds codes and nothing else."""
    return content.get("kind") == _KIND


def codes_of_json(answers: Iterable[Mapping[str, Any]]) -> tuple[FoundCode, ...]:
    """The codes among a document's answers, none where an earlier version wrote them."""
    rows = [row for answer in answers for row in answer.get(_MEMBER, ())]
    return tuple(FoundCode(int(page), code_of_row(code)) for page, *code in rows)
