"""Linear maps with int8 weights, for decoding on a CPU. Knows no checkpoint and no request.

A token's pass reads every weight once, so its time is their bytes: int8 has a quarter of
float32's. Each output row of a weight has one scale; activations stay floats:

    w[n, k] ~ scale[n] q[n, k]          y[m, n] = scale[n] sum_k x[m, k] q[n, k]

Few rows of x go through torch's kernel that widens q in registers. Its result for a row is the
same bits whatever the other rows are. Many rows are bound by arithmetic instead: there q is
widened tile by tile into a small buffer and multiplied as floats, so no float weights are kept.
Source: Dettmers et al., "LLM.int8()" (2022), section 2, without its int8 activations.
"""

from __future__ import annotations

import threading

import torch
from torch import Tensor, nn

from model.network.rax import Rax

GREATEST = 127
#: up to here the kernel for few rows is the faster one, by the dtype of x: its time goes by rows,
#: and a matrix of bfloat16 is multiplied faster where there are instructions for it
MAX_NARROW_ROWS = {torch.bfloat16: 16, torch.float32: 48}
#: torch's kernel reads the inputs of a row in vectors of 16 and has no code for what is left over
INPUT_MULTIPLE = 16
#: smaller weights stay floats: a call costs as much as reading them
MIN_WEIGHTS = 1 << 20
#: weights that are widened at a time; 8 MiB in bfloat16
TILE_WEIGHTS = 1 << 22

_buffers = threading.local()


class QuantisedLinear(nn.Module):
    """In the place of an `nn.Linear` without bias. For inference: it has no parameters."""

    q: Tensor
    scale: Tensor

    def __init__(self, weight: Tensor) -> None:
        """weight: [out_features, in_features], float.

        Raises: ValueError for a number of inputs that torch's kernel can't read, or a weight that
        is not finite.
        """
        super().__init__()
        self.out_features, self.in_features = weight.shape
        if self.in_features % INPUT_MULTIPLE:
            raise ValueError(f"{self.in_features} inputs are no multiple of {INPUT_MULTIPLE}")
        q, scale = quantise_rows(weight.detach())
        self.register_buffer("q", q, persistent=False)
        self.register_buffer("scale", scale, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """x: [..., in_features] -> [..., out_features], in x's dtype."""
        rows = x.reshape(-1, self.in_features)
        if 0 < rows.shape[0] <= MAX_NARROW_ROWS[x.dtype]:
            narrow = rows.to(torch.bfloat16).contiguous()
            y = torch._weight_int8pack_mm(narrow, self.q, self.scale).to(x.dtype)
        else:
            y = self._wide(rows)
        return y.view(*x.shape[:-1], self.out_features)

    def _wide(self, rows: Tensor) -> Tensor:
        y = rows.new_empty(rows.shape[0], self.out_features)
        scale = self.scale.to(rows.dtype)
        height = max(1, TILE_WEIGHTS // self.in_features)
        for start in range(0, self.out_features, height):
            q = self.q[start : start + height]
            tile = _buffer(q.numel(), rows.dtype).view_as(q).copy_(q)
            torch.mm(rows, tile.T, out=y[:, start : start + height])
        return y.mul_(scale)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}"


class QuantisedEmbedding(nn.Module):
    """The rows of a `QuantisedLinear` as embeddings: the matrix of a tied head is kept once."""

    def __init__(self, head: QuantisedLinear, dtype: torch.dtype) -> None:
        super().__init__()
        self.head, self.dtype = head, dtype

    def forward(self, ids: Tensor) -> Tensor:
        """ids: [...] int64 -> [..., in_features]."""
        scale = self.head.scale[ids].float()
        return (self.head.q[ids].float() * scale[..., None]).to(self.dtype)


@torch.no_grad()
def quantise_rows(weight: Tensor) -> tuple[Tensor, Tensor]:
    """(q, scale) with weight ~ q * scale[:, None]; q: int8 in [-127, 127], scale: bfloat16.

    Raises: ValueError for a weight that is not finite.
    """
    q = torch.empty(weight.shape, dtype=torch.int8)
    scale = torch.empty(weight.shape[0], dtype=torch.bfloat16)
    height = max(1, TILE_WEIGHTS // weight.shape[1])
    for start in range(0, weight.shape[0], height):
        tile = weight[start : start + height].float()
        greatest = tile.abs().amax(1)
        if not greatest.isfinite().all():
            raise ValueError("a weight is not finite")
        # Rounded to what the kernel takes before q is made from it; a row of zeros has scale 1.
        rounded = torch.where(greatest > 0, greatest / GREATEST, 1.0).bfloat16()
        scale[start : start + height] = rounded
        levels = (tile / rounded.float()[:, None]).round_().clamp_(-GREATEST, GREATEST)
        q[start : start + height] = levels
    return q, scale


def quantise_linears(network: Rax, dtype: torch.dtype) -> None:
    """Gives the decoder and the head int8 weights and all else of the network `dtype`, in place.

    dtype: of activations; the network's own, or float32 for one that was loaded as bfloat16.
    Matrices are replaced one by one: no more memory is needed than the network had. A tied head
    becomes a module of its own, which shares its matrix with the embeddings. Vision stays floats:
    its patches are many, so its time is arithmetic. Not for a network in use, or on a GPU.
    Raises: ValueError for another dtype, and as `QuantisedLinear`.
    """
    stored = network.decoder.embed_tokens.weight.dtype
    if dtype not in (stored, torch.float32):
        raise ValueError(f"a network in {stored} can't become {dtype}")
    # Names, not modules: what is replaced has to be freed.
    names = [name for name, module in network.named_modules() if _is_large(module)]
    for name in names:
        linear = network.get_submodule(name)
        assert isinstance(linear, nn.Linear)
        _replace(network, name, QuantisedLinear(linear.weight))
    if network.lm_head is None:
        head = QuantisedLinear(network.decoder.embed_tokens.weight)
        _replace(network, "lm_head", head)
        _replace(network, "decoder.embed_tokens", QuantisedEmbedding(head, dtype))
    for parameter in network.parameters():
        # DeltaNet's decays and gated norms are float32 already.
        parameter.data = parameter.data.to(dtype) if parameter.dtype == stored else parameter.data


def _replace(network: nn.Module, name: str, module: nn.Module) -> None:
    parent, _, child = name.rpartition(".")
    setattr(network.get_submodule(parent), child, module)


def _is_large(module: nn.Module) -> bool:
    """Of the decoder and the head; the vision tower's linears all have a bias."""
    return (
        isinstance(module, nn.Linear)
        and module.weight.numel() >= MIN_WEIGHTS
        and module.in_features % INPUT_MULTIPLE == 0
        and module.bias is None
    )


def _buffer(size: int, dtype: torch.dtype) -> Tensor:
    """Memory of this thread to write a tile into; fresh memory would cost more than the tile."""
    kept: dict[torch.dtype, Tensor] = _buffers.__dict__.setdefault("by_dtype", {})
    if dtype not in kept or kept[dtype].numel() < size:
        # Else it could be written to in inference mode only.
        with torch.inference_mode(False):
            kept[dtype] = torch.empty(size, dtype=dtype)
    return kept[dtype][:size]
