"""Gated DeltaNet layer: short convolution, gated delta rule (in `kernels`), gated norm.

Rows of the merged projection: [q | k | v | z | b | a], head by head. The rule and its state are
float32 whatever the rest is.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kernels import dispatch
from kernels.gated_delta_rule.chunk import gated_delta_rule_chunk
from kernels.gated_delta_rule.reference import l2_normalise
from model.batch import Batch, Phase
from model.cache import DeltaState
from model.config import TextConfig
from model.network.norms import GatedRMSNorm


class GatedDeltaNet(nn.Module):
    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        key_dim, value_dim = config.linear_key_dim, config.linear_value_dim
        self.num_k_heads = config.linear_num_key_heads
        self.num_v_heads = config.linear_num_value_heads
        self.k_dim, self.v_dim = config.linear_key_head_dim, config.linear_value_head_dim
        self.conv_rows = [key_dim, key_dim, value_dim]
        self.rows = [config.linear_conv_dim, value_dim, self.num_v_heads, self.num_v_heads]
        self.in_proj = nn.Linear(config.hidden_size, sum(self.rows), bias=False)
        self.conv_weight = nn.Parameter(
            torch.zeros(config.linear_conv_dim, 1, config.linear_conv_kernel_dim)
        )
        self.A_log = nn.Parameter(torch.zeros(self.num_v_heads))
        self.dt_bias = nn.Parameter(torch.ones(self.num_v_heads))
        self.norm = GatedRMSNorm(self.v_dim, config.rms_norm_eps)
        self.out_proj = nn.Linear(value_dim, config.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """The dense form: x [B, T, hidden] -> [B, T, hidden], from states of zeros."""
        mixed, z, b, a = self.in_proj(x).split(self.rows, dim=-1)
        beta = torch.sigmoid(b.float())
        g = -self.A_log.float().exp() * F.softplus(a.float() + self.dt_bias.float())
        with torch.autocast(x.device.type, enabled=False):
            mixed = mixed.to(self.conv_weight.dtype)
            mixed, _ = dispatch.causal_conv(mixed, self.conv_weight)
            o, _ = gated_delta_rule_chunk(*self._heads(mixed), g, beta)
        gated = self.norm(o, z.unflatten(-1, (self.num_v_heads, self.v_dim)))
        out: Tensor = self.out_proj(gated.flatten(2))
        return out

    def advance(self, x: Tensor, batch: Batch, memory: DeltaState) -> Tensor:
        """The packed form: x [T, hidden] -> [T, hidden]; moves the states of the slots on."""
        projected = self.in_proj(x)
        y = (
            self._step(projected, batch, memory)
            if batch.phase is Phase.STEP
            else self._prefill(projected, batch, memory)
        )
        out: Tensor = self.out_proj(y)
        return out

    def _step(self, projected: Tensor, batch: Batch, memory: DeltaState) -> Tensor:
        assert batch.num_replay is not None
        assert batch.num_certain is not None
        return dispatch.gated_delta_rule_step(
            projected,
            self.conv_weight,
            self.A_log,
            self.dt_bias,
            self.norm.weight,
            self.norm.eps,
            batch.cu_seqlens,
            memory.conv,
            memory.recurrent,
            memory.pending,
            batch.slots,
            batch.num_replay,
            batch.num_certain,
            self.num_k_heads,
        )

    def _prefill(self, projected: Tensor, batch: Batch, memory: DeltaState) -> Tensor:
        mixed, z, b, a = projected.split(self.rows, dim=-1)
        sequences = batch.cu_seqlens, batch.max_tokens
        mixed = dispatch.causal_conv_varlen(
            mixed, self.conv_weight, *sequences, memory.conv, batch.slots
        )
        gates = b, a, self.A_log, self.dt_bias
        o = dispatch.gated_delta_rule_prefill(
            mixed, *gates, *sequences, memory.recurrent, batch.slots, self.num_k_heads
        )
        return self.norm(o, z.unflatten(-1, (self.num_v_heads, self.v_dim))).flatten(1)

    def _heads(self, mixed: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The convolution's output as float32 q, k (normalised, q scaled) and v, in V heads."""
        q, k, v = mixed.float().split(self.conv_rows, dim=-1)
        q = l2_normalise(q.unflatten(-1, (self.num_k_heads, self.k_dim))) * self.k_dim**-0.5
        k = l2_normalise(k.unflatten(-1, (self.num_k_heads, self.k_dim)))
        repeat = self.num_v_heads // self.num_k_heads
        if repeat > 1:
            q, k = q.repeat_interleave(repeat, dim=2), k.repeat_interleave(repeat, dim=2)
        return q, k, v.unflatten(-1, (self.num_v_heads, self.v_dim))
