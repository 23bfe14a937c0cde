"""Every tensor of the published 2B checkpoint has its place, by name and shape."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path

import pytest
import torch
from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration

from model.config import ModelConfig
from model.network.rax import Rax
from model.tensor_names import TEXT_PREFIX, VISION_PREFIX, canonical_name, slots

SETTINGS = json.loads((Path(__file__).parent / "data" / "qwen35_2b_config.json").read_text())
CONFIG = ModelConfig.from_dict(SETTINGS)


def test_the_checkpoint_has_320_text_and_297_vision_tensors() -> None:
    names = slots(CONFIG)
    assert sum(name.startswith(TEXT_PREFIX) for name in names) == 320
    assert sum(name.startswith(VISION_PREFIX) for name in names) == 297
    assert len(names) == 617


def test_the_parameters_add_up_to_the_published_number() -> None:
    places = slots(CONFIG)
    vision = sum(
        prod(slot.shape) for name, slot in places.items() if name.startswith(VISION_PREFIX)
    )
    assert vision == 331_416_576
    assert sum(prod(slot.shape) for slot in places.values()) == 2_213_241_664


def test_names_and_shapes_are_those_of_transformers() -> None:
    with torch.device("meta"):
        published = Qwen3_5ForConditionalGeneration(Qwen3_5Config(**SETTINGS))
    expected = {name: tuple(parameter.shape) for name, parameter in published.named_parameters()}
    assert {name: slot.shape for name, slot in slots(CONFIG).items()} == expected


@pytest.mark.parametrize(
    "nano", [{}, {"copy_head": True, "layout_positions": True}], ids=["rax", "nano"]
)
def test_the_slots_fill_every_parameter_exactly_once(nano: dict[str, bool]) -> None:
    config = ModelConfig.from_dict({**SETTINGS, "docflow": nano})
    with torch.device("meta"):
        parameters = dict(Rax(config).named_parameters())
    filled = dict.fromkeys(parameters, 0)
    for slot in slots(config).values():
        assert slot.start * parameters[slot.parameter][0].numel() == filled[slot.parameter]
        filled[slot.parameter] += prod(slot.shape)
    assert filled == {name: parameter.numel() for name, parameter in parameters.items()}


def test_names_of_text_only_files_get_their_prefix() -> None:
    assert (
        canonical_name("model.layers.0.mlp.up_proj.weight")
        == f"{TEXT_PREFIX}layers.0.mlp.up_proj.weight"
    )
    assert canonical_name("model.visual.pos_embed.weight") == "model.visual.pos_embed.weight"
    assert canonical_name("lm_head.weight") == "lm_head.weight"
