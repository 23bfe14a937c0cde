"""Interpreted launches: what they leave behind, how they round; recorded ones."""

from __future__ import annotations

import os
import subprocess
import sys

import torch
import triton.language as tl
from triton.runtime.jit import JITFunction

from kernels.launch import EXCHANGED, recorded
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
