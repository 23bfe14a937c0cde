"""Times calls on a CUDA device with its events, from a graph so that the host does not count.

Knows no kernel. A small kernel takes less time than Python needs to start it; the engine starts
its step as a graph too. Calls that cannot be captured, as they ask the GPU for numbers in between,
are timed one after another: the row says so.
"""

from __future__ import annotations

import statistics
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import torch
import triton

from benchmarks.kernel_rows import Call, Ceilings, Draw, Prepared, Workload, input_sets

NUM_WARM_UPS = 3
COPIED_BYTES = 1 << 30
MATMUL_SIZE = 8192


class GraphTimer:
    """A `Timer` for the current CUDA device."""

    def prepare(self, calls: Sequence[Call]) -> Prepared:
        for _ in range(NUM_WARM_UPS):
            calls[0]()
        for call in calls:
            call()
        torch.cuda.synchronize()
        captured = True
        try:
            run = self._captured(calls)
        except RuntimeError:
            captured = False
            torch.cuda.synchronize()
            run = self._one_by_one(calls)
        run()
        torch.cuda.synchronize()

        def timed_round() -> float:
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begin.record()
            run()
            end.record()
            end.synchronize()
            return float(begin.elapsed_time(end)) / len(calls)

        return Prepared(timed_round, captured)

    @staticmethod
    def _captured(calls: Sequence[Call]) -> Callable[[], object]:
        graph, kept = torch.cuda.CUDAGraph(), []
        with torch.cuda.graph(graph):
            # Kept until the end, so that each call writes to memory of its own.
            for call in calls:
                kept.append(call())
        return graph.replay

    @staticmethod
    def _one_by_one(calls: Sequence[Call]) -> Callable[[], object]:
        return lambda: [call() for call in calls]


def measured_ceilings(draw: Draw, timer: GraphTimer, num_rounds: int) -> Ceilings:
    """What a copy moves, read and written, and what a product of two large matrices computes."""
    copied = Workload(
        "copy",
        "",
        lambda draw: (draw.normal(COPIED_BYTES // 2), draw.normal(COPIED_BYTES // 2)),
        lambda source, target: target.copy_(source),
        num_bytes=2 * COPIED_BYTES,
    )
    size = MATMUL_SIZE
    product = Workload(
        "matmul",
        "",
        lambda draw: (draw.normal(size, size), draw.normal(size, size)),
        lambda a, b: a @ b,
        num_bytes=6 * size**2,
        num_flops=2 * size**3,
    )
    times = []
    for workload in (copied, product):
        sets = input_sets(workload, draw)
        prepared = timer.prepare([partial(workload.run, *inputs) for inputs in sets])
        times.append(statistics.median(prepared.timed_round() for _ in range(num_rounds)))
    return Ceilings(copied.num_bytes / times[0] / 1e6, product.num_flops / times[1] / 1e9)


def is_lost() -> bool:
    """Whether a kernel has done what no later call of this process recovers from."""
    try:
        torch.cuda.synchronize()
    except RuntimeError:
        return True
    return False


def machine() -> dict[str, Any]:
    """What a row is from: GPU, versions, commit, date."""
    return {
        "gpu": torch.cuda.get_device_name(),
        "driver": _said("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"),
        "torch": torch.__version__,
        "triton": triton.__version__,
        "commit": _said("git", "describe", "--always", "--dirty"),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _said(*command: str) -> str:
    """The first line of what a program prints; empty where it is missing or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip().split("\n")[0]
