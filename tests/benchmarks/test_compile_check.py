"""Every kernel compiles for Hopper, and for older GPUs, without spilling.

All of it in bfloat16 for Hopper; of the rest a sample, to save minutes: `make compile-check`
compiles everything.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from triton import knobs
from triton.runtime.jit import JITFunction

import kernels
from benchmarks import compile_check
from benchmarks.compile_check import Case, Row, cases_of, checked, faults_of, launches
from benchmarks.kernel_cases import case_names
from kernels.tiles import GENERIC, SM_90

OTHERS = [(torch.bfloat16, GENERIC), (torch.float32, SM_90), (torch.float32, GENERIC)]
ROW = Row(
    cases="quantised_linear",
    kernel="linear_kernel",
    dtype="bf16",
    tiles=SM_90,
    constants={"BM": 16},
    absent=[],
    num_warps=4,
    num_stages=4,
    registers=96,
    spilled_bytes=0,
    stack_bytes=0,
    shared_bytes=40960,
    wgmma=True,
    tma=False,
)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))


def has_assembler() -> bool:
    try:
        return Path(knobs.nvidia.ptxas.path).is_file()
    except RuntimeError:
        return False


needs_assembler = pytest.mark.skipif(
    not has_assembler(), reason="this build of Triton has no ptxas"
)


@needs_assembler
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", case_names())
def test_every_kernel_is_right_for_hopper(name: str) -> None:
    found = [checked(case) for case in cases_of([name], [torch.bfloat16], [SM_90])]
    assert [fault for _, faults in found for fault in faults] == []
    # Names are wanted of kernels that there are.
    assert set(compile_check.wanted(name)) <= {row.kernel for row, _ in found if row}


@needs_assembler
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", case_names())
def test_a_sample_is_right_elsewhere(name: str) -> None:
    # The last case differs from module to module and dtype to dtype.
    samples = [cases_of([name], [dtype], [tiles])[-1] for dtype, tiles in OTHERS]
    assert [fault for case in samples for fault in checked(case)[1]] == []


def test_every_kernel_has_a_case() -> None:
    launched = {
        launch.kernel.__name__
        for name in case_names()
        for launch in launches(name, torch.bfloat16, SM_90)
    }
    assert launched >= set(all_kernels())


def all_kernels() -> list[str]:
    modules = [import_module(x.name) for x in walk_packages(kernels.__path__, "kernels.")]
    return [
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, JITFunction) and name.endswith("_kernel")
    ]


def test_both_forms_of_a_kernel_are_checked() -> None:
    residuals = {
        launch.arguments[1] is None
        for launch in launches("norms", torch.float32, SM_90)
        if launch.kernel.__name__ == "_rms_norm_kernel"
    }
    assert residuals == {True, False}


def test_what_compiles_to_the_same_is_compiled_once() -> None:
    # In float32 the tile does not depend on the number of tokens, of which there are three.
    recorded = launches("quantised_linear", torch.float32, SM_90)
    assert len(cases_of(["quantised_linear"], [torch.float32], [SM_90])) < len(recorded)


def test_operators_that_are_not_made_for_some_tiles_are_left_out() -> None:
    everywhere = launches("quantised_linear", torch.bfloat16, SM_90)
    assert 0 < len(launches("quantised_linear", torch.bfloat16, GENERIC)) < len(everywhere)


def test_a_sound_row_has_no_faults() -> None:
    assert list(faults_of(ROW)) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"spilled_bytes": 4, "stack_bytes": 8}, "spills 4 bytes, 8 bytes of stack"),
        ({"shared_bytes": 240_000}, "240000 bytes of shared memory, 232448 there are"),
        (
            {"shared_bytes": 200_000, "tiles": GENERIC},
            "200000 bytes of shared memory, 166912 there are",
        ),
        ({"registers": 160, "num_warps": 16}, "160 registers a thread, 128 there are"),
        ({"wgmma": False}, "wgmma is wanted and not there"),
    ],
    ids=["spill", "shared", "shared_generic", "registers", "wgmma"],
)
def test_what_is_wrong_with_a_row_is_said(changed: dict[str, Any], fault: str) -> None:
    assert list(faults_of(replace(ROW, **changed))) == [fault]


@pytest.mark.parametrize("changed", [{"tiles": GENERIC}, {"dtype": "fp32"}], ids=str)
def test_features_are_wanted_in_bfloat16_on_hopper_only(changed: dict[str, Any]) -> None:
    assert list(faults_of(replace(ROW, wgmma=False, **changed))) == []


def test_a_kernel_that_does_not_compile_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("no such layout\nand more")

    monkeypatch.setattr(compile_check, "triton", SimpleNamespace(compile=broken))
    case = Case("activations", torch.bfloat16, SM_90, 0)
    assert checked(case) == (
        None,
        ["activations.swiglu_kernel bf16 sm_90: ValueError: no such layout"],
    )


def test_operators_that_cannot_be_called_do_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cases_of(names: list[str], *_: object) -> list[Case]:
        if names == ["norms"]:
            raise TypeError("one argument too many")
        return []

    monkeypatch.setattr(compile_check, "cases_of", cases_of)
    assert compile_check.main(["--only", "norms", "--only", "activations"]) == 1
    printed = capsys.readouterr()
    assert (
        printed.err == "norms: its operators cannot be called: TypeError: one argument too many\n"
    )
    assert printed.out == '{"compiled": 0, "faults": 1}\n'
