"""The copy head: attention over what may be copied, mixed with the vocabulary."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from model.network.copy_head import CopyHead, mix, mix_targets

BATCH, NUM_NEW, NUM_PROMPT, VOCAB, HIDDEN = 2, 3, 7, 11, 8


@pytest.fixture
def head() -> CopyHead:
    torch.manual_seed(0)
    return CopyHead(HIDDEN, copy_dim=4)


@pytest.fixture
def prompt_ids() -> Tensor:
    """Token 5 stands twice in the first prompt."""
    return torch.tensor([[5, 1, 2, 5, 3, 4, 0], [9, 8, 7, 6, 5, 4, 3]])


def attend(head: CopyHead, mask: Tensor) -> tuple[Tensor, Tensor]:
    torch.manual_seed(1)
    keys = head.keys(torch.randn(BATCH, NUM_PROMPT, HIDDEN))
    log_attention, gate_logit = head(torch.randn(BATCH, NUM_NEW, HIDDEN), keys, mask)
    return log_attention, gate_logit


def half_mask() -> Tensor:
    mask = torch.ones(BATCH, NUM_PROMPT, dtype=torch.bool)
    mask[:, 4:] = False
    return mask


def test_attention_sums_to_one_over_what_may_be_copied(head: CopyHead) -> None:
    attention = attend(head, half_mask())[0].exp()
    assert torch.allclose(attention.sum(-1), torch.ones(BATCH, NUM_NEW))
    assert attention[..., 4:].count_nonzero() == 0


@pytest.mark.parametrize("copyable", ["all", "half", "none"])
def test_the_mixture_sums_to_one(head: CopyHead, prompt_ids: Tensor, copyable: str) -> None:
    masks = {"all": torch.ones_like(half_mask()), "none": torch.zeros_like(half_mask())}
    log_attention, gate = attend(head, masks.get(copyable, half_mask()))
    log_probs = mix(torch.randn(BATCH, NUM_NEW, VOCAB), log_attention, gate, prompt_ids)
    assert torch.allclose(log_probs.exp().sum(-1), torch.ones(BATCH, NUM_NEW), atol=1e-6)


def test_a_token_gets_the_attention_of_all_its_places(prompt_ids: Tensor) -> None:
    attention = torch.full((BATCH, NUM_NEW, NUM_PROMPT), 0.1)
    attention[..., 3] = 0.4
    vocab = torch.zeros(BATCH, NUM_NEW, VOCAB)
    log_probs = mix(vocab, attention.log(), torch.zeros(BATCH, NUM_NEW), prompt_ids)
    assert log_probs[0, 0, 5].exp() == pytest.approx(0.5 / VOCAB + 0.5 * 0.5)
    assert log_probs[0, 0, 10].exp() == pytest.approx(0.5 / VOCAB)


def test_nothing_to_copy_leaves_the_vocabulary_alone(head: CopyHead, prompt_ids: Tensor) -> None:
    log_attention, gate = attend(head, torch.zeros_like(half_mask()))
    vocab = torch.randn(BATCH, NUM_NEW, VOCAB)
    assert torch.allclose(
        mix(vocab, log_attention, gate, prompt_ids), vocab.log_softmax(-1), atol=1e-6
    )


def test_target_probabilities_are_those_of_the_mixture(head: CopyHead, prompt_ids: Tensor) -> None:
    log_attention, gate = attend(head, half_mask())
    vocab = torch.randn(BATCH, NUM_NEW, VOCAB)
    targets = torch.tensor([[5, 10, 1], [9, 0, 3]])
    expected = mix(vocab, log_attention, gate, prompt_ids).gather(-1, targets[..., None])[..., 0]
    actual = mix_targets(vocab, log_attention, gate, prompt_ids, targets)
    assert torch.allclose(actual, expected, atol=1e-5)


def test_gradients_are_finite_when_nothing_may_be_copied(
    head: CopyHead, prompt_ids: Tensor
) -> None:
    log_attention, gate = attend(head, torch.zeros_like(half_mask()))
    vocab = torch.randn(BATCH, NUM_NEW, VOCAB, requires_grad=True)
    mix_targets(
        vocab, log_attention, gate, prompt_ids, torch.zeros(BATCH, NUM_NEW).long()
    ).sum().backward()
    assert vocab.grad is not None
    assert vocab.grad.isfinite().all()
    assert all(p.grad is None or p.grad.isfinite().all() for p in head.parameters())


def test_keys_in_pieces_equal_keys_at_once(head: CopyHead) -> None:
    hidden = torch.randn(BATCH, NUM_PROMPT, HIDDEN)
    pieces = [head.keys(hidden[:, :4]), head.keys(hidden[:, 4:], hidden[:, 3:4])]
    assert torch.allclose(torch.cat(pieces, dim=1), head.keys(hidden), atol=1e-6)


def test_gradients_are_the_slopes_of_the_loss(head: CopyHead, prompt_ids: Tensor) -> None:
    """Central differences along random directions, for every parameter and every input."""
    torch.manual_seed(4)
    queries = torch.randn(BATCH, NUM_NEW, HIDDEN, requires_grad=True)
    memory = torch.randn(BATCH, NUM_PROMPT, HIDDEN, requires_grad=True)
    logits = torch.randn(BATCH, NUM_NEW, VOCAB, requires_grad=True)
    targets = torch.tensor([[5, 2, 10], [4, 9, 0]])

    def loss() -> Tensor:
        log_attention, gate_logit = head(queries, head.keys(memory), half_mask())
        return -mix_targets(logits, log_attention, gate_logit, prompt_ids, targets).mean()

    inputs = [queries, memory, logits, *head.parameters()]
    gradients = torch.autograd.grad(loss(), inputs)
    for tensor, gradient in zip(inputs, gradients, strict=True):
        direction = torch.randn_like(tensor)
        values = []
        for step in (0.01, -0.01):
            with torch.no_grad():
                tensor += step * direction
                values.append(float(loss()))
                tensor -= step * direction
        slope = (values[0] - values[1]) / 0.02
        assert slope == pytest.approx(float((gradient * direction).sum()), rel=0.02, abs=2e-4)
