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
from docflow.results import DocumentResult
from docflow.settings import Settings
from schemas.schema import Schema
from workers.models import LoadedModel, open_model
from workers.page import Page
from workers.steps.ask import WindowAnswer, ask
from workers.steps.assemble import Assembled, assemble
from workers.steps.merge import merge_windows
from workers.steps.pages import PageReader, RasterSpec
from workers.steps.windows import TokenCost, pack_windows

OnProgress = Callable[[str, int, int], None]

#: seconds one window may take; what is complete by then counts
WINDOW_DEADLINE_S = 300.0


class Pipeline:
    """Reads documents with one model, one after the other. Opening it loads the model."""

    def __init__(self, model: str, *, settings: Settings) -> None:
        """Raises DocflowError ``model_unavailable`` when the model can't be had."""
        # the process that reads pages starts while the network loads
        self._reader = PageReader(settings.limits, backend=settings.pdf_backend, ocr=settings.ocr)
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
        least, most = budget.image_pixels
        raster = RasterSpec(min_pixels=least, max_pixels=most)
        pages: list[Page] = []
        for page in self._reader.pages(path, password=password, raster=raster):
            pages.append(page)
            report("pages", len(pages), self._reader.page_count)
        asked = _asked(schema, core_only=budget.core_only)
        cost = TokenCost(most // 1024)
        windows = list(pack_windows(pages, cost, budget.max_tokens, budget.max_pages))
        answers = []
        for number, window in enumerate(windows):
            report("reading", number, len(windows))
            answers.append(ask(self._model, asked, window, WINDOW_DEADLINE_S))
        report("reading", len(windows), len(windows))
        text = "\n".join(answer.anchor.text for answer in answers)
        assembled = assemble(asked, merge_windows(answers), text)
        return _result(path, schema, self._model.name, len(pages), answers, assembled, start)


def _asked(schema: Schema, *, core_only: bool) -> Schema:
    """What the model is asked for: a small model only the core of a schema that marks one."""
    if core_only and any(leaf.core for leaf in schema.leaves()):
        return schema.core_view()
    return schema


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
