"""Our network against the published one: logits, and layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from model.config import ModelConfig
from model.network.rax import Rax
from tests.model.engine_doubles import tiny_network
from tests.model.published import GRIDS, example, our_config, our_network, published_network

LARGEST_LOGIT_DIFFERENCE = 1e-4


def our_hidden(network: Rax, with_images: bool) -> Tensor:
    case = example(with_images)
    grids = case.grids or None
    hidden: Tensor = network(case.ids, case.positions, patches=case.patches, grids=grids)
    return hidden


@pytest.mark.parametrize("num_value_heads", [4, 8], ids=["equal_heads", "twice_the_value_heads"])
@pytest.mark.parametrize("with_images", [False, True], ids=["text", "two_images"])
@torch.no_grad()
def test_logits_are_the_published_ones(num_value_heads: int, with_images: bool) -> None:
    network = our_network(num_value_heads)
    logits = network.vocab_logits(our_hidden(network, with_images))
    expected = published_network(num_value_heads)(**example(with_images).published_inputs()).logits
    assert (logits - expected).abs().max() <= LARGEST_LOGIT_DIFFERENCE


@contextmanager
def recorded(modules: dict[str, nn.Module]) -> Iterator[dict[str, Tensor]]:
    """The outputs of the modules during the block, by name."""
    outputs: dict[str, Tensor] = {}

    def keep(name: str) -> Callable[[nn.Module, Any, Any], None]:
        def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
            first = output[0] if isinstance(output, tuple) else output
            value = getattr(first, "pooler_output", first)
            assert isinstance(value, Tensor)
            outputs[name] = value.detach().reshape(-1, value.shape[-1])

        return hook

    handles = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    try:
        yield outputs
    finally:
        for handle in handles:
            handle.remove()


def our_stages(network: Rax) -> dict[str, nn.Module]:
    assert network.vision is not None
    stages: dict[str, nn.Module] = {"patch_embed": network.vision.patch_embed}
    stages |= {f"vision block {i}": block for i, block in enumerate(network.vision.blocks)}
    stages |= {"merger": network.vision.merger}
    stages |= {f"layer {i}": layer for i, layer in enumerate(network.decoder.layers)}
    return {**stages, "norm": network.decoder.norm}


def published_stages() -> dict[str, nn.Module]:
    base = published_network().model
    stages: dict[str, nn.Module] = {"patch_embed": base.visual.patch_embed}
    stages |= {f"vision block {i}": block for i, block in enumerate(base.visual.blocks)}
    stages |= {"merger": base.visual.merger}
    stages |= {f"layer {i}": layer for i, layer in enumerate(base.language_model.layers)}
    return {**stages, "norm": base.language_model.norm}


@torch.no_grad()
def test_every_stage_is_the_published_one() -> None:
    network = our_network()
    with recorded(our_stages(network)) as ours, recorded(published_stages()) as published:
        our_hidden(network, with_images=True)
        published_network()(**example(True).published_inputs())
    assert list(ours) == list(published)
    # All stages in one message: the first that differs is the one to look at.
    report = {name: float((ours[name] - published[name]).abs().max()) for name in ours}
    assert max(report.values()) <= LARGEST_LOGIT_DIFFERENCE, report


@torch.no_grad()
def test_padding_on_the_right_does_not_reach_the_tokens_before_it() -> None:
    network, case = our_network(), example(False)
    alone = our_hidden(network, with_images=False)
    ids = torch.cat([case.ids, torch.full((1, 40), 7)], dim=1)
    other = torch.randint(0, 490, ids.shape)
    positions = torch.arange(ids.shape[1]).expand(3, 2, -1)
    batch = network(torch.cat([ids, other]), positions)
    assert torch.allclose(batch[:1, : case.ids.shape[1]], alone, atol=1e-5)


@torch.no_grad()
def test_images_of_a_batch_go_to_their_own_rows() -> None:
    network, case = our_network(), example(True)
    alone = our_hidden(network, with_images=True)
    assert case.patches is not None
    batch = network(
        case.ids.repeat(2, 1),
        case.positions.repeat(1, 2, 1),
        patches=torch.cat([case.patches, case.patches]),
        grids=GRIDS * 2,
    )
    assert torch.allclose(batch, alone.repeat(2, 1, 1), atol=1e-5)


def test_gradients_of_a_padded_batch_are_finite_everywhere() -> None:
    settings = our_config().to_dict()
    settings["docflow"] = {"copy_head": True, "layout_positions": True}
    torch.manual_seed(0)
    network = Rax(ModelConfig.from_dict(settings))
    case = example(True)
    ids = torch.cat([case.ids, torch.zeros(1, 40, dtype=torch.int64)], dim=1)
    positions = torch.cat([case.positions, torch.zeros(3, 1, 40, dtype=torch.int64)], dim=2)
    layout = torch.randint(0, 129, (*ids.shape, 4))
    hidden = network(ids, positions, patches=case.patches, grids=case.grids, layout=layout)
    assert network.copy_head is not None
    mask = torch.ones(ids.shape, dtype=torch.bool)
    log_attention, gate = network.copy_head(hidden, network.copy_head.keys(hidden), mask)
    loss = network.vocab_logits(hidden).square().mean() + log_attention.mean() + gate.mean()
    loss.backward()
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    broken = [name for name, g in gradients.items() if g is None or not g.isfinite().all()]
    assert broken == []


def test_an_image_without_features_is_refused() -> None:
    case = example(True)
    with pytest.raises(ValueError, match="23 image pad tokens, but 0 image features"):
        our_network()(case.ids, case.positions)


def test_layout_bin_zero_adds_nothing() -> None:
    settings = our_config().to_dict()
    settings["docflow"] = {"layout_positions": True}
    network = Rax(ModelConfig.from_dict(settings)).eval()
    case = example(False)
    none = torch.zeros(*case.ids.shape, 4, dtype=torch.int64)
    with torch.no_grad():
        assert torch.equal(
            network(case.ids, case.positions, layout=none), network(case.ids, case.positions)
        )
        assert not torch.allclose(
            network(case.ids, case.positions, layout=none + 1), network(case.ids, case.positions)
        )


def test_bfloat16_stays_near_float32() -> None:
    case = example(True)
    expected = our_hidden(our_network(), with_images=True)
    network = Rax(our_config()).to(torch.bfloat16).eval()
    network.load_state_dict(our_network().state_dict())
    with torch.no_grad():
        hidden = network(case.ids, case.positions, patches=case.patches, grids=case.grids)
    assert hidden.dtype == torch.bfloat16
    assert (
        hidden.float() - expected
    ).square().mean().sqrt() < 0.05 * expected.square().mean().sqrt()


PREFIX = 9


def both_ways() -> tuple[Rax, Tensor]:
    torch.manual_seed(1)
    return tiny_network(2, prefix=True), torch.randint(10, 500, (1, 14))


def hidden_of(network: Rax, ids: Tensor, prefix: int | None) -> Tensor:
    positions = torch.arange(ids.shape[1]).expand(3, 1, -1)
    seen = None if prefix is None else torch.tensor([prefix])
    with torch.inference_mode():
        return network(ids, positions, prefix=seen)


def test_a_prompts_tokens_see_what_comes_after_them_and_no_answer() -> None:
    network, ids = both_ways()
    before = hidden_of(network, ids, PREFIX)
    later_prompt, later_answer = ids.clone(), ids.clone()
    later_prompt[0, PREFIX - 1] += 1
    later_answer[0, PREFIX + 2] += 1
    assert not torch.equal(hidden_of(network, later_prompt, PREFIX)[0, 0], before[0, 0])
    after = hidden_of(network, later_answer, PREFIX)
    assert torch.equal(after[0, : PREFIX + 2], before[0, : PREFIX + 2])


def test_a_prefix_is_refused_where_it_is_not_configured() -> None:
    _, ids = both_ways()
    with pytest.raises(ValueError, match="no prefix_attention"):
        hidden_of(tiny_network(2), ids, PREFIX)
