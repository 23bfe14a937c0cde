"""Causal attention over a cache, against its definition."""

from __future__ import annotations

import pytest
import torch

from model.network.attention import causal_attention


@pytest.mark.parametrize(("num_new", "num_all"), [(5, 5), (1, 6), (3, 8), (1, 1)])
def test_queries_see_the_keys_up_to_their_own(num_new: int, num_all: int) -> None:
    torch.manual_seed(0)
    q = torch.randn(2, 4, num_new, 8)
    k, v = torch.randn(2, 2, num_all, 8), torch.randn(2, 2, num_all, 8)
    scores = q @ k.repeat_interleave(2, dim=1).mT / 8**0.5
    allowed = torch.ones(num_new, num_all, dtype=torch.bool).tril(num_all - num_new)
    weights = scores.masked_fill(~allowed, -torch.inf).softmax(-1)
    expected = weights @ v.repeat_interleave(2, dim=1)
    assert torch.allclose(causal_attention(q, k, v), expected, atol=1e-6)
