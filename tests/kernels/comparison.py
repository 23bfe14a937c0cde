"""What the kernel tests share: seeded inputs, the comparison, Triton in its interpreter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

from kernels.dispatch import Path, forced
from tests.kernels.tolerances import TOLERANCE, relative_rms_error

DTYPES = [torch.float32, torch.bfloat16]
T = TypeVar("T")


def draw(*shape: int, dtype: torch.dtype = torch.float32, seed: int = 42) -> Tensor:
    """Normal numbers, rounded to dtype."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def interpreted(operator: Callable[..., T], *arguments: object, **options: object) -> T:
    """The operator's Triton kernel on CPU tensors."""
    with forced(Path.TRITON), torch.no_grad():
        return operator(*arguments, **options)


def in_float32(operator: Callable[..., T], *arguments: object, **options: object) -> T:
    """The operator's reference on the same numbers, all of them in float32."""
    exact = [x.float() if isinstance(x, Tensor) and x.is_floating_point() else x for x in arguments]
    with forced(Path.REFERENCE):
        return operator(*exact, **options)


def assert_close(actual: Tensor, expected: Tensor, dtype: torch.dtype) -> None:
    assert actual.dtype == dtype
    assert actual.shape == expected.shape
    if expected.numel():
        assert relative_rms_error(actual, expected) <= TOLERANCE[dtype]
