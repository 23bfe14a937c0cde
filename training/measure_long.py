"""How well line items that run on over pages are read: ``python -m training.measure_long``.

Generated invoices of 2 to 8 pages, with repeated headings, sums carried over and totals on the last
page only, read window by window as the product reads them. Knows no training.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from schemas.schema import load_builtin
from training.corpus import read
from training.documents import invoices
from training.held_out import HeldOut, pages_of
from training.judge import header_values, right_values
from training.measure import load
from workers.document import asked_of, plan_document, result_of_windows
from workers.models import LoadedModel
from workers.steps.ask import ask
from workers.steps.windows import take

PAGES = (2, 3, 4, 5, 6, 8)
SUMS = ("totals.subtotal", "totals.tax", "totals.total")
#: cells of an item that are scored
CELLS = ("description", "quantity", "unit_price", "amount_net", "amount_gross")


@dataclass(frozen=True, slots=True)
class Score:
    """Of one document. cells, sums, header: (right, all of the truth). num_rows: read and true."""

    pages: int
    cells: tuple[int, int]
    sums: tuple[int, int]
    header: tuple[int, int]
    num_rows: tuple[int, int]


def long_invoice(seed: int, index: int) -> HeldOut:
    """Document `index` of the set `seed`, the same every time; no seed of training leads to it."""
    rng = random.Random(f"long {seed} {index}")
    document = read(invoices.generate_long(rng, PAGES[index % len(PAGES)]), rng)
    scanned = any(
        [word.text for word in words] != [word.text for word in canvas.words]
        for words, canvas in zip(document.words, document.document.pages, strict=True)
    )
    return HeldOut(
        "invoice",
        load_builtin("invoice"),
        pages_of(document, scanned),
        document.document.values,
        is_plain=True,
    )


def score_of(model: LoadedModel, document: HeldOut) -> Score:
    """What the model makes of all pages, against the truth."""
    budget = model.profile.budget
    asked = asked_of(document.schema, budget)
    pages = {page.number: page for page in document.pages}
    windows = [
        ask(model, asked, [take(pages[piece.number], piece) for piece in window], 600.0)
        for window in plan_document(document.pages, budget)
    ]
    result = result_of_windows(
        document.schema, model.profile, windows, id_="", file="", num_pages=len(pages), seconds=0.0
    )
    data, truth = result["data"], document.values
    judged = right_values(asked, truth, data)
    cells = [key for key in truth if key.startswith("line_items[") and key.endswith(CELLS)]
    got = [path for path in judged if path.startswith("/line_items/") and path.endswith(CELLS)]
    header = [value.is_right for value in header_values("invoice", truth, data)]
    sums = [name for name in SUMS if name in truth]
    right_sums = [name for name in sums if judged.get("/" + name.replace(".", "/"))]
    return Score(
        pages=len(pages),
        cells=(sum(judged[path] for path in got), len(cells)),
        sums=(len(right_sums), len(sums)),
        header=(sum(header), len(header)),
        num_rows=(len(data["line_items"]), len({key.split(".")[0] for key in cells})),
    )


def scores(model: LoadedModel, count: int, seed: int) -> Iterator[Score]:
    """Of `count` documents."""
    for index in range(count):
        yield score_of(model, long_invoice(seed, index))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("model/weights"))
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write a line for each document there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    console = Console(stderr=True)
    found = list(
        track(
            scores(load(options.weights), options.documents, options.seed),
            "reading",
            total=options.documents,
            console=console,
        )
    )
    table = Table("pages", "documents", "cells", "rows right in number", "sums", "header")
    for pages in (*sorted({score.pages for score in found}), None):
        some = [score for score in found if pages in (None, score.pages)]
        total = Counter[str]()
        for score in some:
            for name in ("cells", "sums", "header"):
                right, all_ = getattr(score, name)
                total[name] += right
                total[f"all {name}"] += all_
            total["rows"] += score.num_rows[0] == score.num_rows[1]
        shares = [
            f"{total[n] / max(total[f'all {n}'], 1):.3f}" for n in ("cells", "sums", "header")
        ]
        rows = f"{total['rows'] / len(some):.3f}"
        table.add_row(str(pages or "all"), str(len(some)), shares[0], rows, *shares[1:])
    Console().print(table)
    if options.json:
        lines = [json.dumps({name: getattr(s, name) for name in Score.__slots__}) for s in found]
        options.json.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
