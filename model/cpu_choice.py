"""What a CPU is given to do with: its cores, and the weights that decode faster on it.

Both are measured where the network is loaded. Knows no checkpoint and no request.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch.nn import functional as F

from model.config import TextConfig
from model.cpu_linear import MIN_WEIGHTS, QuantisedLinear

logger = logging.getLogger(__name__)

CPU_FOLDER = Path("/sys/devices/system/cpu")
CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")
#: int8 weights round the weights, so they have to pay: decoding at least so many times faster
MIN_GAIN = 1.3
#: of the measurement; several matrices, since all of a network's don't stay in a CPU's cache
PROBE_SHAPE, PROBE_MATRICES, PROBE_ROUNDS = (4096, 2048), 5, 8


def prefers_int8(config: TextConfig, dtype: torch.dtype) -> bool:
    """Whether this machine decodes so much faster with int8 weights than in `dtype` that it pays.

    Logged with its reason.
    """
    widest = config.hidden_size * config.intermediate_size
    if widest < MIN_WEIGHTS:
        logger.info("weights stay %s: the largest linear has only %d of them", dtype, widest)
        return False
    float_s, int8_s = decode_seconds(dtype)
    faster = float_s / int8_s
    taken = "int8 weights" if faster >= MIN_GAIN else f"weights stay {dtype}"
    logger.info(
        "%s: one token through a linear of %d x %d takes %.2f ms in int8, %.2f in %s",
        *(taken, *PROBE_SHAPE, int8_s * 1e3, float_s * 1e3, dtype),
    )
    return faster >= MIN_GAIN


@torch.no_grad()
def decode_seconds(dtype: torch.dtype) -> tuple[float, float]:
    """Seconds of one token through a linear, with weights of `dtype` and with int8 weights.

    On one thread: two that wait for each other on a busy machine measure its other work. The least
    of calls in turns, since what others do only adds.
    """
    x = torch.ones(1, PROBE_SHAPE[1], dtype=dtype)
    weights = [torch.ones(PROBE_SHAPE, dtype=dtype) for _ in range(PROBE_MATRICES)]
    linears = [QuantisedLinear(weight) for weight in weights]
    float_s, int8_s = [], []
    num_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for _ in range(1 + PROBE_ROUNDS):
            for weight, linear in zip(weights, linears, strict=True):
                float_s.append(_seconds(partial(F.linear, x, weight)))
                int8_s.append(_seconds(partial(linear, x)))
    finally:
        torch.set_num_threads(num_threads)
    # The first round warms up.
    return min(float_s[PROBE_MATRICES:]), min(int8_s[PROBE_MATRICES:])


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def usable_cores() -> int:
    """Processor cores this process may use: of its affinity, within a container's quota.

    Two hardware threads of a core count once: they share its arithmetic and its memory.
    """
    if not hasattr(os, "sched_getaffinity"):
        return os.cpu_count() or 1
    cores = {_siblings(cpu) for cpu in os.sched_getaffinity(0)}
    return max(1, min(len(cores), _quota()))


def _siblings(cpu: int) -> str:
    """The hardware threads of this one's core, as the kernel writes them."""
    try:
        return (CPU_FOLDER / f"cpu{cpu}/topology/thread_siblings_list").read_text().strip()
    except OSError:
        return str(cpu)


def _quota() -> int:
    """Whole cores of a container's CPU quota (cgroup v2); very many where there is none."""
    try:
        quota, period = CPU_QUOTA.read_text().split()
        return 1 << 16 if quota == "max" else max(1, int(quota) // int(period))
    except (OSError, ValueError):
        return 1 << 16
