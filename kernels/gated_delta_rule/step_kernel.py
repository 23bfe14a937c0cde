"""The kernel of `step`: all between the two projections of a gated delta rule layer.

A program takes a sequence and a K head with its V heads, one after the other: it reads nothing that
another program writes. A V head's state, BK by BV >= K by V, stays in registers from the first
replayed row to the last draft. The convolution is 4 wide. Knows no tensor: strides and sizes come
from `step`.
"""

import triton
import triton.language as tl

L2_EPS = tl.constexpr(1e-6)


@triton.jit
def _row(p_pending, p_new, i_row, num_replay, stride_pending: tl.constexpr, stride_new):
    """Where a row begins: the replayed ones come first, the new ones behind them."""
    p_replayed = p_pending + i_row * stride_pending
    return tl.where(i_row < num_replay, p_replayed, p_new + (i_row - num_replay) * stride_new)


@triton.jit
def _load_window(p_window, o_c, m_c, C: tl.constexpr):
    b_0 = tl.load(p_window + o_c, mask=m_c, other=0.0)
    b_1 = tl.load(p_window + C + o_c, mask=m_c, other=0.0)
    b_2 = tl.load(p_window + 2 * C + o_c, mask=m_c, other=0.0)
    return b_0, b_1, b_2


@triton.jit
def _store_window(p_window, o_c, m_c, b_0, b_1, b_2, C: tl.constexpr):
    tl.store(p_window + o_c, b_0, mask=m_c)
    tl.store(p_window + C + o_c, b_1, mask=m_c)
    tl.store(p_window + 2 * C + o_c, b_2, mask=m_c)


@triton.jit
def _load_taps(p_weight, o_c, m_c):
    b_0 = tl.load(p_weight + 4 * o_c, mask=m_c, other=0.0).to(tl.float32)
    b_1 = tl.load(p_weight + 4 * o_c + 1, mask=m_c, other=0.0).to(tl.float32)
    b_2 = tl.load(p_weight + 4 * o_c + 2, mask=m_c, other=0.0).to(tl.float32)
    b_3 = tl.load(p_weight + 4 * o_c + 3, mask=m_c, other=0.0).to(tl.float32)
    return b_0, b_1, b_2, b_3


@triton.jit
def _conv(b_w0, b_w1, b_w2, b_w3, b_0, b_1, b_2, b_3):
    """The convolution before SiLU, in float32."""
    b_y = b_w0 * b_0.to(tl.float32) + b_w1 * b_1.to(tl.float32)
    return b_y + b_w2 * b_2.to(tl.float32) + b_w3 * b_3.to(tl.float32)


