"""Attention over a cache and with a prefix, against its definition."""

from __future__ import annotations

import pytest
import torch

from model.network.attention import attend, prefix_mask


@pytest.mark.parametrize(("num_new", "num_all"), [(5, 5), (1, 6), (3, 8), (1, 1)])
def test_queries_see_the_keys_up_to_their_own(num_new: int, num_all: int) -> None:
    torch.manual_seed(0)
    q = torch.randn(2, 4, num_new, 8)
    k, v = torch.randn(2, 2, num_all, 8), torch.randn(2, 2, num_all, 8)
    scores = q @ k.repeat_interleave(2, dim=1).mT / 8**0.5
    allowed = torch.ones(num_new, num_all, dtype=torch.bool).tril(num_all - num_new)
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
