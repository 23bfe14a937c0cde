"""Runs parts of sequences on the network and keeps their memory. Plans nothing, chooses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Many
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from model.batch import Batch, Phase
from model.cache import Cache
from model.config import ModelConfig
from model.engine.batching import Part, pack
from model.engine.distribution import CopyMemory, Distribution
from model.engine.errors import RequestRejected
from model.engine.graphs import StepGraphs
from model.engine.request import Request
from model.engine.sequence import Sequence
from model.engine.snapshots import Snapshots
from model.network.copy_head import CopyHead
from model.network.vision import Grid

#: from so many tokens on a pass on a CPU is matrix products rather than the way between them
MANY_TOKENS = 256


class Network(Protocol):
    """What the engine needs of a network; see `model.network.rax.Rax`."""

    config: ModelConfig
    copy_head: CopyHead | None

    def advance(self, batch: Batch, cache: Cache) -> Tensor: ...

    def encode_images(
        self, patches: Tensor, grids: Many[Grid], kept: Many[Tensor] | None = None
    ) -> Tensor: ...

    def vocab_logits(self, hidden: Tensor) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Choices:
    """What comes next for the sequences of a pass that are at the end of what is known.

    rows: the first row of each in the distribution; a row for each of its drafts follows.
    """

    distribution: Distribution
    rows: list[tuple[Sequence, int]]


class Runner:
    """One network and the cache of all its sequences."""

    def __init__(
        self,
        network: Network,
        cache: Cache,
        snapshots: Snapshots,
        device: torch.device,
        *,
        max_patches: int = 32768,
        use_graphs: bool = True,
        prefill_threads: int | None = None,
    ) -> None:
        """max_patches: of the images that go through the vision tower at once. use_graphs: replay
        the launches of STEP passes, where the device is a GPU. prefill_threads: of torch in long
        PREFILL passes on a CPU, None: as in others.
        """
        self.network = network
        self.cache = cache
        self.snapshots = snapshots
        self.device = device
        #: passes so far of each phase
        self.num_passes = dict.fromkeys(Phase, 0)
        self._max_patches = max_patches
        self._prefill_threads = prefill_threads
        has_graphs = use_graphs and device.type == "cuda"
        self._graphs = StepGraphs(network, cache) if has_graphs else None

    def run(self, phase: Phase, parts: Many[Part]) -> Choices | None:
        """One pass. Moves the sequences' `num_cached` on; None where nothing is to be chosen yet.

        Raises: RequestRejected when an image does not fit its pads; whatever the network raises.
        """
        pad_id = self.network.config.image_token_id
        batch = pack(phase, parts, self.cache.page_size, self.device, pad_id)
        self.num_passes[phase] += 1
        hidden = self._advance(batch)
        wanted: list[Tensor] = []
        choosing: list[tuple[Sequence, int]] = []
        start = num_rows = 0
        for part in parts:
            sequence, rows = part.sequence, hidden[start : start + part.num_tokens]
            start += part.num_tokens
            num_known = min(sequence.num_known - part.start, part.num_tokens)
            if sequence.memory is not None and part.start < sequence.num_prompt:
                sequence.memory.extend(rows[: sequence.num_prompt - part.start])
                if part.end >= sequence.num_prompt:
                    sequence.memory.finish()
            sequence.num_cached = part.start + num_known
            sequence.num_replay = 0
            if sequence.num_cached >= sequence.num_prompt:
                sequence.image_features = None
            if sequence.num_cached == sequence.num_shared:
                self.snapshots.keep(sequence)
            if sequence.num_certain == 0:
                choosing.append((sequence, num_rows))
                wanted.append(rows[num_known - 1 :])
                num_rows += len(wanted[-1])
        if not choosing:
            return None
        return Choices(self._distribution(torch.cat(wanted), choosing, wanted), choosing)

    def _advance(self, batch: Batch) -> Tensor:
        if self._prefill_threads is not None and len(batch.ids) >= MANY_TOKENS:
            with threads(self._prefill_threads):
                return self.network.advance(batch, self.cache)
        if self._graphs is not None and batch.phase is Phase.STEP:
            return self._graphs.run(batch)
        return self.network.advance(batch, self.cache)

    def _distribution(
        self, hidden: Tensor, choosing: Many[tuple[Sequence, int]], rows: Many[Tensor]
    ) -> Distribution:
        memories = [
            (sequence.memory, len(part)) for (sequence, _), part in zip(choosing, rows, strict=True)
        ]
        logits = self.network.vocab_logits(hidden)
        return Distribution(logits, hidden, self.network.copy_head, memories)

    def open(self, sequences: Many[Sequence]) -> None:
        """Prepares sequences that were given room: their states, their image features."""
        for sequence in sequences:
            assert sequence.allocation is not None
            if sequence.num_cached:
                self.snapshots.begin(sequence)
            else:
                self.cache.reset(sequence.allocation.slot)
        with_images = [x for x in sequences if x.request.patches is not None]
        while with_images:
            count = num_patches = 0
            for sequence in with_images:
                num_patches += len(_patches(sequence))
                if count and num_patches > self._max_patches:
                    break
                count += 1
            self._encode(with_images[:count])
            with_images = with_images[count:]

    def _encode(self, sequences: Many[Sequence]) -> None:
        """Image features of these sequences, all images in one pass of the vision tower."""
        grids = [grid for x in sequences for grid in x.request.grids or ()]
        patches = torch.cat([_patches(x) for x in sequences]).to(self.device)
        features = self.network.encode_images(patches, grids, self._kept(sequences))
        merged = len(patches) // len(features)
        start = 0
        for sequence in sequences:
            end = start + len(_patches(sequence)) // merged
            sequence.image_features = features[start:end]
            start = end

    def _kept(self, sequences: Many[Sequence]) -> list[Tensor] | None:
        """Of each image, the cells that are there; None where all are."""
        if all(x.request.kept is None for x in sequences):
            return None
        vision = self.network.config.vision
        assert vision is not None
        found: list[Tensor] = []
        for sequence in sequences:
            sizes = _num_cells(sequence.request, vision.spatial_merge_size)
            found += sequence.request.kept or (torch.ones(n, dtype=torch.bool) for n in sizes)
        return found


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Inside, torch computes with so many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def new_memory(network: Network, request: Request, device: torch.device) -> CopyMemory | None:
    """The copy head's memory of a prompt; None where nothing may be copied."""
    if network.copy_head is None or request.copyable is None:
        return None
    ids, copyable = request.input_ids.to(device), request.copyable.to(device)
    return CopyMemory(network.copy_head, ids, copyable)


def check_images(request: Request, config: ModelConfig) -> None:
    """Raises RequestRejected unless the prompt has a pad for each feature of the images."""
    pad_id = config.image_token_id
    num_pads = 0 if pad_id is None else int((request.input_ids == pad_id).sum())
    merge = 1 if config.vision is None else config.vision.spatial_merge_size
    num_patches = 0 if request.patches is None else len(request.patches)
    if num_pads != num_patches // merge**2:
        raise RequestRejected(
            f"{num_pads} image tokens for images of {num_patches // merge**2} tokens"
        )
    if request.kept is not None:
        sizes, given = _num_cells(request, merge), [len(kept) for kept in request.kept]
        if sizes != given:
            raise RequestRejected(f"kept cells of {given} for images of {sizes}")
        num_kept = sum(int(kept.sum()) for kept in request.kept)
        if num_kept != num_pads:
            raise RequestRejected(f"{num_pads} image tokens for {num_kept} kept cells")


def _num_cells(request: Request, merge: int) -> list[int]:
    """Merged cells of each image's full grid."""
    return [rows * columns // merge**2 for rows, columns in request.grids or ()]


def _patches(sequence: Sequence) -> Tensor:
    assert sequence.request.patches is not None
    return sequence.request.patches
