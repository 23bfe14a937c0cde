"""One document from file to result: pages, windows, model, typed values, checks. Knows no HTTP and
no database.

The steps are numbered in docs/architecture.md; each lives in `workers.steps` and this file only
calls them in order.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from docflow.model_ref import parse_model_reference
from docflow.results import CheckResult, DocumentResult
from docflow.settings import Settings
from schemas.schema import Schema
from workers.models import LoadedModel, open_model
from workers.page import Page
from workers.steps.ask import WindowAnswer, ask
from workers.steps.assemble import Assembled, assemble
from workers.steps.merge import merge_windows
from workers.steps.pages import open_pages, warm_up
from workers.steps.raster import RasterSpec
from workers.steps.windows import TokenCost, first_and_last, pack_windows

OnProgress = Callable[[str, int, int], None]

#: pixels of the page's image that become one token: 2 x 2 patches of 16 x 16
IMAGE_TOKEN_PIXELS = 1024


class Pipeline:
    """Reads documents with one model, one after the other. Opening it loads the model."""

    def __init__(self, model: str, *, settings: Settings) -> None:
        """Raises DocflowError ``model_unavailable`` when the model can't be had."""
        # the process that reads pages starts while the network loads
        warm_up(settings.pdf_backend)
        self._settings = settings
        self._model: LoadedModel = open_model(parse_model_reference(model))

    def extract(
        self,
        path: Path,
        schema: Schema,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> DocumentResult:
        """The result of the document at `path`.

        on_progress: told (stage, done, total). Raises: DocflowError for a file that can't be read.
        """
        start = time.monotonic()
        report = on_progress or (lambda stage, done, total: None)
        budget = self._model.budget
        pages, num_pages = self._read_pages(path, password, report)
        asked = _asked(schema, core_only=budget.core_only)
        cost = TokenCost(budget.image_pixels[1] // IMAGE_TOKEN_PIXELS)
        windows = list(pack_windows(pages, cost, budget.max_tokens, budget.max_pages))
        kept = first_and_last(len(windows), budget.document_pages)
        answers = []
        for number, index in enumerate(kept):
            report("reading", number, len(kept))
            answers.append(ask(self._model, asked, windows[index], budget.window_s))
        report("reading", len(kept), len(kept))
        text = "\n".join(answer.anchor.text for answer in answers)
        assembled = assemble(asked, merge_windows(answers), text)
        read = {page.number for index in kept for page in windows[index]}
        assembled.checks.extend(_unread(num_pages, read, self._model.name))
        return _result(path, schema, self._model.name, num_pages, answers, assembled, start)

    def _read_pages(
        self, path: Path, password: str | None, report: OnProgress
    ) -> tuple[list[Page], int]:
        """The pages that are to be read, and how many the document has."""
        settings = self._settings
        least, most = self._model.budget.image_pixels
        pages: list[Page] = []
        with open_pages(
            path,
            password=password,
            limits=settings.limits,
            raster=RasterSpec(min_pixels=least, max_pixels=most),
            ocr=settings.ocr,
            backend=settings.pdf_backend,
            cache_folder=settings.home / "cache" / "ocr",
        ) as stream:
            num_pages = stream.num_pages
            wanted = first_and_last(num_pages, self._model.budget.document_pages)
            stream.select(index + 1 for index in wanted)
            for page in stream:
                pages.append(page)
                report("pages", len(pages), len(wanted))
        return pages, num_pages


def _asked(schema: Schema, *, core_only: bool) -> Schema:
    """What the model is asked for: a small model only the core of a schema that marks one."""
    if core_only and any(leaf.core for leaf in schema.leaves()):
        return schema.core_view()
    return schema


def _unread(num_pages: int, read: set[int], model: str) -> list[CheckResult]:
    """A failed check when pages were left out, so that the result is never taken for the whole."""
    if len(read) == num_pages:
        return []
    message = f"{model} read {len(read)} of {num_pages} pages, the first and the last ones"
    return [{"name": "all_pages_read", "passed": False, "message": message}]


def _result(
    path: Path,
    schema: Schema,
    model: str,
    num_pages: int,
    answers: Sequence[WindowAnswer],
    assembled: Assembled,
    start: float,
) -> DocumentResult:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    failed = any(not check["passed"] for check in assembled.checks)
    return {
        "id": f"doc_{digest[:24]}",
        "file": path.name,
        "schema": schema.name,
        "status": "needs_review" if failed else "done",
        "model": model,
        "pages": num_pages,
        "data": assembled.data,
        "fields": assembled.fields,
        "checks": assembled.checks,
        "usage": {
            "prompt_tokens": sum(answer.prompt_tokens for answer in answers),
            "output_tokens": sum(len(answer.generation.tokens) for answer in answers),
            "seconds": round(time.monotonic() - start, 3),
            "ungrounded": sum(len(answer.parsed.ungrounded) for answer in answers),
        },
    }
