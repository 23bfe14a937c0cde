"""Which documents a file holds, as stages and results speak of them. Knows no file, no database and
no model; how kinds and borders are found is in workers/sorting.
"""

from __future__ import annotations

from collections.abc import Sequence

from docflow.results import (
    KIND_IS_SURE,
    CheckResult,
    Classification,
    DocumentResult,
    PartOfFile,
)
from schemas.einvoice import EInvoice
from schemas.schema import load_builtin
from workers.page import Page
from workers.sorting.sort import Part, sketch_of, sort_pages
from workers.steps.xml_reading import covers

#: a kind with a lower probability has a person look at the document
SURE_KIND = 0.6
#: another kind with a lower one is not named to people
WORTH_NAMING = 0.05
_DEFAULT = "invoice"


def parts_of_pages(pages: Sequence[Page], einvoice: EInvoice | None) -> list[Part]:
    """The documents that a file holds, in order; each of its pages is in one of them.

    pages: all of the file, in their order; empty for an e-invoice that is XML alone. einvoice: what
    the file carries, which makes all of it one document.

    Raises:
        ValueError: neither pages nor an e-invoice.
    """
    kind = None if einvoice is None else kind_of_einvoice(einvoice)
    if kind is not None and not pages:
        return [Part(0, 0, kind, 1.0)]
    parts = sort_pages([sketch_of(page, kind) for page in pages])
    if kind is not None and len(parts) > 1:
        return [Part(pages[0].number, pages[-1].number, kind, 1.0)]
    _check(parts, pages)
    return parts


def kind_of_einvoice(einvoice: EInvoice) -> str:
    """The schema that the XML answers, by the type of document it says it is."""
    schema = einvoice.schema
    return schema if covers(load_builtin(schema)) else _DEFAULT


def classification_of(part: Part) -> Classification:
    """What a result says of its kind."""
    return {
        "schema": part.schema,
        "confidence": round(part.confidence, 4),
        "alternatives": [
            {"schema": schema, "confidence": round(confidence, 4)}
            for schema, confidence in part.alternatives
        ],
    }


def with_kind(
    result: DocumentResult, classification: Classification, part: PartOfFile | None = None
) -> DocumentResult:
    """The result of a document whose kind was found: with the check of it, which alone can have a
    person look.
    """
    check = _check_of(classification)
    result["checks"] = [*result["checks"], check]
    if not check["passed"]:
        result["status"] = "needs_review"
    result["classification"] = classification
    if part is not None:
        result["part"] = part
    return result


def _check_of(classification: Classification) -> CheckResult:
    confidence, kind = classification["confidence"], _named(classification["schema"])
    message = f"it is {kind} with a probability of {confidence:.0%}"
    is_sure = confidence >= SURE_KIND
    if not is_sure:
        others = [
            _named(other["schema"])
            for other in classification["alternatives"]
            if other["confidence"] >= WORTH_NAMING
        ]
        perhaps = f", perhaps {' or '.join(others)}" if others else ""
        message += f"{perhaps}; if it is not, have it read again with the right schema named"
    return {"name": KIND_IS_SURE, "passed": is_sure, "message": message}


def _named(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _check(parts: Sequence[Part], pages: Sequence[Page]) -> None:
    """Raises ValueError for parts that are not the pages, each once: a fault of ours."""
    numbers = [n for part in parts for n in range(part.first_page, part.last_page + 1)]
    if numbers != [page.number for page in pages]:
        raise ValueError(f"parts of pages {numbers[:9]} ... are not those of the file")
