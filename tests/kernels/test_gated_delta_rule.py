"""The chunked gated delta rule against the recurrence: outputs, final state and all gradients."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from kernels.gated_delta_rule.chunk import gated_delta_rule_chunk
from kernels.gated_delta_rule.reference import l2_normalise, reference_gated_delta_rule
from tests.kernels.tolerances import TOLERANCE, relative_rms_error

LENGTHS = [1, 2, 63, 64, 65, 130]


def make_inputs(num_tokens: int, *, dtype: torch.dtype = torch.float32) -> list[Tensor]:
    """q, k, v, g, beta, state for 2 sequences, 3 heads of 8 by 12 channels."""
    generator = torch.Generator().manual_seed(42)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator, dtype=dtype)

    shape = (2, num_tokens, 3)
    q, k = draw(*shape, 8), l2_normalise(draw(*shape, 8))
    return [
        q,
        k,
        draw(*shape, 12),
        -F.softplus(draw(*shape)),
        draw(*shape).sigmoid(),
        draw(2, 3, 8, 12),
    ]


def assert_close(actual: Tensor, expected: Tensor) -> None:
    assert relative_rms_error(actual, expected) <= TOLERANCE[expected.dtype]


@pytest.mark.parametrize("num_tokens", LENGTHS)
def test_chunks_give_the_outputs_and_state_of_the_recurrence(num_tokens: int) -> None:
    *inputs, _ = make_inputs(num_tokens)
    expected, expected_state = reference_gated_delta_rule(*inputs)
    actual, actual_state = gated_delta_rule_chunk(*inputs)
    assert_close(actual, expected)
    assert_close(actual_state, expected_state)


@pytest.mark.parametrize("num_tokens", LENGTHS)
def test_chunks_go_on_from_an_initial_state(num_tokens: int) -> None:
    inputs = make_inputs(num_tokens)
    expected, expected_state = reference_gated_delta_rule(*inputs)
    actual, actual_state = gated_delta_rule_chunk(*inputs)
    assert_close(actual, expected)
    assert_close(actual_state, expected_state)


@pytest.mark.parametrize("split", [1, 37, 64])
def test_two_pieces_give_the_same_as_one(split: int) -> None:
    *inputs, state = make_inputs(130)
    whole, whole_state = gated_delta_rule_chunk(*inputs, state)
    first, state = gated_delta_rule_chunk(*(x[:, :split] for x in inputs), state)
    second, state = gated_delta_rule_chunk(*(x[:, split:] for x in inputs), state)
    assert_close(torch.cat([first, second], dim=1), whole)
    assert_close(state, whole_state)


@pytest.mark.parametrize("num_tokens", [1, 7, 16, 23])
def test_the_gradients_are_those_of_the_recurrence(num_tokens: int) -> None:
    inputs = [x.requires_grad_() for x in make_inputs(num_tokens, dtype=torch.float64)]
    weights = make_inputs(num_tokens, dtype=torch.float64)
    gradients = []
    for rule in (reference_gated_delta_rule, lambda *x: gated_delta_rule_chunk(*x, chunk_size=8)):
        o, state = rule(*inputs)
        gradients.append(
            torch.autograd.grad((o * weights[2]).sum() + (state * weights[5]).sum(), inputs)
        )
    for actual, expected in zip(gradients[1], gradients[0], strict=True):
        assert_close(actual, expected)


def test_strong_decay_gives_finite_outputs_and_gradients() -> None:
    q, k, v, g, beta, state = make_inputs(70)
    inputs = [x.requires_grad_() for x in (q, k, v, g * 100, beta, state)]
    o, end = gated_delta_rule_chunk(*inputs)
    (o.sum() + end.sum()).backward()
    assert o.isfinite().all()
    assert all(x.grad is not None and x.grad.isfinite().all() for x in inputs)


def test_repeated_keys_without_decay_stay_accurate() -> None:
    q, k, v, g, beta, _ = make_inputs(128)
    inputs = (q, k[:, :1].expand_as(k), v, torch.zeros_like(g), torch.ones_like(beta))
    expected, _ = reference_gated_delta_rule(*inputs)
    actual, _ = gated_delta_rule_chunk(*inputs)
    assert_close(actual, expected)


def test_tokens_with_zero_keys_beta_and_decay_leave_the_state_alone() -> None:
    q, k, v, g, beta, state = make_inputs(5)
    _, end = gated_delta_rule_chunk(q, k * 0, v, g * 0, beta * 0, state)
    assert torch.equal(end, state)


def test_l2_normalise_puts_epsilon_under_the_root() -> None:
    assert l2_normalise(torch.zeros(4)).tolist() == [0, 0, 0, 0]
    x = torch.tensor([3e-3, 4e-3])
    assert torch.allclose(l2_normalise(x), x / torch.tensor(26e-6).sqrt())
