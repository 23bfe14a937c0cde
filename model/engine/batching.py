"""Packs the pieces of a plan into the tensors of one pass. Knows no network."""

from __future__ import annotations

from collections.abc import Sequence as Many
from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

from model.batch import Batch, Phase
from model.engine.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """The next num_tokens of a sequence, from `start`, a token's index, on."""

    sequence: Sequence
    start: int
    num_tokens: int

    @property
    def end(self) -> int:
        return self.start + self.num_tokens


def pack(
    phase: Phase, parts: Many[Part], page_size: int, device: torch.device, pad_id: int | None
) -> Batch:
    """The pass over these parts. pad_id: the image pad, whose places take image features."""
    bounds = [0, *accumulate(part.num_tokens for part in parts)]
    ids = [token for part in parts for token in part.sequence.tokens(part.start, part.num_tokens)]
    pages = [_pages(part.sequence) for part in parts]
    width = max(len(row) for row in pages)
    is_prefill = phase is Phase.PREFILL

    def integers(values: list[int]) -> Tensor:
        return torch.tensor(values, dtype=torch.int32, device=device)

    table = torch.tensor([[*row, *[0] * (width - len(row))] for row in pages], dtype=torch.int32)
    return Batch(
        phase=phase,
        ids=torch.tensor(ids, device=device),
        positions=torch.cat(
            [part.sequence.positions(part.start, part.num_tokens) for part in parts], dim=1
        ).to(device),
        cu_seqlens=integers(bounds),
        lengths=integers([part.start for part in parts]),
        slots=integers([_slot(part.sequence) for part in parts]),
        table=table.to(device),
        places=torch.cat([_places(part, page_size) for part in parts]).to(device),
        max_tokens=max(part.num_tokens for part in parts),
        max_length=max(part.end for part in parts),
        num_replay=None if is_prefill else integers([part.sequence.num_replay for part in parts]),
        num_certain=None
        if is_prefill
        else integers([min(part.sequence.num_certain, part.num_tokens) for part in parts]),
        prefix=_prefix(parts, device) if is_prefill else None,
        layout=_layout(parts, device) if is_prefill else None,
        image_features=_features(parts, pad_id) if is_prefill else None,
    )


def _pages(sequence: Sequence) -> list[int]:
    assert sequence.allocation is not None
    return sequence.allocation.pages


def _slot(sequence: Sequence) -> int:
    assert sequence.allocation is not None
    return sequence.allocation.slot


def _places(part: Part, page_size: int) -> Tensor:
    index = torch.arange(part.start, part.end)
    pages = torch.tensor(_pages(part.sequence))
    return pages[index // page_size] * page_size + index % page_size


def _prefix(parts: Many[Part], device: torch.device) -> Tensor | None:
    if not any(part.sequence.is_whole for part in parts):
        return None
    lengths = [part.sequence.num_prompt if part.sequence.is_whole else 0 for part in parts]
    return torch.tensor(lengths, dtype=torch.int32, device=device)


def _layout(parts: Many[Part], device: torch.device) -> Tensor | None:
    layouts = [part.sequence.request.layout for part in parts]
    if all(layout is None for layout in layouts):
        return None
    rows = []
    for part, layout in zip(parts, layouts, strict=True):
        given = torch.zeros(0, 4, dtype=torch.int64)
        if layout is not None:
            given = layout[part.start : part.end]
        missing = torch.zeros(part.num_tokens - len(given), 4, dtype=torch.int64)
        rows += [given, missing]
    return torch.cat(rows).to(device)


def _features(parts: Many[Part], pad_id: int | None) -> Tensor | None:
    """Features of the pads within the parts, in their order."""
    rows = []
    for part in parts:
        features, prompt = part.sequence.image_features, part.sequence.request.input_ids
        if features is None:
            continue
        is_pad = prompt.eq(-1 if pad_id is None else pad_id)
        first, last = (int(is_pad[:end].sum()) for end in (part.start, part.end))
        rows.append(features[first:last])
    found = torch.cat(rows) if rows else None
    return found if found is not None and len(found) else None
