"""Starts a Triton kernel: compiled on CUDA, interpreted on a CPU, only written down for a check.

Knows no operator. Interpreting needs no environment variable and leaves Triton as it found it, so
it goes together with other users of Triton in one process. It is for tests: one thread at a time,
milliseconds for each program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
import triton.language as tl
from torch import Tensor
from triton.runtime.interpreter import InterpretedFunction, InterpreterBuilder, TensorHandle
from triton.runtime.jit import JITFunction

from kernels.tiles import architecture

# What the interpreter exchanges while it runs, and what is exchanged in the interpreter itself.
LANGUAGE = (tl, tl.core, tl.math, tl.standard, tl.tensor, tl.dtype, tl.core.tensor_descriptor_base)
EXCHANGED = (*LANGUAGE, InterpreterBuilder)


@dataclass(frozen=True, slots=True)
class Launch:
    """A kernel with the arguments it would have been started with."""

    kernel: Any
    arguments: tuple[Any, ...]
    constants: dict[str, Any]
    num_warps: int


@dataclass(frozen=True, slots=True)
class Recording:
    """Launches for `arch` in place of the device's own architecture."""

    arch: str
    launches: list[Launch] = field(default_factory=list)


_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recorded(arch: str) -> Iterator[list[Launch]]:
    """Inside, nothing runs: launches are gathered, with the tiles of `arch`. For meta tensors."""
    recording = Recording(arch)
    token = _recording.set(recording)
    try:
        yield recording.launches
    finally:
        _recording.reset(token)


def arch_of(x: Tensor) -> str:
    """The table of tiles for a launch on x's device."""
    recording = _recording.get()
    return architecture(x.device) if recording is None else recording.arch


def launch(
    kernel: Any, grid: tuple[int, ...], *arguments: Any, num_warps: int, **constants: Any
) -> None:
    """Starts `kernel` on the device of its first argument, a tensor; constants are constexpr.

    Nothing is started for an empty grid.
    """
    recording = _recording.get()
    if recording is not None:
        recording.launches.append(Launch(kernel, arguments, constants, num_warps))
    elif 0 in grid:
        return
    elif arguments[0].is_cuda:
        with torch.cuda.device(arguments[0].device):
            kernel[grid](*arguments, num_warps=num_warps, **constants)
    else:
        with _interpretable(kernel.fn):
            InterpretedFunction(kernel.fn)[grid](*arguments, **constants)


@contextmanager
def _interpretable(fn: Any) -> Iterator[None]:
    """Compiled functions that `fn` calls, of its module and of Triton's language, interpreted too.

    Triton does this for a whole process and when it is first imported; here it lasts for a launch.
    """
    before = [(owner, dict(vars(owner))) for owner in EXCHANGED]
    helpers = {name: x for name, x in fn.__globals__.items() if isinstance(x, JITFunction)}
    try:
        for name, value in before[0][1].items():
            if isinstance(value, JITFunction):
                setattr(tl, name, InterpretedFunction(value.fn))
        fn.__globals__.update({name: InterpretedFunction(x.fn) for name, x in helpers.items()})
        InterpreterBuilder.cast_impl = _rounding_cast
        # A GPU does not warn either when exp overflows.
        with np.errstate(all="ignore"):
            yield
    finally:
        fn.__globals__.update(helpers)
        for owner, names in before:
            for name, value in vars(owner).copy().items():
                if name not in names:
                    delattr(owner, name)
                elif value is not names[name]:
                    setattr(owner, name, names[name])


_published_cast = InterpreterBuilder.cast_impl


def _rounding_cast(builder: Any, source: Any, dtype: Any) -> Any:
    """Casts of the interpreter, which cuts bfloat16 off, with rounding to nearest as on a GPU."""
    if source.dtype.scalar != tl.float32 or dtype.scalar != tl.bfloat16:
        return _published_cast(builder, source, dtype)
    values = np.array(source.data, dtype=np.float32)
    rounded = torch.from_numpy(values).bfloat16().view(torch.int16).numpy()
    return TensorHandle(rounded.view(np.uint16), dtype.scalar)
