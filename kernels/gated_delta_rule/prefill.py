"""The gated delta rule over packed sequences on a GPU, forward only: what does not depend on the
states for all chunks at once (`prepare`), then chunk after chunk (`scan`). Knows no convolution and
no norm.
"""

from dataclasses import dataclass

import torch
import triton
from torch import Tensor

from kernels.gated_delta_rule.prepare import prepare_kernel
from kernels.gated_delta_rule.scan import scan_kernel
from kernels.launch import arch_of, launch
from kernels.tiles import DeltaRuleTile, delta_rule_tile

L2_EPS = 1e-6
# A state of wider keys does not fit into the registers and the shared memory of a program.
MAX_KEY_CHANNELS = 128


@dataclass(frozen=True, slots=True)
class Scratch:
    """What `prepare` tells `scan`; layouts as there. Tokens in different chunks share nothing."""

    M: Tensor
    R: Tensor
    factors: Tensor

    @classmethod
    def like(cls, mixed: Tensor, num_sequences: int, num_v_heads: int, chunk: int) -> "Scratch":
        """For any cut of the tokens into so many sequences: the GPU is not asked for the cut."""
        shape = mixed.shape[0] // chunk + num_sequences, num_v_heads
        M, R = (mixed.new_empty(*shape, chunk, chunk) for _ in range(2))
        factors = torch.empty(*shape, 4, chunk, dtype=torch.float32, device=mixed.device)
        return cls(M, R, factors)


def gated_delta_rule_prefill(
    mixed: Tensor,
    b: Tensor,
    a: Tensor,
    A_log: Tensor,
    dt_bias: Tensor,
    cu_seqlens: Tensor,
    max_tokens: int,
    pool: Tensor,
    slots: Tensor,
    num_k_heads: int,
) -> Tensor:
    """As `reference_gated_delta_rule_prefill`: returns o, writes the new states into the pool.

    b and a may be slices of a wider projection. max_tokens: at least the longest sequence's, known
    to the caller: asking cu_seqlens would stop the GPU.

    Raises: ValueError when shapes do not go together.
    """
    mixed, b, a = _checked(mixed, b, a, pool, num_k_heads)
    _, num_v_heads, k_dim, v_dim = pool.shape
    num_sequences = slots.shape[0]
    num_states = num_sequences * num_v_heads
    tile = delta_rule_tile(num_states, k_dim, v_dim, mixed.dtype, arch_of(mixed))
    scratch = Scratch.like(mixed, num_sequences, num_v_heads, tile.tokens)
    heads = {"HK": num_k_heads, "HV": num_v_heads, "K": k_dim, "V": v_dim, "BT": tile.tokens}
    launch(
        prepare_kernel,
        (num_v_heads, triton.cdiv(max_tokens, tile.tokens), num_sequences),
        mixed,
        b,
        a,
        A_log.contiguous(),
        dt_bias.contiguous(),
        cu_seqlens,
        scratch.M,
        scratch.R,
        scratch.factors,
        b.stride(0),
        a.stride(0),
        L2_EPS,
        **heads,
        BK=tile.keys,
        num_warps=tile.prepare_warps,
    )
    return _scan(mixed, scratch, cu_seqlens, pool, slots, heads, tile)


def _scan(
    mixed: Tensor,
    scratch: Scratch,
    cu_seqlens: Tensor,
    pool: Tensor,
    slots: Tensor,
    heads: dict[str, int],
    tile: DeltaRuleTile,
) -> Tensor:
    o = torch.empty(mixed.shape[0], *pool.shape[1::2], dtype=mixed.dtype, device=mixed.device)
    launch(
        scan_kernel,
        (triton.cdiv(heads["V"], tile.values), heads["HV"], slots.shape[0]),
        mixed,
        scratch.M,
        scratch.R,
        scratch.factors,
        cu_seqlens,
        pool,
        slots,
        o,
        **heads,
        BK=max(16, triton.next_power_of_2(heads["K"])),
        BV=tile.values,
        NUM_STAGES=tile.num_stages,
        num_warps=tile.scan_warps,
    )
    return o


def _checked(
    mixed: Tensor, b: Tensor, a: Tensor, pool: Tensor, num_k_heads: int
) -> tuple[Tensor, Tensor, Tensor]:
    """mixed, b and a as the kernels read them."""
    _, num_v_heads, k_dim, v_dim = pool.shape
    if k_dim > MAX_KEY_CHANNELS:
        raise ValueError(f"keys have at most {MAX_KEY_CHANNELS} channels, not {k_dim}")
    if num_v_heads % num_k_heads:
        raise ValueError(f"{num_v_heads} V heads cannot share {num_k_heads} K heads")
    num_channels = 2 * num_k_heads * k_dim + num_v_heads * v_dim
    gates = mixed.shape[0], num_v_heads
    if mixed.shape[1] != num_channels or b.shape != gates or a.shape != gates:
        raise ValueError(
            f"mixed {tuple(mixed.shape)}, b {tuple(b.shape)}, a {tuple(a.shape)} and pool "
            f"{tuple(pool.shape)} with {num_k_heads} K heads differ"
        )
    if pool.dtype != torch.float32 or not pool.is_contiguous():
        raise ValueError("the pool is written in place: it must be float32 and contiguous")
    b, a = (x if x.stride(1) == 1 else x.contiguous() for x in (b, a))
    return mixed.contiguous(), b, a
