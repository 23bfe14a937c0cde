"""Networks with random weights for the engine's benchmark: ours and, filled from it, the published
one's class. The 2B shape, or a tiny one of the same kinds of layers.

The answer of random weights hangs on differences of the last bit: two engines that both compute it
right would soon write different texts, and nothing could be compared. So the weights are random but
for one thing: after each token its partner (0 and 1, 2 and 3, ...) is by far the likeliest, while
how likely it is still depends on all that stands before. Knows no page and no engine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from model.config import ModelConfig
from model.loader import empty_network
from model.network.attention import GatedAttention
from model.network.deltanet import GatedDeltaNet
from model.network.initialise import initialise
from model.network.mlp import MLP
from model.network.norms import GatedRMSNorm
from model.network.rax import Rax
from model.tensor_names import canonical_name, slots

SETTINGS = Path(__file__).parents[1] / "tests/model/data/qwen35_2b_config.json"
SEED = 7
#: What the layers add to a token's embedding, of the embedding's size: so much that the text before
#: counts for as much as a margin of many rounding errors leaves.
CONTEXT = 3.0
#: the size (root mean square) of what one layer adds when its weights deviate by 0.02, at the 2B
#: shape; found by running it
LAYER_SIZE = 0.6


def settings(tiny: bool) -> dict[str, Any]:
    """A ``config.json``: the 2B model's, or a tiny one."""
    values: dict[str, Any] = json.loads(SETTINGS.read_text(encoding="utf-8"))
    if tiny:
        _shrink(values)
    return values


def _shrink(values: dict[str, Any]) -> None:
    text, vision = values["text_config"], values["vision_config"]
    text |= {
        "vocab_size": 1024,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 4,
        "layer_types": text["layer_types"][:4],
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "initializer_range": 0.1,
        "linear_num_key_heads": 2,
        "linear_num_value_heads": 2,
        "linear_key_head_dim": 16,
        "linear_value_head_dim": 16,
        "eos_token_id": 2,
        "rope_parameters": {
            **text["rope_parameters"],
            "partial_rotary_factor": 0.5,
            "mrope_section": [3, 3, 2],
        },
    }
    vision |= {
        "depth": 2,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_heads": 2,
        "num_position_embeddings": 36,
        "out_hidden_size": 64,
    }
    values |= {
        "image_token_id": 4,
        "video_token_id": 5,
        "vision_start_token_id": 6,
        "vision_end_token_id": 7,
    }
    text.pop("mtp_num_hidden_layers", None)


@torch.no_grad()
def random_network(config: ModelConfig, device: torch.device, dtype: torch.dtype) -> Rax:
    """Ours; the same weights for the same device and dtype."""
    network = empty_network(config, device, dtype)
    for parameter in network.parameters():
        parameter.zero_()
    torch.manual_seed(SEED)
    initialise(network, config.text.initializer_range)
    for module in network.modules():
        if isinstance(module, GatedRMSNorm):
            module.weight.fill_(1)
    _set_vision_norms(network)
    _pair_tokens(network)
    return network.eval()


def _set_vision_norms(network: Rax) -> None:
    for name, parameter in network.named_parameters():
        if name.startswith("vision.") and "norm" in name and name.endswith("weight"):
            parameter.fill_(1)


def _pair_tokens(network: Rax) -> None:
    """Makes the final norm turn each token's embedding into its partner's.

    The norm scales half of the channels by -1; partners have opposite signs in those. The head is
    tied to the embeddings, so it finds the partner wherever the layers leave the embedding visible.
    """
    text = network.config.text
    embeddings, norm = network.decoder.embed_tokens.weight, network.decoder.norm.weight
    # Weights of this norm count from one.
    norm[::2] = -2
    embeddings[1::2] = embeddings[::2]
    embeddings[1::2, ::2] *= -1
    added = LAYER_SIZE * (2 * text.num_hidden_layers) ** 0.5
    factor = CONTEXT * text.initializer_range / added
    for module in network.decoder.modules():
        last = _last_linear(module)
        if last is not None:
            last.weight.mul_(factor)


def _last_linear(module: nn.Module) -> nn.Linear | None:
    """Of a part of a layer, the linear whose output is added to the residual stream."""
    if isinstance(module, GatedDeltaNet):
        return module.out_proj
    if isinstance(module, GatedAttention):
        return module.o_proj
    return module.down_proj if isinstance(module, MLP) else None


@torch.no_grad()
def fill_published(published: nn.Module, network: Rax) -> None:
    """Copies our weights into the published implementation's module, by their published names.

    Raises: KeyError for a tensor that has no place.
    """
    places, parameters = slots(network.config), dict(network.named_parameters())
    for name, tensor in published.state_dict().items():
        if name == "lm_head.weight" and name not in places:
            # Tied: the same memory as the embeddings'.
            continue
        slot = places[canonical_name(name)]
        tensor.copy_(_rows(parameters[slot.parameter], slot.start, slot.shape))


def _rows(parameter: Tensor, start: int, shape: tuple[int, ...]) -> Tensor:
    return parameter[start : start + shape[0]].reshape(shape)
