"""How many pages and slots the cache gets. Knows no sequence."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from model.cache import page_bytes, slot_bytes
from model.config import ModelConfig

PAGE_SIZE = 64
#: on a CPU: pages that were never written cost no memory
CPU_CACHE_BYTES = 4 * 2**30
#: of what is free on a GPU once the weights are there; the rest is for activations
GPU_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class CacheSize:
    """num_pages, num_slots: with page 0 and slot 0, which hold no sequence."""

    num_pages: int
    num_slots: int
    page_size: int = PAGE_SIZE


def cache_size(
    config: ModelConfig,
    max_sequences: int,
    max_tokens: int,
    dtype: torch.dtype,
    device: torch.device,
    *,
    num_snapshots: int = 0,
) -> CacheSize:
    """A slot for each sequence and snapshot; pages for all of them at their longest, or as many as
    memory holds.

    max_tokens: of one sequence, prompt and answer.
    """
    num_slots = 1 + max_sequences + num_snapshots
    budget = CPU_CACHE_BYTES
    if device.type == "cuda":
        budget = int(GPU_SHARE * torch.cuda.mem_get_info(device)[0])
    left = max(0, budget - num_slots * slot_bytes(config.text, dtype))
    per_sequence = -(-max_tokens // PAGE_SIZE)
    affordable = left // max(1, page_bytes(config.text, PAGE_SIZE, dtype))
    # One sequence at its longest must fit, whatever the budget says.
    num_pages = 1 + max(per_sequence, min(affordable, (num_slots - 1) * per_sequence))
    return CacheSize(num_pages, num_slots)
