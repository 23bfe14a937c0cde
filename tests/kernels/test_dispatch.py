"""The switch between kernels and references."""

from __future__ import annotations

import logging

import pytest
import torch

from kernels import dispatch
from kernels.dispatch import Path, choose, forced
from kernels.norms import kernel
from tests.kernels.comparison import draw


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the switch logs from here on, as if it had logged nothing before."""
    dispatch._log.cache_clear()
    caplog.set_level(logging.INFO, logger="kernels.dispatch")
    return caplog


def test_tensors_on_a_cpu_take_the_reference() -> None:
    assert choose("rms_norm", draw(2, 4)) is Path.REFERENCE


@pytest.mark.gpu
def test_tensors_on_cuda_take_triton_unless_they_need_gradients() -> None:
    x = draw(2, 4).cuda()
    assert choose("rms_norm", x) is Path.TRITON
    assert choose("rms_norm", x, draw(4).cuda().requires_grad_()) is Path.REFERENCE


def test_a_path_can_be_forced_for_a_while() -> None:
    x = draw(2, 4)
    with forced(Path.TRITON):
        with forced(Path.REFERENCE):
            assert choose("rms_norm", x) is Path.REFERENCE
        assert choose("rms_norm", x) is Path.TRITON
    assert choose("rms_norm", x) is Path.REFERENCE


def test_each_path_of_an_operator_is_logged_once(log: pytest.LogCaptureFixture) -> None:
    x, weight = draw(2, 4), draw(4)
    for _ in range(3):
        dispatch.rms_norm(x, weight, 1e-6)
        with forced(Path.TRITON):
            dispatch.rms_norm(x, weight, 1e-6)
    assert log.messages == [
        "rms_norm on cpu without gradients: reference",
        "rms_norm on cpu without gradients: triton",
    ]


def test_triton_is_refused_where_gradients_are_needed() -> None:
    weight = draw(4).requires_grad_()
    with forced(Path.TRITON), pytest.raises(RuntimeError, match="has no backward pass"):
        dispatch.rms_norm(draw(2, 4), weight, 1e-6)
    with forced(Path.TRITON), torch.no_grad():
        assert dispatch.rms_norm(draw(2, 4), weight, 1e-6).shape == (2, 4)


def test_a_kernel_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("out of registers")

    monkeypatch.setattr(kernel, "rms_norm", fail)
    with forced(Path.TRITON), pytest.raises(RuntimeError, match="out of registers"):
        dispatch.rms_norm(draw(2, 4), draw(4), 1e-6)
