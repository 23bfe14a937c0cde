"""Fits what single pages look like: a logistic regression of kinds, first and last pages over the
words, titles and figures of generated pages. Knows no packets and no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from training.sorting.documents import SHARES
from workers.sorting.features import Features
from workers.sorting.weights import TITLE_SHARE, word_share

KINDS = tuple(SHARES)
#: on how many documents, as a label, a name stands that is kept
LEAST = {"w": 22, "p": 35, "h": 8, "t": 3}
#: share of a page's words that are left out at each step, so that no few words decide alone
WORD_DROP = 0.35
#: share of pages that lose their titles and large print
TITLE_DROP = 0.12
BATCH, EPOCHS, RATE = 64, 14, 4e-3
#: pull of the weights to 0: of words and titles, of figures; and what words must be worth at all
DECAY, LASSO = (0.02, 0.004), 3e-3

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PageExample:
    """A page of a generated document with its truth. index: from 0, of `num_pages`."""

    schema: str
    index: int
    num_pages: int
    features: Features
    label_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class PageModel:
    """See workers/sorting/weights.py: V names, F figures, C = 2K + 2 columns."""

    names: dict[str, int]
    table: Floats
    figures: Floats
    bias: Floats


def vocabulary(pages: Iterable[PageExample]) -> dict[str, int]:
    """Names worth a weight: those that stand as labels on several documents."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update(page.features.marks)
        counts.update(
            name
            for name in page.features.words
            if all(word in page.label_words for word in name[2:].split(" "))
        )
    kept = sorted(name for name, count in counts.items() if count >= LEAST[name[0]])
    return {name: index for index, name in enumerate(kept)}


class _Bag(nn.Module):
    """The regression while it is fitted."""

    def __init__(self, num_names: int, num_figures: int) -> None:
        super().__init__()
        columns = 2 * len(KINDS) + 2
        self.table = nn.EmbeddingBag(num_names, columns, mode="sum")
        nn.init.zeros_(self.table.weight)
        self.figures = nn.Linear(num_figures, columns)
        nn.init.zeros_(self.figures.weight)
        nn.init.zeros_(self.figures.bias)

    def forward(
        self, ids: torch.Tensor, offsets: torch.Tensor, shares: torch.Tensor, figures: torch.Tensor
    ) -> torch.Tensor:
        return self.table(ids, offsets, per_sample_weights=shares) + self.figures(figures)


def fit_pages(pages: Sequence[PageExample], seed: int) -> PageModel:
    """The regression, the same for the same pages and seed."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    names = vocabulary(pages)
    words = [_ids(page.features.words, names) for page in pages]
    marks = [_ids(page.features.marks, names) for page in pages]
    heads = {index for name, index in names.items() if name[0] == "h"}
    is_word = torch.tensor([name[0] != "t" for name in names])
    figures = torch.tensor([page.features.figures for page in pages])
    truth = _truths(pages)
    bag = _Bag(len(names), figures.shape[1])
    optimiser = torch.optim.AdamW(
        [
            {"params": bag.table.parameters(), "weight_decay": DECAY[0]},
            {"params": bag.figures.parameters(), "weight_decay": DECAY[1]},
        ],
        lr=RATE,
    )
    steps = EPOCHS * (len(pages) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    for _ in range(EPOCHS):
        order = rng.permutation(len(pages))
        for start in range(0, len(pages), BATCH):
            chosen = order[start : start + BATCH]
            given = _batch(chosen, words, marks, heads, rng)
            logits = bag(*given, figures[chosen])
            optimiser.zero_grad()
            _loss(logits, truth[chosen]).backward()
            optimiser.step()
            _shrink(bag.table.weight, is_word, float(schedule.get_last_lr()[0]))
            schedule.step()
    with torch.no_grad():
        return PageModel(
            names,
            bag.table.weight.numpy().copy(),
            bag.figures.weight.T.numpy().copy(),
            bag.figures.bias.numpy().copy(),
        )


def _shrink(weight: torch.Tensor, is_word: torch.Tensor, rate: float) -> None:
    """Weights of words that are worth little become 0: most words say nothing."""
    with torch.no_grad():
        shrunk = functional.softshrink(weight, lambd=rate * LASSO)
        weight.copy_(torch.where(is_word[:, None], shrunk, weight))


def _ids(found: frozenset[str], names: dict[str, int]) -> npt.NDArray[np.int64]:
    return np.array(sorted(i for name in found if (i := names.get(name)) is not None), np.int64)


def _truths(pages: Sequence[PageExample]) -> torch.Tensor:
    """[N, 3]: kind, is first, is last."""
    return torch.tensor(
        [(KINDS.index(p.schema), p.index == 0, p.index == p.num_pages - 1) for p in pages]
    ).long()


def _batch(
    chosen: npt.NDArray[np.int64],
    words: Sequence[npt.NDArray[np.int64]],
    marks: Sequence[npt.NDArray[np.int64]],
    heads: set[int],
    rng: np.random.Generator,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, where each page's begin, and what each weighs; some words and titles are left out."""
    ids, shares, offsets, at = [], [], [], 0
    for index in chosen:
        kept = words[index][rng.random(len(words[index])) >= WORD_DROP * rng.random() * 2]
        titles = marks[index]
        if rng.random() < TITLE_DROP:
            titles = titles[:0]
            kept = np.array([i for i in kept if i not in heads], np.int64)
        offsets.append(at)
        at += len(kept) + len(titles)
        ids += [kept, titles]
        shares += [np.full(len(kept), word_share(len(kept))), np.full(len(titles), TITLE_SHARE)]
    return (
        torch.from_numpy(np.concatenate(ids)),
        torch.tensor(offsets),
        torch.from_numpy(np.concatenate(shares)).float(),
    )


def _loss(logits: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Kinds of first and of later pages each in their own columns, then first and last pages."""
    num = len(KINDS)
    kind, first, last = truth.unbind(1)
    is_first = first.bool()
    total = functional.binary_cross_entropy_with_logits(logits[:, 2 * num], first.float())
    total = total + functional.binary_cross_entropy_with_logits(logits[:, -1], last.float())
    smooth = 0.02
    if is_first.any():
        total = total + functional.cross_entropy(
            logits[is_first, :num], kind[is_first], label_smoothing=smooth
        )
    if not is_first.all():
        later = functional.cross_entropy(
            logits[~is_first, num : 2 * num], kind[~is_first], label_smoothing=smooth
        )
        total = total + later
    return total
