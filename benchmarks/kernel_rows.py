"""A kernel against its peers as a row of figures: what is measured, and when it does not count.

A row's times are medians of interleaved rounds over several sets of inputs, so that no cache holds
them. Before anything is timed the kernel is compared with its reference in float32: a row whose
error is above the tolerance, or whose kernel fails, is void and has no times. A peer that is absent
or fails has a reason in place of its times. Knows no GPU: the timer is given.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from kernels.dispatch import Path, forced

#: relative RMS error in bfloat16, as in the kernels' tests
TOLERANCE = 5e-3
# Sets of inputs are as many as fill this together: three times the L2 of an H200.
ROTATED_BYTES = 180_000_000
MIN_SETS, MAX_SETS = 2, 32
SEED = 42

Call = Callable[[], object]
OURS = "ours"
# From the inputs of a set to the call that is timed; what it does before is not.
Peer = Callable[..., Call]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Runs all calls and returns the milliseconds of one. captured: without the host's part."""

    timed_round: Callable[[], float]
    captured: bool


class Timer(Protocol):
    def prepare(self, calls: Sequence[Call]) -> Prepared:
        """Makes ready to run the calls in rounds. Raises: whatever a call raises."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Makes inputs: seeded, on one device, bfloat16 where nothing else is said."""

    device: torch.device
    generator: torch.Generator
    # Tensors that all sets share: some peers look into them once and remember the object.
    shared: dict[tuple[object, ...], Tensor]

    @classmethod
    def on(cls, device: torch.device) -> Draw:
        return cls(device, _seeded(device), {})

    def again(self) -> Draw:
        """Draws the same numbers once more."""
        return Draw(self.device, _seeded(self.device), self.shared)

    def normal(
        self, *shape: int, dtype: torch.dtype = torch.bfloat16, scale: float = 1.0
    ) -> Tensor:
        drawn = torch.randn(shape, generator=self.generator, device=self.device)
        return (drawn * scale).to(dtype)

    def integers(self, low: int, high: int, *shape: int, dtype: torch.dtype) -> Tensor:
        return torch.randint(
            low, high, shape, generator=self.generator, device=self.device, dtype=torch.int64
        ).to(dtype)

    def uniform(self, *shape: int) -> Tensor:
        return torch.rand(shape, generator=self.generator, device=self.device)

    def bounds(self, lengths: Sequence[int]) -> Tensor:
        """[0, l_0, l_0 + l_1, ...] int32, the same object each time."""
        key = ("bounds", *lengths)
        if key not in self.shared:
            ends = torch.tensor([0, *lengths]).cumsum(0).to(torch.int32)
            self.shared[key] = ends.to(self.device)
        return self.shared[key]

    def count(self, number: int, start: int = 0, dtype: torch.dtype = torch.int32) -> Tensor:
        return torch.arange(start, start + number, dtype=dtype, device=self.device)


def _seeded(device: torch.device) -> torch.Generator:
    return torch.Generator(device).manual_seed(SEED)


@dataclass(frozen=True, slots=True)
class Workload:
    """An operator at one size, its peers, and the least it has to move and to compute."""

    operator: str
    case: str
    build: Callable[[Draw], tuple[Any, ...]]
    run: Callable[..., Any]
    num_bytes: int
    num_flops: int = 0
    # The places of inputs that `run` writes, which are compared as its outputs are.
    written: tuple[int, ...] = ()
    peers: Mapping[str, Peer] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.operator} {self.case}"


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What this GPU was measured to do: bytes read and written by a copy, a large product."""

    copy_gb_per_s: float
    matmul_tflop_per_s: float

    def floor_ms(self, workload: Workload) -> float:
        """The least time for a workload's bytes and FLOPs, whichever takes longer."""
        return max(
            workload.num_bytes / self.copy_gb_per_s / 1e6,
            workload.num_flops / self.matmul_tflop_per_s / 1e9,
        )


