"""One step of a gated delta rule layer in plain PyTorch: all between its two projections, for a few
tokens of each of many sequences. Forward only. Knows no layer and no scheduler.

Layout: projected: [T, C + Hv V + 2 Hv], the packed rows [q | k | v | z | b | a] of N sequences,
C = 2 Hk K + Hv V; conv_weight: [C, 1, W]; A_log, dt_bias: [Hv]; norm_weight: [V]; conv_pool:
[S, W - 1, C]; pool: [S, Hv, K, V] float32; pending: [S, 8, C + 2 Hv], rows [q | k | v | b | a].
projected, conv_pool and pending have one dtype. Inside, *rows* are [..., C + 2 Hv] as in pending.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from kernels.causal_conv.reference import reference_causal_conv
from kernels.gated_delta_rule.reference import l2_normalise
from kernels.norms.reference import reference_gated_rms_norm

#: the most new tokens of a sequence in a step, and the rows of drafts that a slot holds
MAX_STEP_TOKENS = 8


class _Sequences(NamedTuple):
    """The sequences with new tokens; [N] each, int64."""

    start: Tensor  # the first new token's place among the packed ones
    replay: Tensor
    certain: Tensor
    drafts: Tensor
    slots: Tensor


class _Layer(NamedTuple):
    """The weights between the projections, and the sizes."""

    conv_weight: Tensor
    A_log: Tensor
    dt_bias: Tensor
    num_k_heads: int
    k_dim: int
    v_dim: int

    def run(
        self, rows: Tensor, valid: Tensor | None, window: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """rows: [N, L, C + 2 Hv]; valid: [N, L] bool, None where all are; window: the inputs of the
        convolution before the first row. Rows that are not valid leave the state alone.

        Returns o [N, L, Hv, V] float32, the window and the state, which is `state` itself, after
        the last row.
        """
        num_v_heads = self.A_log.shape[0]
        key_dim, value_dim = self.num_k_heads * self.k_dim, num_v_heads * self.v_dim
        mixed, b, a = rows.split([2 * key_dim + value_dim, num_v_heads, num_v_heads], dim=-1)
        beta = torch.sigmoid(b.float())
        g = -self.A_log.float().exp() * F.softplus(a.float() + self.dt_bias.float())
        if valid is not None:
            beta, g = beta * valid[..., None], g * valid[..., None]
        exact = mixed.float(), self.conv_weight.float(), window.float()
        mixed, window = reference_causal_conv(*exact)
        # The network's convolution hands its activations on in their dtype.
        mixed = mixed.to(rows.dtype).float()
        q, k, v = mixed.split([key_dim, key_dim, value_dim], dim=-1)
        q = l2_normalise(q.unflatten(-1, (self.num_k_heads, self.k_dim))) * self.k_dim**-0.5
        k = l2_normalise(k.unflatten(-1, (self.num_k_heads, self.k_dim)))
        repeat = num_v_heads // self.num_k_heads
        if repeat > 1:
            q, k = q.repeat_interleave(repeat, dim=2), k.repeat_interleave(repeat, dim=2)
        v = v.unflatten(-1, (num_v_heads, self.v_dim))
        return _run_rule(q, k, v, g, beta, state), window, state


def _run_rule(q: Tensor, k: Tensor, v: Tensor, g: Tensor, beta: Tensor, state: Tensor) -> Tensor:
    """As `reference_gated_delta_rule`, but in place: fresh memory for the states of many sequences
    takes longer than the arithmetic.
    """
    decay, outputs = g.exp()[..., None, None], []
    for t in range(q.shape[1]):
        k_t = k[:, t, :, :, None]
        state.mul_(decay[:, t])
        correction = beta[:, t, :, None] * (v[:, t] - (k_t.mT @ state)[:, :, 0])
        state.addcmul_(k_t, correction[:, :, None, :])
        outputs.append((q[:, t, :, None, :] @ state)[:, :, 0])
    return torch.stack(outputs, dim=1)


def reference_gated_delta_rule_step(
    projected: Tensor,
    conv_weight: Tensor,
    A_log: Tensor,
    dt_bias: Tensor,
    norm_weight: Tensor,
    eps: float,
    cu_seqlens: Tensor,
    conv_pool: Tensor,
    pool: Tensor,
    pending: Tensor,
    slots: Tensor,
    num_replay: Tensor,
    num_certain: Tensor,
    num_k_heads: int,
) -> Tensor:
    """Replays accepted drafts, runs the certain new tokens, keeps the states, runs the new drafts.

    cu_seqlens: [N + 1] int32, 0 to 8 tokens a sequence; slots: [N] int32, no two the same but 0,
    the dump of padding; num_replay: [N] int32, how many of the rows in pending[slot] have turned
    out right, counted from the first; num_certain: [N] int32, how many of the new tokens are
    certain: the others, behind them, are drafts. A sequence without new tokens is left alone.

    Returns y [T, Hv V] for all new tokens: the gated norm of the rule's output. Writes the window
    and the state after the last certain token into conv_pool and pool, the drafts' rows into
    pending. Raises: ValueError when a sequence has more than 8 new tokens.
    """
    (num_v_heads, k_dim, v_dim), num_channels = pool.shape[1:], conv_weight.shape[0]
    layer = _Layer(conv_weight, A_log, dt_bias, num_k_heads, k_dim, v_dim)
    mixed, z, gates = projected.split([num_channels, num_v_heads * v_dim, 2 * num_v_heads], dim=-1)
    rows, lengths = torch.cat([mixed, gates], dim=-1), cu_seqlens.diff()
    z = z.unflatten(-1, (num_v_heads, v_dim))
    # The commonest step: one certain token of each sequence.
    if bool(((lengths == 1) & (num_certain == 1) & (num_replay == 0)).all()):
        index = slots.long()
        o, window, state = layer.run(rows[:, None], None, conv_pool[index], pool[index])
        conv_pool[index], pool[index] = window.to(conv_pool.dtype), state
        return reference_gated_rms_norm(o[:, 0], z, norm_weight, eps).flatten(1)
    o = z.new_zeros(z.shape, dtype=torch.float32)
    which = lengths.nonzero()[:, 0]
    numbers = torch.stack([cu_seqlens[:-1], num_replay, num_certain, lengths - num_certain, slots])
    sequences = _Sequences(*numbers[:, which].long())
    if which.numel():
        window, state = _run_kept(layer, rows, sequences, o, conv_pool, pool, pending)
        _run_drafts(layer, rows, sequences, o, window, state, pending)
    return reference_gated_rms_norm(o, z, norm_weight, eps).flatten(1)


def _run_kept(
    layer: _Layer,
    rows: Tensor,
    sequences: _Sequences,
    o: Tensor,
    conv_pool: Tensor,
    pool: Tensor,
    pending: Tensor,
) -> tuple[Tensor, Tensor]:
    """The replayed and the certain rows: writes their part of o, and the windows and states after
    the last one, which it also returns, into the pools.

    Rows are aligned at their ends: so all sequences arrive at once where the states are kept.
    """
    start, replay, certain, drafts, slots = sequences
    window, state, kept = conv_pool[slots], pool[slots], replay + certain
    longest, longest_step = torch.stack([kept, certain + drafts]).amax(1).tolist()
    if longest_step > MAX_STEP_TOKENS:
        raise ValueError(f"{longest_step} tokens in a step, at most {MAX_STEP_TOKENS} may be")
    if longest == 0:
        return window, state
    width = window.shape[1]
    # What lies before the first new row: the window, whose rows count backwards from -1, and the
    # pending rows.
    old = torch.cat([F.pad(window, (0, rows.shape[1] - window.shape[2])), pending[slots]], dim=1)
    i = torch.arange(-width - longest, 0, device=rows.device) + kept[:, None]
    n = torch.arange(kept.shape[0], device=rows.device)[:, None]
    old_rows = old[n, (i + width).clamp_(0, old.shape[1] - 1)]
    token = (i + (start - replay)[:, None]).clamp_(0, rows.shape[0] - 1)
    taken = torch.where((i < replay[:, None])[..., None], old_rows, rows[token])
    new, valid = (i >= replay[:, None])[:, width:], (i >= 0)[:, width:]
    window = taken[:, :width, : window.shape[2]]
    o_kept, window, state = layer.run(taken[:, width:], valid, window, state)
    o[token[:, width:][new]] = o_kept[new]
    window = window.to(conv_pool.dtype)
    conv_pool[slots], pool[slots] = window, state
    return window, state


def _run_drafts(
    layer: _Layer,
    rows: Tensor,
    sequences: _Sequences,
    o: Tensor,
    window: Tensor,
    state: Tensor,
    pending: Tensor,
) -> None:
    """The drafts, on copies of the windows and states: writes their part of o and of pending."""
    longest = int(sequences.drafts.max())
    if longest == 0:
        return
    j = torch.arange(longest, device=rows.device)
    valid = j < sequences.drafts[:, None]
    token = (j + (sequences.start + sequences.certain)[:, None]).clamp_(0, rows.shape[0] - 1)
    taken = torch.where(valid[..., None], rows[token], 0)
    o_drafts, _, _ = layer.run(taken, valid, window, state)
    o[token[valid]] = o_drafts[valid]
    n, j = valid.nonzero(as_tuple=True)
    pending[sequences.slots[n], j] = taken[n, j]
