"""Reading and refusing configurations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from model.config import FULL, LINEAR, ConfigError, ModelConfig, NanoOptions
from tests.model.published import published_network, tiny_settings

PUBLISHED = Path(__file__).parent / "data" / "qwen35_2b_config.json"


def published_settings() -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(PUBLISHED.read_text())
    return settings


def test_the_published_file_gives_the_known_shapes() -> None:
    config = ModelConfig.from_dict(published_settings())
    assert config.text.layer_types == (LINEAR, LINEAR, LINEAR, FULL) * 6
    assert config.text.rotary_dim == 64
    assert config.text.linear_conv_dim == 6144
    assert config.text.rope_theta == 1e7
    assert config.vision is not None
    assert (config.vision.patch_dim, config.vision.grid_side) == (1536, 48)
    assert config.nano == NanoOptions()


def test_the_configuration_survives_writing_and_reading() -> None:
    settings = published_settings()
    settings["docflow"] = {"copy_head": True, "copy_dim": 64, "value_prefix": " "}
    config = ModelConfig.from_dict(settings)
    written = json.loads(json.dumps(config.to_dict()))
    assert ModelConfig.from_dict(written) == config


def test_a_configuration_written_by_transformers_is_read() -> None:
    config = ModelConfig.from_dict(published_network().config.to_dict())
    assert config.text.mrope_section == (3, 3, 2)


def test_layer_types_follow_from_the_interval() -> None:
    settings = published_settings()
    del settings["text_config"]["layer_types"]
    settings["text_config"]["full_attention_interval"] = 2
    assert ModelConfig.from_dict(settings).text.layer_types == (LINEAR, FULL) * 12


def test_a_text_only_configuration_has_no_vision() -> None:
    settings = published_settings()["text_config"]
    config = ModelConfig.from_dict(settings)
    assert config.vision is None
    assert ModelConfig.from_dict(config.to_dict()) == config


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("text_config", "hidden_act", "gelu"),
        ("text_config", "attention_bias", True),
        ("text_config", "attn_output_gate", False),
        ("text_config", "mlp_only_layers", [3]),
        ("text_config", "num_experts", 8),
        ("text_config", "num_hidden_layers", 25),
        ("text_config", "layer_types", ["sliding_attention"] * 24),
        ("text_config", "rope_parameters", {"rope_type": "yarn", "mrope_section": [11, 11, 10]}),
        ("text_config", "rope_parameters", {"mrope_section": [11, 11, 11]}),
        ("vision_config", "deepstack_visual_indexes", [5]),
        ("vision_config", "hidden_act", "gelu"),
        ("vision_config", "out_hidden_size", 1024),
        ("vision_config", "num_position_embeddings", 2305),
    ],
)
def test_what_would_be_computed_differently_is_refused(
    section: str, key: str, value: object
) -> None:
    settings = published_settings()
    settings[section][key] = value
    with pytest.raises(ConfigError):
        ModelConfig.from_dict(settings)


def test_another_architecture_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="model_type is 'llama'"):
        ModelConfig.from_dict({**tiny_settings(), "model_type": "llama"})


def test_a_missing_size_is_named() -> None:
    settings = published_settings()
    del settings["text_config"]["head_dim"]
    with pytest.raises(ConfigError, match="head_dim"):
        ModelConfig.from_dict(settings)


def test_an_unknown_docflow_option_is_refused() -> None:
    with pytest.raises(ConfigError, match="copyhead"):
        ModelConfig.from_dict({**published_settings(), "docflow": {"copyhead": True}})
