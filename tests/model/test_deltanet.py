"""The DeltaNet layer: its two forms, its states, mixed precision."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from model.cache import DeltaState
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


@torch.no_grad()
def test_the_token_by_token_form_equals_the_chunked_one(
    layer: GatedDeltaNet, x: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunked_state, stepped_state = DeltaState(), DeltaState()
    chunked = layer(x, chunked_state)
    monkeypatch.setattr(deltanet, "MAX_RECURRENT_TOKENS", 30)
    stepped = layer(x, stepped_state)
    assert torch.allclose(chunked, stepped, atol=1e-5)
    assert chunked_state.recurrent is not None
    assert stepped_state.recurrent is not None
    assert torch.allclose(chunked_state.recurrent, stepped_state.recurrent, atol=1e-5)


@torch.no_grad()
def test_states_are_replaced_and_never_written(layer: GatedDeltaNet, x: Tensor) -> None:
    state = DeltaState()
    layer(x, state)
    assert state.conv is not None
    assert state.recurrent is not None
    before, copies = (state.conv, state.recurrent), (state.conv.clone(), state.recurrent.clone())
    layer(x[:, :3], state)
    assert torch.equal(before[0], copies[0])
    assert torch.equal(before[1], copies[1])
    assert not torch.equal(state.recurrent, before[1])


@torch.no_grad()
def test_the_state_stays_float32_in_bfloat16(x: Tensor) -> None:
    layer = GatedDeltaNet(our_network().config.text).bfloat16()
    state = DeltaState()
    assert layer(x.bfloat16(), state).dtype == torch.bfloat16
    assert state.recurrent is not None
    assert state.conv is not None
    assert (state.recurrent.dtype, state.conv.dtype) == (torch.float32, torch.bfloat16)


def test_autocast_keeps_the_rule_in_float32(layer: GatedDeltaNet, x: Tensor) -> None:
    x = x.requires_grad_()
    expected = layer(x, None)
    state = DeltaState()
    with torch.autocast("cpu", torch.bfloat16):
        actual = layer(x, state)
    actual.float().sum().backward()
    assert state.recurrent is not None
    assert state.recurrent.dtype == torch.float32
    assert (actual - expected).square().mean().sqrt() < 0.02 * expected.square().mean().sqrt()
    assert x.grad is not None
    assert x.grad.isfinite().all()
