"""nano's layout positions: where on the page a token's word stands, as part of its embedding."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LayoutEmbedding(nn.Module):
    """The sum of four learned vectors: for left, top, right and height of the word's box."""

    def __init__(self, num_bins: int, hidden_size: int) -> None:
        super().__init__()
        # Bin 0 means "no place": all four sides share row 0, which stays zero.
        self.weight = nn.Parameter(torch.zeros(1 + 4 * (num_bins - 1), hidden_size))
        self.num_bins = num_bins

    def forward(self, layout: Tensor) -> Tensor:
        """layout: [B, T, 4] int64 in [0, num_bins) -> [B, T, hidden]."""
        offsets = torch.arange(4, device=layout.device) * (self.num_bins - 1)
        index = torch.where(layout > 0, layout + offsets, 0).flatten(0, 1)
        summed = F.embedding_bag(index, self.weight, mode="sum", padding_idx=0)
        return summed.view(*layout.shape[:2], -1)
