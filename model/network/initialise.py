"""Weights to start training from. Loading a checkpoint overwrites them all."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from model.network.deltanet import GatedDeltaNet
from model.network.layout import LayoutEmbedding

# A head's memory at the start: decay e^(-A dt) a token with A in [1, 16], dt in [0.001, 0.1]
# (Mamba-2's choice).
MIN_STEP, MAX_STEP = 1e-3, 1e-1
MIN_RATE, MAX_RATE = 1.0, 16.0


@torch.no_grad()
def initialise(network: nn.Module, deviation: float) -> None:
    """Normal weights of the given deviation, zero biases; norms stay as constructed.

    DeltaNet's gates: the published code starts dt_bias at 1, where almost every head forgets within
    a token or two. Here they start with memories from about one token to a thousand.
    """
    if next(network.parameters()).is_meta:
        return
    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=deviation)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)
        if isinstance(module, LayoutEmbedding):
            nn.init.normal_(module.weight[1:], std=deviation)
        if isinstance(module, GatedDeltaNet):
            _initialise_deltanet(module)


def _initialise_deltanet(layer: GatedDeltaNet) -> None:
    bound = layer.conv_weight.shape[-1] ** -0.5
    nn.init.uniform_(layer.conv_weight, -bound, bound)
    nn.init.uniform_(layer.A_log, MIN_RATE, MAX_RATE).log_()
    step = torch.empty_like(layer.dt_bias).uniform_(math.log(MIN_STEP), math.log(MAX_STEP)).exp()
    layer.dt_bias.copy_(_inverse_softplus(step))


def _inverse_softplus(x: Tensor) -> Tensor:
    return x + torch.log(-torch.expm1(-x))
