"""The states and outputs of the gated delta rule chunk after chunk, as a Triton kernel.

Knows no gates: these are in what `prepare` wrote. Layouts as there; o: [T, Hv, V] in mixed's
dtype; pool: [S, Hv, K, V] float32. A program carries a tile of BV values of one head's state
through all chunks of one sequence, transposed, [BV, BK] float32 in registers: then every computed
left operand of a product is in registers, and every right one is what was loaded.
"""

import triton
import triton.language as tl


@triton.jit
def scan_kernel(
    p_mixed,
    p_M,
    p_R,
    p_factors,
    p_cu_seqlens,
    p_pool,
    p_slots,
    p_o,
    HK: tl.constexpr,
    HV: tl.constexpr,
    K: tl.constexpr,
    V: tl.constexpr,
    BT: tl.constexpr,
    BK: tl.constexpr,
    BV: tl.constexpr,
    NUM_STAGES: tl.constexpr,
):
    """For each chunk, all transposed: X = v - e^G (k S), D = M X, o = e^G (q S) + R D,
    S <- e^(G_C) S + k^T (e^(G_C - G) D). The factors of `prepare` normalise q and k besides.
    """
    i_v, i_h, i_n = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_tokens = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32)
    if num_tokens <= 0:
        return
    o_t, o_k, o_v = tl.arange(0, BT), tl.arange(0, BK), i_v * BV + tl.arange(0, BV)
    m_k, m_v = (o_k < K)[None, :], (o_v < V)[:, None]
    slot = tl.load(p_slots + i_n).to(tl.int64)
    p_state = p_pool + (slot * HV + i_h) * K * V + o_k[None, :] * V + o_v[:, None]
    b_S = tl.load(p_state, mask=m_v & m_k, other=0.0)

    # Scalars walk, tiles of offsets stand still: the fewest registers.
    C: tl.constexpr = 2 * HK * K + HV * V
    p_k = p_mixed + start * C + (HK + i_h // (HV // HK)) * K
    p_v = p_mixed + start * C + 2 * HK * K + i_h * V
    p_o += (start * HV + i_h) * V
    i_chunk = (start // BT + i_n) * HV + i_h
    p_M += i_chunk * BT * BT
    p_R += i_chunk * BT * BT
    p_factors += i_chunk * 4 * BT
    o_rows = o_t[:, None] * C + o_k[None, :]
    # Transposed.
    o_square, o_values = o_t[None, :] * BT + o_t[:, None], o_t[None, :] * C + o_v[:, None]
    o_outputs = o_t[None, :] * (HV * V) + o_v[:, None]
    for i_c in tl.range(0, tl.cdiv(num_tokens, BT), num_stages=NUM_STAGES):
        m_t = o_t < num_tokens - i_c * BT
        b_k = tl.load(p_k + o_rows, mask=m_t[:, None] & m_k, other=0.0)
        b_q = tl.load(p_k - HK * K + o_rows, mask=m_t[:, None] & m_k, other=0.0)
        b_v = tl.load(p_v + o_values, mask=m_v & m_t[None, :], other=0.0)
        b_M, b_R = tl.load(p_M + o_square), tl.load(p_R + o_square)
        dtype = b_k.dtype
        b_S_operand = b_S.to(dtype)
        b_D = tl.dot(b_S_operand, tl.trans(b_k), input_precision="ieee")
        b_recalled = (b_D * -tl.load(p_factors + o_t)[None, :]).to(dtype)
        b_o = tl.dot(b_S_operand, tl.trans(b_q), input_precision="ieee")
        b_D = tl.dot(b_v, b_M, input_precision="ieee")
        b_D = tl.dot(b_recalled, b_M, b_D, input_precision="ieee")
        b_o *= tl.load(p_factors + BT + o_t)[None, :]
        b_o = tl.dot(b_D.to(dtype), b_R, b_o, input_precision="ieee")
        tl.store(p_o + o_outputs, b_o.to(p_o.dtype.element_ty), mask=m_v & m_t[None, :])
        b_D = (b_D * tl.load(p_factors + 2 * BT + o_t)[None, :]).to(dtype)
        b_S = tl.dot(b_D, b_k, b_S * tl.load(p_factors + 3 * BT), input_precision="ieee")
        p_k += BT * C
        p_v += BT * C
        p_o += BT * HV * V
        p_M += HV * BT * BT
        p_R += HV * BT * BT
        p_factors += HV * 4 * BT
    # All threads have read the old state before any of them writes.
    tl.debug_barrier()
    tl.store(p_state, b_S, mask=m_v & m_k)
