"""How well each kind of document is read: ``python -m training.measure_kinds --weights runs/nano``.

Generated documents that nobody trained on, as many of each kind, read as the product reads them:
some just as training draws them, others made harder (`training.held_out`). Knows no training and no
real document.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from schemas.schema import load_builtin
from training.corpus import read
from training.documents import business, forms, invoices, payslips, receipts, statements
from training.documents.canvas import SyntheticDocument
from training.held_out import HeldOut, held_out_from
from training.judge import cells_of, header_values, lists_judged, rows_of
from training.measure import ReadPages, extract, load
from workers.document import asked_of
from workers.models import LoadedModel
from workers.steps.confidence import template_of

GENERATORS: dict[str, Callable[[random.Random], SyntheticDocument]] = {
    "invoice": invoices.generate,
    "receipt": receipts.generate,
    **{kind: partial(business.generate_kind, kind=kind) for kind in business.KINDS},
    "bank_statement": statements.generate,
    "payslip": payslips.generate,
    "w9": forms.generate_w9,
}
_SHARES = ("header", "cells", "lists", "invented")
#: a window's time: none is cut short because the machine is busy
WINDOW_S = 600.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A value that is not what the truth says. path: of a cell, where it stands in the answer."""

    path: str
    wanted: object
    got: object


@dataclass(frozen=True, slots=True)
class Score:
    """Of one document. header, cells: (right, all of the truth). lists: (lists with as many rows as
    the truth has, lists with a row in either). invented: (values the truth does not have, all that
    were given). rows: read and true, by list.
    """

    kind: str
    index: int
    is_plain: bool
    header: tuple[int, int]
    cells: tuple[int, int]
    lists: tuple[int, int]
    invented: tuple[int, int]
    rows: dict[str, tuple[int, int]]
    missed: tuple[Miss, ...]


def document_of(kind: str, seed: int, index: int) -> HeldOut:
    """Document `index` of a kind in the set `seed`, the same every time; no seed of training leads
    to it. Every other one is plain.
    """
    rng = random.Random(f"kinds {kind} {seed} {index}")
    return held_out_from(read(GENERATORS[kind](rng), rng), rng, is_plain=index % 2 == 0)


def score_of(model: LoadedModel, kind: str, seed: int, index: int) -> Score:
    """What the model makes of a document, against its truth. What can't be read misses all."""
    document = document_of(kind, seed, index)
    pages = ReadPages(document.pages, len(document.pages))
    schema = load_builtin(kind)
    result = extract(model, schema, pages, f"{kind} {index}", within_s=WINDOW_S)
    data = {} if result["status"] == "failed" else result["data"]
    asked = asked_of(schema, model.profile.budget)
    truth = document.values
    header = list(header_values(kind, truth, data))
    wanted = [value for value in header if value.wanted is not None]
    cells = list(cells_of(asked, truth, data))
    expected = [cell for cell in cells if cell.expected is not None]
    counts = {
        name: (len(data.get(name) or ()), len(rows_of(truth, name))) for name in lists_judged(asked)
    }
    return Score(
        kind=kind,
        index=index,
        is_plain=document.is_plain,
        header=(sum(value.is_right for value in wanted), len(wanted)),
        cells=(sum(cell.outcome == "correct" for cell in expected), len(expected)),
        lists=(
            sum(got == true for got, true in counts.values() if got or true),
            sum(bool(got or true) for got, true in counts.values()),
        ),
        invented=(
            sum(value.wanted is None and value.got is not None for value in header)
            + sum(cell.outcome == "invented" for cell in cells),
            sum(value.got is not None for value in header)
            + sum(cell.got is not None for cell in cells),
        ),
        rows=counts,
        missed=(
            *(Miss(value.key, value.wanted, value.got) for value in header if not value.is_right),
            *(
                Miss(cell.pointer or cell.key, cell.expected, cell.got)
                for cell in cells
                if cell.outcome in ("wrong", "missed", "invented")
            ),
        ),
    )


def summed(scores: Sequence[Score]) -> dict[str, float | int | None]:
    """Shares over documents; None where there is nothing of the kind."""
    shares: dict[str, float | int | None] = {"documents": len(scores)}
    for name in _SHARES:
        pairs: list[tuple[int, int]] = [getattr(score, name) for score in scores]
        part, whole = (sum(column) for column in zip(*pairs, strict=True)) if pairs else (0, 0)
        shares[name] = round(part / whole, 4) if whole else None
    return shares


def scores(
    model: LoadedModel, kinds: Sequence[str], count: int, seed: int, console: Console
) -> Iterator[Score]:
    """Of `count` documents of each kind."""
    asked = [(kind, index) for kind in kinds for index in range(count)]
    for kind, index in track(asked, "reading", console=console):
        yield score_of(model, kind, seed, index)


def print_table(found: Sequence[Score], console: Console) -> None:
    """A line a kind, for plain documents and for harder ones."""
    table = Table("kind", "", "documents", "header", "cells", "rows right in number", "invented")
    for kind in dict.fromkeys(score.kind for score in found):
        for name, is_plain in (("plain", True), ("hard", False)):
            some = [s for s in found if s.kind == kind and s.is_plain is is_plain]
            shares = summed(some)
            texts = ["" if shares[n] is None else f"{shares[n]:.3f}" for n in _SHARES]
            table.add_row(kind, name, str(len(some)), *texts)
    console.print(table)


def print_misses(found: Sequence[Score], count: int, console: Console) -> None:
    """The paths that went wrong most by kind, and up to `count` of their values."""
    for kind in dict.fromkeys(score.kind for score in found):
        missed = [(score, miss) for score in found if score.kind == kind for miss in score.missed]
        tally = Counter(template_of(miss.path).lstrip("/") for _, miss in missed)
        console.print(kind, dict(tally.most_common(12)), markup=False)
        for score, miss in missed[:count]:
            sort = "plain" if score.is_plain else "hard"
            line = f"  {score.index} {sort} {miss.path}: {miss.wanted!r} read as {miss.got!r}"
            console.print(line, markup=False, highlight=False)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("model/weights"))
    parser.add_argument("--documents", type=int, default=40, help="of each kind, half of them hard")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", action="append", choices=GENERATORS, help="default: all")
    parser.add_argument("--misses", type=int, default=0, help="show so many values of each kind")
    parser.add_argument("--json", type=Path, help="write a line for each document there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    kinds = options.kind or list(GENERATORS)
    model = load(options.weights)
    found = list(scores(model, kinds, options.documents, options.seed, Console(stderr=True)))
    console = Console(width=None if sys.stdout.isatty() else 120)
    print_table(found, console)
    if options.misses:
        print_misses(found, options.misses, console)
    if options.json:
        options.json.write_text("".join(json.dumps(asdict(score)) + "\n" for score in found))


if __name__ == "__main__":
    main()
