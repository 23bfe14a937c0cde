"""How much of an operator one program takes, by architecture. Fixed: serving tunes nothing.

Knows no kernel. The figures are chosen by reasoning (bytes in flight, no spills as
`benchmarks.compile_check` asserts), not by a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

SM_90, GENERIC = "sm_90", "generic"
ARCHITECTURES = (SM_90, GENERIC)


@dataclass(frozen=True, slots=True)
class Tile:
    """rows by columns elements in a program of num_warps warps; rows are tokens."""

    rows: int
    columns: int
    num_warps: int


CAUSAL_CONV = {SM_90: Tile(16, 128, 4), GENERIC: Tile(16, 64, 4)}
CAUSAL_CONV_UPDATE = {SM_90: Tile(1, 256, 2), GENERIC: Tile(1, 128, 1)}
ELEMENTWISE = {SM_90: Tile(1, 2048, 4), GENERIC: Tile(1, 1024, 4)}
# A norm's row is never cut: these are elements in a program and elements for each warp.
NORM_ELEMENTS = {SM_90: (2048, 512), GENERIC: (1024, 256)}
MAX_NORM_WARPS = 16


def architecture(device: torch.device) -> str:
    """The table to use on this device."""
    if device.type == "cuda" and torch.cuda.get_device_capability(device) == (9, 0):
        return SM_90
    return GENERIC


def norm_tile(width: int, arch: str) -> Tile:
    """Whole rows of `width` elements, several of them where they are short."""
    columns = 1 << (width - 1).bit_length()
    elements, per_warp = NORM_ELEMENTS[arch]
    rows = max(1, elements // columns)
    return Tile(rows, columns, min(MAX_NORM_WARPS, max(1, rows * columns // per_warp)))
