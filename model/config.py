"""Typed settings of the network, read from a published ``config.json``. Knows no weights, tokens
or prompts.

A setting that this code would compute differently from what the file asks for is an error
(`ConfigError`), never ignored: unknown keys, other activations, other position schemes. docflow's
own options live under the key ``docflow``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

LINEAR = "linear_attention"
FULL = "full_attention"

# Keys that say nothing about the forward pass: provenance, training-time and generation defaults
# of other software.
# fmt: off
_HARMLESS = {
    "_name_or_path", "architectures", "attention_dropout", "bad_words_ids", "bos_token_id",
    "chunk_size_feed_forward", "dtype", "finetuning_task", "id2label", "initializer_range",
    "is_encoder_decoder", "label2id", "language_model_only", "mamba_ssm_dtype",
    "max_position_embeddings", "model_type", "mtp_num_hidden_layers",
    "mtp_use_dedicated_embeddings", "output_attentions", "output_hidden_states",
    "pad_token_id", "problem_type", "return_dict", "torch_dtype", "transformers_version",
    "unsloth_fixed", "unsloth_version", "use_cache", "use_return_dict", "video_token_id",
}
# fmt: on


class ConfigError(ValueError):
    """The configuration asks for something this network does not compute."""


@dataclass(frozen=True, slots=True)
class TextConfig:
    """The decoder: gated DeltaNet layers and, every few layers, gated attention."""

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    layer_types: tuple[str, ...]
    linear_num_key_heads: int
    linear_num_value_heads: int
    linear_key_head_dim: int
    linear_value_head_dim: int
    mrope_section: tuple[int, int, int]
    linear_conv_kernel_dim: int = 4
    rope_theta: float = 1e7
    partial_rotary_factor: float = 0.25
    rms_norm_eps: float = 1e-6
    initializer_range: float = 0.02
    max_position_embeddings: int = 262144
    tie_word_embeddings: bool = True
    eos_token_id: int | None = None

    def __post_init__(self) -> None:
        _require(
            self.num_attention_heads % self.num_key_value_heads == 0,
            "num_attention_heads",
            "is no multiple of KV heads",
        )
        _require(
            self.linear_num_value_heads % self.linear_num_key_heads == 0,
            "linear_num_value_heads",
            "is no multiple of K heads",
        )
        _require(
            sum(self.mrope_section) * 2 == self.rotary_dim,
            "mrope_section",
            f"does not add up to {self.rotary_dim // 2}",
        )
        _require(
            set(self.layer_types) <= {LINEAR, FULL},
            "layer_types",
            f"holds more than {LINEAR} and {FULL}",
        )

    @property
    def num_hidden_layers(self) -> int:
        return len(self.layer_types)

    @property
    def rotary_dim(self) -> int:
        """Channels of a head that are rotated; the others pass."""
        return int(self.head_dim * self.partial_rotary_factor)

    @property
    def linear_key_dim(self) -> int:
        return self.linear_num_key_heads * self.linear_key_head_dim

    @property
    def linear_value_dim(self) -> int:
        return self.linear_num_value_heads * self.linear_value_head_dim

    @property
    def linear_conv_dim(self) -> int:
        """Channels that go through the short convolution: q, k and v side by side."""
        return 2 * self.linear_key_dim + self.linear_value_dim

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> TextConfig:
        values = dict(source)
        _expect(values, "hidden_act", "silu")
        _expect(values, "attention_bias", False)
        _expect(values, "attn_output_gate", True)
        _expect(values, "mlp_only_layers", [])
        rope = {
            **(values.pop("rope_scaling", None) or {}),
            **(values.pop("rope_parameters", None) or {}),
        }
        values.update(_rope_values(rope))
        depth = values.pop("num_hidden_layers", None)
        interval = values.pop("full_attention_interval", 4)
        if values.get("layer_types") is None:
            _require(depth is not None, "num_hidden_layers", "is missing")
            values["layer_types"] = [
                FULL if (i + 1) % interval == 0 else LINEAR for i in range(depth)
            ]
        _require(
            depth in (None, len(values["layer_types"])),
            "num_hidden_layers",
            "does not match layer_types",
        )
        return _build(cls, values, "text_config")

    def to_dict(self) -> dict[str, Any]:
        """The published spelling; `from_dict` reads it back to an equal object."""
        values = asdict(self)
        rope = {
            name: values.pop(name)
            for name in ("rope_theta", "partial_rotary_factor", "mrope_section")
        }
        rope["mrope_section"] = list(rope["mrope_section"])
        values["rope_parameters"] = {"rope_type": "default", "mrope_interleaved": True, **rope}
        values["layer_types"] = list(values["layer_types"])
        values["num_hidden_layers"] = self.num_hidden_layers
        values.update(
            model_type="qwen3_5_text",
            hidden_act="silu",
            attention_bias=False,
            attn_output_gate=True,
        )
        return values


@dataclass(frozen=True, slots=True)
class VisionConfig:
    """The vision tower and the merger that brings its features to the decoder's width."""

    depth: int
    hidden_size: int
    intermediate_size: int
    num_heads: int
    out_hidden_size: int
    num_position_embeddings: int = 2304
    patch_size: int = 16
    temporal_patch_size: int = 2
    spatial_merge_size: int = 2
    in_channels: int = 3
    rope_theta: float = 1e4
    initializer_range: float = 0.02

    def __post_init__(self) -> None:
        _require(
            self.hidden_size % (4 * self.num_heads) == 0,
            "vision hidden_size",
            "needs heads of a multiple of 4",
        )
        _require(
            self.grid_side**2 == self.num_position_embeddings,
            "num_position_embeddings",
            "is no square",
        )

    @property
    def head_dim(self) -> int:
        return self.hidden_size // self.num_heads

    @property
    def patch_dim(self) -> int:
        """Numbers in one patch: channels x frames x rows x columns."""
        return self.in_channels * self.temporal_patch_size * self.patch_size**2

    @property
    def grid_side(self) -> int:
        """Side of the square table of learned positions."""
        return round(self.num_position_embeddings**0.5)

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> VisionConfig:
        values = dict(source)
        _expect(values, "hidden_act", "gelu_pytorch_tanh")
        _expect(values, "deepstack_visual_indexes", [])
        rope = dict(values.pop("rope_parameters", None) or {})
        _expect(rope, "rope_type", "axial")
        if "rope_theta" in rope:
            values["rope_theta"] = float(rope.pop("rope_theta"))
        _require(not rope, "vision rope_parameters", f"has unknown settings {sorted(rope)}")
        return _build(cls, values, "vision_config")

    def to_dict(self) -> dict[str, Any]:
        values = asdict(self)
        values["rope_parameters"] = {"rope_type": "axial", "rope_theta": values.pop("rope_theta")}
        values.update(
            model_type="qwen3_5", hidden_act="gelu_pytorch_tanh", deepstack_visual_indexes=[]
        )
        return values


