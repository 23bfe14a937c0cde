"""The patch embedding: the kernel against its reference, both against the published linear map."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from kernels import dispatch
from kernels.patch_embed import kernel
from kernels.patch_embed.reference import fold_patch_weight
from kernels.tiles import ARCHITECTURES
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted

# Patches, pixels of a patch, features: around a program's tile, and not in units of 16 bytes.
SHAPES = [(0, 48, 32), (1, 48, 32), (3, 75, 20), (129, 80, 130), (70, 588, 72), (2, 768, 64)]
shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda x: "_".join(map(str, x)))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the tiles of one architecture; those of SM_90 are loaded by TMA where it can."""
    arch: str = request.param
    monkeypatch.setattr(kernel, "arch_of", lambda _: arch)
    return arch


def draw_patches(num_patches: int, num_pixels: int) -> Tensor:
    generator = torch.Generator().manual_seed(42)
    return torch.randint(0, 256, (num_patches, num_pixels), generator=generator, dtype=torch.uint8)


def make(shape: tuple[int, int, int], dtype: torch.dtype) -> tuple[Tensor, Tensor, Tensor]:
    num_patches, num_pixels, num_features = shape
    weight = draw(num_features, num_pixels) / 127.5
    return (
        draw_patches(num_patches, num_pixels),
        weight.to(dtype),
        draw(num_features, dtype=dtype, seed=1),
    )


@shapes
@dtypes
@pytest.mark.usefixtures("arch")
def test_patch_embed_is_its_reference(shape: tuple[int, int, int], dtype: torch.dtype) -> None:
    inputs = make(shape, dtype)
    expected = in_float32(dispatch.patch_embed, *inputs)
    assert_close(interpreted(dispatch.patch_embed, *inputs), expected, dtype)


@dtypes
def test_every_byte_is_taken_exactly(dtype: torch.dtype) -> None:
    patches = torch.arange(256, dtype=torch.uint8)[:, None].repeat(1, 16)
    patches[:, 1:] = 127
    weight = torch.zeros(1, 16, dtype=dtype)
    weight[0, 0] = 1
    inputs = patches, weight, torch.zeros(1, dtype=dtype)
    expected = (torch.arange(256) - 127.5)[:, None]
    for x in (interpreted(dispatch.patch_embed, *inputs), dispatch.patch_embed(*inputs)):
        assert torch.equal(x.float(), expected)


@dtypes
@pytest.mark.usefixtures("arch")
def test_a_patch_does_not_depend_on_its_batch(dtype: torch.dtype) -> None:
    patches, weight, bias = make((135, 80, 20), dtype)
    whole = interpreted(dispatch.patch_embed, patches, weight, bias)
    parts = [
        interpreted(dispatch.patch_embed, patches[part], weight, bias)
        # Programs' borders: NumPy's product, in the interpreter, depends on a row's place in it.
        for part in (slice(0, 128), slice(128, 135))
    ]
    assert torch.equal(torch.cat(parts), whole)


@pytest.mark.parametrize("padding", [16, 5], ids=["aligned", "not_aligned"])
@pytest.mark.usefixtures("arch")
def test_patches_may_be_a_slice_of_wider_rows(padding: int) -> None:
    patches, weight, bias = make((9, 80, 20), torch.bfloat16)
    wide = torch.full((9, 80 + padding), 255, dtype=torch.uint8)
    wide[:, :80] = patches
    x = interpreted(dispatch.patch_embed, wide[:, :80], weight, bias)
    assert torch.equal(x, interpreted(dispatch.patch_embed, patches, weight, bias))


def test_a_folded_weight_is_the_published_one_on_a_still_image_in_every_frame() -> None:
    channels, frames, pixels = 3, 2, 16
    weight, bias = draw(10, channels * frames * pixels), draw(10, seed=1)
    patches = draw_patches(7, channels * pixels)
    normalised = (patches.double() / 127.5 - 1).unflatten(1, (channels, 1, pixels))
    repeated = normalised.expand(-1, -1, frames, -1).flatten(1)
    expected = F.linear(repeated, weight.double(), bias.double())
    folded = fold_patch_weight(weight, channels, frames)
    assert folded.shape == (10, channels * pixels)
    assert_close(dispatch.patch_embed(patches, folded, bias), expected, torch.float32)
    rounded = fold_patch_weight(weight.bfloat16(), channels, frames)
    assert rounded.dtype == torch.bfloat16
    assert_close(rounded, folded, torch.bfloat16)


def test_gradients_go_through_the_folded_weight() -> None:
    weight = draw(10, 3 * 2 * 16).requires_grad_()
    patches = draw_patches(7, 48)
    folded = fold_patch_weight(weight, 3, 2)
    dispatch.patch_embed(patches, folded, torch.zeros(10)).sum().backward()
    expected = ((patches.float() - 127.5) / 127.5).sum(0).view(3, 1, 16).expand(3, 2, 16)
    assert weight.grad is not None
    assert_close(weight.grad, expected.flatten().expand(10, -1), torch.float32)


def test_unlike_shapes_and_other_numbers_than_bytes_are_refused() -> None:
    patches, weight, bias = make((4, 16, 8), torch.float32)
    with pytest.raises(ValueError, match=r"weight \(8, 15\)"):
        kernel.patch_embed(patches, weight[:, 1:], bias)
    with pytest.raises(ValueError, match=r"bias \(7,\)"):
        kernel.patch_embed(patches, weight, bias[1:])
    with pytest.raises(TypeError, match=r"uint8, not torch\.float32"):
        kernel.patch_embed(patches.float(), weight, bias)
