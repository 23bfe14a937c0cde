"""The least time a page can take: bytes and FLOPs of the network's shape over what was measured.

A page is encoded and prefilled at the rate of a large product, and decoded by reading weights,
states, keys and values at the rate of a copy (or computing, where that takes longer). Nothing
overlaps, and the host takes no time. Attention and the delta rule can't reach the rate of a large
product: they count at the share of it that the quickest published kernels reach on this kind of
GPU. Knows no engine and no clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.config import FULL, ModelConfig, TextConfig, VisionConfig

#: of the rate of a large bf16 product (790 TFLOP/s on an H200): FlashAttention-3 without a mask at
#: heads of 64, with one at heads of 256, and flash-linear-attention's chunks
VISION_ATTENTION_SHARE = 460 / 790
ATTENTION_SHARE = 480 / 790
DELTA_RULE_SHARE = 110 / 790
CHUNK = 64
STATE_BYTES = 4


@dataclass(frozen=True, slots=True)
class Rates:
    """What this machine was measured to do. bytes_per_s: read and written by a copy."""

    bytes_per_s: float
    flop_per_s: float


@dataclass(frozen=True, slots=True)
class Work:
    """Of one page. num_prompt: tokens around the image, the first num_shared of them computed once
    for all pages. num_steps: passes that chose; num_run: tokens that went through them, drafts that
    turned out wrong included.
    """

    num_visual: int
    num_prompt: int
    num_shared: int
    num_output: float
    num_steps: float
    num_run: float


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one page."""

    encode: float
    prefill: float
    decode: float

    @property
    def pages_per_s(self) -> float:
        return 1 / (self.encode + self.prefill + self.decode)


def least_cost(
    config: ModelConfig, work: Work, batch: int, rates: Rates, itemsize: int = 2
) -> Cost:
    """batch: pages in flight. itemsize: bytes of a weight and of an activation."""
    encode = 0.0 if config.vision is None else _encode_s(config.vision, work.num_visual, rates)
    return Cost(
        encode,
        _prefill_s(config.text, work, rates),
        _decode_s(config.text, work, batch, rates, itemsize),
    )


def layer_weights(text: TextConfig) -> int:
    """Weights of all decoder layers, norms left out."""
    hidden = text.hidden_size
    delta = hidden * (text.linear_conv_dim + 2 * text.linear_value_dim)
    delta += 2 * hidden * text.linear_num_value_heads
    queries, keys = (
        n * text.head_dim for n in (text.num_attention_heads, text.num_key_value_heads)
    )
    attention = hidden * (3 * queries + 2 * keys)
    mlp = 3 * hidden * text.intermediate_size
    num_full = text.layer_types.count(FULL)
    num_delta = text.num_hidden_layers - num_full
    return num_delta * (delta + mlp) + num_full * (attention + mlp)


def head_weights(text: TextConfig) -> int:
    return text.vocab_size * text.hidden_size


def vision_weights(vision: VisionConfig) -> tuple[int, int]:
    """That every patch goes through, and that every merged cell goes through."""
    hidden, merge = vision.hidden_size, vision.spatial_merge_size**2
    block = 4 * hidden**2 + 2 * hidden * vision.intermediate_size
    # A still image: one frame of each patch (`kernels.patch_embed`).
    patch = vision.patch_dim // vision.temporal_patch_size * hidden
    merged = merge * hidden
    return vision.depth * block + patch, merged * (merged + vision.out_hidden_size)


def _encode_s(vision: VisionConfig, num_visual: int, rates: Rates) -> float:
    num_patches = num_visual * vision.spatial_merge_size**2
    per_patch, per_cell = vision_weights(vision)
    linear = 2 * (num_patches * per_patch + num_visual * per_cell)
    attention = vision.depth * 4 * num_patches**2 * vision.hidden_size
    return (linear + attention / VISION_ATTENTION_SHARE) / rates.flop_per_s


def _prefill_s(text: TextConfig, work: Work, rates: Rates) -> float:
    num_all = work.num_visual + work.num_prompt
    num_new = num_all - work.num_shared
    # Logits of the last token only.
    linear = 2 * num_new * layer_weights(text) + 2 * head_weights(text)
    pairs = (num_all * (num_all + 1) - work.num_shared * (work.num_shared + 1)) / 2
    attention = _attention_flops(text) * pairs
    key, value = text.linear_key_head_dim, text.linear_value_head_dim
    # A state read, updated and asked, and five products within a chunk.
    head = 6 * key * value + 2 * CHUNK * (3 * key + 2 * value)
    delta = num_new * _num_states(text) * head
    flops = linear + attention / ATTENTION_SHARE + delta / DELTA_RULE_SHARE
    return flops / rates.flop_per_s


def _decode_s(text: TextConfig, work: Work, batch: int, rates: Rates, itemsize: int) -> float:
    """Every step reads the weights once, and of each page its keys, values and states."""
    context = work.num_visual + work.num_prompt + work.num_output / 2
    num_tokens = work.num_run / work.num_steps
    weights = layer_weights(text) + head_weights(text)
    num_full = text.layer_types.count(FULL)
    num_delta = text.num_hidden_layers - num_full
    keys = num_full * 2 * text.num_key_value_heads * text.head_dim * itemsize * context
    key, value = text.linear_key_head_dim, text.linear_value_head_dim
    state = _num_states(text) * key * value
    conv = num_delta * text.linear_conv_dim * (text.linear_conv_kernel_dim - 1)
    wide = 10 * text.hidden_size + 3 * text.intermediate_size
    activations = text.num_hidden_layers * itemsize * wide + 2 * itemsize * text.vocab_size
    page = keys + 2 * (state * STATE_BYTES + conv * itemsize) + num_tokens * activations
    num_bytes = weights * itemsize + batch * page
    flops = 2 * weights + 6 * state + _attention_flops(text) * context
    step = max(num_bytes / rates.bytes_per_s, batch * num_tokens * flops / rates.flop_per_s)
    return work.num_steps * step / batch


def _attention_flops(text: TextConfig) -> int:
    """Of one query and one key, over all layers."""
    return text.layer_types.count(FULL) * 4 * text.num_attention_heads * text.head_dim


def _num_states(text: TextConfig) -> int:
    num_delta = text.num_hidden_layers - text.layer_types.count(FULL)
    return num_delta * text.linear_num_value_heads
