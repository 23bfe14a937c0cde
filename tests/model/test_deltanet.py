"""The DeltaNet layer under mixed precision; its values are tested with the whole network."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from kernels.gated_delta_rule.chunk import gated_delta_rule_chunk
from model.network import deltanet
from model.network.deltanet import GatedDeltaNet
from tests.model.published import our_network


@pytest.fixture
def layer() -> GatedDeltaNet:
    mixer = our_network(8).decoder.layers[0].mixer
    assert isinstance(mixer, GatedDeltaNet)
    return mixer


@pytest.fixture
def x() -> Tensor:
    torch.manual_seed(0)
    return torch.randn(2, 30, 64)


def test_autocast_keeps_the_rule_in_float32(
    layer: GatedDeltaNet, x: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = x.requires_grad_()
    expected = layer(x)
    dtypes = []

    def noted(*inputs: Tensor) -> tuple[Tensor, Tensor]:
        o, state = gated_delta_rule_chunk(*inputs)
        dtypes.append((inputs[0].dtype, o.dtype, state.dtype))
        return o, state

    monkeypatch.setattr(deltanet, "gated_delta_rule_chunk", noted)
    with torch.autocast("cpu", torch.bfloat16):
        actual = layer(x)
    actual.float().sum().backward()
    assert dtypes == [(torch.float32,) * 3]
    assert (actual - expected).square().mean().sqrt() < 0.02 * expected.square().mean().sqrt()
    assert x.grad is not None
    assert x.grad.isfinite().all()
