"""CUDA graphs of passes of phase STEP: the launches of a pass recorded once, replayed afterwards.

A graph has fixed shapes, so a batch is padded to the next size there is a graph for: with sequences
of no tokens in slot 0, and with tokens that are stored nowhere. Which passes are replayed follows
from their phase alone: a piece of a prompt that happens to have the length of a step is none.
Knows no sequence.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from model.batch import MAX_STEP_TOKENS, Batch, Phase
from model.cache import Cache

#: eager passes before a graph is recorded: kernels are compiled and workspaces made in them
NUM_WARM_UPS = 2
MIN_LENGTH = 1024


class Advancing(Protocol):
    """What is recorded; see `model.network.rax.Rax`."""

    def advance(self, batch: Batch, cache: Cache) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """Of one graph. length: the longest context it may meet; width: of the page table."""

    num_sequences: int
    num_tokens: int
    length: int
    width: int


@dataclass(frozen=True, slots=True)
class _Recorded:
    graph: torch.cuda.CUDAGraph
    batch: Batch
    hidden: Tensor


class StepGraphs:
    """Graphs of one network over one cache, recorded when they are first needed."""

    def __init__(self, network: Advancing, cache: Cache) -> None:
        self._network = network
        self._cache = cache
        self._recorded: dict[Shape, _Recorded] = {}
        # All graphs share one pool of memory: only one of them runs at a time. Memory of a pool is
        # used again by the stream it was taken on only.
        self._pool = torch.cuda.graph_pool_handle()
        self._stream: torch.cuda.Stream | None = None

    def run(self, batch: Batch) -> Tensor:
        """Hidden states [T, hidden], valid until the next run."""
        shape = shape_for(batch, self._cache.page_size)
        recorded = self._recorded.get(shape)
        if recorded is None:
            recorded = self._recorded[shape] = self._record(shape, batch.ids.device)
        for name, value in tensors(padded(batch, shape)).items():
            getattr(recorded.batch, name).copy_(value)
        recorded.graph.replay()
        return recorded.hidden[: len(batch.ids)]

    def _record(self, shape: Shape, device: torch.device) -> _Recorded:
        # Of padding alone: the passes that are run to warm up must leave no trace.
        batch = empty_step(shape, device)
        if self._stream is None:
            self._stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
        stream = self._stream
        stream.wait_stream(torch.cuda.current_stream(device))
        with torch.cuda.stream(stream):
            for _ in range(NUM_WARM_UPS):
                self._network.advance(batch, self._cache)
        torch.cuda.current_stream(device).wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        # The stream of the warm-up, where workspaces are. Other threads may go on: they prepare
        # requests on the same GPU, and with "global" their allocations would break the recording.
        recording = torch.cuda.graph(
            graph, pool=self._pool, stream=stream, capture_error_mode="thread_local"
        )
        with recording:
            hidden = self._network.advance(batch, self._cache)
        return _Recorded(graph, batch, hidden)


def shape_for(batch: Batch, page_size: int) -> Shape:
    """The smallest shape of a graph that holds this batch: powers of two throughout."""
    num_sequences = _power_of_two(len(batch.slots))
    per_sequence = _power_of_two(-(-len(batch.ids) // num_sequences))
    length = max(MIN_LENGTH, _power_of_two(batch.max_length))
    return Shape(num_sequences, num_sequences * per_sequence, length, -(-length // page_size))


def padded(batch: Batch, shape: Shape) -> Batch:
    """The same pass with sequences and tokens of padding behind it."""
    sequences = shape.num_sequences - len(batch.slots)
    tokens = shape.num_tokens - len(batch.ids)
    columns = shape.width - batch.table.shape[1]
    assert batch.phase is Phase.STEP
    assert batch.num_replay is not None
    assert batch.num_certain is not None
    assert batch.max_tokens <= MAX_STEP_TOKENS
    return replace(
        batch,
        ids=F.pad(batch.ids, (0, tokens)),
        positions=F.pad(batch.positions, (0, tokens)),
        # Each begins where the last ends: no tokens.
        cu_seqlens=torch.cat([batch.cu_seqlens, batch.cu_seqlens[-1:].expand(sequences)]),
        lengths=F.pad(batch.lengths, (0, sequences)),
        slots=F.pad(batch.slots, (0, sequences)),
        table=F.pad(batch.table, (0, columns, 0, sequences)),
        places=F.pad(batch.places, (0, tokens), value=-1),
        num_replay=F.pad(batch.num_replay, (0, sequences)),
        num_certain=F.pad(batch.num_certain, (0, sequences)),
        max_tokens=MAX_STEP_TOKENS,
        max_length=shape.length,
    )


def empty_step(shape: Shape, device: torch.device) -> Batch:
    """A pass of padding alone."""

    def zeros(*size: int, dtype: torch.dtype = torch.int32) -> Tensor:
        return torch.zeros(*size, dtype=dtype, device=device)

    return Batch(
        phase=Phase.STEP,
        ids=zeros(shape.num_tokens, dtype=torch.int64),
        positions=zeros(3, shape.num_tokens, dtype=torch.int64),
        cu_seqlens=zeros(shape.num_sequences + 1),
        lengths=zeros(shape.num_sequences),
        slots=zeros(shape.num_sequences),
        table=zeros(shape.num_sequences, shape.width),
        places=zeros(shape.num_tokens, dtype=torch.int64) - 1,
        max_tokens=MAX_STEP_TOKENS,
        max_length=shape.length,
        num_replay=zeros(shape.num_sequences),
        num_certain=zeros(shape.num_sequences),
    )


def tensors(batch: Batch) -> dict[str, Tensor]:
    """The batch's tensors by name."""
    named = ((field.name, getattr(batch, field.name)) for field in fields(batch))
    return {name: value for name, value in named if isinstance(value, Tensor)}


def _power_of_two(count: int) -> int:
    return 1 << (max(1, count) - 1).bit_length()
