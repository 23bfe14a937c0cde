"""The vision tower's patch embedding in plain PyTorch, and the weight it takes. Knows no grid.

Layout: patches: uint8 [N, P], flattened as (channel, row, column); weight: [H, P]. Differentiable.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

# Half of the largest byte: the centre of the pixels, and their scale.
CENTRE = 127.5


def reference_patch_embed(patches: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """weight (u - 127.5) + bias for each row u of patches: [N, H] in weight's dtype.

    weight: as `fold_patch_weight` gives it; bias: [H]. u - 127.5 has 8 significant bits: exact in
    bfloat16, so that nothing is lost where pixels are nearly white.
    """
    return F.linear((patches.float() - CENTRE).to(weight.dtype), weight, bias)


def fold_patch_weight(weight: Tensor, num_channels: int, num_frames: int) -> Tensor:
    """The published weight for pixels u / 127.5 - 1, repeated in every frame, as one for u - 127.5.

    weight: [H, channels * frames * pixels] -> [H, channels * pixels], in its dtype: the frames of a
    still image are equal, so their weights add up. The bias stays as it is.
    """
    frames = weight.float().unflatten(1, (num_channels, num_frames, -1))
    return (frames.sum(2) / CENTRE).flatten(1).to(weight.dtype)
