"""Attention of the dense form and its prefix mask, against their definitions."""

from __future__ import annotations

import torch

from model.network.attention import attend, prefix_mask


def test_queries_see_the_keys_up_to_their_own() -> None:
    torch.manual_seed(0)
    q, k, v = torch.randn(2, 4, 5, 8), torch.randn(2, 2, 5, 8), torch.randn(2, 2, 5, 8)
    scores = q @ k.repeat_interleave(2, dim=1).mT / 8**0.5
    allowed = torch.ones(5, 5, dtype=torch.bool).tril()
    weights = scores.masked_fill(~allowed, -torch.inf).softmax(-1)
    expected = weights @ v.repeat_interleave(2, dim=1)
    assert torch.allclose(attend(q, k, v), expected, atol=1e-6)


def test_tokens_of_the_prefix_see_each_other_and_later_ones_what_is_before_them() -> None:
    mask = prefix_mask(torch.tensor([3, 1]), 4)
    longer = [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    causal = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    assert mask[:, 0].int().tolist() == [longer, causal]


def test_a_mask_of_whole_prompts_takes_one_row() -> None:
    mask = prefix_mask(torch.tensor([5, 5]), 5)
    assert mask.shape == (2, 1, 1, 5)
    torch.manual_seed(0)
    q, k, v = torch.randn(2, 4, 5, 8), torch.randn(2, 2, 5, 8), torch.randn(2, 2, 5, 8)
    assert torch.allclose(attend(q, k, v, mask), attend(q, k, v, mask.expand(2, 1, 5, 5)))
