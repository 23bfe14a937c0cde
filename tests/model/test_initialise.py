"""Where training starts."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from model.network.deltanet import GatedDeltaNet
from model.network.rax import Rax
from tests.model.published import our_config


def test_heads_start_with_memories_from_a_token_to_a_thousand() -> None:
    torch.manual_seed(0)
    for layer in Rax(our_config()).decoder.modules():
        if isinstance(layer, GatedDeltaNet):
            decay = (layer.A_log.exp() * F.softplus(layer.dt_bias)).detach()
            assert decay.min() >= 0.9e-3
            assert decay.max() <= 1.7


def test_norms_start_as_plain_norms_and_biases_at_zero() -> None:
    for name, parameter in Rax(our_config()).named_parameters():
        if "layernorm" in name or name.endswith(".bias"):
            assert parameter.count_nonzero() == 0, name
