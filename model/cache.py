"""What sequences keep between passes: pages of keys and values, slots of states. Storage only.

Full-attention layers keep keys and values in pages of `page_size` tokens, which grow with every
token. Linear-attention layers keep a state of fixed size in one slot a sequence. Who owns which
page and slot is decided elsewhere; page 0 and slot 0 belong to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from model.batch import MAX_STEP_TOKENS
from model.config import FULL, ModelConfig, TextConfig


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Of one full-attention layer: k_pages, v_pages [P, page_size, KV heads, head_dim]."""

    k_pages: Tensor
    v_pages: Tensor


@dataclass(frozen=True, slots=True)
class DeltaState:
    """Of one linear-attention layer, S slots.

    conv: the last inputs of the convolution [S, W - 1, channels]. recurrent: [S, V heads, K dim,
    V dim] float32. pending: [S, 8, channels + 2 V heads], projections of the drafts of the last
    step; those that turn out right are replayed in the next.
    """

    conv: Tensor
    recurrent: Tensor
    pending: Tensor


class Cache:
    """The layers' memory of all sequences. layers: one entry a decoder layer."""

    def __init__(
        self,
        config: ModelConfig,
        *,
        num_pages: int,
        num_slots: int,
        page_size: int = 64,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> None:
        """dtype: of keys, values and convolution inputs, as the network's activations."""
        self.num_pages, self.num_slots, self.page_size = num_pages, num_slots, page_size
        text = config.text

        def empty(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
            return torch.empty(*shape, dtype=dtype, device=device)

        page = (page_size, text.num_key_value_heads, text.head_dim)
        channels, window = text.linear_conv_dim, text.linear_conv_kernel_dim - 1
        heads = text.linear_num_value_heads
        state = (heads, text.linear_key_head_dim, text.linear_value_head_dim)
        self.layers: list[KeyValues | DeltaState] = [
            KeyValues(empty(num_pages, *page), empty(num_pages, *page))
            if kind == FULL
            else DeltaState(
                empty(num_slots, window, channels),
                empty(num_slots, *state, dtype=torch.float32),
                empty(num_slots, MAX_STEP_TOKENS, channels + 2 * heads),
            )
            for kind in text.layer_types
        ]
        self.reset(0)

    def reset(self, slot: int) -> None:
        """Begins a sequence in this slot: states of zeros."""
        for layer in self.layers:
            if isinstance(layer, DeltaState):
                layer.conv[slot].zero_()
                layer.recurrent[slot].zero_()

    def copy_slot(self, source: int, target: int) -> None:
        """Gives `target` the states of `source`; drafts that wait to be replayed are left out."""
        for layer in self.layers:
            if isinstance(layer, DeltaState):
                layer.conv[target] = layer.conv[source]
                layer.recurrent[target] = layer.recurrent[source]

    def copy_page(self, source: int, target: int) -> None:
        """Gives `target` the keys and values of `source`."""
        for layer in self.layers:
            if isinstance(layer, KeyValues):
                layer.k_pages[target] = layer.k_pages[source]
                layer.v_pages[target] = layer.v_pages[source]


def page_bytes(text: TextConfig, page_size: int, dtype: torch.dtype) -> int:
    """Bytes of one page over all layers."""
    heads = text.num_key_value_heads * text.head_dim
    return text.layer_types.count(FULL) * 2 * page_size * heads * dtype.itemsize


def slot_bytes(text: TextConfig, dtype: torch.dtype) -> int:
    """Bytes of one slot over all layers."""
    channels, heads = text.linear_conv_dim, text.linear_num_value_heads
    window = (text.linear_conv_kernel_dim - 1) * channels
    pending = MAX_STEP_TOKENS * (channels + 2 * heads)
    state = heads * text.linear_key_head_dim * text.linear_value_head_dim
    num_layers = len(text.layer_types) - text.layer_types.count(FULL)
    return num_layers * ((window + pending) * dtype.itemsize + 4 * state)
