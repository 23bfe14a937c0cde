"""How much of an operator one program takes, by architecture. Fixed: serving tunes nothing.

Knows no kernel. The figures are chosen by reasoning (bytes in flight, no spills as
`benchmarks.compile_check` asserts), not by a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

SM_90, GENERIC = "sm_90", "generic"
ARCHITECTURES = (SM_90, GENERIC)


@dataclass(frozen=True, slots=True)
class Tile:
    """rows by columns elements in a program of num_warps warps; rows are tokens."""

    rows: int
    columns: int
    num_warps: int


@dataclass(frozen=True, slots=True)
class AttentionTile:
    """queries in a program of num_warps warps, keys in a round, rounds in flight, keys by TMA."""

    queries: int
    keys: int
    num_warps: int
    num_stages: int
    tma: bool = False


@dataclass(frozen=True, slots=True)
class LinearTile:
    """tokens by outputs in a program, `inputs` at a time, the inputs cut into `splits` parts."""

    tokens: int
    outputs: int
    inputs: int
    splits: int
    num_warps: int
    num_stages: int


@dataclass(frozen=True, slots=True)
class MatrixTile:
    """rows by columns sums in a program, depth products of each a round; the rest as above."""

    rows: int
    columns: int
    depth: int
    num_warps: int
    num_stages: int
    tma: bool = False


@dataclass(frozen=True, slots=True)
class DeltaRuleTile:
    """tokens of a chunk; `keys` of their channels at a time before the scan; `values` of a state
    in a program of the scan, with num_stages chunks in flight.
    """

    tokens: int
    keys: int
    values: int
    prepare_warps: int
    scan_warps: int
    num_stages: int


CAUSAL_CONV = {SM_90: Tile(16, 128, 4), GENERIC: Tile(16, 64, 4)}
CAUSAL_CONV_UPDATE = {SM_90: Tile(1, 256, 2), GENERIC: Tile(1, 128, 1)}
ELEMENTWISE = {SM_90: Tile(1, 2048, 4), GENERIC: Tile(1, 1024, 4)}
# Of the vocabulary; a multiple of the 32 tokens in a word of the bit mask.
TOKEN_CHOICE = {SM_90: Tile(1, 4096, 4), GENERIC: Tile(1, 2048, 4)}
# Tokens in a program of the linear map with 8-bit weights. Its inputs are cut where there are few
# programs for the multiprocessors (of an H200) and enough inputs to pay for a second launch.
LINEAR_TOKENS = (16, 64)
NUM_SMS, MIN_SPLIT_INPUTS = 132, 2048
# A norm's row is never cut: these are elements in a program and elements for each warp.
NORM_ELEMENTS = {SM_90: (2048, 512), GENERIC: (1024, 256)}
MAX_NORM_WARPS = 16
DELTA_RULE = {
    SM_90: DeltaRuleTile(64, 64, 64, 4, 4, 3),
    GENERIC: DeltaRuleTile(64, 64, 32, 8, 8, 2),
}
# Where the tile above makes more programs than there are multiprocessors, of which each holds one.
DELTA_RULE_WIDE = DeltaRuleTile(64, 64, 128, 4, 8, 3)
# float32 keeps off the matrix units: small tiles, or registers spill.
DELTA_RULE_FLOAT32 = DeltaRuleTile(16, 32, 16, 4, 8, 1)
# Of the delta rule's state in the step: 64 registers a thread.
STEP_ELEMENTS_PER_WARP = {SM_90: 2048, GENERIC: 2048}
MAX_STEP_WARPS = 16

# Heads of q and k times pairs of channels are the columns.
VISION_ROTATION = {SM_90: Tile(4, 256, 4), GENERIC: Tile(4, 128, 4)}
VISION_ATTENTION = {
    SM_90: AttentionTile(128, 64, 4, 3, tma=True),
    GENERIC: AttentionTile(64, 64, 4, 2),
}
# float32 keeps off the matrix units: small tiles, or registers spill.
VISION_ATTENTION_FLOAT32 = AttentionTile(16, 16, 8, 1)

# Queries are rows, tokens times the query heads of a KV head: for heads of 256 channels.
PAGED_PREFILL = {
    SM_90: AttentionTile(128, 64, 8, 2, tma=True),
    GENERIC: AttentionTile(32, 32, 4, 3),
}
PAGED_PREFILL_FLOAT32 = AttentionTile(32, 16, 8, 1)
# Queries are tokens of a sequence: all that a step may have.
PAGED_STEP = {
    SM_90: AttentionTile(8, 32, 4, 3, tma=True),
    GENERIC: AttentionTile(8, 32, 4, 3),
}
PAGED_STEP_FLOAT32 = AttentionTile(8, 16, 8, 1)
# Keys one program of a step takes; of sequences that need more programs, so many times more.
STEP_SPLIT_KEYS, MAX_STEP_SPLITS = 256, 64
# Programs' results that are merged at a time, and warps that do it.
PAGED_COMBINE = (8, 4)

PATCH_EMBED = {
    SM_90: MatrixTile(128, 128, 64, 8, 4, tma=True),
    GENERIC: MatrixTile(64, 128, 64, 4, 3),
}
PATCH_EMBED_FLOAT32 = MatrixTile(32, 32, 16, 4, 1)


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


def delta_rule_tile(
    num_states: int, k_dim: int, v_dim: int, dtype: torch.dtype, arch: str
) -> DeltaRuleTile:
    """How sequences of tokens in dtype, num_states of them and their V heads, go through the gated
    delta rule. Which tile it is does not show in the results.
    """
    tile = DELTA_RULE_FLOAT32 if dtype == torch.float32 else DELTA_RULE[arch]
    if arch == SM_90 and tile.values < v_dim and dtype != torch.float32:
        programs = num_states * -(-v_dim // tile.values)
        tile = DELTA_RULE_WIDE if programs > NUM_SMS else tile
    keys = min(tile.keys, max(16, 1 << (k_dim - 1).bit_length()))
    values = min(tile.values, max(16, 1 << (v_dim - 1).bit_length()))
    return replace(tile, keys=keys, values=values)


def gated_delta_rule_step_warps(state_elements: int, arch: str) -> int:
    """Warps that hold one head's state: at least 64 elements a thread."""
    return max(1, min(MAX_STEP_WARPS, state_elements // STEP_ELEMENTS_PER_WARP[arch]))


def vision_attention_tile(head_dim: int, dtype: torch.dtype, arch: str) -> AttentionTile:
    """What a program takes of one image and head."""
    if dtype == torch.float32:
        return VISION_ATTENTION_FLOAT32
    tile = VISION_ATTENTION[arch]
    # Wider sums need more registers than a thread has.
    return tile if head_dim <= 64 else replace(tile, num_warps=2 * tile.num_warps)


def quantised_linear_tile(
    num_tokens: int, num_outputs: int, num_inputs: int, dtype: torch.dtype, arch: str
) -> LinearTile:
    """With more tokens more outputs: a program reads all its tokens for its own outputs."""
    if dtype == torch.float32:
        # Products in full float32 are not done by the matrix units: registers are short.
        return LinearTile(16, 32, 32, 1, 4, 2)
    tokens = min(LINEAR_TOKENS[-1], max(LINEAR_TOKENS[0], 1 << (num_tokens - 1).bit_length()))
    outputs = 64 if arch != SM_90 or tokens == LINEAR_TOKENS[0] else 128
    programs = -(-num_outputs // outputs) * -(-num_tokens // tokens)
    splits = max(1, min(NUM_SMS // max(1, programs), num_inputs // MIN_SPLIT_INPUTS))
    num_stages = 4 if tokens < LINEAR_TOKENS[-1] else 3
    return LinearTile(tokens, outputs, 128, splits, outputs // 16, num_stages)


def patch_embed_tile(dtype: torch.dtype, arch: str) -> MatrixTile:
    """What a program takes of the product, for weights of dtype."""
    return PATCH_EMBED_FLOAT32 if dtype == torch.float32 else PATCH_EMBED[arch]
