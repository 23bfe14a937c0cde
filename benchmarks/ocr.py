"""Compares OCR engines: `python -m benchmarks.ocr MANIFEST.jsonl --kind receipt --medium scan`.

For each engine, kind and medium (the manifest's own word: scan, photo, render ...): the share of
the labelled values that stand in what the engine read, and the seconds a page took it. Pages are
read as pictures, whatever text layer they have. Readings are kept in a folder: an interrupted run
goes on where it was, and scores can be counted anew. Knows no model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from docflow.filetype import PDF_HEADER_WITHIN, file_type
from docflow.limits import Limits
from docflow.manifest import ManifestEntry, read_manifest
from schemas.evaluate import FieldScore, aggregate, score_document
from workers.backends import images, mupdf
from workers.backends.base import Document
from workers.document import given_text
from workers.page import Page
from workers.steps.ocr import Ocr, OcrMode
from workers.steps.page_reader import picture_for_ocr
from workers.steps.turning import turn_size

ENGINES: tuple[OcrMode, ...] = ("tesseract", "rapidocr")
READINGS = Path("runs/ocr")
#: a machine that others use is no reason to give up a page
TIMEOUT_S = 900.0


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as an engine read it. cpu_s, wall_s: without drawing the page."""

    page: Page
    cpu_s: float
    wall_s: float


def read_document(entry: ManifestEntry, engine: OcrMode, max_pages: int) -> list[ReadPage]:
    """The first pages of a document, each as `engine` reads it."""
    data = entry.file.read_bytes()
    document = _open(data, entry.password)
    ocr = Ocr(engine, read_timeout_s=TIMEOUT_S)
    read = []
    for index in range(min(document.num_pages, max_pages)):
        page = document.page(index)
        pixels = picture_for_ocr(page)
        cpu_s, start = _cpu_s(), time.perf_counter()
        found = ocr.read(pixels)
        if found is None:
            raise SystemExit(f"{engine} is not installed")
        wall_s = time.perf_counter() - start
        size = turn_size((page.width_pt, page.height_pt), found.turn)
        read.append(ReadPage(Page(index + 1, *size, found.words), _cpu_s() - cpu_s, wall_s))
    document.close()
    return read


def _open(data: bytes, password: str | None) -> Document:
    kind = file_type(data[:PDF_HEADER_WITHIN]).kind
    if kind == "pdf":
        # Typed as where the product opens it: by what it can do, not by its class.
        document: Any = mupdf.open_document(data, password, Limits())
        opened: Document = document
        return opened
    return images.open_document(data, kind, Limits())


def _cpu_s() -> float:
    """Of this process and of the programs it ran."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def read_kept(
    entry: ManifestEntry, engine: OcrMode, max_pages: int, folder: Path
) -> list[ReadPage]:
    """The same, from `folder` where it was read before."""
    digest = hashlib.sha256(entry.file.read_bytes()).hexdigest()
    kept = folder / engine / f"{digest}.pickle"
    if kept.exists():
        return [ReadPage(*row) for row in pickle.loads(kept.read_bytes())]
    read = read_document(entry, engine, max_pages)
    kept.parent.mkdir(parents=True, exist_ok=True)
    rows = [(each.page, each.cpu_s, each.wall_s) for each in read]
    kept.write_bytes(pickle.dumps(rows))
    return read


def score(entry: ManifestEntry, pages: Sequence[Page]) -> list[FieldScore]:
    """The labelled values, each with whether it stands in what was read."""
    text = given_text([[page] for page in pages])
    return score_document(entry.line, {"data": {}, "text": text})


def rows_of(
    engine: str, group: tuple[str, str], documents: Iterable[tuple[ManifestEntry, list[ReadPage]]]
) -> dict[str, Any]:
    """One row: an engine on the documents of a kind and medium."""
    scores: list[FieldScore] = []
    read: list[ReadPage] = []
    num_documents = 0
    for entry, pages in documents:
        scores += score(entry, [each.page for each in pages])
        read += pages
        num_documents += 1
    table = aggregate(scores)
    kind, medium = group
    header = table.header.get(kind)
    sought = [row for row in table.fields if row.sought]
    return {
        "benchmark": "ocr",
        "engine": engine,
        "kind": kind,
        "medium": medium,
        "documents": num_documents,
        "pages": len(read),
        "header_ceiling": None if header is None else _rounded(header.ceiling),
        "ceilings": {row.field: _rounded(row.ceiling) for row in sought},
        "sought": {row.field: row.sought for row in sought},
        "cpu_s_p50": _rounded(statistics.median(each.cpu_s for each in read)),
        "cpu_s_mean": _rounded(statistics.fmean(each.cpu_s for each in read)),
        "wall_s_p50": _rounded(statistics.median(each.wall_s for each in read)),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def machine() -> dict[str, Any]:
    """What figures depend on."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "product_takes": Ocr("auto").engine,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "rapidocr": version("rapidocr"),
        "onnxruntime": version("onnxruntime"),
        "commit": commit,
        "date": datetime.now(UTC).date().isoformat(),
    }


def chosen(
    entries: Sequence[ManifestEntry], kinds: Sequence[str], media: Sequence[str], limit: int | None
) -> dict[tuple[str, str], list[ManifestEntry]]:
    """Documents by kind and medium, of each every n-th so that about `limit` are read."""
    groups: dict[tuple[str, str], list[ManifestEntry]] = {}
    for entry in entries:
        medium = str(entry.line.get("medium", "unknown"))
        if entry.kind in (kinds or [entry.kind]) and medium in (media or [medium]):
            groups.setdefault((entry.kind, medium), []).append(entry)
    if limit is None:
        return groups
    return {key: group[:: max(1, len(group) // limit)][:limit] for key, group in groups.items()}


def measure(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A row for each kind, medium and engine."""
    groups = chosen(read_manifest(options.manifest), options.kind, options.medium, options.limit)
    about = machine()
    for group, entries in groups.items():
        for engine in options.engine or ENGINES:
            documents = (
                (entry, read_kept(entry, engine, options.max_pages, options.readings))
                for entry in entries
            )
            yield rows_of(engine, group, documents) | about


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--kind", action="append", default=[], help="may be given several times")
    parser.add_argument("--medium", action="append", default=[], help="may be given several times")
    parser.add_argument("--engine", action="append", choices=get_args(OcrMode), default=[])
    parser.add_argument("--limit", type=int, help="about so many documents of each group")
    parser.add_argument("--max-pages", type=int, default=3, help="of each document")
    parser.add_argument("--readings", type=Path, default=READINGS, help="where readings are kept")
    print("goal: all labelled values stand in what was read (ceiling 1.0)")
    for row in measure(parser.parse_args()):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
