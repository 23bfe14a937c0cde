"""One document from file to result: pages, windows, model, typed values, checks. Knows no HTTP and
no database.

The steps are numbered in docs/architecture.md; each lives in `workers.steps`. `Pipeline` runs them
in order with one model; the service runs the same functions as stages (workers/stages), hours and
processes apart.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docflow.model_ref import parse_model_reference
from docflow.results import DocumentResult
from docflow.settings import Settings
from schemas.schema import Schema
from workers.budgets import read_profile
from workers.document import (
    asked_of,
    given_text,
    noting_forms,
    open_document,
    plan_document,
    read_einvoice,
    result_of_document,
)
from workers.page import Page
from workers.steps.acroform_reading import read_form
from workers.steps.pages import may_carry_einvoice, reading_turn, warm_up
from workers.steps.values import WindowReading
from workers.steps.windows import take
from workers.steps.xml_reading import covers, needs_model

#: of one document that the engine is given at a time
WINDOWS_AT_A_TIME = 8

OnProgress = Callable[[str, int, int], None]


class Pipeline:
    """Reads documents with one model. Any number of threads may call `extract`: the model serves
    them together, and as many documents are read at a time as there are cores for.

    The model is loaded when the first document needs it: an e-invoice does not.
    """

    def __init__(self, model: str, *, settings: Settings, keep_text: bool = False) -> None:
        """keep_text: results carry what the model was given to copy from, for those who score them.

        Raises DocflowError ``model_unavailable`` when the model can't be had.
        """
        self._reference = parse_model_reference(model)
        self._profile = read_profile(self._reference)
        # the process that reads pages starts while the network loads
        warm_up(settings.pdf_backend)
        self._settings = settings
        self._keep_text = keep_text

    def extract(
        self,
        path: Path,
        schema: Schema,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> DocumentResult:
        """The result of the document at `path`.

        on_progress: told (stage, done, total). The seconds of the result are without the wait for
        others to be read; the model's passes are shared with them.
        Raises: DocflowError for a file that can't be read.
        """
        report = on_progress or (lambda stage, done, total: None)
        budget = self._profile.budget
        start = time.monotonic()
        einvoice = covers(schema)
        if not (einvoice and may_carry_einvoice(path)):
            # while the other process starts and opens the document
            self._begin_to_load()
        pages: dict[int, Page] = {}
        forms: list[Page] = []
        before_turn = time.monotonic()
        with reading_turn():
            start += time.monotonic() - before_turn
            with open_document(
                path, budget, self._settings, password=password, einvoice=einvoice
            ) as opened:
                for page in noting_forms(opened.stream, forms):
                    pages[page.number] = page
                    report("pages", len(pages), opened.num_wanted)
        xml = read_einvoice(schema, opened, list(pages.values()))
        form = None if xml is not None else read_form(asked_of(schema, budget), forms, list(pages))
        is_whole = form is not None and form.is_whole
        parts: list[list[Page]] = []
        if not is_whole and (xml is None or needs_model(xml, opened.num_pages)):
            windows = plan_document(pages.values(), budget)
            parts = [[take(pages[piece.number], piece) for piece in window] for window in windows]
        answers = self._ask(schema, parts, str(path), report)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        result = result_of_document(
            schema,
            self._profile,
            answers,
            xml,
            id_=f"doc_{digest[:24]}",
            file=path.name,
            num_pages=opened.num_pages,
            seconds=time.monotonic() - start,
            review_error_rate=self._settings.review_error_rate,
            form=form,
        )
        if self._keep_text:
            result["text"] = given_text([[page] for page in forms] if is_whole else parts)
        return result

    def _ask(
        self, schema: Schema, parts: Sequence[Sequence[Page]], group: str, report: OnProgress
    ) -> list[WindowReading]:
        """The model's answer about each window. group: names the document."""
        if not parts:
            return []
        # Local import: it loads torch, which an e-invoice is spared.
        from workers.models import open_model
        from workers.steps.ask import ask

        budget = self._profile.budget
        asked = asked_of(schema, budget)
        # Loading it takes seconds, and only the first time.
        model = open_model(self._reference)
        drop_blank = self._settings.drop_blank

        def answer(window: Sequence[Page]) -> WindowReading:
            return ask(model, asked, window, budget.window_s, group=group, drop_blank=drop_blank)

        report("reading", 0, len(parts))
        if len(parts) == 1:
            answers = [answer(parts[0])]
        else:
            with ThreadPoolExecutor(min(len(parts), WINDOWS_AT_A_TIME)) as threads:
                answers = []
                for reading in threads.map(answer, parts):
                    answers.append(reading)
                    report("reading", len(answers), len(parts))
        report("reading", len(parts), len(parts))
        return answers

    def _begin_to_load(self) -> None:
        """Loads the model, unless another document is waiting for it already."""
        # Local import: as above.
        from workers.models import begin_to_open

        begin_to_open(self._reference)
