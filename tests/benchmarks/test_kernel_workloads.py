"""Every workload of the kernel benchmark fits its operator and its peers: on a CPU, small."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend

from benchmarks import kernel_peers
from benchmarks.kernel_peers import COMPILED
from benchmarks.kernel_rows import Draw, Workload, error_of, tensors_of
from benchmarks.kernel_workloads import all_workloads, delta_rule
from kernels.gated_delta_rule.reference import l2_normalise, reference_gated_delta_rule

DIVISOR = 400
CPU = torch.device("cpu")
WORKLOADS = list(all_workloads(DIVISOR))
each_workload = pytest.mark.parametrize("workload", WORKLOADS, ids=lambda x: x.name)


def rule_like_fla(
    q: Tensor, k: Tensor, v: Tensor, g: Tensor, beta: Tensor, **options: Any
) -> tuple[Tensor, Tensor]:
    """The interface of FLA's functions: packed, [1, T, H, D]; one state for each sequence."""
    assert options["use_qk_l2norm_in_kernel"]
    assert options["output_final_state"]
    bounds, states, outputs = options["cu_seqlens"].tolist(), [], []
    for i, (start, end) in enumerate(pairwise(bounds)):
        q_i, k_i, v_i, g_i, beta_i = (x[:, start:end].float() for x in (q, k, v, g, beta))
        q_i, k_i = l2_normalise(q_i) * q.shape[-1] ** -0.5, l2_normalise(k_i)
        initial = options["initial_state"][i : i + 1]
        o, state = reference_gated_delta_rule(q_i, k_i, v_i, g_i, beta_i, initial)
        outputs.append(o)
        states.append(state)
    return torch.cat(outputs, dim=1).to(v.dtype), torch.cat(states)


@each_workload
@torch.no_grad()
def test_the_operator_takes_the_inputs(workload: Workload) -> None:
    # In bfloat16 the references round after each step: this is not the kernels' tolerance.
    assert math.isfinite(error_of(workload, Draw.on(CPU)))
    assert workload.num_bytes > 0


@each_workload
@torch.no_grad()
def test_the_peers_take_the_inputs(workload: Workload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta_rule, "fla", lambda name: rule_like_fla)
    inputs = workload.build(Draw.on(CPU))
    for name, peer in workload.peers.items():
        if name != COMPILED and name not in kernel_peers.BACKENDS:
            assert list(tensors_of(peer(*inputs)()))


@pytest.mark.parametrize("causal", [True, False], ids=["causal", "full"])
def test_attention_is_asked_of_the_backend_that_is_named(
    causal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_peers, "BACKENDS", {"sdpa math": SDPBackend.MATH})
    q, k, v = torch.randn(2, 4, 5, 8), torch.randn(2, 2, 5, 8), torch.randn(2, 2, 5, 8)
    [peer] = kernel_peers.sdpa(lambda *_: (q, k, v), causal).values()
    scores = q @ k.repeat_interleave(2, dim=1).mT / 8**0.5
    if causal:
        scores = scores.masked_fill(torch.ones(5, 5).triu(1).bool(), -math.inf)
    expected = scores.softmax(-1) @ v.repeat_interleave(2, dim=1)
    torch.testing.assert_close(peer()(), expected)


def test_attention_is_compared_with_both_backends() -> None:
    with_attention = [x for x in WORKLOADS if "attention" in x.operator]
    assert len(with_attention) == 5
    assert all(set(x.peers) == {"sdpa cudnn", "sdpa flash"} for x in with_attention)


@torch.no_grad()
def test_the_step_around_fla_is_our_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta_rule, "fla", lambda name: rule_like_fla)
    workload = delta_rule.step("3x1", 3, num_drafts=0, num_replay=0)
    draw = Draw.on(CPU)
    inputs = tuple(
        x.float() if isinstance(x, Tensor) and x.is_floating_point() else x
        for x in workload.build(draw)
    )
    copies = tuple(x.clone() if isinstance(x, Tensor) else x for x in inputs)
    [theirs] = tensors_of(workload.peers["eager around fla"](*copies)())
    ours = workload.run(*inputs)
    torch.testing.assert_close(theirs.flatten(1), ours)
    torch.testing.assert_close(copies[7], inputs[7])


@torch.no_grad()
def test_the_chunked_rule_of_fla_is_our_prefill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta_rule, "fla", lambda name: rule_like_fla)
    workload = delta_rule.prefill("two", [5, 3])
    inputs = tuple(
        x.float() if isinstance(x, Tensor) and x.is_floating_point() else x
        for x in workload.build(Draw.on(CPU))
    )
    theirs, states = tensors_of(workload.peers["fla chunk"](*inputs)())
    ours = workload.run(*inputs)
    torch.testing.assert_close(theirs[0], ours)
    torch.testing.assert_close(states, inputs[7][1:])


def test_the_sizes_are_those_of_the_2b_model() -> None:
    floors = {x.name: (x.num_bytes, x.num_flops) for x in all_workloads()}
    # The published count of the delta rule: 2.88 MFLOP a token and layer, here of 8,192 tokens.
    assert floors["gated_delta_rule_prefill 2048x4"][1] == pytest.approx(8192 * 2.88e6, rel=0.01)
    # 2 MiB of state, read and written, for each of 256 sequences are 0.54 GB.
    state_bytes = 256 * 2 * 2**20
    assert state_bytes < floors["gated_delta_rule_step 256x1"][0] < 1.2 * state_bytes
    # 4 L^2 D H for one page.
    assert floors["vision_attention 1x5040"][1] == 4 * 5040**2 * 1024
    # Keys and values of 64 x 1,900 tokens, 2 KiB each.
    assert floors["paged_attention_step 64 at 1900"][0] > 64 * 1900 * 2048


@pytest.mark.parametrize(
    "workload", [x for x in WORKLOADS if "attention" in x.operator], ids=lambda x: x.name
)
@torch.no_grad()
def test_attention_peers_take_the_inputs(
    workload: Workload, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def any_backend(_: SDPBackend) -> Iterator[None]:
        yield

    monkeypatch.setattr(kernel_peers, "sdpa_kernel", any_backend)
    inputs = workload.build(Draw.on(CPU))
    out = workload.run(*workload.build(Draw.on(CPU)))
    for peer in workload.peers.values():
        [theirs] = tensors_of(peer(*inputs)())
        assert theirs.numel() == out.numel()
