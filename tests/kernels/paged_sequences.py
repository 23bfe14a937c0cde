"""Sequences in pages for the tests of paged attention, and what attention over them means."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import torch
from torch import Tensor

from tests.kernels.comparison import draw

# Which page that would be: none.
NO_PAGE = 1 << 30


class Paged(NamedTuple):
    """As the operators take them."""

    q: Tensor
    gate: Tensor
    k_pages: Tensor
    v_pages: Tensor
    table: Tensor
    cu_seqlens: Tensor
    lengths: Tensor

    @property
    def max_tokens(self) -> int:
        return int(self.cu_seqlens.diff().max())

    @property
    def max_length(self) -> int:
        return int((self.lengths + self.cu_seqlens.diff()).max())

    def keys(self, n: int) -> tuple[Tensor, Tensor]:
        """Keys and values of sequence n, in order: [S, Hkv, D]."""
        total = int(self.lengths[n] + self.cu_seqlens[n + 1] - self.cu_seqlens[n])
        pages = self.table[n, : -(-total // self.k_pages.shape[1])].long()
        k, v = (x[pages].flatten(0, 1)[:total] for x in (self.k_pages, self.v_pages))
        return k, v

    def alone(self, n: int, first: int = 0, end: int | None = None) -> Paged:
        """Sequence n without the others; of its new tokens those in [first, end), later ones not
        written yet.
        """
        start, stop = self.cu_seqlens[n : n + 2].tolist()
        new = slice(start + first, stop if end is None else start + end)
        length = int(self.lengths[n]) + first
        k_pages, v_pages = self.k_pages.clone(), self.v_pages.clone()
        for i in range(length + new.stop - new.start, int(self.lengths[n]) + stop - start):
            page, offset = divmod(i, k_pages.shape[1])
            k_pages[self.table[n, page], offset] = torch.nan
            v_pages[self.table[n, page], offset] = torch.nan
        bounds = torch.tensor([0, new.stop - new.start], dtype=torch.int32)
        lengths = torch.tensor([length], dtype=torch.int32)
        pages = k_pages, v_pages, self.table[n : n + 1]
        return Paged(self.q[new], self.gate[new], *pages, bounds, lengths)


def make_paged(
    sequences: list[tuple[int, int]],
    dtype: torch.dtype = torch.float32,
    heads: tuple[int, int] = (2, 1),
    size: int = 16,
    page_size: int = 16,
) -> Paged:
    """sequences: (tokens before, new tokens) of each; heads: of queries, of keys.

    Pages lie in no order; what nobody has written is NaN, further entries of the table are no
    pages. The gate is a slice of a wider tensor.
    """
    num_heads, num_kv_heads = heads
    totals = [before + new for before, new in sequences]
    counts = [-(-total // page_size) for total in totals]
    order = torch.randperm(sum(counts) + 2, generator=torch.Generator().manual_seed(1)).int()
    table = torch.full((len(sequences), max(counts) + 2), NO_PAGE, dtype=torch.int32)
    pages = torch.full((2, len(order), page_size, num_kv_heads, size), torch.nan, dtype=dtype)
    for n, (total, count, end) in enumerate(zip(totals, counts, accumulate(counts), strict=True)):
        table[n, :count] = order[end - count : end]
        written = torch.full((2, count * page_size, num_kv_heads, size), torch.nan, dtype=dtype)
        written[:, :total] = draw(2, total, num_kv_heads, size, dtype=dtype, seed=n)
        pages[:, table[n, :count].long()] = written.unflatten(1, (count, page_size))
    bounds = torch.tensor([0, *accumulate(new for _, new in sequences)], dtype=torch.int32)
    num_tokens = int(bounds[-1])
    projected = torch.full((num_tokens, num_heads + 1, 2 * size), torch.nan, dtype=dtype)
    projected[:, :num_heads, size:] = draw(num_tokens, num_heads, size, dtype=dtype, seed=98)
    q = 2 * draw(num_tokens, num_heads, size, dtype=dtype, seed=99)
    lengths = torch.tensor([before for before, _ in sequences], dtype=torch.int32)
    return Paged(q, projected[:, :num_heads, size:], pages[0], pages[1], table, bounds, lengths)


def definition(paged: Paged, prefix: Tensor | None = None) -> Tensor:
    """Token by token and head by head, in float64: [T, Hq D]."""
    out = torch.empty(paged.q.shape, dtype=torch.float64)
    group = paged.q.shape[1] // paged.k_pages.shape[2]
    for n in range(len(paged.lengths)):
        k, v = (x.double() for x in paged.keys(n))
        start, end = paged.cu_seqlens[n : n + 2].tolist()
        for i in range(start, end):
            last = int(paged.lengths[n]) + i - start
            seen = last + 1 if prefix is None else max(last + 1, int(prefix[n]))
            for h in range(paged.q.shape[1]):
                scores = k[:seen, h // group] @ paged.q[i, h].double() / paged.q.shape[2] ** 0.5
                o = scores.softmax(0) @ v[:seen, h // group]
                out[i, h] = o / (1 + torch.exp(-paged.gate[i, h].double()))
    return out.flatten(1)
