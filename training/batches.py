"""Examples as padded tensors. Knows no network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.examples import Example
from workers.steps.prompt import rotary_positions

#: tokens of a padded batch; examples held to be sorted by length, so that little is padding
BATCH_TOKENS = 4096
POOL = 48


@dataclass(slots=True)
class Batch:
    """B sequences, padded on the right to T tokens; prompts to S, decisions to Q.

    ids: [B, T]. positions: [3, B, T]. layout: [B, T, 4]. patches: uint8 [N, patch]. grids: images
    in order.
    prompt_ids: [B, S]; copyable: [B, S] bool; prefix: [B], prompt tokens of each.
    queries: [B, Q] index of the token before each decided one; targets: [B, Q], -1 where padded.
    weights: [B, Q] of the loss, 0 where padded.
    sources: bool [B, Q, S], the positions a target may be copied from.
    tags: [B, S], -1 where there is no word end.
    """

    ids: Tensor
    positions: Tensor
    layout: Tensor
    patches: Tensor
    grids: list[tuple[int, int]]
    prompt_ids: Tensor
    copyable: Tensor
    prefix: Tensor
    queries: Tensor
    targets: Tensor
    weights: Tensor
    sources: Tensor
    tags: Tensor


def collate(examples: list[Example]) -> Batch:
    """Pad and stack."""
    size = len(examples)
    length = max(len(e.ids) for e in examples)
    prompt_length = max(len(e.prompt.ids) for e in examples)
    num_queries = max(sum(e.decided) for e in examples)
    ids = np.zeros((size, length), np.int64)
    positions = np.zeros((3, size, length), np.int64)
    layout = np.zeros((size, length, 4), np.int64)
    queries = np.zeros((size, num_queries), np.int64)
    targets = np.full((size, num_queries), -1, np.int64)
    weights = np.zeros((size, num_queries), np.float32)
    sources = np.zeros((size, num_queries, prompt_length), bool)
    copyable = np.zeros((size, prompt_length), bool)
    tags = np.full((size, prompt_length), -1, np.int64)
    for row, example in enumerate(examples):
        total, prompt = len(example.ids), example.prompt
        ids[row, :total] = example.ids
        places, rope_delta = rotary_positions(prompt, example.image_token_id)
        positions[:, row, : len(prompt.ids)] = places.numpy()
        positions[:, row, len(prompt.ids) : total] = np.arange(len(prompt.ids), total) + rope_delta
        layout[row, : len(prompt.ids)] = prompt.layout
        copyable[row, : len(prompt.ids)] = np.array(prompt.words) >= 0
        tags[row, : len(prompt.ids)] = example.tags
        decided = np.flatnonzero(example.decided)
        queries[row, : len(decided)] = decided - 1
        targets[row, : len(decided)] = ids[row, decided]
        weights[row, : len(decided)] = np.array(example.weights, np.float32)[decided]
        for column, index in enumerate(decided):
            for position in example.sources.get(int(index), ()):
                sources[row, column, position] = True
    return Batch(
        ids=torch.from_numpy(ids),
        positions=torch.from_numpy(positions),
        layout=torch.from_numpy(layout),
        patches=torch.from_numpy(np.concatenate([p for e in examples for p in e.patches])),
        grids=[g for e in examples for g in e.prompt.grids],
        prompt_ids=torch.from_numpy(ids[:, :prompt_length].copy()),
        copyable=torch.from_numpy(copyable),
        prefix=torch.tensor([len(e.prompt.ids) for e in examples]),
        queries=torch.from_numpy(queries),
        targets=torch.from_numpy(targets),
        weights=torch.from_numpy(weights),
        sources=torch.from_numpy(sources),
        tags=torch.from_numpy(tags),
    )
