"""Published tensor names and where each one lives in the network. Knows no files and no dtypes.

The network merges matrices that read the same input (gate and up; q, k and v; q|k|v, z, b and a),
so a published tensor may be a range of rows of one parameter. Canonical names are those of the
vision-language checkpoint; text-only files leave out ``language_model.``. docflow-nano's own
tensors are called ``docflow.*``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.config import FULL, ModelConfig, TextConfig, VisionConfig

TEXT_PREFIX = "model.language_model."
VISION_PREFIX = "model.visual."
# The multi-token-prediction head is published beside the model; this network does not use it.
IGNORED_PREFIX = "mtp."


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a published tensor goes: `parameter` of the network, rows [start, start + shape[0]) of
    it.

    shape: as published. A parameter of another shape (the patch embedding) takes the tensor
    flattened to its own.
    """

    parameter: str
    shape: tuple[int, ...]
    start: int = 0


def canonical_name(name: str) -> str:
    """The name with ``language_model.`` put in where a text-only file leaves it out."""
    if name.startswith("model.") and not name.startswith((TEXT_PREFIX, VISION_PREFIX)):
        return TEXT_PREFIX + name.removeprefix("model.")
    return name


def slots(config: ModelConfig) -> dict[str, Slot]:
    """Canonical published name -> slot, for every parameter of `Rax(config)`."""
    text = config.text
    found = {
        f"{TEXT_PREFIX}embed_tokens.weight": Slot(
            "decoder.embed_tokens.weight", (text.vocab_size, text.hidden_size)
        )
    }
    found[f"{TEXT_PREFIX}norm.weight"] = Slot("decoder.norm.weight", (text.hidden_size,))
    if not text.tie_word_embeddings:
        found["lm_head.weight"] = Slot("lm_head.weight", (text.vocab_size, text.hidden_size))
    for i, kind in enumerate(text.layer_types):
        for name, slot in _layer_slots(text, kind, f"decoder.layers.{i}."):
            found[f"{TEXT_PREFIX}layers.{i}.{name}"] = slot
    if config.vision is not None:
        found.update((VISION_PREFIX + name, slot) for name, slot in _vision_slots(config.vision))
    found.update(_nano_slots(config))
    return found


def _merged(parameter: str, columns: int, parts: dict[str, int]) -> Iterator[tuple[str, Slot]]:
    start = 0
    for name, rows in parts.items():
        yield name, Slot(parameter, (rows, columns), start)
        start += rows


def _layer_slots(config: TextConfig, kind: str, ours: str) -> Iterator[tuple[str, Slot]]:
    hidden, inner = config.hidden_size, config.intermediate_size
    for norm in ("input_layernorm.weight", "post_attention_layernorm.weight"):
        yield norm, Slot(ours + norm, (hidden,))
    yield from _merged(
        ours + "mlp.gate_up_proj.weight",
        hidden,
        {"mlp.gate_proj.weight": inner, "mlp.up_proj.weight": inner},
    )
    yield "mlp.down_proj.weight", Slot(ours + "mlp.down_proj.weight", (hidden, inner))
    mixer = _attention_slots if kind == FULL else _deltanet_slots
    prefix = "self_attn." if kind == FULL else "linear_attn."
    for name, slot in mixer(config, ours + "mixer."):
        yield prefix + name, slot


def _attention_slots(config: TextConfig, ours: str) -> Iterator[tuple[str, Slot]]:
    hidden, dim = config.hidden_size, config.head_dim
    query, kv = config.num_attention_heads * dim, config.num_key_value_heads * dim
    parts = {"q_proj.weight": 2 * query, "k_proj.weight": kv, "v_proj.weight": kv}
    yield from _merged(ours + "qkv_proj.weight", hidden, parts)
    yield "o_proj.weight", Slot(ours + "o_proj.weight", (hidden, query))
    yield "q_norm.weight", Slot(ours + "q_norm.weight", (dim,))
    yield "k_norm.weight", Slot(ours + "k_norm.weight", (dim,))


def _deltanet_slots(config: TextConfig, ours: str) -> Iterator[tuple[str, Slot]]:
    hidden, heads, channels = (
        config.hidden_size,
        config.linear_num_value_heads,
        config.linear_conv_dim,
    )
    parts = {"in_proj_qkv.weight": channels, "in_proj_z.weight": config.linear_value_dim}
    parts |= {"in_proj_b.weight": heads, "in_proj_a.weight": heads}
    yield from _merged(ours + "in_proj.weight", hidden, parts)
    yield "conv1d.weight", Slot(ours + "conv_weight", (channels, 1, config.linear_conv_kernel_dim))
    yield "A_log", Slot(ours + "A_log", (heads,))
    yield "dt_bias", Slot(ours + "dt_bias", (heads,))
    yield "norm.weight", Slot(ours + "norm.weight", (config.linear_value_head_dim,))
    yield "out_proj.weight", Slot(ours + "out_proj.weight", (hidden, config.linear_value_dim))


def _affine(name: str, ours: str, shape: tuple[int, ...]) -> Iterator[tuple[str, Slot]]:
    yield f"{name}.weight", Slot(f"{ours}.weight", shape)
    yield f"{name}.bias", Slot(f"{ours}.bias", shape[:1])


def _vision_slots(config: VisionConfig) -> Iterator[tuple[str, Slot]]:
    hidden, inner = config.hidden_size, config.intermediate_size
    kernel = (config.in_channels, config.temporal_patch_size, config.patch_size, config.patch_size)
    yield from _affine("patch_embed.proj", "vision.patch_embed", (hidden, *kernel))
    yield (
        "pos_embed.weight",
        Slot("vision.pos_embed.weight", (config.num_position_embeddings, hidden)),
    )
    for i in range(config.depth):
        name, ours = f"blocks.{i}.", f"vision.blocks.{i}."
        yield from _affine(name + "norm1", ours + "norm1", (hidden,))
        yield from _affine(name + "norm2", ours + "norm2", (hidden,))
        yield from _affine(name + "attn.qkv", ours + "attn.qkv", (3 * hidden, hidden))
        yield from _affine(name + "attn.proj", ours + "attn.proj", (hidden, hidden))
        yield from _affine(name + "mlp.linear_fc1", ours + "linear_fc1", (inner, hidden))
        yield from _affine(name + "mlp.linear_fc2", ours + "linear_fc2", (hidden, inner))
    merged = hidden * config.spatial_merge_size**2
    yield from _affine("merger.norm", "vision.merger.norm", (hidden,))
    yield from _affine("merger.linear_fc1", "vision.merger.linear_fc1", (merged, merged))
    yield from _affine(
        "merger.linear_fc2", "vision.merger.linear_fc2", (config.out_hidden_size, merged)
    )


def _nano_slots(config: ModelConfig) -> Iterator[tuple[str, Slot]]:
    hidden, nano = config.text.hidden_size, config.nano
    if nano.layout_positions:
        yield (
            "docflow.layout.weight",
            Slot("layout.weight", (1 + 4 * (nano.layout_bins - 1), hidden)),
        )
    if nano.copy_head:
        yield (
            "docflow.copy_head.key_proj.weight",
            Slot("copy_head.key_proj.weight", (nano.copy_dim, 2 * hidden)),
        )
        yield (
            "docflow.copy_head.query_proj.weight",
            Slot("copy_head.query_proj.weight", (nano.copy_dim, hidden)),
        )
        yield from _affine("docflow.copy_head.gate_proj", "copy_head.gate_proj", (1, hidden))
