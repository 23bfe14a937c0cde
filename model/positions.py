"""Rotary positions of a prompt: a number a token on each of three axes. Knows no frequencies.

Axes are time, row and column. Text counts up on all three together. An image stands still in time
and spreads over rows and columns; what follows goes on after its longer side, so a prompt with
images uses fewer positions than tokens. docflow-nano's anchor tokens (the page's words as text)
count up in time and take the word's row and column on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor
from torch.nn import functional as F

Grid = tuple[int, int]


def prompt_positions(
    input_ids: Tensor,
    grids: Sequence[Grid] = (),
    *,
    image_token_id: int | None = None,
    merge_size: int = 2,
    anchors: Tensor | None = None,
    kept: Sequence[Tensor] | None = None,
) -> tuple[Tensor, int]:
    """Positions [3, T] int64 of one prompt, and rope_delta: next position minus number of tokens.

    input_ids: [T] int64. grids: (rows, columns) of each image in patches; each image has rows *
    columns / merge_size^2 pads. anchors: [T, 2] int64, row and column of the word each token
    belongs to, or -1 for tokens of no word; neighbouring anchor tokens form one run that shares a
    base. kept: of each image, bool [merged cells] in raster order, those that have a pad; they
    stand where they stand in the whole grid. Raises: ValueError when pads and grids do not match.
    """
    num_tokens = input_ids.shape[0]
    positions = torch.empty(3, num_tokens, dtype=torch.int64)
    masks: Sequence[Tensor | None] = [None] * len(grids) if kept is None else kept
    images = iter(zip(grids, masks, strict=True))
    token, base = 0, 0
    for kind, end in _runs(input_ids, image_token_id, anchors):
        while token < end:
            if kind == "image":
                run, extent = _image_run(next(images, None), merge_size, end - token)
            elif kind == "anchor" and anchors is not None:
                run = torch.cat([torch.arange(end - token)[None], anchors[token:end].T.cpu()])
                extent = int(run.max()) + 1
            else:
                run, extent = torch.arange(end - token).expand(3, -1), end - token
            positions[:, token : token + run.shape[1]] = run + base
            token += run.shape[1]
            base += extent
    if next(images, None) is not None:
        raise ValueError(f"more image grids than images in the prompt: {list(grids)}")
    return positions.to(input_ids.device), base - num_tokens


def next_positions(
    num_seen: int, rope_delta: int, num_new: int, device: torch.device | str = "cpu"
) -> Tensor:
    """Positions [3, 1, num_new] of text behind num_seen tokens of a request."""
    start = num_seen + rope_delta
    return torch.arange(start, start + num_new, device=device).expand(3, 1, -1)


def _runs(
    input_ids: Tensor, image_token_id: int | None, anchors: Tensor | None
) -> list[tuple[str, int]]:
    """Runs of one kind as (kind, end): [previous end, end)."""
    kinds = ["image" if token == image_token_id else "text" for token in input_ids.tolist()]
    if anchors is not None:
        rows = anchors[:, 0].tolist()
        kinds = [
            "anchor" if row >= 0 and kind == "text" else kind
            for kind, row in zip(kinds, rows, strict=True)
        ]
    runs, end = [], 0
    for kind, group in groupby(kinds):
        end += len(list(group))
        runs.append((kind, end))
    return runs


def _image_run(
    image: tuple[Grid, Tensor | None] | None, merge_size: int, num_left: int
) -> tuple[Tensor, int]:
    """Merged cells of one image in raster order, [3, cells], time 0; and its longer side."""
    if image is None:
        raise ValueError("more images in the prompt than image grids")
    grid, kept = image
    rows, columns = grid[0] // merge_size, grid[1] // merge_size
    cells = torch.cartesian_prod(torch.arange(rows), torch.arange(columns)).view(-1, 2)
    if kept is not None:
        cells = cells[kept]
    if len(cells) > num_left:
        raise ValueError(
            f"grid {grid} needs {len(cells)} image pads, {num_left} are left in the prompt"
        )
    return F.pad(cells.T, (0, 0, 1, 0)), max(rows, columns)
