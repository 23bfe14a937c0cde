"""What does not depend on the state, of all chunks of the gated delta rule at once, as a Triton
kernel. Knows no state.

Layout: mixed: [T, C] contiguous, rows [q | k | v] head by head; b, a: [T, Hv]; M, R: [chunks, Hv,
BT, BT] in mixed's dtype; factors: [chunks, Hv, 4, BT] float32. The chunks of a sequence are its
own: chunk i of sequence n is number cu_seqlens[n] // BT + n + i. That numbers no two chunks alike,
and nobody has to count the chunks of the sequences before. Formulas: the README beside this file.
"""

import triton
import triton.language as tl


@triton.jit
def _softplus(b_x):
    """log(1 + e^x), to the last digits also where e^x is small: with u = e^-|x| and
    z = u / (2 + u), at most 1 / 3, log(1 + u) = 2 artanh(z), here as its series.
    """
    b_u = tl.exp(-tl.abs(b_x))
    b_z = b_u / (2.0 + b_u)
    b_zz = b_z * b_z
    b_series = 1.0 / 13 + b_zz * (1.0 / 15)
    b_series = 1.0 / 9 + b_zz * (1.0 / 11 + b_zz * b_series)
    b_series = 1.0 / 5 + b_zz * (1.0 / 7 + b_zz * b_series)
    b_series = 1.0 + b_zz * (1.0 / 3 + b_zz * b_series)
    return tl.maximum(b_x, 0.0) + 2.0 * b_z * b_series


@triton.jit
def _inverse(b_A, BT: tl.constexpr, DTYPE: tl.constexpr):
    """(I + A)^-1 for a strictly lower triangular A [BT, BT], by halves; DTYPE: of the products'
    operands.

    With the inverses X of all diagonal blocks of s rows, and A_s the part of A that couples the two
    halves of each block of 2 s: X - X A_s X are the inverses of those. Block substitution: no
    powers of A, which overflow where keys repeat.
    """
    o_i, o_j = tl.arange(0, BT)[:, None], tl.arange(0, BT)[None, :]
    b_X = tl.where(o_i == o_j, 1.0, 0.0) - tl.where(o_i // 2 == o_j // 2, b_A, 0.0)
    for i in tl.static_range(1, 6):
        if (2 << i) <= BT:
            m = (o_i >> (i + 1) == o_j >> (i + 1)) & (o_i >> i != o_j >> i)
            b_minus, b_operand = tl.where(m, -b_A, 0.0).to(DTYPE), b_X.to(DTYPE)
            b_coupled = tl.dot(b_minus, b_operand, input_precision="ieee").to(DTYPE)
            b_X = tl.dot(b_operand, b_coupled, b_X, input_precision="ieee")
    return b_X


@triton.jit
def prepare_kernel(
    p_mixed,
    p_b,
    p_a,
    p_A_log,
    p_dt_bias,
    p_cu_seqlens,
    p_M,
    p_R,
    p_factors,
    stride_b,
    stride_a,
    eps,
    HK: tl.constexpr,
    HV: tl.constexpr,
    K: tl.constexpr,
    V: tl.constexpr,
    BT: tl.constexpr,
    BK: tl.constexpr,
):
    """One chunk of one V head: M = (I + A)^-1 diag(beta), R, and the factors of its tokens."""
    i_h, i_c, i_n = tl.program_id(0), tl.program_id(1), tl.program_id(2)
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_tokens = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32) - i_c * BT
    if num_tokens <= 0:
        return
    C: tl.constexpr = 2 * HK * K + HV * V
    o_t, o_k = tl.arange(0, BT), tl.arange(0, BK)
    m_t = o_t < num_tokens
    first = start + i_c * BT
    p_k = p_mixed + first * C + (HK + i_h // (HV // HK)) * K
    o_rows = o_t[:, None] * C + o_k[None, :]
    b_kk = tl.zeros([BT, BT], dtype=tl.float32)
    b_qk = tl.zeros([BT, BT], dtype=tl.float32)
    b_k_scale = tl.zeros([BT], dtype=tl.float32)
    b_q_scale = tl.zeros([BT], dtype=tl.float32)
    for i_k in tl.range(tl.cdiv(K, BK)):
        m_rows = m_t[:, None] & (i_k * BK + o_k < K)[None, :]
        b_k = tl.load(p_k + i_k * BK + o_rows, mask=m_rows, other=0.0)
        b_q = tl.load(p_k - HK * K + i_k * BK + o_rows, mask=m_rows, other=0.0)
        b_k_scale += tl.sum(b_k.to(tl.float32) * b_k.to(tl.float32), axis=1)
        b_q_scale += tl.sum(b_q.to(tl.float32) * b_q.to(tl.float32), axis=1)
        b_kk = tl.dot(b_k, tl.trans(b_k), b_kk, input_precision="ieee")
        b_qk = tl.dot(b_q, tl.trans(b_k), b_qk, input_precision="ieee")
    b_k_scale = tl.rsqrt(b_k_scale + eps)
    b_q_scale = tl.rsqrt(b_q_scale + eps) * K**-0.5

    # Beyond the last token beta = 0 and g = 0 (and k = 0): such tokens leave the state alone.
    p_b += first * stride_b + i_h
    p_a += first * stride_a + i_h
    b_b = tl.load(p_b + o_t * stride_b, mask=m_t, other=0.0).to(tl.float32)
    b_a = tl.load(p_a + o_t * stride_a, mask=m_t, other=0.0).to(tl.float32)
    b_rate = tl.exp(tl.load(p_A_log + i_h).to(tl.float32))
    b_g = -b_rate * _softplus(b_a + tl.load(p_dt_bias + i_h).to(tl.float32))
    b_g = tl.where(m_t, b_g, 0.0)
    b_beta = tl.where(m_t, tl.sigmoid(b_b), 0.0)
    b_G, b_G_end = tl.cumsum(b_g), tl.sum(b_g)

    # Masked before exp: above the diagonal the differences are positive and would overflow.
    m_lower = o_t[:, None] >= o_t[None, :]
    b_P = tl.exp(tl.where(m_lower, b_G[:, None] - b_G[None, :], float("-inf")))
    b_P *= b_k_scale[None, :]
    i_chunk = ((start // BT + i_n + i_c) * HV + i_h).to(tl.int64)
    o_square = o_t[:, None] * BT + o_t[None, :]
    b_R = b_qk * b_P * b_q_scale[:, None]
    tl.store(p_R + i_chunk * BT * BT + o_square, b_R.to(p_R.dtype.element_ty))
    p_factors += i_chunk * 4 * BT
    tl.store(p_factors + o_t, tl.exp(b_G) * b_k_scale)
    tl.store(p_factors + BT + o_t, tl.exp(b_G) * b_q_scale)
    tl.store(p_factors + 2 * BT + o_t, tl.exp(b_G_end - b_G) * b_k_scale)
    # Only one number, the decay of the whole chunk.
    tl.store(p_factors + 3 * BT, tl.exp(b_G_end))

    b_A = b_kk * b_P * (b_beta * b_k_scale)[:, None]
    b_A = tl.where(o_t[:, None] > o_t[None, :], b_A, 0.0)
    b_M = _inverse(b_A, BT, p_M.dtype.element_ty) * b_beta[None, :]
    tl.store(p_M + i_chunk * BT * BT + o_square, b_M.to(p_M.dtype.element_ty))
