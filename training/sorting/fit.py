"""Fits the weights of sorting: ``python -m training.sorting.fit``.

Draws documents, fits what single pages look like, then draws others, joins them to packets and fits
where documents end. The same seed gives the same file. Real documents take no part.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch

from training.sorting.documents import draw
from training.sorting.gather import page_examples
from training.sorting.packets import draw_packet
from training.sorting.page_model import KINDS, PageModel, fit_pages
from training.sorting.pair_model import fit_pairs, pairs_of
from workers.sorting.pairs import PAIR, views_of
from workers.sorting.weights import WEIGHTS_FILE, Weights, save

#: what a later page counts for the kind of its document, beside its first page
LATER_WEIGHT = 0.3


def page_weights(pages: PageModel) -> Weights:
    """Weights that know pages, and nothing of pairs yet."""
    return Weights(
        KINDS,
        pages.names,
        # As they are kept in the file, so that pairs are fitted on what the product sees.
        pages.table.astype(np.float16).astype(np.float32),
        pages.figures,
        pages.bias,
        np.zeros((len(PAIR) + 1, 1), np.float32),
        np.zeros(2, np.float32),
        LATER_WEIGHT,
    )


def fit_weights(seed: int, num_documents: int, num_packets: int) -> Weights:
    """All weights, from so many documents and packets of others."""
    began = time.monotonic()
    examples = [page for own in page_examples(f"fit {seed}", num_documents) for page in own]
    note(began, f"{num_documents} documents of {len(examples)} pages drawn")
    weights = page_weights(fit_pages(examples, seed))
    note(began, f"pages fitted, {len(weights.names)} words, pairs and titles")
    rng = random.Random(f"sorting packets {seed}")
    pool = [draw(rng) for _ in range(num_documents // 3)]
    rows, truth = [], []
    for _ in range(num_packets):
        packet = draw_packet(rng, pool)
        figures, ends = pairs_of(packet, views_of(packet.pages, weights))
        rows += figures
        truth += ends
    note(began, f"{num_packets} packets of {len(truth)} pairs of pages drawn")
    pair_in, pair_out = fit_pairs(np.stack(rows), np.array(truth), seed)
    return Weights(
        weights.kinds,
        weights.names,
        weights.table,
        weights.figures,
        weights.bias,
        pair_in,
        pair_out,
        weights.later_weight,
    )


def note(began: float, what: str) -> None:
    """A line of progress."""
    print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2600)
    parser.add_argument("--packets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    options = parser.parse_args()
    torch.set_num_threads(1)
    # Weights on their way to 0 become numbers so small that they slow a CPU down tenfold.
    torch.set_flush_denormal(True)
    save(fit_weights(options.seed, options.documents, options.packets), options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
