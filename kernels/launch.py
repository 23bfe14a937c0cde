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
from triton.runtime.interpreter import (
    InterpretedFunction,
    InterpreterBuilder,
    TensorHandle,
    interpreter_semantic,
)
from triton.runtime.jit import JITFunction
from triton.tools.tensor_descriptor import TensorDescriptor

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
    # None: as many as Triton takes when nothing is said.
    num_stages: int | None = None

    @property
    def options(self) -> dict[str, int]:
        """What is said to the compiler."""
        return _options(self.num_warps, self.num_stages)


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
    kernel: Any,
    grid: tuple[int, ...],
    *arguments: Any,
    num_warps: int,
    num_stages: int | None = None,
    **constants: Any,
) -> None:
    """Starts `kernel` on the device of its first tensor; constants are constexpr.

    An argument may be a `TensorDescriptor`: the kernel then loads tiles of its tensor by TMA.
    num_stages: how many rounds of a loop have their loads in flight. Nothing is started for an
    empty grid.
    """
    recording = _recording.get()
    if recording is not None:
        recording.launches.append(Launch(kernel, arguments, constants, num_warps, num_stages))
        return
    if 0 in grid:
        return
    device = _device_of(arguments)
    if device.type == "cuda":
        with torch.cuda.device(device):
            kernel[grid](*arguments, **_options(num_warps, num_stages), **constants)
    else:
        with _interpretable(kernel.fn):
            InterpretedFunction(kernel.fn)[grid](*arguments, **constants)


def _options(num_warps: int, num_stages: int | None) -> dict[str, int]:
    options = {"num_warps": num_warps}
    return options if num_stages is None else {**options, "num_stages": num_stages}


def _device_of(arguments: tuple[Any, ...]) -> torch.device:
    for argument in arguments:
        if isinstance(argument, Tensor):
            return argument.device
        if isinstance(argument, TensorDescriptor):
            device: torch.device = argument.base.device
            return device
    raise TypeError("a launch needs a tensor among its arguments")


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
        InterpreterBuilder.create_dot = _exact_dot
        # Functions of this module are rewritten only once; they then look for this name in it.
        tl.standard.interpreter_semantic = interpreter_semantic
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
    """Casts of the interpreter, which cuts bfloat16 off, with rounding to nearest as on a GPU.

    Integers it takes for the bits of a bfloat16.
    """
    from_number = source.dtype.scalar == tl.float32 or source.dtype.scalar.is_int()
    if dtype.scalar != tl.bfloat16 or not from_number:
        return _published_cast(builder, source, dtype)
    values = np.array(source.data, dtype=np.float32)
    rounded = torch.from_numpy(values).bfloat16().view(torch.int16).numpy()
    return TensorHandle(rounded.view(np.uint16), dtype.scalar)


_published_dot = InterpreterBuilder.create_dot


def _exact_dot(builder: Any, a: Any, b: Any, total: Any, *options: Any) -> Any:
    """The interpreter's product, which takes bfloat16 for whole numbers, of the numbers meant."""
    return _published_dot(builder, _widened(a), _widened(b), total, *options)


def _widened(source: Any) -> Any:
    if source.dtype.scalar != tl.bfloat16:
        return source
    return TensorHandle((source.data.astype(np.uint32) << 16).view(np.float32), tl.float32)
