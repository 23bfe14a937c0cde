"""Scores weights on a manifest: ``python -m training.measure MANIFEST.jsonl --weights runs/nano``.

The same figures as ``docflow eval``, but pages are read once and kept beside the weights, so that
the next weights are scored in a fraction of the time and on the very same words. Knows no training.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console

from docflow.commands.in_order import in_order
from docflow.commands.pipelines import MOST_AT_A_TIME
from docflow.errors import DocflowError
from docflow.evaluation import Report, make_report, schema_for
from docflow.formats.scores import print_report
from docflow.manifest import ManifestEntry, read_manifest
from docflow.model_ref import parse_model_reference
from docflow.results import Result, failed_result
from docflow.schema_store import SchemaStore
from docflow.settings import Settings
from schemas.schema import Schema
from training.export import export
from workers.budgets import NANO_BUDGET
from workers.document import asked_of, given_text, open_document, plan_document, result_of_windows
from workers.models import LoadedModel, open_model
from workers.page import Page
from workers.steps.ask import ask
from workers.steps.pages import reading_turn
from workers.steps.windows import take

TOKENIZER = Path("runs/tokenizer.json")
PAGES = Path("runs/pages")


@dataclass(frozen=True, slots=True)
class ReadPages:
    """The wanted pages of a document, or why it can't be read. num_pages: of the whole document."""

    pages: tuple[Page, ...]
    num_pages: int
    error: tuple[str, str] | None = None


def read_pages(entry: ManifestEntry, folder: Path, settings: Settings) -> ReadPages:
    """Pages as docflow-nano is given them, from `folder` where they were read before."""
    kept = folder / f"{hashlib.sha256(entry.file.read_bytes()).hexdigest()}.pickle"
    if kept.exists():
        return ReadPages(*pickle.loads(kept.read_bytes()))
    try:
        with (
            reading_turn(),
            open_document(entry.file, NANO_BUDGET, settings, password=entry.password) as document,
        ):
            read = ReadPages(tuple(document.stream), document.num_pages)
    except DocflowError as error:
        read = ReadPages((), 0, (error.code, str(error)))
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(pickle.dumps((read.pages, read.num_pages, read.error)))
    return read


def extract(
    model: LoadedModel,
    schema: Schema,
    read: ReadPages,
    file: str,
    *,
    drop_blank: bool = False,
    within_s: float | None = None,
) -> Result:
    """What ``workers.pipeline.Pipeline.extract`` gives, from pages that were read before.

    within_s: seconds for a window, where they are not those of the product.
    """
    if read.error is not None:
        return failed_result(file, *read.error)
    start = time.monotonic()
    profile = model.profile
    pages = {page.number: page for page in read.pages}
    asked = asked_of(schema, profile.budget)
    try:
        parts = [
            [take(pages[piece.number], piece) for piece in window]
            for window in plan_document(read.pages, profile.budget)
        ]
        seconds = within_s or profile.budget.window_s
        windows = [
            ask(model, asked, window, seconds, group=file, drop_blank=drop_blank)
            for window in parts
        ]
    except DocflowError as error:
        return failed_result(file, error.code, str(error))
    result = result_of_windows(
        schema,
        profile,
        windows,
        id_=file,
        file=file,
        num_pages=read.num_pages,
        seconds=time.monotonic() - start,
    )
    result["text"] = given_text(parts)
    return result


def blanked(read: ReadPages) -> ReadPages:
    """The same words on white pictures of the same size, to see what the pictures are worth."""
    white = [
        page if page.pixels is None else replace(page, pixels=np.full_like(page.pixels, 255))
        for page in read.pages
    ]
    return replace(read, pages=tuple(white))


def measure(
    model: LoadedModel, entries: Sequence[ManifestEntry], pages: Path, *, blank: bool = False
) -> Iterator[tuple[ManifestEntry, Result]]:
    """Each entry with its result, several at a time. blank: with white pages, the words alone."""
    settings = Settings()
    schemas = SchemaStore(settings.home)

    def measured(asked: tuple[ManifestEntry, Schema]) -> tuple[ManifestEntry, Result]:
        entry, schema = asked
        read = read_pages(entry, pages, settings)
        read = blanked(read) if blank else read
        drop_blank = settings.drop_blank
        return entry, extract(model, schema, read, str(entry.file), drop_blank=drop_blank)

    with tempfile.TemporaryDirectory() as folder:
        asked = ((entry, schemas.get(schema_for(entry, Path(folder)))) for entry in entries)
        yield from in_order(asked, measured, at_a_time=MOST_AT_A_TIME)


def load(weights: Path) -> LoadedModel:
    """A model folder, or a run of ``training.train`` with its checkpoint."""
    if not (weights / "checkpoint.pt").exists():
        return open_model(parse_model_reference(str(weights)))
    with tempfile.TemporaryDirectory() as folder:
        export(weights, TOKENIZER, Path(folder))
        return open_model(parse_model_reference(folder))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("model/weights"))
    parser.add_argument("--kind", action="append", help="may be given several times")
    parser.add_argument("--limit", type=int, help="every n-th document, so that N are scored")
    parser.add_argument("--pages", type=Path, default=PAGES, help="where read pages are kept")
    parser.add_argument("--blank", action="store_true", help="white pages: the words alone")
    parser.add_argument("--failures", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the report there, with all failures")
    parser.add_argument(
        "--results", type=Path, help="write the documents' results there, a line each"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    entries = [e for e in read_manifest(options.manifest) if e.kind in (options.kind or [e.kind])]
    if options.limit:
        entries = entries[:: max(1, len(entries) // options.limit)]
    # Room for all columns where nobody looks at a terminal.
    console = Console(width=None if sys.stdout.isatty() else 120)
    results: list[Result] = []
    with console.status("reading") as status:
        for entry, result in measure(
            load(options.weights), entries, options.pages, blank=options.blank
        ):
            results.append(result)
            status.update(f"{len(results)} of {len(entries)}: {entry.file.name}")
    report: Report = make_report(entries, results, max_failures=options.failures)
    print_report(report, console)
    if options.json:
        whole = make_report(entries, results, max_failures=100_000)
        options.json.write_text(json.dumps(whole.to_json()))
    if options.results:
        options.results.write_text("".join(json.dumps(result) + "\n" for result in results))


if __name__ == "__main__":
    main()
