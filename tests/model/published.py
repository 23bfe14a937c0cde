"""The published implementation on tiny random configurations, and ours with the same weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration

from model.config import ModelConfig
from model.loader import build_network
from model.network.rax import Rax

IMAGE_PAD, VISION_START, VISION_END = 500, 501, 502
#: rows and columns in patches: not square, not alike, not the size of the position table
GRIDS = [(4, 8), (10, 6)]


def tiny_settings(linear_num_value_heads: int = 4) -> dict[str, Any]:
    """A ``config.json`` with both kinds of layers twice."""
    text = {
        "vocab_size": 512,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 4,
        "layer_types": ["linear_attention", "full_attention"] * 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "linear_num_key_heads": 4,
        "linear_num_value_heads": linear_num_value_heads,
        "linear_key_head_dim": 16,
        "linear_value_head_dim": 12,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10000.0,
            "partial_rotary_factor": 0.5,
            "mrope_interleaved": True,
            "mrope_section": [3, 3, 2],
        },
    }
    vision = {
        "depth": 2,
        "hidden_size": 32,
        "num_heads": 2,
        "intermediate_size": 48,
        "out_hidden_size": 64,
        "num_position_embeddings": 36,
    }
    ids = {
        "image_token_id": IMAGE_PAD,
        "vision_start_token_id": VISION_START,
        "vision_end_token_id": VISION_END,
        "video_token_id": 503,
    }
    return {"text_config": text, "vision_config": vision, "tie_word_embeddings": True, **ids}


@lru_cache(maxsize=2)
def published_network(linear_num_value_heads: int = 4) -> Qwen3_5ForConditionalGeneration:
    """Random weights; norms, biases and gates too, so that no term hides behind a zero."""
    torch.manual_seed(0)
    network = Qwen3_5ForConditionalGeneration(
        Qwen3_5Config(**tiny_settings(linear_num_value_heads))
    ).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return network


def our_config(linear_num_value_heads: int = 4) -> ModelConfig:
    return ModelConfig.from_dict(published_network(linear_num_value_heads).config.to_dict())


@lru_cache(maxsize=2)
def our_network(linear_num_value_heads: int = 4) -> Rax:
    """Ours, filled from the published one's tensors by their names."""
    tensors = published_network(linear_num_value_heads).state_dict().items()
    device = torch.device("cpu")
    return build_network(our_config(linear_num_value_heads), tensors, device, torch.float32)


@dataclass(frozen=True, slots=True)
class Example:
    """ids: [1, T]; positions: [3, 1, T] as published; patches: [N, 1536], None without images."""

    ids: Tensor
    positions: Tensor
    rope_delta: int
    patches: Tensor | None
    grids: list[tuple[int, int]]

    def published_inputs(self) -> dict[str, Tensor]:
        """The same example as transformers wants it."""
        inputs = {"input_ids": self.ids, "mm_token_type_ids": (self.ids == IMAGE_PAD).long()}
        if self.patches is not None:
            inputs["pixel_values"] = self.patches
            inputs["image_grid_thw"] = torch.tensor([[1, *grid] for grid in self.grids])
        return inputs


@lru_cache(maxsize=2)
def example(with_images: bool) -> Example:
    """85 tokens of text, or about as many with two images in them."""
    generator = torch.Generator().manual_seed(1)
    text = torch.randint(0, 490, (85,), generator=generator).tolist()
    patches, grids = None, []
    if with_images:
        grids = GRIDS
        first, second = (
            [VISION_START] + [IMAGE_PAD] * (r * c // 4) + [VISION_END] for r, c in grids
        )
        text = text[:7] + first + text[7:12] + second + text[12:60]
        patches = torch.randn(sum(r * c for r, c in grids), 1536, generator=generator)
    ids = torch.tensor([text])
    positions, delta = published_network().model.get_rope_index(
        ids,
        mm_token_type_ids=(ids == IMAGE_PAD).long(),
        image_grid_thw=torch.tensor([[1, *grid] for grid in grids]) if grids else None,
    )
    return Example(ids, positions, int(delta), patches, grids)
