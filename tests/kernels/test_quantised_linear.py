"""The linear map with 8-bit weights against its reference, and the quantisation of weights."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from kernels import dispatch, tiles
from kernels.launch import recorded
from kernels.quantised_linear import kernel
from kernels.quantised_linear.reference import dequantise_weight, quantise_weight
from tests.kernels.comparison import DTYPES, assert_close, draw, interpreted
from tests.kernels.tolerances import TOLERANCE

WEIGHTS = [torch.int8, torch.float8_e4m3fn]
dtypes = pytest.mark.parametrize("dtype", DTYPES, ids=str)
weights = pytest.mark.parametrize("quantised", WEIGHTS, ids=str)
# Tokens, outputs, inputs: a row as one group; groups; parts of tiles; more tokens than a tile.
SHAPES = [
    (0, 8, 16),
    (1, 1, 1),
    (3, 7, 48),
    (1, 65, 128),
    (17, 33, 256),
    (2, 40, 200),
    (67, 70, 384),
]


def expected_linear(x: Tensor, q: Tensor, scale: Tensor) -> Tensor:
    return x.float() @ dequantise_weight(q, scale).T


@pytest.mark.parametrize("shape", SHAPES, ids=lambda x: "{}_tokens_{}x{}".format(*x))
@weights
@dtypes
def test_the_kernel_is_its_reference(
    shape: tuple[int, int, int], quantised: torch.dtype, dtype: torch.dtype
) -> None:
    num_tokens, num_outputs, num_inputs = shape
    x = draw(num_tokens, num_inputs, dtype=dtype)
    q, scale = quantise_weight(draw(num_outputs, num_inputs, seed=1), quantised)
    expected = expected_linear(x, q, scale)
    assert_close(interpreted(dispatch.quantised_linear, x, q, scale), expected, dtype)
    assert_close(dispatch.quantised_linear(x, q, scale), expected, dtype)


@pytest.mark.parametrize("group", [16, 48, 64, 256], ids="groups_of_{}".format)
@dtypes
def test_groups_of_other_sizes(group: int, dtype: torch.dtype) -> None:
    x = draw(5, 768, dtype=dtype)
    q, scale = quantise_weight(draw(9, 768, seed=1), torch.int8, group)
    assert scale.shape == (9, 768 // group)
    expected = expected_linear(x, q, scale)
    assert_close(interpreted(dispatch.quantised_linear, x, q, scale), expected, dtype)


@weights
def test_parts_of_many_inputs_are_summed(quantised: torch.dtype) -> None:
    x = draw(3, 6144, dtype=torch.bfloat16)
    q, scale = quantise_weight(draw(20, 6144, seed=1), quantised)
    assert tiles.quantised_linear_tile(3, 20, 6144, x.dtype, tiles.GENERIC).splits == 3
    expected = expected_linear(x, q, scale)
    assert_close(interpreted(dispatch.quantised_linear, x, q, scale), expected, x.dtype)


def test_the_inputs_may_be_a_slice_and_what_is_beyond_is_not_read() -> None:
    wide = torch.full((4, 300), torch.nan)
    wide[:, :200] = draw(4, 200)
    q, scale = quantise_weight(draw(11, 200, seed=1), torch.int8)
    actual = interpreted(dispatch.quantised_linear, wide[:, :200], q, scale)
    assert_close(actual, expected_linear(wide[:, :200], q, scale), torch.float32)


@dtypes
def test_a_token_does_not_depend_on_its_batch(dtype: torch.dtype) -> None:
    x = draw(13, 256, dtype=dtype)
    q, scale = quantise_weight(draw(40, 256, seed=1), torch.int8)
    whole = interpreted(dispatch.quantised_linear, x, q, scale)
    parts = [interpreted(dispatch.quantised_linear, part, q, scale) for part in (x[:1], x[1:])]
    assert torch.equal(torch.cat(parts), whole)


@weights
def test_a_weight_is_off_by_half_a_step_at_most(quantised: torch.dtype) -> None:
    weight = draw(6, 384)
    q, scale = quantise_weight(weight, quantised)
    assert q.dtype == quantised
    assert scale.shape == (6, 3)
    error = (dequantise_weight(q, scale) - weight).abs()
    if quantised == torch.int8:
        steps = scale.repeat_interleave(128, dim=1)
    else:
        # Three bits after the leading one; below the smallest normal number the steps are equal.
        scales = scale.repeat_interleave(128, dim=1)
        scaled = (weight / scales).abs().clamp_min(2**-6)
        steps = scaled.log2().floor().exp2() * 2**-3 * scales
    assert (error <= steps / 2 * (1 + TOLERANCE[torch.float32])).all()


@weights
def test_quantising_is_symmetric_and_keeps_the_greatest(quantised: torch.dtype) -> None:
    weight = draw(4, 256)
    q, scale = quantise_weight(weight, quantised)
    negative, same_scale = quantise_weight(-weight, quantised)
    assert torch.equal(scale, same_scale)
    assert torch.equal(negative.float(), -q.float())
    greatest = dequantise_weight(q, scale).unflatten(1, (2, 128)).abs().amax(-1)
    assert_close(greatest, weight.unflatten(1, (2, 128)).abs().amax(-1), torch.float32)


@weights
def test_groups_of_zeros_stay_zeros(quantised: torch.dtype) -> None:
    weight = draw(3, 256)
    weight[1], weight[2, 128:] = 0, 0
    q, scale = quantise_weight(weight, quantised)
    restored = dequantise_weight(q, scale)
    assert restored.isfinite().all()
    assert (restored[1] == 0).all()
    assert (restored[2, 128:] == 0).all()
    # The zeros' neighbours are quantised as if they were alone.
    alone, _ = quantise_weight(weight[:1], quantised)
    assert torch.equal(q[:1].float(), alone.float())


@weights
def test_weights_that_are_8_bit_numbers_come_back(quantised: torch.dtype) -> None:
    exact = torch.randint(-127, 128, (5, 256), generator=torch.Generator().manual_seed(42)).float()
    exact[:, ::128] = 127
    if quantised == torch.float8_e4m3fn:
        exact = exact.to(quantised).float()
        exact[:, ::128] = 448
    q, scale = quantise_weight(exact, quantised)
    assert torch.equal(dequantise_weight(q, scale), exact)


def test_float8_weights_are_refused_where_they_cannot_be_converted() -> None:
    x = torch.empty(1, 256, dtype=torch.bfloat16, device="meta")
    q = torch.empty(64, 256, dtype=torch.float8_e4m3fn, device="meta")
    scale = torch.empty(64, 2, device="meta")
    with recorded(tiles.GENERIC), pytest.raises(NotImplementedError, match="sm_90"):
        kernel.quantised_linear(x, q, scale)
    with recorded(tiles.SM_90) as launches:
        kernel.quantised_linear(x, q, scale)
    assert [launch.kernel for launch in launches] == [kernel._linear_kernel]


@pytest.mark.parametrize(
    ("x", "q", "scale", "message"),
    [
        (draw(2, 128), torch.zeros(4, 256), torch.ones(4, 2), "torch.float32"),
        (draw(2, 128), torch.zeros(4, 256).to(torch.int8), torch.ones(4, 2), r"\(4, 256\)"),
        (draw(2, 256), torch.zeros(4, 256).to(torch.int8), torch.ones(3, 2), r"\(3, 2\)"),
        (draw(2, 256), torch.zeros(4, 256).to(torch.int8), torch.ones(4, 3), r"\(4, 3\)"),
        (draw(2, 256), torch.zeros(4, 256).to(torch.int8), torch.ones(4, 2).half(), "float16"),
    ],
    ids=["weights", "inputs", "outputs", "groups", "scale"],
)
@pytest.mark.parametrize("path", list(dispatch.Path), ids=lambda path: path.value)
def test_what_does_not_go_together_is_refused(
    path: dispatch.Path, x: Tensor, q: Tensor, scale: Tensor, message: str
) -> None:
    with dispatch.forced(path), pytest.raises(ValueError, match=message):
        dispatch.quantised_linear(x, q, scale)


def test_groups_too_small_for_the_matrix_unit_are_refused() -> None:
    q, scale = quantise_weight(draw(4, 72), torch.int8, 24)
    with pytest.raises(ValueError, match="24 inputs"):
        interpreted(dispatch.quantised_linear, draw(2, 72), q, scale)


def test_what_cannot_be_quantised_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not torch\.int16"):
        quantise_weight(draw(2, 128), torch.int16)
    weight = draw(2, 128)
    weight[1, 5] = torch.inf
    with pytest.raises(ValueError, match="finite"):
        quantise_weight(weight, torch.int8)
