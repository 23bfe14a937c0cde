"""One document from file to result: pages, windows, model, typed values, checks. Knows no HTTP and
no database.

The steps are numbered in docs/architecture.md; each lives in `workers.steps`. `Pipeline` runs them
in order with one model; the service runs the same functions as stages (workers/stages), hours and
processes apart.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from docflow.model_ref import parse_model_reference
from docflow.results import DocumentResult
from docflow.settings import Settings
from schemas.schema import Schema
from workers.document import asked_of, open_document, plan_document, result_of_windows
from workers.models import LoadedModel, open_model
from workers.page import Page
from workers.steps.ask import ask
from workers.steps.pages import warm_up
from workers.steps.windows import take

OnProgress = Callable[[str, int, int], None]


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
        profile = self._model.profile
        pages: dict[int, Page] = {}
        with open_document(path, profile.budget, self._settings, password=password) as opened:
            for page in opened.stream:
                pages[page.number] = page
                report("pages", len(pages), opened.num_wanted)
        windows = plan_document(pages.values(), profile.budget)
        asked = asked_of(schema, profile.budget)
        answers = []
        for number, window in enumerate(windows):
            report("reading", number, len(windows))
            parts = [take(pages[piece.number], piece) for piece in window]
            answers.append(ask(self._model, asked, parts, profile.budget.window_s))
        report("reading", len(windows), len(windows))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return result_of_windows(
            schema,
            profile,
            answers,
            id_=f"doc_{digest[:24]}",
            file=path.name,
            num_pages=opened.num_pages,
            seconds=time.monotonic() - start,
        )
