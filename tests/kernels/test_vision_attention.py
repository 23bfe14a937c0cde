"""The vision tower's attention: the kernels against the reference in float32."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from kernels import dispatch
from kernels.tiles import ARCHITECTURES, GENERIC, SM_90
from kernels.vision_attention import kernel
from model.network.rope import rotate, vision_rotation
from tests.kernels.comparison import DTYPES, assert_close, draw, in_float32, interpreted

THETA = 1e4
# Around the 64 keys of a round and the 128 queries of a program; empty images among them.
LENGTHS = [[1], [5, 0, 9], [0], [64], [65, 0, 1], [130, 15]]
lengths_cases = pytest.mark.parametrize("lengths", LENGTHS, ids=lambda x: "_".join(map(str, x)))
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)


@pytest.fixture(params=ARCHITECTURES)
def arch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the tiles of one architecture; those of SM_90 load keys by TMA."""
    arch: str = request.param
    monkeypatch.setattr(kernel, "arch_of", lambda _: arch)
    return arch


class Inputs(NamedTuple):
    """As the operator takes them."""

    qkv: Tensor
    cos: Tensor
    sin: Tensor
    cu_seqlens: Tensor
    max_tokens: int
    num_heads: int

    @property
    def heads(self) -> tuple[Tensor, Tensor, Tensor]:
        """q, k, v: [N, H, D]."""
        q, k, v = self.qkv.unflatten(-1, (3, self.num_heads, -1)).unbind(1)
        return q, k, v

    @property
    def rotation(self) -> tuple[Tensor, Tensor]:
        """As the network's `rotate` takes it."""
        return self.cos.repeat(1, 2)[:, None], self.sin.repeat(1, 2)[:, None]


def make(
    lengths: list[int], num_heads: int = 2, size: int = 16, dtype: torch.dtype = torch.float32
) -> Inputs:
    total = sum(lengths)
    cells = torch.randint(0, 90, (total, 2), generator=torch.Generator().manual_seed(3))
    return Inputs(
        draw(total, 3 * num_heads * size, dtype=dtype),
        *vision_rotation(cells, size, THETA),
        torch.tensor([0, *accumulate(lengths)], dtype=torch.int32),
        max(lengths),
        num_heads,
    )


def copied(inputs: Inputs) -> Inputs:
    return inputs._replace(qkv=inputs.qkv.clone())


def run(inputs: Inputs) -> Tensor:
    """On a copy: the kernel overwrites qkv."""
    return interpreted(dispatch.vision_attention, *copied(inputs))


@lengths_cases
@dtypes
@pytest.mark.usefixtures("arch")
def test_images_of_any_sizes_give_the_reference(lengths: list[int], dtype: torch.dtype) -> None:
    inputs = make(lengths, dtype=dtype)
    assert_close(run(inputs), in_float32(dispatch.vision_attention, *inputs), dtype)


@pytest.mark.parametrize("heads", [(1, 32), (3, 48), (2, 40), (1, 12), (16, 64), (1, 128)], ids=str)
@dtypes
@pytest.mark.usefixtures("arch")
def test_heads_of_any_size_give_the_reference(heads: tuple[int, int], dtype: torch.dtype) -> None:
    inputs = make([7, 66] if heads[0] < 16 else [17], *heads, dtype=dtype)
    assert_close(run(inputs), in_float32(dispatch.vision_attention, *inputs), dtype)


def test_the_reference_is_the_networks_rotation_and_a_softmax_within_each_image() -> None:
    lengths = [6, 6, 0, 11, 1]
    inputs = make(lengths, 2, 32)
    q, k, v = inputs.heads
    q, k = rotate(q, inputs.rotation), rotate(k, inputs.rotation)
    expected = []
    for start, end in pairwise(inputs.cu_seqlens.tolist()):
        scores = torch.einsum("nhd,mhd->hnm", q[start:end], k[start:end]) * 32**-0.5
        expected.append(torch.einsum("hnm,mhd->nhd", scores.softmax(-1), v[start:end]).flatten(1))
    before = inputs.qkv.clone()
    assert_close(dispatch.vision_attention(*inputs), torch.cat(expected), torch.float32)
    assert torch.equal(inputs.qkv, before)


