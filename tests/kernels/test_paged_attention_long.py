"""The reference of paged attention on long contexts: masks of bounded size."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from kernels.paged_attention import reference
from kernels.paged_attention.reference import reference_paged_attention
from tests.kernels.comparison import assert_close
from tests.kernels.paged_sequences import definition, make_paged

#: for two sequences: blocks of several queries, of one, and of less than one
SIZES = [700, 250, 10]


@pytest.mark.parametrize("most", SIZES)
@pytest.mark.parametrize("heads", [(1, 1), (4, 2)], ids=str)
def test_queries_in_blocks_see_what_they_see_together(
    most: int, heads: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    paged = make_paged([(90, 37), (20, 9), (5, 1)], heads=heads)
    monkeypatch.setattr(reference, "MAX_MASK", most)
    assert_close(reference_paged_attention(*paged), definition(paged).float(), torch.float32)


def test_no_mask_is_larger_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    paged = make_paged([(90, 37)], heads=(4, 2))
    masks: list[int] = []
    attend = F.scaled_dot_product_attention

    def watched(*inputs: torch.Tensor, attn_mask: torch.Tensor | None = None) -> torch.Tensor:
        masks.append(0 if attn_mask is None else attn_mask.numel())
        return attend(*inputs, attn_mask=attn_mask)

    monkeypatch.setattr(F, "scaled_dot_product_attention", watched)
    monkeypatch.setattr(reference, "MAX_MASK", 700)
    reference_paged_attention(*paged)
    assert len(masks) > 10
    assert max(masks) <= 700
