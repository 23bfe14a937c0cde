"""Passes over the packed form of a network, built by hand: what the engine does, without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor

from model.batch import Batch, Phase
from model.cache import Cache
from model.engine.graphs import tensors
from model.network.rax import Rax

PAGE_SIZE = 16


@dataclass(eq=False)
class Row:
    """One sequence in the cache. length: its tokens there."""

    slot: int
    pages: list[int]
    length: int = 0
    num_replay: int = 0


@dataclass(frozen=True)
class Piece:
    """New tokens of a row. num_certain: those that are no drafts; None: all."""

    row: Row
    ids: Tensor
    positions: Tensor
    num_certain: int | None = None
    prefix: int = 0


@dataclass
class Memory:
    """A cache of NaN but for what sequences wrote, its slots and pages in no order."""

    network: Rax
    num_pages: int = 40
    num_slots: int = 8
    cache: Cache = field(init=False)

    def __post_init__(self) -> None:
        self.cache = Cache(
            self.network.config,
            num_pages=self.num_pages,
            num_slots=self.num_slots,
            page_size=PAGE_SIZE,
            device=next(self.network.parameters()).device,
        )
        for layer in self.cache.layers:
            for name in layer.__slots__:
                getattr(layer, name).fill_(torch.nan)
        order = torch.randperm(self.num_pages - 1, generator=torch.Generator().manual_seed(3)) + 1
        self._free_pages: list[int] = order.tolist()
        self._free_slots = [5, 2, 7, 1, 6, 3, 4]

    def row(self, num_tokens: int) -> Row:
        """A new sequence with room for num_tokens."""
        count = -(-num_tokens // PAGE_SIZE)
        pages = [self._free_pages.pop() for _ in range(count)]
        slot = self._free_slots.pop()
        self.cache.reset(slot)
        return Row(slot, pages)

    def run(
        self, phase: Phase, pieces: Sequence[Piece], image_features: Tensor | None = None
    ) -> list[Tensor]:
        """Hidden states of each piece; moves the rows on by their certain tokens."""
        batch = self.moved(batch_of(phase, pieces, image_features))
        hidden = self.network.advance(batch, self.cache)
        for piece in pieces:
            count = len(piece.ids) if piece.num_certain is None else piece.num_certain
            piece.row.length += count
            piece.row.num_replay = 0
        return list(hidden.split([len(piece.ids) for piece in pieces]))

    def moved(self, batch: Batch) -> Batch:
        """The batch where the network is."""
        device = next(self.network.parameters()).device
        there: dict[str, Any] = {name: x.to(device) for name, x in tensors(batch).items()}
        return replace(batch, **there)


def batch_of(phase: Phase, pieces: Sequence[Piece], image_features: Tensor | None = None) -> Batch:
    """The pass over these pieces."""

    def integers(values: Sequence[int]) -> Tensor:
        return torch.tensor(values, dtype=torch.int32)

    counts = [len(piece.ids) for piece in pieces]
    width = max(len(piece.row.pages) for piece in pieces)
    # Entries beyond a row's own pages lie outside of the pool.
    table = [[*piece.row.pages, *[10_000] * (width - len(piece.row.pages))] for piece in pieces]
    places = [
        piece.row.pages[i // PAGE_SIZE] * PAGE_SIZE + i % PAGE_SIZE
        for piece, count in zip(pieces, counts, strict=True)
        for i in range(piece.row.length, piece.row.length + count)
    ]
    certain = [
        count if piece.num_certain is None else piece.num_certain
        for piece, count in zip(pieces, counts, strict=True)
    ]
    is_step = phase is Phase.STEP
    return Batch(
        phase=phase,
        ids=torch.cat([piece.ids for piece in pieces]),
        positions=torch.cat([piece.positions for piece in pieces], dim=1),
        cu_seqlens=integers([0, *accumulate(counts)]),
        lengths=integers([piece.row.length for piece in pieces]),
        slots=integers([piece.row.slot for piece in pieces]),
        table=torch.tensor(table, dtype=torch.int32),
        places=torch.tensor(places),
        max_tokens=max(counts),
        max_length=max(
            piece.row.length + count for piece, count in zip(pieces, counts, strict=True)
        ),
        num_replay=integers([piece.row.num_replay for piece in pieces]) if is_step else None,
        num_certain=integers(certain) if is_step else None,
        prefix=integers([piece.prefix for piece in pieces])
        if any(piece.prefix for piece in pieces)
        else None,
        image_features=image_features,
    )
