"""One file from its pages to its results: windows, model, typed values, checks. Knows no HTTP and
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
from docflow.results import DocumentResult, PartOfFile
from docflow.settings import Settings
from schemas.schema import Schema
from workers.budgets import read_profile
from workers.document import (
    OpenDocument,
    asked_of,
    given_text,
    noting_forms,
    open_document,
    result_of_document,
)
from workers.page import Page
from workers.plan import DocumentPlan, given_pages, plan_of, plan_of_part
from workers.sorting.sort import Part
from workers.steps.code_reading import codes_of_pages
from workers.steps.kind import classification_of, parts_of_pages, with_kind
from workers.steps.page_spool import PageSpool
from workers.steps.pages import may_carry_einvoice, reading_turn, warm_up
from workers.steps.values import WindowReading
from workers.steps.windows import Piece, take
from workers.steps.xml_reading import covers

#: of one document that the engine is given at a time
WINDOWS_AT_A_TIME = 8

OnProgress = Callable[[str, int, int], None]
LoadPage = Callable[[int], Page]


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
        self._profile = read_profile(self._reference, settings.model_pages)
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
        pages: tuple[int, int] | None = None,
    ) -> DocumentResult:
        """The result of the document at `path`.

        pages: first and last one of the document, where the file holds more. on_progress: told
        (stage, done, total). The seconds of the result are without the wait for others to be read;
        the model's passes are shared with them.
        Raises: DocflowError for a file that can't be read.
        """
        report = on_progress or (lambda stage, done, total: None)
        einvoice = covers(schema) and pages is None
        if not (einvoice and may_carry_einvoice(path)):
            # while the other process starts and opens the document
            self._begin_to_load()
        read: dict[int, Page] = {}
        start, opened, forms = self._read(
            path,
            lambda page: read.setdefault(page.number, page),
            report,
            password=password,
            einvoice=einvoice,
            pages=pages,
        )
        plan = plan_of(schema, read, forms, opened, opened.num_pages, self._profile.budget)
        [answers] = self._ask([plan], read.__getitem__, str(path), report)
        seconds = time.monotonic() - start
        return self._result(plan, answers, _id_of(path, pages), path.name, seconds)

    def extract_parts(
        self,
        path: Path,
        *,
        password: str | None = None,
        on_progress: OnProgress | None = None,
        pages: tuple[int, int] | None = None,
    ) -> list[DocumentResult]:
        """The results of the documents in the file at `path`, in the order of its pages, each read
        with the schema of the kind it was found to be.

        One document has a result as `extract` makes it, with its classification; of several, each
        says which part it is. The seconds are those of the file, shared out by pages.
        pages: first and last one, where not the whole file is meant.
        Raises: as `extract`.
        """
        report = on_progress or (lambda stage, done, total: None)
        if not may_carry_einvoice(path):
            self._begin_to_load()
        budget = self._profile.budget
        with PageSpool() as spool:
            start, opened, forms = self._read(
                path,
                spool.put,
                report,
                password=password,
                einvoice=pages is None,
                pages=pages,
                is_whole=True,
            )
            parts = parts_of_pages(list(spool.pages.values()), opened.stream.einvoice)
            plans = [plan_of_part(part, spool.pages, forms, opened, budget) for part in parts]
            answers = self._ask(plans, spool.load, str(path), report)
        seconds = time.monotonic() - start
        results = []
        for number, (part, plan, given) in enumerate(zip(parts, plans, answers, strict=True), 1):
            id_, of_file = _id_of(path, pages), None
            share = seconds
            if len(parts) > 1:
                id_ = f"{id_}_{number}"
                of_file = _part_of_file(part, number, len(parts))
                share = seconds * plan.num_pages / opened.num_pages
            result = self._result(plan, given, id_, path.name, share)
            results.append(with_kind(result, classification_of(part), of_file))
        return results

    def _read(
        self,
        path: Path,
        keep: Callable[[Page], object],
        report: OnProgress,
        *,
        password: str | None,
        einvoice: bool,
        pages: tuple[int, int] | None = None,
        is_whole: bool = False,
    ) -> tuple[float, OpenDocument, list[Page]]:
        """Gives the wanted pages to `keep`: when it began, without the wait for its turn; the
        document; its pages with fields.
        """
        forms: list[Page] = []
        num_read = 0
        with reading_turn():
            start = time.monotonic()
            with open_document(
                path,
                self._profile.budget,
                self._settings,
                password=password,
                einvoice=einvoice,
                part=pages,
                is_whole=is_whole,
            ) as opened:
                for page in noting_forms(opened.stream, forms):
                    keep(page)
                    num_read += 1
                    report("pages", num_read, opened.num_wanted)
        return start, opened, forms

    def _ask(
        self, plans: Sequence[DocumentPlan], load: LoadPage, group: str, report: OnProgress
    ) -> list[list[WindowReading]]:
        """The model's answers about the windows of each plan. group: names the file."""
        jobs = [(plan, window) for plan in plans for window in plan.windows]
        if not jobs:
            return [[] for _ in plans]
        # Local import: it loads torch, which an e-invoice is spared.
        from workers.models import open_model
        from workers.steps.ask import ask

        budget = self._profile.budget
        # Loading it takes seconds, and only the first time.
        model = open_model(self._reference)
        drop_blank = self._settings.drop_blank

        def answer(job: tuple[DocumentPlan, Sequence[Piece]]) -> WindowReading:
            plan, window = job
            asked = asked_of(plan.schema, budget)
            pages = [take(load(piece.number), piece) for piece in window]
            return ask(model, asked, pages, budget.window_s, group=group, drop_blank=drop_blank)

        report("reading", 0, len(jobs))
        if len(jobs) == 1:
            answers = [answer(jobs[0])]
        else:
            with ThreadPoolExecutor(min(len(jobs), WINDOWS_AT_A_TIME)) as threads:
                answers = []
                for reading in threads.map(answer, jobs):
                    answers.append(reading)
                    report("reading", len(answers), len(jobs))
        report("reading", len(jobs), len(jobs))
        left = iter(answers)
        return [[next(left) for _ in plan.windows] for plan in plans]

    def _result(
        self,
        plan: DocumentPlan,
        answers: Sequence[WindowReading],
        id_: str,
        file: str,
        seconds: float,
    ) -> DocumentResult:
        result = result_of_document(
            plan.schema,
            self._profile,
            answers,
            plan.xml,
            id_=id_,
            file=file,
            num_pages=plan.num_pages,
            seconds=seconds,
            review_error_rate=self._settings.review_error_rate,
            form=plan.form,
            codes=codes_of_pages(plan.pages.values()),
        )
        if self._keep_text:
            result["text"] = given_text(given_pages(plan))
        return result

    def _begin_to_load(self) -> None:
        """Loads the model, unless another document is waiting for it already."""
        # Local import: as above.
        from workers.models import begin_to_open

        begin_to_open(self._reference)


def _part_of_file(part: Part, number: int, count: int) -> PartOfFile:
    return {
        "number": number,
        "count": count,
        "first_page": part.first_page,
        "last_page": part.last_page,
    }


def _id_of(path: Path, pages: tuple[int, int] | None) -> str:
    """The same for the same bytes and pages."""
    id_ = f"doc_{hashlib.sha256(path.read_bytes()).hexdigest()[:24]}"
    return id_ if pages is None else f"{id_}_p{pages[0]}-{pages[1]}"
