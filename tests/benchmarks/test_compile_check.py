"""Every kernel compiles for Hopper, and for older GPUs, without spilling."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from triton import knobs

from benchmarks.compile_check import DTYPES, launches, rows
from kernels.activations import kernel as activations
from kernels.causal_conv import kernel as causal_conv
from kernels.norms import kernel as norms

KERNELS = {
    name.strip("_")
    for module in (activations, causal_conv, norms)
    for name in vars(module)
    if name.endswith("_kernel")
}


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))


def has_assembler() -> bool:
    try:
        return Path(knobs.nvidia.ptxas.path).is_file()
    except RuntimeError:
        return False


@pytest.mark.skipif(not has_assembler(), reason="this build of Triton has no ptxas")
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_no_kernel_spills(dtype: torch.dtype) -> None:
    found = rows([dtype])
    assert {row.kernel for row in found} == KERNELS
    assert {row.tiles for row in found} == {"sm_90", "generic"}
    assert [row for row in found if row.spilled_bytes or row.stack_bytes] == []
    assert all(0 < row.registers <= 128 for row in found)


def test_both_forms_of_a_kernel_are_checked() -> None:
    residuals = {
        launch.arguments[1] is None
        for launch in launches(torch.float32, "sm_90")
        if launch.kernel.__name__ == "_rms_norm_kernel"
    }
    assert residuals == {True, False}
