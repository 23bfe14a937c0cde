"""The network on Triton's kernels, interpreted, against the published one."""

from __future__ import annotations

import logging

import pytest
import torch

from kernels import dispatch
from kernels.dispatch import Path, forced
from model.cache import Cache
from model.network.rax import Rax
from tests.model.published import example, our_config, our_network, published_network

LARGEST_LOGIT_DIFFERENCE = 1e-4
TEXT_OPERATORS = {"add_rms_norm", "causal_conv", "gated_rms_norm", "rms_norm", "swiglu"}
VISION_OPERATORS = {"gelu_bias", "layer_norm"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    dispatch._log.cache_clear()
    caplog.set_level(logging.INFO, logger="kernels.dispatch")
    return caplog


@pytest.mark.parametrize("with_images", [False, True], ids=["text", "two_images"])
@torch.no_grad()
def test_logits_of_interpreted_kernels_are_the_published_ones(
    with_images: bool, log: pytest.LogCaptureFixture
) -> None:
    network, case = our_network(), example(with_images)
    with forced(Path.TRITON):
        hidden = network(case.ids, case.positions, patches=case.patches, grids=case.grids or None)
    logits = network.vocab_logits(hidden)
    expected = published_network()(**case.published_inputs()).logits
    assert (logits - expected).abs().max() <= LARGEST_LOGIT_DIFFERENCE
    operators = TEXT_OPERATORS | (VISION_OPERATORS if with_images else set())
    # The published network logs too, where it was not asked before.
    chosen = {record.message for record in log.records if record.name == "kernels.dispatch"}
    assert chosen == {f"{operator} on cpu without gradients: triton" for operator in operators}


@torch.no_grad()
def test_a_prompt_in_pieces_and_single_tokens_give_the_same() -> None:
    network, case = our_network(), example(False)
    whole = hidden_in_pieces(network, [85])
    with forced(Path.TRITON):
        pieces = hidden_in_pieces(network, [40, 2, 41, 1, 1])
    assert whole.shape[1] == case.ids.shape[1] == 85
    assert torch.allclose(pieces, whole, atol=1e-5)


def hidden_in_pieces(network: Rax, lengths: list[int]) -> torch.Tensor:
    """Hidden states of the text example, fed into one cache piece by piece."""
    case, cache = example(False), Cache(our_config())
    parts = [
        network(ids, positions, cache=cache)
        for ids, positions in zip(
            case.ids.split(lengths, dim=1), case.positions.split(lengths, dim=2), strict=True
        )
    ]
    return torch.cat(parts, dim=1)
