"""Fits where documents end: a small network over the figures of two pages that follow each other.
Knows no words.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from training.sorting.packets import Packet
from workers.sorting.pairs import PageView, pair_figures

Floats = npt.NDArray[np.float32]

HIDDEN, EPOCHS, RATE, DECAY, BATCH = 16, 40, 5e-3, 1e-2, 64


def pairs_of(packet: Packet, views: Sequence[PageView]) -> tuple[list[Floats], list[bool]]:
    """The figures of the packet's pairs of pages, blank ones left out, and whether a document ends
    between them.
    """
    rows, truth = [], []
    starts = set(packet.starts)
    written = [index for index, view in enumerate(views) if not view.is_blank]
    for one, two in itertools.pairwise(written):
        rows.append(pair_figures(views[one], views[two]))
        truth.append(any(index in starts for index in range(one + 1, two + 1)))
    return rows, truth


def fit_pairs(rows: Floats, truth: npt.NDArray[np.bool_], seed: int) -> tuple[Floats, Floats]:
    """``pair_in`` and ``pair_out`` of workers/sorting/weights.py. rows: [N, P]. truth: [N]."""
    torch.manual_seed(seed)
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 0.05
    given = torch.from_numpy((rows - mean) / scale)
    wanted = torch.from_numpy(truth.astype(np.float32))
    inner, outer = nn.Linear(rows.shape[1], HIDDEN), nn.Linear(HIDDEN, 1)
    net = nn.Sequential(inner, nn.Tanh(), outer)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.02, EPOCHS)
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(given)).split(BATCH):
            # A figure that is missing now and then teaches not to rely on any one.
            kept = given[chosen] * (torch.rand(len(chosen), rows.shape[1]) > 0.08)
            odds = net(kept).squeeze(1)
            loss = functional.binary_cross_entropy_with_logits(odds, wanted[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        schedule.step()
    with torch.no_grad():
        weight = inner.weight.numpy().T / scale[:, None]
        bias = inner.bias.numpy() - mean @ weight
        pair_in = np.vstack([weight, bias[None]]).astype(np.float32)
        pair_out = np.append(outer.weight.numpy()[0], outer.bias.numpy()).astype(np.float32)
    return pair_in, pair_out
