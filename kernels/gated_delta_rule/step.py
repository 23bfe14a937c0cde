"""One step of a gated delta rule layer as one Triton kernel, forward only: all between the layer's
two projections, for up to 8 tokens of each sequence. Layout as in `step_reference`.
"""

import torch
import triton
from torch import Tensor

from kernels.gated_delta_rule.step_kernel import step_kernel
from kernels.gated_delta_rule.step_reference import MAX_STEP_TOKENS
from kernels.launch import arch_of, launch
from kernels.tiles import gated_delta_rule_step_warps

WINDOW = 4


def gated_delta_rule_step(
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
    """As `reference_gated_delta_rule_step`: returns y, writes into conv_pool, pool and pending.

    Nothing is asked of the GPU: lengths are not checked. Raises: ValueError when shapes or dtypes
    do not go together.
    """
    _check(projected, conv_weight, A_log, conv_pool, pool, pending, num_k_heads)
    if projected.stride(1) != 1:
        projected = projected.contiguous()
    num_v_heads, k_dim, v_dim = pool.shape[1:]
    shape = (projected.shape[0], num_v_heads * v_dim)
    y = torch.empty(shape, dtype=projected.dtype, device=projected.device)
    block_k, block_v = triton.next_power_of_2(k_dim), triton.next_power_of_2(v_dim)
    launch(
        step_kernel,
        (num_k_heads, slots.shape[0]),
        projected,
        conv_weight.contiguous(),
        A_log,
        dt_bias,
        norm_weight,
        cu_seqlens,
        conv_pool,
        pool,
        pending,
        slots,
        num_replay,
        num_certain,
        y,
        projected.stride(0),
        eps,
        Hk=num_k_heads,
        Hv=num_v_heads,
        K=k_dim,
        V=v_dim,
        M=MAX_STEP_TOKENS,
        BK=block_k,
        BV=block_v,
        num_warps=gated_delta_rule_step_warps(block_k * block_v, arch_of(projected)),
    )
    return y


def _check(
    projected: Tensor,
    conv_weight: Tensor,
    A_log: Tensor,
    conv_pool: Tensor,
    pool: Tensor,
    pending: Tensor,
    num_k_heads: int,
) -> None:
    num_channels, width = conv_weight.shape[0], conv_weight.shape[-1]
    num_slots, num_v_heads, k_dim, v_dim = pool.shape
    if width != WINDOW:
        raise ValueError(f"the window must be {WINDOW} wide, not {width}")
    if num_v_heads % num_k_heads or A_log.shape[0] != num_v_heads:
        raise ValueError(f"{num_v_heads} V heads, {num_k_heads} K heads, {A_log.shape[0]} in A_log")
    expected = {
        "conv_weight": (conv_weight, (2 * num_k_heads * k_dim + num_v_heads * v_dim, 1, width)),
        "projected": (
            projected,
            (projected.shape[0], num_channels + num_v_heads * v_dim + 2 * num_v_heads),
        ),
        "conv_pool": (conv_pool, (num_slots, width - 1, num_channels)),
        "pending": (pending, (num_slots, MAX_STEP_TOKENS, num_channels + 2 * num_v_heads)),
    }
    for name, (x, shape) in expected.items():
        if x.shape != shape:
            raise ValueError(f"{name} has shape {tuple(x.shape)}, not {shape}")
    if not projected.dtype == conv_pool.dtype == pending.dtype or pool.dtype != torch.float32:
        raise ValueError(
            f"projected is {projected.dtype}, conv_pool {conv_pool.dtype}, pending "
            f"{pending.dtype}: they must be the same; pool {pool.dtype}: it must be float32"
        )
    if not all(x.is_contiguous() for x in (conv_pool, pool, pending)):
        raise ValueError("the pools are written in place and must be contiguous")
