"""The choice of a token as two Triton kernels: blocks of the vocabulary, then rows.

Layout: logits: [B, V], vocabulary contiguous; bitmask: [B, ceil(V / 32)]; both may have rows that
lie further apart. Between the kernels: parts [B, 5, NB] float32 and best [B, NB] int32 for NB
blocks of the vocabulary. A program takes BW words of 32 tokens. Any float dtype, float32 inside.
Knows no grammar and no sequence.
"""

import torch
import triton
import triton.language as tl
from torch import Tensor

from kernels.launch import arch_of, launch
from kernels.tiles import TOKEN_CHOICE
from kernels.token_choice.reference import WORD_BITS, check_choice

# Rows of `parts`: greatest logit and sum of exp(x - it) of the allowed tokens, of all tokens, and
# the sum of exp((x - it) / temperature) of the allowed ones.
NUM_PARTS = 5


@triton.jit
def _load_block(p_logits, p_bitmask, i_v, num_tokens, BW: tl.constexpr):
    """Ids, logits and logits of the allowed tokens of a block [BW, 32]: elsewhere -inf."""
    o_w, o_bit = i_v * BW + tl.arange(0, BW), tl.arange(0, 32)
    o_v = o_w[:, None] * 32 + o_bit[None, :]
    m = o_v < num_tokens
    b_x = tl.load(p_logits + o_v, mask=m, other=float("-inf")).to(tl.float32)
    b_allowed = b_x
    if p_bitmask is not None:
        b_words = tl.load(p_bitmask + o_w, mask=o_w * 32 < num_tokens, other=0)
        b_bits = (b_words[:, None] >> o_bit[None, :]) & 1
        b_allowed = tl.where(b_bits == 1, b_x, float("-inf"))
    return o_v, b_x, b_allowed


@triton.jit
def _finite(b_max):
    """What may be subtracted: -inf - (-inf) would be NaN."""
    return tl.where(b_max == float("-inf"), 0.0, b_max)


@triton.jit
def _block_kernel(
    p_logits,
    p_bitmask,
    p_parts,
    p_best,
    num_tokens,
    num_blocks,
    stride_logits,
    stride_bitmask,
    inverse_temperature,
    NUM_PARTS: tl.constexpr,
    SAMPLE: tl.constexpr,
    BW: tl.constexpr,
):
    i_v, i_b = tl.program_id(0), tl.program_id(1).to(tl.int64)
    p_logits += i_b * stride_logits
    if p_bitmask is not None:
        p_bitmask += i_b * stride_bitmask
    o_v, b_x, b_allowed = _load_block(p_logits, p_bitmask, i_v, num_tokens, BW)
    b_max = tl.max(b_allowed)
    b_shifted = b_allowed - _finite(b_max)
    # Equal to the greatest: the first of several, as the ids ascend.
    b_best = tl.min(tl.where(b_allowed == b_max, o_v, num_tokens))
    tl.store(p_best + i_b * num_blocks + i_v, b_best)
    p_parts += i_b * NUM_PARTS * num_blocks + i_v
    tl.store(p_parts, b_max)
    tl.store(p_parts + num_blocks, tl.sum(tl.exp(b_shifted)))
    if p_bitmask is not None:
        b_free = tl.max(b_x)
        tl.store(p_parts + 2 * num_blocks, b_free)
        tl.store(p_parts + 3 * num_blocks, tl.sum(tl.exp(b_x - _finite(b_free))))
    if SAMPLE:
        b_weights = tl.exp(b_shifted * inverse_temperature)
        tl.store(p_parts + 4 * num_blocks, tl.sum(b_weights))


@triton.jit
def _logsumexp(p_max, p_sum, o_j, m_j):
    """(greatest, log of the sum of exp(x - greatest)) from those of the blocks."""
    b_max = tl.load(p_max + o_j, mask=m_j, other=float("-inf"))
    b_sum = tl.load(p_sum + o_j, mask=m_j, other=0.0)
    b_greatest = tl.max(b_max)
    b_total = tl.sum(b_sum * tl.exp(b_max - _finite(b_greatest)))
    return b_greatest, tl.log(b_total)


