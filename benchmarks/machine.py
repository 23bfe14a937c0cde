"""What figures depend on: the machine, and how fast it copies and multiplies, measured in the same
run. Knows no workload.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import torch

from benchmarks import cpu, gpu_timer
from benchmarks.kernel_rows import Draw
from benchmarks.roofline import Rates

NUM_ROUNDS = 10
#: on a CPU, in float32
COPIED_BYTES, MATMUL_SIZE = 1 << 27, 1024


def about(rates: Rates) -> dict[str, Any]:
    known = gpu_timer.machine() if torch.cuda.is_available() else cpu.machine()
    return {**known, **asdict(rates)}


def measured_rates(device: torch.device) -> Rates:
    """bf16 on a GPU, float32 elsewhere."""
    if device.type == "cuda":
        draw, timer = Draw.on(device), gpu_timer.GraphTimer()
        found = gpu_timer.measured_ceilings(draw, timer, NUM_ROUNDS)
        return Rates(found.copy_gb_per_s * 1e9, found.matmul_tflop_per_s * 1e12)
    source, target = torch.rand(COPIED_BYTES // 4), torch.rand(COPIED_BYTES // 4)
    matrix = torch.rand(MATMUL_SIZE, MATMUL_SIZE)
    copy_s = _least_s(lambda: target.copy_(source))
    product_s = _least_s(lambda: matrix @ matrix)
    return Rates(2 * COPIED_BYTES / copy_s, 2 * MATMUL_SIZE**3 / product_s)


def forget_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def peak_gib(device: torch.device) -> float:
    """Of the GPU since it was forgotten; without one, of the process since its start."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 2**30
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _least_s(call: Callable[[], object]) -> float:
    seconds = []
    for _ in range(NUM_ROUNDS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
