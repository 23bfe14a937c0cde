"""Workloads of the gated delta rule and its convolution. Knows no timer.

Bytes are those of inputs, outputs and states, each once. FLOPs of the chunked form: 6 K V for the
state and 10 C K for the products within a chunk of C = 64, a head and token; of the recurrent form
7 K V: decay, two products with the state, the update.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from benchmarks.kernel_peers import eager_and_compiled, fla
from benchmarks.kernel_rows import Call, Draw, Workload
from kernels import dispatch
from kernels.causal_conv.reference import reference_causal_conv_update
from kernels.norms.reference import reference_gated_rms_norm

HEADS, SIZE, WINDOW = 16, 128, 4
CHANNELS = 3 * HEADS * SIZE
# [q | k | v | z | b | a]
PROJECTED = CHANNELS + HEADS * SIZE + 2 * HEADS
CHUNK = 64
STATE_BYTES = 4 * HEADS * SIZE**2
WINDOW_BYTES = 2 * (WINDOW - 1) * CHANNELS
MAX_STEP_TOKENS = 8
EPS = 1e-6

PREFILLS = {"2048x4": [2048] * 4, "1700x16": [1700] * 16, "1024x8": [1024] * 8}
STEP_SEQUENCES = (1, 64, 256)


def workloads(divisor: int) -> Iterator[Workload]:
    for case, lengths in PREFILLS.items():
        yield prefill(case, [length // divisor for length in lengths])
    for num_sequences in STEP_SEQUENCES:
        fewer = -(-num_sequences // divisor)
        yield step(f"{num_sequences}x1", fewer, num_drafts=0, num_replay=0)
        yield step(f"{num_sequences}x4 verify", fewer, num_drafts=3, num_replay=2)
    yield convolution("1700x16", [1700 // divisor] * 16)
    for num_sequences in STEP_SEQUENCES[1:]:
        yield convolution_update(str(num_sequences), -(-num_sequences // divisor))


def prefill(case: str, lengths: Sequence[int]) -> Workload:
    num_tokens = sum(lengths)

    def build(draw: Draw) -> tuple[Any, ...]:
        b, a = draw.normal(num_tokens, PROJECTED)[:, -2 * HEADS :].chunk(2, dim=-1)
        pool = draw.normal(len(lengths) + 1, HEADS, SIZE, SIZE, dtype=torch.float32)
        mixed, slots = draw.normal(num_tokens, CHANNELS), draw.count(len(lengths), 1)
        weights = _decay_weights(draw)
        bounds = draw.bounds(lengths)
        return mixed, b, a, *weights, bounds, max(lengths), pool, slots, HEADS

    def fla_chunk(*inputs: Any) -> Call:
        mixed, b, a, A_log, dt_bias, bounds, _, pool, slots, _ = inputs
        return _fla_rule("chunk_gated_delta_rule", mixed, b, a, A_log, dt_bias, bounds, pool[slots])

    return Workload(
        "gated_delta_rule_prefill",
        case,
        build,
        lambda *inputs: dispatch.gated_delta_rule_prefill(*inputs),
        num_bytes=num_tokens * 2 * (CHANNELS + HEADS * (SIZE + 2)) + len(lengths) * 2 * STATE_BYTES,
        num_flops=num_tokens * HEADS * (6 * SIZE**2 + 10 * CHUNK * SIZE),
        written=(7,),
        peers={"fla chunk": fla_chunk},
    )


def step(case: str, num_sequences: int, num_drafts: int, num_replay: int) -> Workload:
    num_tokens, num_slots = num_sequences * (1 + num_drafts), num_sequences + 1
    kept = CHANNELS + 2 * HEADS

    def build(draw: Draw) -> tuple[Any, ...]:
        full = partial(torch.full, (num_sequences,), dtype=torch.int32, device=draw.device)
        return (
            draw.normal(num_tokens, PROJECTED),
            draw.normal(CHANNELS, 1, WINDOW, scale=0.5),
            *_decay_weights(draw),
            draw.normal(SIZE, dtype=torch.float32),
            EPS,
            draw.bounds([1 + num_drafts] * num_sequences),
            draw.normal(num_slots, WINDOW - 1, CHANNELS),
            draw.normal(num_slots, HEADS, SIZE, SIZE, dtype=torch.float32),
            draw.normal(num_slots, MAX_STEP_TOKENS, kept),
            draw.count(num_sequences, 1),
            full(num_replay),
            full(1),
            HEADS,
        )

    per_sequence = STATE_BYTES + WINDOW_BYTES + kept * (num_drafts + num_replay)
    return Workload(
        "gated_delta_rule_step",
        case,
        build,
        lambda *inputs: dispatch.gated_delta_rule_step(*inputs),
        num_bytes=num_sequences * 2 * per_sequence + num_tokens * 2 * (PROJECTED + HEADS * SIZE),
        num_flops=(num_tokens + num_sequences * num_replay) * HEADS * 7 * SIZE**2,
        written=(7, 8, 9),
        peers={"fla recurrent, rule alone": _fla_step_rule, "eager around fla": _fla_step},
    )


def convolution(case: str, lengths: Sequence[int]) -> Workload:
    num_tokens = sum(lengths)

    def build(draw: Draw) -> tuple[Any, ...]:
        x = draw.normal(num_tokens, PROJECTED)[:, :CHANNELS]
        pool, slots = draw.normal(len(lengths) + 1, 3, CHANNELS), draw.count(len(lengths), 1)
        weight = draw.normal(CHANNELS, 1, WINDOW, scale=0.5)
        return x, weight, draw.bounds(lengths), max(lengths), pool, slots

    def conv1d(*inputs: Any) -> Call:
        x = inputs[0].unflatten(0, (len(lengths), -1)).transpose(1, 2)
        return lambda: _conv1d(F.pad(x, (WINDOW - 1, 0)), inputs[1])

    return Workload(
        "causal_conv_varlen",
        case,
        build,
        lambda *inputs: dispatch.causal_conv_varlen(*inputs),
        num_bytes=4 * num_tokens * CHANNELS + 2 * len(lengths) * WINDOW_BYTES,
        num_flops=2 * num_tokens * CHANNELS * WINDOW,
        written=(4,),
        peers={"F.conv1d": conv1d},
    )


def convolution_update(case: str, num_sequences: int) -> Workload:
    def build(draw: Draw) -> tuple[Any, ...]:
        x = draw.normal(num_sequences, PROJECTED)[:, :CHANNELS]
        pool, slots = draw.normal(num_sequences + 1, 3, CHANNELS), draw.count(num_sequences, 1)
        return x, draw.normal(CHANNELS, 1, WINDOW, scale=0.5), pool, slots

    return Workload(
        "causal_conv_update",
        case,
        build,
        lambda *inputs: dispatch.causal_conv_update(*inputs),
        num_bytes=num_sequences * (4 * CHANNELS + 2 * WINDOW_BYTES),
        num_flops=2 * num_sequences * CHANNELS * WINDOW,
        written=(2,),
        peers=eager_and_compiled(reference_causal_conv_update),
    )


def _decay_weights(draw: Draw) -> tuple[Tensor, Tensor]:
    """A_log and dt_bias with which a state lives for some hundred tokens."""
    shift = draw.normal(HEADS, dtype=torch.float32) - 4
    return torch.log(1 + 15 * draw.uniform(HEADS)), shift


def _conv1d(padded: Tensor, weight: Tensor) -> Tensor:
    return F.silu(F.conv1d(padded, weight, groups=CHANNELS))


@cache
def _as_long(bounds: Tensor) -> Tensor:
    # One object for all sets: FLA looks into it on the host and remembers what it saw.
    return bounds.long()


def _fla_rule(function: str, mixed: Tensor, b: Tensor, a: Tensor, *rest: Tensor) -> Call:
    """The rule of FLA, its gates given, as are the states in the order of the sequences."""
    A_log, dt_bias, bounds, states = rest
    rule = fla(function)
    q, k, v = (x.unflatten(-1, (HEADS, SIZE))[None].contiguous() for x in mixed.chunk(3, dim=-1))
    g = (-A_log.exp() * F.softplus(a.float() + dt_bias))[None]
    beta = b.sigmoid()[None].contiguous()
    options = {"initial_state": states.clone(), "output_final_state": True}
    options |= {"use_qk_l2norm_in_kernel": True, "cu_seqlens": _as_long(bounds)}
    return lambda: rule(q, k, v, g, beta, **options)


def _fla_step_rule(*inputs: Any) -> Call:
    projected, _, A_log, dt_bias, _, _, bounds, _, pool, _, slots, *_ = inputs
    mixed = projected[:, :CHANNELS]
    b, a = projected[:, -2 * HEADS :].chunk(2, dim=-1)
    rest = A_log, dt_bias, bounds, pool[slots]
    return _fla_rule("fused_recurrent_gated_delta_rule", mixed, b, a, *rest)


def _fla_step(*inputs: Any) -> Call:
    """All that one launch of ours does but the pending drafts, with FLA's rule in the middle."""
    projected, conv_weight, A_log, dt_bias, norm_weight, eps, bounds, *rest = inputs
    conv_pool, pool, _, slots, *_ = rest
    rule, slots = fla("fused_recurrent_gated_delta_rule"), slots.long()
    states, long_bounds = pool[slots].clone(), _as_long(bounds)
    rows = projected.unflatten(0, (len(slots), -1))

    def call() -> Tensor:
        x = torch.cat([conv_pool[slots], rows[..., :CHANNELS]], dim=1)
        conv_pool[slots] = x[:, 1 - WINDOW :]
        mixed = _conv1d(x.transpose(1, 2), conv_weight).transpose(1, 2).reshape(1, -1, CHANNELS)
        q, k, v = (part.unflatten(-1, (HEADS, SIZE)) for part in mixed.chunk(3, dim=-1))
        b, a = projected[None, :, -2 * HEADS :].chunk(2, dim=-1)
        g = -A_log.exp() * F.softplus(a.float() + dt_bias)
        o, new_states = rule(
            q.contiguous(),
            k.contiguous(),
            v.contiguous(),
            g,
            b.sigmoid(),
            initial_state=states,
            output_final_state=True,
            use_qk_l2norm_in_kernel=True,
            cu_seqlens=long_bounds,
        )
        states.copy_(new_states)
        gate = projected[:, CHANNELS : -2 * HEADS].unflatten(-1, (HEADS, SIZE))
        return reference_gated_rms_norm(o[0], gate, norm_weight, eps)

    return call
