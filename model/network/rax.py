"""The whole network: embeds tokens, puts image features in their places, decodes, gives logits.

Knows no tokenizer, no sampling and no request; positions come from `model.positions`, patches from
`model.image`.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F

from model.batch import Batch
from model.cache import Cache
from model.config import ModelConfig
from model.network.attention import prefix_mask
from model.network.copy_head import CopyHead
from model.network.decoder import Decoder
from model.network.initialise import initialise
from model.network.layout import LayoutEmbedding
from model.network.vision import Grid, VisionTower


class Rax(nn.Module):
    """vision, layout and copy_head are None when not configured, lm_head when it is tied."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        text, nano = config.text, config.nano
        self.decoder = Decoder(text)
        self.vision = VisionTower(config.vision) if config.vision is not None else None
        self.lm_head: nn.Module | None = None
        self.layout: LayoutEmbedding | None = None
        self.copy_head: CopyHead | None = None
        if not text.tie_word_embeddings:
            self.lm_head = nn.Linear(text.hidden_size, text.vocab_size, bias=False)
        if nano.layout_positions:
            self.layout = LayoutEmbedding(nano.layout_bins, text.hidden_size)
        if nano.copy_head:
            self.copy_head = CopyHead(text.hidden_size, nano.copy_dim)
        initialise(self, text.initializer_range)

    def forward(
        self,
        input_ids: Tensor,
        positions: Tensor,
        *,
        patches: Tensor | None = None,
        grids: Sequence[Grid] | None = None,
        image_features: Tensor | None = None,
        layout: Tensor | None = None,
        prefix: Tensor | None = None,
    ) -> Tensor:
        """The dense form, differentiable: hidden states [B, T, hidden] after the final norm.

        input_ids: [B, T] int64, right-padded where rows differ in length (padding never reaches
        the tokens before it); positions: [3, B, T] int64; layout: [B, T, 4] int64 bins, 0 = none.
        Images, in the order of their pad tokens over the batch: either patches [N, patch_dim]
        (float or uint8) with grids in patches, or image_features [pads, hidden] already encoded.
        prefix: [B] int64, with `prefix_attention` the tokens of each row that are prompt.
        Raises: ValueError when image pads and features do not match.
        """
        x = self.decoder.embed_tokens(input_ids)
        if (patches is None) != (grids is None):
            raise ValueError("patches and grids go together")
        if patches is not None and grids is not None:
            image_features = self.encode_images(patches, grids)
        if self.config.image_token_id is not None:
            x = place_images(x, input_ids.eq(self.config.image_token_id), image_features)
        if layout is not None:
            if self.layout is None:
                raise ValueError("layout given, but the configuration has no layout_positions")
            x = x + self.layout(layout)
        mask = None
        if prefix is not None:
            if not self.config.nano.prefix_attention:
                raise ValueError("a prefix given, but the configuration has no prefix_attention")
            mask = prefix_mask(prefix, input_ids.shape[1])
        hidden: Tensor = self.decoder(x, positions, mask)
        return hidden

    def advance(self, batch: Batch, cache: Cache) -> Tensor:
        """The packed form, forward only: hidden states [T, hidden] of one pass after the final
        norm. Writes the batch's pages and slots of the cache.
        Raises: ValueError when image pads and features do not match.
        """
        x = self.decoder.embed_tokens(batch.ids)
        if batch.image_features is not None:
            assert self.config.image_token_id is not None
            x = place_images(x, batch.ids.eq(self.config.image_token_id), batch.image_features)
        if batch.layout is not None:
            if self.layout is None:
                raise ValueError("layout given, but the configuration has no layout_positions")
            x = x + self.layout(batch.layout[None])[0]
        return self.decoder.advance(x, batch, cache)

    def encode_images(
        self, patches: Tensor, grids: Sequence[Grid], kept: Sequence[Tensor] | None = None
    ) -> Tensor:
        """Features for the image pads, [N / merge^2, hidden]; see `VisionTower.forward`."""
        if self.vision is None:
            raise ValueError("the configuration has no vision tower")
        features: Tensor = self.vision(patches, grids, kept)
        return features

    def vocab_logits(self, hidden: Tensor) -> Tensor:
        """[..., hidden] -> [..., vocab_size]."""
        if self.lm_head is None:
            return F.linear(hidden, self.decoder.embed_tokens.weight)
        logits: Tensor = self.lm_head(hidden)
        return logits


def place_images(x: Tensor, is_pad: Tensor, features: Tensor | None) -> Tensor:
    """Embeddings [B, T, hidden] with the rows where `is_pad` [B, T] replaced by the features."""
    num_pads, num_features = int(is_pad.sum()), 0 if features is None else features.shape[0]
    if num_pads != num_features:
        raise ValueError(f"{num_pads} image pad tokens, but {num_features} image features")
    return x if features is None else x.masked_scatter(is_pad[..., None], features.to(x.dtype))
