"""The decoder: token embeddings in, hidden states after the final norm out."""

from __future__ import annotations

from torch import Tensor, nn

from model.batch import Batch
from model.cache import Cache, DeltaState, KeyValues
from model.config import FULL, TextConfig
from model.network.attention import GatedAttention
from model.network.deltanet import GatedDeltaNet
from model.network.mlp import MLP
from model.network.norms import RMSNorm
from model.network.rope import Rotation, text_rotation


class DecoderLayer(nn.Module):
    """Pre-norm block: x += mixer(norm(x)); x += mlp(norm(x))."""

    def __init__(self, config: TextConfig, kind: str) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.mixer: GatedAttention | GatedDeltaNet = (
            GatedAttention(config) if kind == FULL else GatedDeltaNet(config)
        )
        self.post_attention_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.mlp = MLP(config.hidden_size, config.intermediate_size)

    def forward(self, x: Tensor, rotation: Rotation, mask: Tensor | None) -> Tensor:
        """The dense form: [B, T, hidden] -> [B, T, hidden]."""
        normed = self.input_layernorm(x)
        if isinstance(self.mixer, GatedAttention):
            mixed = self.mixer(normed, rotation, mask)
        else:
            mixed = self.mixer(normed)
        normed, x = self.post_attention_layernorm.after_adding(mixed, x)
        out: Tensor = x + self.mlp(normed)
        return out

    def advance(
        self,
        x: Tensor,
        branch: Tensor | None,
        batch: Batch,
        memory: KeyValues | DeltaState,
    ) -> tuple[Tensor, Tensor]:
        """The packed form. x: [T, hidden], the residual stream; branch: what the layer before adds
        to it, None in the first. Returns both for the next layer, so that adding and norm are one.
        """
        if branch is None:
            normed = self.input_layernorm(x)
        else:
            normed, x = self.input_layernorm.after_adding(branch, x)
        if isinstance(self.mixer, GatedAttention):
            assert isinstance(memory, KeyValues)
            mixed = self.mixer.advance(normed, batch, memory)
        else:
            assert isinstance(memory, DeltaState)
            mixed = self.mixer.advance(normed, batch, memory)
        normed, x = self.post_attention_layernorm.after_adding(mixed, x)
        return x, self.mlp(normed)


class Decoder(nn.Module):
    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(DecoderLayer(config, kind) for kind in config.layer_types)
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)

    def forward(self, embeddings: Tensor, positions: Tensor, mask: Tensor | None = None) -> Tensor:
        """The dense form. embeddings: [B, T, hidden]; positions: [3, B, T].

        mask: what the full-attention layers see, as in `model.network.attention.attend`.
        """
        x = embeddings
        rotation = text_rotation(positions, self.config, x.dtype)
        for layer in self.layers:
            x = layer(x, rotation, mask)
        out: Tensor = self.norm(x)
        return out

    def advance(self, embeddings: Tensor, batch: Batch, cache: Cache) -> Tensor:
        """The packed form: [T, hidden] -> [T, hidden]; writes pages and states of the batch."""
        x = embeddings
        branch: Tensor | None = None
        for layer, memory in zip(self.layers, cache.layers, strict=True):
            assert isinstance(layer, DecoderLayer)
            x, branch = layer.advance(x, branch, batch, memory)
        out: Tensor
        if branch is None:
            out = self.norm(x)
        else:
            out, _ = self.norm.after_adding(branch, x)
        return out
