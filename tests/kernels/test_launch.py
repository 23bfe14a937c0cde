"""Interpreted launches: what they leave behind, how they round; recorded ones."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch
import triton
import triton.language as tl
from torch import Tensor
from triton.runtime.jit import JITFunction
from triton.tools.tensor_descriptor import TensorDescriptor

from kernels.launch import EXCHANGED, launch, recorded
from kernels.norms import kernel
from tests.kernels.comparison import draw

SCRIPT = """
import sys
import torch
from kernels import dispatch
assert "triton" not in sys.modules
x, weight = torch.randn(3, 8), torch.randn(8)
expected = dispatch.rms_norm(x, weight, 1e-6)
assert "triton" not in sys.modules
with dispatch.forced(dispatch.Path.TRITON):
    assert torch.allclose(dispatch.rms_norm(x, weight, 1e-6), expected)
"""


@triton.jit
def _transpose_kernel(d_x, p_y, num_rows, BR: tl.constexpr, BD: tl.constexpr):
    b_x = d_x.load([tl.program_id(0) * BR, 0])
    o_r, o_d = tl.program_id(0) * BR + tl.arange(0, BR), tl.arange(0, BD)
    o_y = o_d[:, None] * num_rows + o_r[None, :]
    b_y = tl.trans(b_x).to(p_y.dtype.element_ty)
    tl.store(p_y + o_y, b_y, mask=(o_r < num_rows)[None, :])


@triton.jit
def _greatest_kernel(p_x, p_y, BD: tl.constexpr):
    tl.store(p_y, tl.max(tl.load(p_x + tl.arange(0, BD))))


def transpose(x: Tensor, dtype: torch.dtype) -> Tensor:
    y = torch.empty(x.shape[::-1], dtype=dtype, device=x.device)
    tiles = TensorDescriptor.from_tensor(x, [4, x.shape[1]])
    grid = (triton.cdiv(x.shape[0], 4),)
    sizes = {"BR": 4, "BD": x.shape[1]}
    launch(_transpose_kernel, grid, tiles, y, x.shape[0], num_warps=1, num_stages=2, **sizes)
    return y


def test_triton_is_left_as_it_was() -> None:
    before = [dict(vars(owner)) for owner in EXCHANGED]
    kernel.rms_norm(draw(3, 8), draw(8), 1e-6)
    assert [dict(vars(owner)) for owner in EXCHANGED] == before
    assert isinstance(tl.sum, JITFunction)
    assert isinstance(kernel._rms_norm_kernel, JITFunction)


def test_triton_is_imported_by_the_first_kernel_and_may_interpret_everything_itself() -> None:
    environment = {**os.environ, "TRITON_INTERPRET": "1"}
    subprocess.run([sys.executable, "-W", "error", "-c", SCRIPT], env=environment, check=True)


def test_bfloat16_is_rounded_to_nearest() -> None:
    x = torch.tensor([[1.0, 1.00390625, 1.01171875, -1.005, torch.inf, torch.nan]]).bfloat16()
    residual = torch.tensor([[0.00390625] * 6]).bfloat16()
    _, total = kernel.add_rms_norm(x, residual, torch.zeros(6), 1e-6)
    assert torch.equal(total[:, :5], (x + residual)[:, :5])
    assert total[0, 5].isnan()


def test_fresh_memory_is_nan_here() -> None:
    x = torch.zeros(4)
    for fresh in (torch.empty(100), torch.empty_like(x), x.new_empty(3, 2)):
        assert fresh.isnan().all()


def test_recorded_launches_do_not_run() -> None:
    x = torch.empty(5, 2048, dtype=torch.bfloat16, device="meta")
    with recorded("sm_90") as launches:
        kernel.rms_norm(x, x[0], 1e-6)
    [launch] = launches
    assert launch.kernel is kernel._rms_norm_kernel
    assert launch.constants == {"D": 2048, "BR": 1, "BD": 2048}
    assert launch.options == {"num_warps": 4}


def test_stages_and_descriptors_are_recorded() -> None:
    with recorded("sm_90") as launches:
        transpose(torch.empty(7, 16, device="meta"), torch.float32)
    [launch] = launches
    assert launch.options == {"num_warps": 1, "num_stages": 2}
    assert isinstance(launch.arguments[0], TensorDescriptor)


def test_tiles_are_loaded_through_a_descriptor() -> None:
    x = draw(7, 16)
    assert torch.equal(transpose(x, x.dtype), x.T)


@pytest.mark.parametrize("dtype", [torch.int8, torch.uint8, torch.int32], ids=str)
def test_whole_numbers_become_bfloat16(dtype: torch.dtype) -> None:
    x = torch.arange(64).view(4, 16).to(dtype) * 2
    assert torch.equal(transpose(x, torch.bfloat16), x.T.bfloat16())


def test_functions_of_the_language_work_in_one_launch_after_another() -> None:
    for _ in range(2):
        y = torch.empty(1)
        launch(_greatest_kernel, (1,), draw(16), y, BD=16, num_warps=1)
        assert y == draw(16).max()


def test_a_launch_needs_a_tensor() -> None:
    with pytest.raises(TypeError, match="tensor"):
        launch(_greatest_kernel, (1,), 3, BD=16, num_warps=1)
