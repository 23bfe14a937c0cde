"""The decoder: token embeddings in, hidden states after the final norm out."""

from __future__ import annotations

from torch import Tensor, nn

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

    def forward(
        self,
        x: Tensor,
        rotation: Rotation,
        cache: KeyValues | DeltaState | None,
        mask: Tensor | None,
    ) -> Tensor:
        mixed = self._mix(self.input_layernorm(x), rotation, cache, mask)
        normed, x = self.post_attention_layernorm.after_adding(mixed, x)
        out: Tensor = x + self.mlp(normed)
        return out

    def _mix(
        self,
        x: Tensor,
        rotation: Rotation,
        cache: KeyValues | DeltaState | None,
        mask: Tensor | None,
    ) -> Tensor:
        if isinstance(self.mixer, GatedAttention):
            assert cache is None or isinstance(cache, KeyValues)
            return self.mixer(x, rotation, cache, mask)
        assert cache is None or isinstance(cache, DeltaState)
        return self.mixer(x, cache)


class Decoder(nn.Module):
    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.config = config
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(DecoderLayer(config, kind) for kind in config.layer_types)
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)

    def forward(
        self,
        embeddings: Tensor,
        positions: Tensor,
        cache: Cache | None,
        mask: Tensor | None = None,
    ) -> Tensor:
        """embeddings: [B, T, hidden]; positions: [3, B, T]. Advances the cache by T tokens.

        mask: what the full-attention layers see, as in `model.network.attention.attend`.
        """
        x = embeddings
        rotation = text_rotation(positions, self.config, x.dtype)
        for i, layer in enumerate(self.layers):
            x = layer(x, rotation, cache.layers[i] if cache is not None else None, mask)
        if cache is not None:
            cache.length += x.shape[1]
        out: Tensor = self.norm(x)
        return out