@triton.jit
def _row_kernel(
    p_logits,
    p_bitmask,
    p_uniforms,
    p_parts,
    p_best,
    p_tokens,
    p_logprobs,
    p_free_logprobs,
    num_tokens,
    num_blocks,
    stride_logits,
    stride_bitmask,
    inverse_temperature,
    NUM_PARTS: tl.constexpr,
    BW: tl.constexpr,
    NB: tl.constexpr,
):
    i_b = tl.program_id(0).to(tl.int64)
    o_j = tl.arange(0, NB)
    m_j = o_j < num_blocks
    p_best += i_b * num_blocks
    p_parts += i_b * NUM_PARTS * num_blocks
    b_greatest, b_log = _logsumexp(p_parts, p_parts + num_blocks, o_j, m_j)
    b_free, b_free_log = b_greatest, b_log
    if p_bitmask is not None:
        p_free = p_parts + 2 * num_blocks
        b_free, b_free_log = _logsumexp(p_free, p_free + num_blocks, o_j, m_j)
    b_max = tl.load(p_parts + o_j, mask=m_j, other=float("-inf"))
    b_best = tl.load(p_best + o_j, mask=m_j, other=num_tokens)
    b_token = tl.min(tl.where(b_max == b_greatest, b_best, num_tokens))
    b_logit = b_greatest
    if p_uniforms is not None:
        # The block in which the cumulative sum of weights exceeds the target, then the token in it.
        b_weights = tl.load(p_parts + 4 * num_blocks + o_j, mask=m_j, other=0.0)
        b_base = _finite(b_greatest)
        b_weights *= tl.exp((b_max - b_base) * inverse_temperature)
        b_target = tl.load(p_uniforms + i_b) * tl.sum(b_weights)
        b_ends = tl.cumsum(b_weights)
        m_here = (b_weights > 0) & (b_ends > b_target)
        # Where rounding leaves no end above the target, the last block with any weight.
        i_last = tl.max(tl.where(b_weights > 0, o_j, 0))
        i_v = tl.minimum(tl.min(tl.where(m_here, o_j, NB)), i_last)
        b_before = tl.sum(tl.where(o_j == i_v - 1, b_ends, 0.0))
        p_row = p_logits + i_b * stride_logits
        p_words = p_bitmask
        if p_bitmask is not None:
            p_words += i_b * stride_bitmask
        o_v, _, b_allowed = _load_block(p_row, p_words, i_v, num_tokens, BW)
        o_v, b_allowed = tl.reshape(o_v, [BW * 32]), tl.reshape(b_allowed, [BW * 32])
        b_weights = tl.exp((b_allowed - b_base) * inverse_temperature)
        m_here = (b_weights > 0) & (b_before + tl.cumsum(b_weights) > b_target)
        i_last = tl.max(tl.where(b_weights > 0, o_v, tl.load(p_best + i_v)))
        b_token = tl.minimum(tl.min(tl.where(m_here, o_v, num_tokens)), i_last)
        b_logit = tl.max(tl.where(o_v == b_token, b_allowed, float("-inf")))
    m_none = b_greatest == float("-inf")
    b_logprob, b_free_logprob = b_logit - b_greatest - b_log, b_logit - b_free - b_free_log
    tl.store(p_tokens + i_b, tl.where(m_none, -1, b_token).to(tl.int64))
    tl.store(p_logprobs + i_b, tl.where(m_none, float("-inf"), b_logprob))
    tl.store(p_free_logprobs + i_b, tl.where(m_none, float("-inf"), b_free_logprob))


def choose_tokens(
    logits: Tensor,
    bitmask: Tensor | None = None,
    uniforms: Tensor | None = None,
    temperature: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """As `reference_choose_tokens`.

    A number within rounding of the border between two tokens may take either; a token that is not
    allowed or has no probability is never taken.
    """
    check_choice(logits, bitmask, uniforms, temperature)
    logits = logits if logits.stride(1) == 1 else logits.contiguous()
    if bitmask is not None and bitmask.stride(1) != 1:
        bitmask = bitmask.contiguous()
    num_rows, num_tokens = logits.shape
    tile = TOKEN_CHOICE[arch_of(logits)]
    num_words = tile.columns // WORD_BITS
    num_blocks = triton.cdiv(num_tokens, tile.columns)
    parts = logits.new_empty(num_rows, NUM_PARTS, num_blocks, dtype=torch.float32)
    best = logits.new_empty(num_rows, num_blocks, dtype=torch.int32)
    tokens = logits.new_empty(num_rows, dtype=torch.int64)
    logprobs, free_logprobs = logits.new_empty(2, num_rows, dtype=torch.float32).unbind()
    sizes = (num_tokens, num_blocks)
    strides = (logits.stride(0), 0 if bitmask is None else bitmask.stride(0))
    launch(
        _block_kernel,
        (num_blocks, num_rows),
        *(logits, bitmask, parts, best),
        *sizes,
        *strides,
        1 / temperature,
        NUM_PARTS=NUM_PARTS,
        SAMPLE=uniforms is not None,
        BW=num_words,
        num_warps=tile.num_warps,
    )
    launch(
        _row_kernel,
        (num_rows,),
        *(logits, bitmask, None if uniforms is None else uniforms.contiguous()),
        *(parts, best, tokens, logprobs, free_logprobs),
        *sizes,
        *strides,
        1 / temperature,
        NUM_PARTS=NUM_PARTS,
        BW=num_words,
        NB=triton.next_power_of_2(num_blocks),
        num_warps=tile.num_warps,
    )
    return tokens, logprobs, free_logprobs
