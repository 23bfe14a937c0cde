"""The pages of the engine's benchmark, and the script that stands in for a grammar.

A page is a prompt around one image. Its beginning (the instruction and the schema) is the same for
all pages. What is forced and what is drafted comes from an answer that was recorded before, so the
work is fixed, and the answer must come out the same. Knows no engine beside its requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
import torch
from torch import Tensor

from model.config import ModelConfig
from model.engine.constraint import Mask
from model.engine.copied import Copied
from model.engine.request import Request
from model.positions import prompt_positions

SEED = 7
FORCED_SHARE = 0.45
#: tokens of a forced run: the structure and a key between two values
FORCED_RUN = (3, 9)
KEPT_SHARE = 0.77
#: lengths of answers where they differ: lognormal, kept within these bounds
SHORTEST, LONGEST, MEDIAN, SPREAD = 200, 800, 400, 0.4
#: token ids at both ends of the vocabulary that are left to special tokens
NUM_FIRST, NUM_LAST = 8, 512


@dataclass(frozen=True, slots=True)
class Shape:
    """Of every page. grid: the image in patches. num_prompt: tokens around it, the first num_shared
    of them the same for all pages and before the image.
    """

    grid: tuple[int, int] = (84, 60)
    num_prompt: int = 400
    num_shared: int = 300
    num_output: int = 400

    @property
    def num_cells(self) -> int:
        return self.grid[0] * self.grid[1] // 4

    @property
    def num_blank_rows(self) -> int:
        return round((1 - KEPT_SHARE) * (self.grid[0] // 2))

    @property
    def num_kept(self) -> int:
        """Cells that are not blank."""
        return self.num_cells - self.num_blank_rows * (self.grid[1] // 2)


TINY = Shape(grid=(8, 6), num_prompt=40, num_shared=30, num_output=24)


@dataclass(frozen=True, slots=True)
class Page:
    """kept: bool [cells], what is left without blank ones. answer: recorded tokens. is_forced,
    is_wrong: of each of them, whether the script forces it, and drafts another in its place.
    """

    request: Request
    kept: Tensor
    is_forced: Sequence[bool]
    is_wrong: Sequence[bool]
    answer: Sequence[int] = ()

    def recorded(self, answer: Sequence[int]) -> Page:
        return replace(self, answer=tuple(answer))


def make_pages(
    config: ModelConfig, shape: Shape, count: int, wrong: float, *, lognormal: bool = False
) -> list[Page]:
    """The same pages for the same arguments; fewer are the first of more. wrong: share of the
    drafts of tokens that are chosen.
    """
    shared = _text(config, shape.num_shared, np.random.default_rng(SEED))
    return [
        _page(config, shape, shared, np.random.default_rng([SEED, i]), wrong, lognormal)
        for i in range(count)
    ]


def _page(
    config: ModelConfig,
    shape: Shape,
    shared: Tensor,
    drawn: np.random.Generator,
    wrong: float,
    lognormal: bool,
) -> Page:
    assert config.vision is not None
    num_output = _length(drawn) if lognormal else shape.num_output
    num_values = config.vision.patch_dim // config.vision.temporal_patch_size
    size = (shape.grid[0] * shape.grid[1], num_values)
    # Its own text is before the image and after it.
    own = _text(config, shape.num_prompt - shape.num_shared, drawn)
    half = len(own) // 2
    pads = torch.full((shape.num_cells,), _pad_id(config))
    ids = torch.cat([shared, own[:half], pads, own[half:]])
    positions, delta = prompt_positions(ids, [shape.grid], image_token_id=config.image_token_id)
    request = Request(
        ids,
        positions,
        max_new_tokens=num_output,
        patches=torch.from_numpy(drawn.integers(0, 256, size, dtype=np.uint8)),
        grids=[shape.grid],
        rope_delta=delta,
    )
    is_forced = _forced_runs(drawn, num_output)
    return Page(
        request, _kept(shape, drawn), is_forced, (drawn.random(num_output) < wrong).tolist()
    )


def without_blank_cells(page: Page, config: ModelConfig) -> Page:
    """The same page with its blank cells left out; the others keep their places."""
    request, kept = page.request, page.kept
    assert request.patches is not None
    is_pad = request.input_ids == _pad_id(config)
    stays = ~is_pad
    stays[is_pad] = kept
    positions = request.positions[:, stays]
    thinned = replace(
        request,
        input_ids=request.input_ids[stays],
        positions=positions,
        patches=request.patches[kept.repeat_interleave(len(request.patches) // len(kept))],
        kept=[kept],
        rope_delta=int(positions.max()) + 1 - positions.shape[1],
    )
    return replace(page, request=thinned)


def _pad_id(config: ModelConfig) -> int:
    assert config.image_token_id is not None
    return config.image_token_id


def _text(config: ModelConfig, count: int, drawn: np.random.Generator) -> Tensor:
    """Random tokens, none of which is a special one."""
    return torch.from_numpy(drawn.integers(NUM_FIRST, config.text.vocab_size - NUM_LAST, count))


def _kept(shape: Shape, drawn: np.random.Generator) -> Tensor:
    """Whole rows of cells are blank, as between two blocks of a page."""
    rows, columns = shape.grid[0] // 2, shape.grid[1] // 2
    kept = torch.ones(rows, dtype=torch.bool)
    kept[drawn.permutation(rows)[: shape.num_blank_rows]] = False
    return kept.repeat_interleave(columns)


def _length(drawn: np.random.Generator) -> int:
    return round(min(LONGEST, max(SHORTEST, drawn.lognormal(log(MEDIAN), SPREAD))))


def _forced_runs(drawn: np.random.Generator, count: int) -> list[bool]:
    """Runs of forced tokens, each with as many others behind it as keep the share."""
    flags: list[bool] = []
    num_forced = num_free = 0
    while len(flags) < count:
        run = int(drawn.integers(*FORCED_RUN))
        num_forced += run
        rest = max(1, round(num_forced * (1 / FORCED_SHARE - 1)) - num_free)
        num_free += rest
        flags += [True] * run + [False] * rest
    return flags[:count]


class Script:
    """Implements `model.engine.constraint.Constraint` for an answer that is known.

    Where it forces nothing it allows everything, as a grammar allows most of what a trained network
    writes: the choice is the network's.
    """

    def __init__(self, page: Page, vocab_size: int, *, forces: bool, drafts: bool) -> None:
        self._page = page
        self._vocab_size = vocab_size
        self._forces, self._drafts = forces, drafts
        self._num_written = 0

    @property
    def is_done(self) -> bool:
        """Never: every answer has the length that was asked for."""
        return False

    def forced(self) -> list[int]:
        if not self._forces:
            return []
        start = end = self._num_written
        while end < len(self._page.answer) and self._page.is_forced[end]:
            end += 1
        return list(self._page.answer[start:end])

    def allows(self, token: int) -> bool:
        return True

    def mask(self) -> Mask:
        return np.ones(self._vocab_size, dtype=np.bool_)

    def accept(self, token: int, copied: Copied | None = None) -> None:
        self._num_written += 1

    def draft(self, max_tokens: int) -> list[int]:
        """What was recorded; other tokens where the page says so, but never for forced ones."""
        if not self._drafts:
            return []
        page, start = self._page, self._num_written
        return [
            token ^ 2 if page.is_wrong[i] and not (self._forces and page.is_forced[i]) else token
            for i, token in enumerate(page.answer[start : start + max_tokens], start)
        ]
