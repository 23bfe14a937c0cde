"""The causal convolution against its definition."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from kernels.causal_conv.reference import reference_causal_conv
from tests.kernels.tolerances import TOLERANCE, relative_rms_error


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("num_tokens", [1, 3, 4, 16, 17, 65])
def test_each_output_is_the_sum_over_the_last_four_inputs(
    num_tokens: int, dtype: torch.dtype
) -> None:
    torch.manual_seed(42)
    x, weight = torch.randn(2, num_tokens, 6, dtype=dtype), torch.randn(6, 1, 4, dtype=dtype)
    padded = F.pad(x, (0, 0, 3, 0)).float()
    taps = weight.float()[:, 0]
    expected = F.silu(
        torch.stack([(padded[:, t : t + 4].mT * taps).sum(-1) for t in range(num_tokens)], dim=1)
    )
    actual, _ = reference_causal_conv(x, weight)
    assert actual.dtype == dtype
    assert relative_rms_error(actual, expected) <= TOLERANCE[dtype]


@pytest.mark.parametrize("split", [1, 2, 20])
def test_two_pieces_give_the_same_as_one(split: int) -> None:
    torch.manual_seed(42)
    x, weight = torch.randn(2, 40, 6), torch.randn(6, 1, 4)
    whole, whole_state = reference_causal_conv(x, weight)
    first, state = reference_causal_conv(x[:, :split], weight)
    second, state = reference_causal_conv(x[:, split:], weight, state)
    assert torch.allclose(torch.cat([first, second], dim=1), whole, atol=1e-6)
    assert torch.equal(state, whole_state)


def test_the_state_holds_the_inputs_before_the_convolution() -> None:
    x = torch.randn(1, 5, 2)
    _, state = reference_causal_conv(x, torch.randn(2, 1, 4))
    assert torch.equal(state, x[:, -3:])
    assert state.untyped_storage().nbytes() == state.nbytes