def measure(
    workload: Workload, draw: Draw, timer: Timer, ceilings: Ceilings, num_rounds: int
) -> dict[str, Any]:
    """The row of a workload; see the module's first lines."""
    row: dict[str, Any] = {
        "operator": workload.operator,
        "case": workload.case,
        "bytes": workload.num_bytes,
        "flops": workload.num_flops,
        "floor_ms": ceilings.floor_ms(workload),
        "void": None,
        "error": None,
        "median_ms": None,
        "peers": {},
    }
    try:
        error = error_of(workload, draw)
        # Not the other way round: what is not a number is above every tolerance.
        if not error <= TOLERANCE:
            row["void"] = f"relative RMS error {error:.1e} above {TOLERANCE:.0e}"
            return row
        row["error"] = error
        sets = input_sets(workload, draw)
        contestants = {OURS: timer.prepare([_bound(workload.run, inputs) for inputs in sets])}
    except Exception as failure:
        row["void"] = reason_of(failure)
        return row
    for name, peer in workload.peers.items():
        try:
            contestants[name] = timer.prepare([peer(*inputs) for inputs in sets])
        except Exception as failure:
            row["peers"][name] = {"median_ms": None, "reason": reason_of(failure)}
    times = interleaved(contestants, num_rounds)
    found = {name: figures(times[name], contestants[name]) for name in times}
    row |= {"num_sets": len(sets), **found.pop(OURS)}
    row["gb_per_s"] = workload.num_bytes / row["median_ms"] / 1e6
    row["tflop_per_s"] = workload.num_flops / row["median_ms"] / 1e9
    row["of_ceiling"] = row["floor_ms"] / row["median_ms"]
    for name, peer_figures in found.items():
        ratio = peer_figures["median_ms"] / row["median_ms"]
        row["peers"][name] = {**peer_figures, "ratio": ratio}
    return row


def interleaved(contestants: Mapping[str, Prepared], num_rounds: int) -> dict[str, list[float]]:
    """Each contestant once a round, in an order that is drawn anew for each round."""
    order, times = list(contestants), {name: list[float]() for name in contestants}
    shuffle = random.Random(SEED).shuffle
    for _ in range(num_rounds):
        shuffle(order)
        for name in order:
            times[name].append(contestants[name].timed_round())
    return times


def figures(samples: Sequence[float], contestant: Prepared) -> dict[str, Any]:
    return {
        "median_ms": statistics.median(samples),
        "min_ms": min(samples),
        "n": len(samples),
        "captured": contestant.captured,
    }


def input_sets(workload: Workload, draw: Draw) -> list[tuple[Any, ...]]:
    """As many sets of inputs as no cache holds."""
    first = workload.build(draw.again())
    storages = {x.untyped_storage().data_ptr(): x.untyped_storage() for x in tensors_of(first)}
    size = sum(x.nbytes() for x in storages.values())
    num_sets = min(MAX_SETS, max(MIN_SETS, -(-ROTATED_BYTES // max(1, size))))
    return [first, *(workload.build(draw.again()) for _ in range(num_sets - 1))]


def error_of(workload: Workload, draw: Draw) -> float:
    """The greatest relative RMS error of what the operator returns and writes.

    Whole numbers must be equal: infinity where they are not.
    """
    inputs, copies = workload.build(draw.again()), workload.build(draw.again())
    actual = [*tensors_of(workload.run(*inputs)), *(inputs[i] for i in workload.written)]
    exact = tuple(_in_float32(x) for x in copies)
    with forced(Path.REFERENCE):
        expected = [*tensors_of(workload.run(*exact)), *(exact[i] for i in workload.written)]
    return max(_error(one, other) for one, other in zip(actual, expected, strict=True))


def _error(actual: Tensor, expected: Tensor) -> float:
    if not actual.is_floating_point():
        return 0.0 if torch.equal(actual, expected) else float("inf")
    difference = (actual.double() - expected.double()).square().mean().sqrt()
    return float(difference / expected.double().square().mean().sqrt().clamp_min(1e-30))


def _in_float32(x: Any) -> Any:
    # A copy of what is float32 already: the reference may write into it.
    return x.to(torch.float32, copy=True) if _is_wide(x) else x


def _is_wide(x: Any) -> bool:
    return isinstance(x, Tensor) and x.dtype in (torch.bfloat16, torch.float32)


def tensors_of(value: Any) -> Iterator[Tensor]:
    """The tensors among a value or a sequence of values."""
    for x in value if isinstance(value, tuple | list) else (value,):
        if isinstance(x, Tensor):
            yield x


def _bound(run: Callable[..., object], inputs: tuple[Any, ...]) -> Call:
    return lambda: run(*inputs)


def reason_of(error: Exception) -> str:
    """One line for a row."""
    if isinstance(error, ImportError):
        return f"peer absent: {error}"
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:200]


def table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each row: time, part of the ceiling, the quickest peer."""
    lines = [f"{'operator':28} {'case':22} {'ms':>9} {'ceiling':>8}  quickest peer"]
    for row in rows:
        start = f"{row['operator']:28} {row['case']:22}"
        if row["void"] is not None:
            lines.append(f"{start} {'void':>9} {'':8}  {row['void']}")
            continue
        timed = {name: x for name, x in row["peers"].items() if x["median_ms"] is not None}
        best = min(timed, key=lambda name: timed[name]["median_ms"], default=None)
        peer = "none" if best is None else f"{best} takes {timed[best]['ratio']:.2f} times as long"
        lines.append(f"{start} {row['median_ms']:9.4f} {row['of_ceiling']:8.0%}  {peer}")
    return lines
