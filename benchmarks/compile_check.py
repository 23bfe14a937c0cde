"""Compiles every kernel with its tiles for Hopper (sm_90) and for others, without a GPU.

    python -m benchmarks.compile_check [--only CASES] [--dtype bf16] [--tiles sm_90]

One JSON row for each kernel, dtype, width and table of tiles: registers a thread, bytes spilled,
shared memory, whether the matrix unit is used the way Hopper wants it (wgmma) and whether tiles are
loaded by TMA. What is compiled is what the operators would launch for the shapes of the 2B model,
as `benchmarks.kernel_cases` lists them. Ends with status 1 and a list when anything spills, does
not fit, or lacks what its cases say is wanted. Knows no time: speed needs a GPU.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from typing import Any

import torch
import triton
from torch import Tensor
from triton import knobs
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource
from triton.tools.tensor_descriptor import TensorDescriptor

from benchmarks.kernel_cases import case_module, case_names
from kernels.launch import Launch, recorded
from kernels.tiles import ARCHITECTURES, GENERIC, SM_90

# The oldest GPUs with bfloat16 stand for what is not Hopper.
TARGETS = {SM_90: GPUTarget("cuda", 90, 32), GENERIC: GPUTarget("cuda", 80, 32)}
# CUDA C++ programming guide, technical specifications per compute capability: shared memory of a
# thread block, registers of a block and of a thread.
SHARED_BYTES = {SM_90: 227 * 1024, GENERIC: 163 * 1024}
BLOCK_REGISTERS, THREAD_REGISTERS = 65536, 255
DTYPES = (torch.bfloat16, torch.float32)
TYPE_NAMES = {
    torch.bfloat16: "bf16",
    torch.float32: "fp32",
    torch.float8_e4m3fn: "fp8e4nv",
    torch.int8: "i8",
    torch.uint8: "u8",
    torch.int32: "i32",
    torch.int64: "i64",
}
INSTRUCTIONS = {"wgmma": "wgmma.mma_async", "tma": "cp.async.bulk.tensor"}


@dataclass(frozen=True, slots=True)
class Case:
    """One launch of a module of cases: the i-th of those recorded."""

    cases: str
    dtype: torch.dtype
    tiles: str
    index: int

    @property
    def launch(self) -> Launch:
        return launches(self.cases, self.dtype, self.tiles)[self.index]


@dataclass(frozen=True, slots=True)
class Row:
    """What one compiled kernel takes."""

    cases: str
    kernel: str
    dtype: str
    tiles: str
    constants: dict[str, Any]
    absent: list[str]
    num_warps: int
    num_stages: int | None
    registers: int
    spilled_bytes: int
    stack_bytes: int
    shared_bytes: int
    wgmma: bool
    tma: bool

    @property
    def name(self) -> str:
        return f"{self.cases}.{self.kernel} {self.dtype} {self.tiles} {self.constants}"


@cache
def launches(cases: str, dtype: torch.dtype, tiles: str) -> list[Launch]:
    """Every launch of a module's operators with the tiles of one architecture.

    An operator that says it is not made for them is left out.
    """
    with recorded(tiles) as gathered:
        for operator in case_module(cases).operators(dtype):
            try:
                operator()
            except NotImplementedError:
                continue
    return gathered


def source_of(launch: Launch) -> ASTSource:
    """The kernel specialised as Triton does when it is started: constants, alignment."""
    names = launch.kernel.arg_names
    signature = dict.fromkeys(launch.constants, "constexpr")
    constants, attributes = dict(launch.constants), {}
    for i, argument in enumerate(launch.arguments):
        signature[names[i]] = _type_name(argument)
        is_looked_at = isinstance(argument, int) and not launch.kernel.params[i].do_not_specialize
        if argument is None or (is_looked_at and argument == 1):
            signature[names[i]] = "constexpr"
            constants[names[i]] = argument
        elif isinstance(argument, Tensor) or (is_looked_at and argument % 16 == 0):
            attributes[(i,)] = [["tt.divisibility", 16]]
    ordered = {name: signature[name] for name in names}
    return ASTSource(launch.kernel, ordered, constants, attributes)


def _type_name(argument: Any) -> str:
    if isinstance(argument, TensorDescriptor):
        block = ", ".join(map(str, argument.block_shape))
        return f"tensordesc<{TYPE_NAMES[argument.base.dtype]}[{block}]>"
    if isinstance(argument, Tensor):
        return "*" + TYPE_NAMES[argument.dtype]
    if isinstance(argument, int):
        return "i32" if -(1 << 31) <= argument < 1 << 31 else "i64"
    return "fp32"


def compiled_row(case: Case) -> Row:
    """Compiles to machine code and reads what the assembler said of it."""
    launch = case.launch
    report = io.StringIO()
    with knobs.nvidia.scope(), knobs.compilation.scope(), redirect_stdout(report):
        # What is found in a cache has no report.
        knobs.nvidia.dump_ptxas_log, knobs.compilation.always_compile = True, True
        target = TARGETS[case.tiles]
        compiled = triton.compile(source_of(launch), target=target, options=launch.options)
    names = launch.kernel.arg_names
    found = {name: text in compiled.asm["ptx"] for name, text in INSTRUCTIONS.items()}
    return Row(
        cases=case.cases,
        kernel=launch.kernel.__name__.strip("_"),
        dtype=TYPE_NAMES[case.dtype],
        tiles=case.tiles,
        constants=launch.constants,
        absent=[name for name, x in zip(names, launch.arguments, strict=False) if x is None],
        num_warps=launch.num_warps,
        num_stages=launch.num_stages,
        registers=_figure(r"Used (\d+) registers", report.getvalue()),
        spilled_bytes=_figure(r"(\d+) bytes spill stores", report.getvalue()),
        stack_bytes=_figure(r"(\d+) bytes stack frame", report.getvalue()),
        shared_bytes=int(compiled.metadata.shared),
        **found,
    )


def _figure(pattern: str, report: str) -> int:
    found = re.search(pattern, report)
    if found is None:
        raise ValueError(f"no {pattern!r} in what ptxas says: {report!r}")
    return int(found[1])


def faults_of(row: Row) -> Iterator[str]:
    """What is wrong with a compiled kernel."""
    if row.spilled_bytes or row.stack_bytes:
        yield f"spills {row.spilled_bytes} bytes, {row.stack_bytes} bytes of stack"
    if row.shared_bytes > SHARED_BYTES[row.tiles]:
        yield f"{row.shared_bytes} bytes of shared memory, {SHARED_BYTES[row.tiles]} there are"
    greatest = min(THREAD_REGISTERS, BLOCK_REGISTERS // (32 * row.num_warps))
    if row.registers > greatest:
        yield f"{row.registers} registers a thread, {greatest} there are"
    if row.tiles == SM_90 and row.dtype == TYPE_NAMES[torch.bfloat16]:
        for feature in sorted(wanted(row.cases).get(row.kernel, ())):
            if not getattr(row, feature):
                yield f"{feature} is wanted and not there"


def wanted(cases: str) -> dict[str, set[str]]:
    """The features that a module of cases wants of its kernels on Hopper, by kernel."""
    return {name.strip("_"): set(x) for name, x in case_module(cases).WANTED.items()}


def cases_of(
    names: Sequence[str], dtypes: Sequence[torch.dtype], tiles: Sequence[str]
) -> list[Case]:
    """Every launch, those that would compile to the same once."""
    found: dict[object, Case] = {}
    for name in names:
        for dtype in dtypes:
            for arch in tiles:
                for i, launch in enumerate(launches(name, dtype, arch)):
                    source = source_of(launch)
                    key = (arch, source.hash(), *launch.options.items())
                    found.setdefault(key, Case(name, dtype, arch, i))
    return list(found.values())


def checked(case: Case) -> tuple[Row | None, list[str]]:
    """The row of a case and its faults; a kernel that does not compile is a fault."""
    try:
        row = compiled_row(case)
    except Exception as error:
        name = f"{case.cases}.{case.launch.kernel.__name__.strip('_')}"
        return None, [f"{name} {TYPE_NAMES[case.dtype]} {case.tiles}: {_said(error)}"]
    return row, [f"{row.name}: {fault}" for fault in faults_of(row)]


def _said(error: Exception) -> str:
    return traceback.format_exception_only(error)[-1].strip().splitlines()[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", choices=case_names(), action="append")
    parser.add_argument("--dtype", choices=[TYPE_NAMES[x] for x in DTYPES])
    parser.add_argument("--tiles", choices=ARCHITECTURES)
    chosen = parser.parse_args(arguments)
    dtypes = [x for x in DTYPES if chosen.dtype in (None, TYPE_NAMES[x])]
    tiles = [x for x in ARCHITECTURES if chosen.tiles in (None, x)]
    cases: list[Case] = []
    faults: list[str] = []
    for name in chosen.only or case_names():
        try:
            cases += cases_of([name], dtypes, tiles)
        except Exception as error:
            faults.append(f"{name}: its operators cannot be called: {_said(error)}")
    # Processes that start anew: Triton's compiler is not made to be forked.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for row, wrong in pool.map(checked, cases):
            faults += wrong
            if row is not None:
                print(json.dumps(asdict(row)), flush=True)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(json.dumps({"compiled": len(cases), "faults": len(faults)}))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
