"""Which axis turns which frequency, and what passes unturned."""

from __future__ import annotations

import torch

from model.network.rope import frequency_axes, rotate, vision_rotation


def test_the_published_section_interleaves_the_axes() -> None:
    axes = frequency_axes((11, 11, 10))
    assert [j for j, axis in enumerate(axes) if axis == 1] == list(range(1, 32, 3))
    assert [j for j, axis in enumerate(axes) if axis == 2] == list(range(2, 30, 3))
    assert axes.count(0) == 11


def test_an_axis_that_is_used_up_leaves_the_rest_to_time() -> None:
    assert frequency_axes((4, 1, 1)) == [0, 1, 2, 0, 0, 0]


def test_channels_behind_the_rotary_ones_pass() -> None:
    x = torch.randn(5, 2, 12)
    angles = torch.randn(5, 1, 4)
    turned = rotate(
        x, (torch.cat([angles, angles], -1).cos(), torch.cat([angles, angles], -1).sin())
    )
    assert torch.equal(turned[..., 8:], x[..., 8:])
    assert not torch.allclose(turned[..., :8], x[..., :8])


def test_rotation_keeps_lengths_and_depends_on_distance_only() -> None:
    x = torch.randn(1, 1, 16).double().expand(4, 1, 16)
    rows = torch.tensor([0, 1, 5, 6])
    half = vision_rotation(torch.stack([rows, rows * 2], dim=1), 16, 1e4)
    cos, sin = (torch.cat([part, part], dim=-1)[:, None].double() for part in half)
    turned = rotate(x, (cos, sin))[:, 0]
    assert torch.allclose(turned.norm(dim=-1), x[:, 0].norm(dim=-1))
    assert torch.allclose(turned[0] @ turned[1], turned[2] @ turned[3], atol=1e-5)