@dataclass(frozen=True, slots=True)
class NanoOptions:
    """What docflow-nano adds to the architecture; all off for published checkpoints.

    copy_head: a pointer over the prompt, mixed with the vocabulary distribution; copy_dim: its
    width. layout_positions: anchor tokens carry page rows and columns; layout_bins: bins of a box
    side, bin 0 = "none". value_prefix: what the model writes before each value (" " for nano, ""
    for Rax). prefix_attention: in full-attention layers the prompt's tokens see all of the prompt,
    also what comes after them, so a prompt is prefilled in one piece.
    """

    copy_head: bool = False
    copy_dim: int = 128
    layout_positions: bool = False
    layout_bins: int = 129
    value_prefix: str = ""
    prefix_attention: bool = False


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Everything the network's shape depends on. `vision` is None for a text-only checkpoint."""

    text: TextConfig
    vision: VisionConfig | None = None
    image_token_id: int | None = None
    vision_start_token_id: int | None = None
    vision_end_token_id: int | None = None
    nano: NanoOptions = NanoOptions()

    def __post_init__(self) -> None:
        if self.vision is not None:
            _require(
                self.vision.out_hidden_size == self.text.hidden_size,
                "out_hidden_size",
                "differs from hidden_size",
            )
            _require(self.image_token_id is not None, "image_token_id", "is missing")

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> ModelConfig:
        """From a ``config.json`` with vision (``qwen3_5``) or of text only (``qwen3_5_text``).

        Raises: ConfigError naming the key, for anything missing, unknown or unsupported.
        """
        values = dict(source)
        kind = values.get("model_type")
        nano = _build(NanoOptions, dict(values.pop("docflow", None) or {}), "docflow")
        if kind == "qwen3_5_text":
            return cls(text=TextConfig.from_dict(values), nano=nano)
        _require(
            kind == "qwen3_5", "model_type", f"is {kind!r}; supported: 'qwen3_5', 'qwen3_5_text'"
        )
        _require(
            "text_config" in values and "vision_config" in values,
            "config",
            "needs text_config and vision_config",
        )
        text = {**values.pop("text_config")}
        text["tie_word_embeddings"] = values.pop(
            "tie_word_embeddings", text.get("tie_word_embeddings", True)
        )
        vision = VisionConfig.from_dict(values.pop("vision_config"))
        eos = values.pop("eos_token_id", None)
        if text.get("eos_token_id") is None:
            text["eos_token_id"] = eos
        return _build(
            cls,
            {**values, "text": TextConfig.from_dict(text), "vision": vision, "nano": nano},
            "config",
        )

    def to_dict(self) -> dict[str, Any]:
        """A ``config.json`` that `from_dict` reads back to an equal object."""
        text = self.text.to_dict()
        nano = {"docflow": asdict(self.nano)} if self.nano != NanoOptions() else {}
        if self.vision is None:
            return {**text, **nano}
        ids = {
            name: getattr(self, name)
            for name in ("image_token_id", "vision_start_token_id", "vision_end_token_id")
        }
        top = {
            "model_type": "qwen3_5",
            "tie_word_embeddings": self.text.tie_word_embeddings,
            **ids,
            **nano,
        }
        return {**top, "text_config": text, "vision_config": self.vision.to_dict()}