@dtypes
@pytest.mark.parametrize("heads", [(3, 16), (2, 40)], ids=str)
def test_the_kernel_leaves_rotated_queries_and_keys_behind(
    heads: tuple[int, int], dtype: torch.dtype
) -> None:
    inputs = make([9, 4], *heads, dtype=dtype)
    after = copied(inputs)
    interpreted(dispatch.vision_attention, *after)
    for ours, plain in zip(after.heads[:2], inputs.heads[:2], strict=True):
        assert_close(ours, rotate(plain.float(), inputs.rotation), dtype)
    assert torch.equal(after.heads[2], inputs.heads[2])


@dtypes
@pytest.mark.usefixtures("arch")
def test_an_image_does_not_depend_on_its_batch(dtype: torch.dtype) -> None:
    inputs = make([70, 3, 66], dtype=dtype)
    whole = run(inputs)
    for start, end in pairwise(inputs.cu_seqlens.tolist()):
        part = slice(start, end)
        bounds = torch.tensor([0, end - start], dtype=torch.int32)
        alone = Inputs(inputs.qkv[part], inputs.cos[part], inputs.sin[part], bounds, end - start, 2)
        assert torch.equal(run(alone), whole[part])


# The images of NaN have no largest score.
@pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")
@pytest.mark.usefixtures("arch")
def test_what_lies_beside_an_image_is_not_seen() -> None:
    inputs = make([20, 70, 20])
    expected = run(inputs)[20:90]
    for part in (slice(0, 20), slice(90, 110)):
        inputs.qkv[part] = torch.nan
    assert torch.equal(run(inputs)[20:90], expected)


def test_patches_of_no_image_and_queries_beyond_the_largest_get_no_output() -> None:
    inputs = make([40, 30])
    expected = run(inputs)
    inside = inputs._replace(cu_seqlens=torch.tensor([40, 70], dtype=torch.int32), max_tokens=16)
    out = run(inside)
    assert torch.equal(out[40:56], expected[40:56])
    assert out[:40].isnan().all()
    assert out[56:].isnan().all()


def test_more_tokens_than_the_largest_image_has_change_nothing() -> None:
    inputs = make([5, 33])
    assert torch.equal(run(inputs._replace(max_tokens=200)), run(inputs))


@pytest.mark.usefixtures("arch")
def test_large_scores_do_not_overflow() -> None:
    inputs = make([70, 20])
    inputs.qkv[:, :32] *= 1000
    out = run(inputs)
    assert_close(out, in_float32(dispatch.vision_attention, *inputs), torch.float32)


@pytest.mark.parametrize("arch", [GENERIC, SM_90])
@pytest.mark.parametrize("padding", [8, 3], ids=["aligned", "not_aligned"])
def test_rows_may_lie_apart(arch: str, padding: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "arch_of", lambda _: arch)
    inputs = make([70, 5], dtype=torch.bfloat16)
    wide = torch.full((75, 96 + padding), torch.nan, dtype=torch.bfloat16)
    wide[:, :96] = inputs.qkv
    out = interpreted(dispatch.vision_attention, *inputs._replace(qkv=wide[:, :96]))
    assert torch.equal(out, run(inputs))
    assert wide[:, 96:].isnan().all()


@pytest.mark.parametrize("path", [run, lambda x: dispatch.vision_attention(*x)])
def test_no_patches_give_no_outputs(path: object) -> None:
    assert callable(path)
    assert path(make([0])).shape == (0, 32)
    none = make([0])._replace(cu_seqlens=torch.zeros(1, dtype=torch.int32))
    assert path(none).shape == (0, 32)


def test_shapes_that_do_not_go_together_are_refused() -> None:
    inputs = make([4])
    for change, message in (
        ({"num_heads": 5}, "rows of 96 are not q, k, v of 5 heads"),
        ({"num_heads": 32}, "of 32 heads in pairs"),
        ({"cos": inputs.cos[:2]}, r"cos \(2, 8\)"),
        ({"sin": inputs.sin[:, :4]}, r"sin \(4, 4\)"),
    ):
        with pytest.raises(ValueError, match=message):
            kernel.vision_attention(*inputs._replace(**change))