@triton.jit
def step_kernel(
    p_x,
    p_weight,
    p_A_log,
    p_dt_bias,
    p_norm_weight,
    p_cu_seqlens,
    p_conv_pool,
    p_pool,
    p_pending,
    p_slots,
    p_num_replay,
    p_num_certain,
    p_y,
    stride_x,
    eps,
    Hk: tl.constexpr,
    Hv: tl.constexpr,
    K: tl.constexpr,
    V: tl.constexpr,
    M: tl.constexpr,
    BK: tl.constexpr,
    BV: tl.constexpr,
):
    i_k, i_n = tl.program_id(0), tl.program_id(1)
    start = tl.load(p_cu_seqlens + i_n).to(tl.int64)
    num_new = (tl.load(p_cu_seqlens + i_n + 1) - start).to(tl.int32)
    slot = tl.load(p_slots + i_n).to(tl.int64)
    num_replay = tl.load(p_num_replay + i_n)
    num_kept = num_replay + tl.load(p_num_certain + i_n)
    if num_new <= 0:
        return
    num_rows = num_replay + num_new
    # Channels of the convolution, then of a pending row.
    C: tl.constexpr = 2 * Hk * K + Hv * V
    P: tl.constexpr = C + 2 * Hv
    p_window, p_pending = p_conv_pool + slot * 3 * C, p_pending + slot * M * P
    p_new, p_y = p_x + start * stride_x, p_y + start * Hv * V
    o_k, o_v = tl.arange(0, BK), tl.arange(0, BV)
    m_v = o_v < V
    o_state, m_state = o_k[:, None] * V + o_v[None, :], (o_k < K)[:, None] & m_v[None, :]
    # Tiles of two rows, q and k, v and z: so that each thread has few of their channels.
    o_2 = tl.arange(0, 2)[:, None]
    o_qk, m_qk = (o_2 * Hk + i_k) * K + o_k[None, :], (o_k[None, :] < K) & (o_2 < 2)
    m_vz = m_v[None, :] & (o_2 < 2)
    m_conv = m_vz & (o_2 == 0)
    for i_g in range(Hv // Hk):
        i_h = i_k * (Hv // Hk) + i_g
        # The largest load first: the others arrive in its shadow.
        p_state = p_pool + (slot * Hv + i_h) * K * V
        b_state = tl.load(p_state + o_state, mask=m_state, other=0.0)
        o_vz = 2 * Hk * K + i_h * V + o_v[None, :] + o_2 * Hv * V
        b_q0, b_q1, b_q2 = _load_window(p_window, o_qk, m_qk, C)
        b_v0, b_v1, b_v2 = _load_window(p_window, o_vz, m_conv, C)
        # A pending row has no z.
        p_row = _row(p_pending, p_new, 0, num_replay, P, stride_x)
        b_q3 = tl.load(p_row + o_qk, mask=m_qk, other=0.0)
        b_v3 = tl.load(p_row + o_vz, mask=m_conv | (m_vz & (num_replay == 0)), other=0.0)
        b_wq0, b_wq1, b_wq2, b_wq3 = _load_taps(p_weight, o_qk, m_qk)
        b_wv0, b_wv1, b_wv2, b_wv3 = _load_taps(p_weight, o_vz, m_conv)
        b_rate = -tl.exp(tl.load(p_A_log + i_h).to(tl.float32))
        b_bias = tl.load(p_dt_bias + i_h).to(tl.float32)
        b_norm = tl.load(p_norm_weight + o_v, mask=m_v, other=0.0).to(tl.float32)
        # The other V heads of this K head read q and k again: the last one replaces them.
        m_q = m_qk & (i_g == Hv // Hk - 1)
        for i_row in range(num_rows):
            p_row = _row(p_pending, p_new, i_row, num_replay, P, stride_x)
            is_new = i_row >= num_replay
            p_b = p_row + tl.where(is_new, C + Hv * V, C) + i_h
            b_b, b_a = tl.load(p_b), tl.load(p_b + Hv)
            b_qk = _conv(b_wq0, b_wq1, b_wq2, b_wq3, b_q0, b_q1, b_q2, b_q3)
            b_vz = _conv(b_wv0, b_wv1, b_wv2, b_wv3, b_v0, b_v1, b_v2, b_v3)
            b_vz = tl.where(m_conv, b_vz, b_v3.to(tl.float32))
            b_qk, b_vz = b_qk * tl.sigmoid(b_qk), b_vz * tl.sigmoid(b_vz)
            # The network hands the convolution's output on in its dtype.
            b_qk = b_qk.to(b_q3.dtype).to(tl.float32)
            b_vz = tl.where(m_conv, b_vz.to(b_v3.dtype).to(tl.float32), b_vz)
            # The window moves on; the next row is under way while this one is worked on.
            b_q0, b_q1, b_q2 = b_q1, b_q2, b_q3
            b_v0, b_v1, b_v2 = b_v1, b_v2, b_v3
            p_next = _row(p_pending, p_new, i_row + 1, num_replay, P, stride_x)
            is_row = i_row + 1 < num_rows
            m_next = m_conv | (m_vz & (i_row + 1 >= num_replay))
            b_q3 = tl.load(p_next + o_qk, mask=m_qk & is_row, other=0.0)
            b_v3 = tl.load(p_next + o_vz, mask=m_next & is_row, other=0.0)

            b_qk *= tl.rsqrt(tl.sum(b_qk * b_qk, axis=1, keep_dims=True) + L2_EPS)
            b_q, b_k = tl.split(tl.trans(b_qk))
            b_v, b_gate = tl.split(tl.trans(b_vz))
            b_time = b_a.to(tl.float32) + b_bias
            b_time = tl.where(b_time > 20.0, b_time, tl.log(1.0 + tl.exp(b_time)))
            b_state *= tl.exp(b_rate * b_time)
            b_recalled = tl.sum(b_state * b_k[:, None], axis=0)
            # S^T q after the update is S^T q before it and (q k) d: both sums at once.
            b_o = tl.sum(b_state * b_q[:, None], axis=0)
            b_d = tl.sigmoid(b_b.to(tl.float32)) * (b_v - b_recalled)
            b_o = (b_o + tl.sum(b_q * b_k, axis=0) * b_d) * (K**-0.5)
            b_state += b_k[:, None] * b_d[None, :]

            b_scale = tl.rsqrt(tl.sum(b_o * b_o, axis=0) / V + eps)
            b_y = b_o * b_scale * b_norm * b_gate
            o_y = (i_row - num_replay) * Hv * V + i_h * V + o_v
            tl.store(p_y + o_y, b_y.to(p_y.dtype.element_ty), mask=m_v & is_new)

            if i_row == num_kept - 1:
                # All threads have read the state, the window and the pending rows before any of
                # them writes there: drafts come after this row.
                tl.debug_barrier()
                tl.store(p_state + o_state, b_state, mask=m_state)
                _store_window(p_window, o_qk, m_q, b_q0, b_q1, b_q2, C)
                _store_window(p_window, o_vz, m_conv, b_v0, b_v1, b_v2, C)
            i_draft = i_row - num_kept
            is_draft = (i_draft >= 0) & (i_draft < M)
            p_draft = p_pending + i_draft * P
            tl.store(p_draft + o_qk, b_q2, mask=m_q & is_draft)
            tl.store(p_draft + o_vz, b_v2, mask=m_conv & is_draft)
            tl.store(p_draft + C + i_h, b_b, mask=is_draft)
            tl.store(p_draft + C + Hv + i_h, b_a, mask=is_draft)