def _require(condition: bool, key: str, problem: str) -> None:
    if not condition:
        raise ConfigError(f"{key} {problem}")


def _expect(values: dict[str, Any], key: str, wanted: object) -> None:
    """Takes `key` out of `values`; anything but absent or `wanted` is an error."""
    found = values.pop(key, wanted)
    _require(found == wanted, key, f"is {found!r}; supported: {wanted!r}")


def _rope_values(rope: dict[str, Any]) -> dict[str, Any]:
    _expect(rope, "rope_type", "default")
    _expect(rope, "type", "default")
    _expect(rope, "mrope_interleaved", True)
    known = ("rope_theta", "partial_rotary_factor", "mrope_section")
    found = {key: rope.pop(key) for key in known if key in rope}
    _require(not rope, "rope_parameters", f"has unknown settings {sorted(rope)}")
    if "mrope_section" in found:
        found["mrope_section"] = tuple(found["mrope_section"])
    return found


def _build(cls: type[Any], values: Mapping[str, Any], where: str) -> Any:
    """The dataclass from the keys it knows; harmless keys are dropped, all others are errors."""
    names = {field.name for field in fields(cls)}
    unknown = sorted(set(values) - names - _HARMLESS)
    _require(not unknown, where, f"has unknown settings {unknown}")
    known = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in values.items()
        if key in names
    }
    try:
        return cls(**known)
    except TypeError as error:
        raise ConfigError(f"{where}: {error}") from error
