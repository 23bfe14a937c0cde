"""Compiles every kernel with its tiles for Hopper (sm_90) and for others, without a GPU.

    python -m benchmarks.compile_check

One JSON row for each kernel, dtype, width and table of tiles: registers a thread, bytes spilled,
shared memory. Ends with status 1 when anything spills. What is compiled is what the operators of
`kernels` would launch for the shapes of the 2B model. Knows no time: speed needs a GPU.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
import triton
from torch import Tensor
from triton import knobs
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from kernels.activations.kernel import gelu_bias, swiglu
from kernels.causal_conv.kernel import causal_conv_update, causal_conv_varlen
from kernels.launch import Launch, recorded
from kernels.norms.kernel import add_rms_norm, gated_rms_norm, layer_norm, rms_norm
from kernels.tiles import ARCHITECTURES, GENERIC, SM_90

# The oldest GPUs with bfloat16 stand for what is not Hopper.
TARGETS = {
    SM_90: (GPUTarget("cuda", 90, 32), "sm_90a"),
    GENERIC: (GPUTarget("cuda", 80, 32), "sm_80"),
}
DTYPES = (torch.bfloat16, torch.float32)
TYPE_NAMES = {torch.bfloat16: "bf16", torch.float32: "fp32", torch.int32: "i32"}
NUM_TOKENS = 4096
EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """What one compiled kernel takes."""

    kernel: str
    dtype: str
    tiles: str
    constants: dict[str, Any]
    absent: list[str]
    num_warps: int
    registers: int
    spilled_bytes: int
    stack_bytes: int
    shared_bytes: int


def operators(dtype: torch.dtype) -> Iterator[Callable[[], object]]:
    """Each operator with the widths of the 2B model, on tensors without storage."""

    def meta(*shape: int, dtype: torch.dtype = dtype) -> Tensor:
        return torch.empty(*shape, dtype=dtype, device="meta")

    # Slices of the merged projection: rows lie further apart than they are long.
    projected = meta(NUM_TOKENS, 8224)
    mixed, gate = projected[:, :6144], projected[:, 6144:8192].unflatten(-1, (16, 128))
    conv_weight, pool = meta(6144, 1, 4), meta(64, 3, 6144)
    slots, bounds = meta(8, dtype=torch.int32), meta(9, dtype=torch.int32)
    yield lambda: causal_conv_varlen(mixed, conv_weight, bounds, 512, pool, slots)
    yield lambda: causal_conv_update(mixed[:8], conv_weight, pool, slots)
    hidden, heads, patches = meta(NUM_TOKENS, 2048), meta(8 * NUM_TOKENS, 256), meta(4096, 1024)
    yield lambda: rms_norm(hidden, hidden[0], EPS)
    yield lambda: rms_norm(heads, heads[0], EPS)
    yield lambda: add_rms_norm(hidden, hidden, hidden[0], EPS)
    yield lambda: layer_norm(patches, patches[0], patches[0], EPS)
    # The delta rule's output and this norm's weight are float32 whatever the rest is.
    o = meta(NUM_TOKENS, 16, 128, dtype=torch.float32)
    yield lambda: gated_rms_norm(o, gate, o[0, 0], EPS)
    yield lambda: swiglu(meta(NUM_TOKENS, 2 * 6144))
    for tanh in (True, False):
        yield partial(gelu_bias, meta(4096, 4096), meta(4096), tanh=tanh)


def launches(dtype: torch.dtype, tiles: str) -> list[Launch]:
    """Every launch of the operators, with the tiles of one architecture."""
    with recorded(tiles) as gathered:
        for operator in operators(dtype):
            operator()
    return gathered


def source_of(launch: Launch) -> ASTSource:
    """The kernel specialised as Triton does when it is started: constants, alignment."""
    names = launch.kernel.arg_names
    signature = dict.fromkeys(launch.constants, "constexpr")
    constants, attributes = dict(launch.constants), {}
    for i, argument in enumerate(launch.arguments):
        signature[names[i]] = _type_name(argument)
        if argument is None or (isinstance(argument, int) and argument == 1):
            signature[names[i]] = "constexpr"
            constants[names[i]] = argument
        elif isinstance(argument, Tensor) or (isinstance(argument, int) and argument % 16 == 0):
            attributes[(i,)] = [["tt.divisibility", 16]]
    ordered = {name: signature[name] for name in names}
    return ASTSource(launch.kernel, ordered, constants, attributes)


def _type_name(argument: Any) -> str:
    if isinstance(argument, Tensor):
        return "*" + TYPE_NAMES[argument.dtype]
    return "fp32" if isinstance(argument, float) else "i32"


def compiled_row(launch: Launch, dtype: torch.dtype, tiles: str) -> Row:
    """Compiles to machine code and asks the assembler what it took."""
    target, name = TARGETS[tiles]
    options = {"num_warps": launch.num_warps}
    compiled = triton.compile(source_of(launch), target=target, options=options)
    report = assembler_report(compiled.asm["ptx"], name)
    return Row(
        kernel=launch.kernel.__name__.strip("_"),
        dtype=TYPE_NAMES[dtype],
        tiles=tiles,
        constants=launch.constants,
        absent=[
            name
            for name, argument in zip(launch.kernel.arg_names, launch.arguments, strict=False)
            if argument is None
        ],
        num_warps=launch.num_warps,
        registers=_figure(r"Used (\d+) registers", report),
        spilled_bytes=_figure(r"(\d+) bytes spill stores", report),
        stack_bytes=_figure(r"(\d+) bytes stack frame", report),
        shared_bytes=int(compiled.metadata.shared),
    )


def assembler_report(ptx: str, gpu_name: str) -> str:
    """What ptxas, which comes with Triton, says of a kernel."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernel.ptx")
        source.write_text(ptx, encoding="utf-8")
        command = [knobs.nvidia.ptxas.path, "-v", f"--gpu-name={gpu_name}"]
        done = subprocess.run(
            [*command, str(source), "-o", str(source.with_suffix(".o"))],
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stderr


def _figure(pattern: str, report: str) -> int:
    found = re.search(pattern, report)
    if found is None:
        raise ValueError(f"no {pattern!r} in what ptxas says: {report!r}")
    return int(found[1])


def rows(dtypes: Sequence[torch.dtype] = DTYPES) -> list[Row]:
    """Every kernel, dtype, width and table of tiles."""
    return [
        compiled_row(launch, dtype, tiles)
        for dtype in dtypes
        for tiles in ARCHITECTURES
        for launch in launches(dtype, tiles)
    ]


def main() -> int:
    """Returns 1 when a kernel spills."""
    found = rows()
    for row in found:
        print(json.dumps(asdict(row)))
    faults = [row for row in found if row.spilled_bytes or row.stack_bytes]
    print(json.dumps({"compiled": len(found), "spilling": len(faults)}))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
