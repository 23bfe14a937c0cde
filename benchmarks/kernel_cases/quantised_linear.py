"""Linear maps of the 2B model with 8-bit weights, on tensors without storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import torch

from kernels.quantised_linear.kernel import quantised_linear

GROUP = 128
# (outputs, inputs) of the MLP's two maps; the second has few outputs, and its inputs are cut.
SHAPES = [(12288, 2048), (2048, 6144)]
NUM_TOKENS = (1, 32, 64)
WANTED = {"linear_kernel": {"wgmma"}}


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    for weights in (torch.int8, torch.float8_e4m3fn):
        for num_outputs, num_inputs in SHAPES:
            q = torch.empty(num_outputs, num_inputs, dtype=weights, device="meta")
            scale = torch.empty(num_outputs, num_inputs // GROUP, device="meta")
            for num_tokens in NUM_TOKENS:
                x = torch.empty(num_tokens, num_inputs, dtype=dtype, device="meta")
                yield partial(quantised_linear, x, q, scale)
