"""The gated delta rule 64 tokens at a time, as matrix products, with a backward pass of its own.

Layout as in `reference`. Within a chunk whose last token is C, with G = cumsum(g), E = e^G,
P_ij = e^(G_i - G_j) for j <= i (else 0) and b = beta:

    A = strict_lower(P * (b k) k^T)    L = I + A    U = L^-1 (b v)    W = L^-1 (b E k)
    R = P * q k^T    D = U - W S    o = (E q) S + R D    S <- E_C S + (e^(G_C - G) k)^T D

All but D, o and S is computed for all chunks at once; these three go chunk by chunk. The backward
pass is written by hand because autograd's leaves its intermediates in layouts that are slow on a
CPU.

Source: Yang, Kautz, Hatamizadeh, "Gated Delta Networks: Improving Mamba2 with Delta Rule" (2024),
section 3.3 (extended WY representation).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

CHUNK_SIZE = 64


def gated_delta_rule_chunk(
    q: Tensor,
    k: Tensor,
    v: Tensor,
    g: Tensor,
    beta: Tensor,
    state: Tensor | None = None,
    chunk_size: int = CHUNK_SIZE,
) -> tuple[Tensor, Tensor]:
    """The same as `reference_gated_delta_rule`; differentiable once, in all six arguments."""
    num_tokens = q.shape[1]
    chunk_size = min(chunk_size, num_tokens)
    if state is None:
        state = k.new_zeros(k.shape[0], *k.shape[2:], v.shape[-1])
    chunks = (_split_chunks(x, chunk_size) for x in (q, k, v, g, beta))
    o, state = _ChunkedRule.apply(*chunks, state)
    return o.flatten(2, 3)[:, :, :num_tokens].transpose(1, 2), state


def _split_chunks(x: Tensor, chunk_size: int) -> Tensor:
    """[B, T, H, ...] -> [B, H, N, chunk_size, ...], padded with zeros: k = 0, beta = 0 and g = 0
    leave the state alone.
    """
    padding = -x.shape[1] % chunk_size
    x = x.transpose(1, 2)
    if padding:
        x = F.pad(x, (0, 0) * (x.dim() - 3) + (0, padding))
    return x.unflatten(2, (-1, chunk_size)).contiguous()


class _Chunks(NamedTuple):
    """What does not depend on the state: every field for all chunks, [B, H, N, ...]. Names as in
    the module's formulas.
    """

    E: Tensor  # [..., C, 1]
    P: Tensor  # [..., C, C]
    A: Tensor  # [..., C, C]
    R: Tensor  # [..., C, C]
    inverse: Tensor  # [..., C, C], L^-1
    U: Tensor  # [..., C, V]
    W: Tensor  # [..., C, K]
    tail: Tensor  # [..., C, 1], e^(G_C - G)

    @classmethod
    def of(cls, q: Tensor, k: Tensor, v: Tensor, g: Tensor, beta: Tensor) -> _Chunks:
        G = g.cumsum(-1)
        difference = G[..., :, None] - G[..., None, :]
        above = torch.ones(difference.shape[-2:], dtype=torch.bool, device=g.device).triu_(1)
        # Masked before exp: above the diagonal the differences are positive and would overflow.
        P = difference.masked_fill_(above, -torch.inf).exp_()
        E, tail, b = G.exp()[..., None], (G[..., -1:] - G).exp()[..., None], beta[..., None]
        bk = b * k
        A = (bk @ k.mT).mul_(P).tril_(-1)
        eye = torch.eye(A.shape[-1], dtype=A.dtype, device=A.device).expand_as(A)
        # Substitution, not a product of powers of A: those overflow where keys repeat.
        inverse = torch.linalg.solve_triangular(A, eye, upper=False, unitriangular=True)
        return cls(
            E, P, A, (q @ k.mT).mul_(P), inverse, inverse @ (b * v), inverse @ (E * bk), tail
        )


class _ChunkedRule(torch.autograd.Function):
    """q, k: [B, H, N, C, K]; v, o: [B, H, N, C, V]; g, beta: [B, H, N, C]; state: [B, H, K, V]."""

    @staticmethod
    def forward(
        ctx: Any, q: Tensor, k: Tensor, v: Tensor, g: Tensor, beta: Tensor, state: Tensor
    ) -> tuple[Tensor, Tensor]:
        x = _Chunks.of(q, k, v, g, beta)
        Eq, tail_k, o, D, states = x.E * q, x.tail * k, torch.empty_like(v), torch.empty_like(v), []
        for n in range(q.shape[2]):
            states.append(state)
            D_n = torch.sub(x.U[:, :, n], x.W[:, :, n] @ state, out=D[:, :, n])
            torch.add(Eq[:, :, n] @ state, x.R[:, :, n] @ D_n, out=o[:, :, n])
            state = state * x.E[:, :, n, -1:] + tail_k[:, :, n].mT @ D_n
        if any(ctx.needs_input_grad):
            ctx.save_for_backward(q, k, v, beta, D, torch.stack(states, dim=2), *x)
        return o, state

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, do: Tensor, dstate: Tensor) -> tuple[Tensor, ...]:
        q, k, v, beta, D, S, *fields = ctx.saved_tensors
        x, b = _Chunks(*fields), beta[..., None]
        bk, tail_k = b * k, x.tail * k
        dD, dS, dstate = _scan_backward(x, x.E * q, tail_k, do, dstate)
        # From the scan: o = Eq S + R D; D = U - W S; S' = E_C S + tail_k^T D. `d...` is the
        # gradient of `...`.
        dEq = do @ S.mT
        dtail_k = D @ dS.mT
        dbv, dEbk = x.inverse.mT @ dD, -(x.inverse.mT @ (dD @ S.mT))
        dR = (do @ D.mT).mul_(x.P)
        dA = -(dbv @ x.U.mT).add_(dEbk @ x.W.mT).tril_(-1)
        # A and R depend on G through P alone: their own values times their gradients, rows minus
        # columns.
        weighted = (do @ D.mT).mul_(x.R).add_(dA * x.A)
        dA.mul_(x.P)
        dbk = (dA @ k).add_(x.E * dEbk)
        dq = (dR @ k).add_(x.E * dEq)
        dk = (dA.mT @ bk).add_(dR.mT @ q).add_(x.tail * dtail_k).add_(b * dbk)
        dtail = (dtail_k * tail_k).sum(-1)
        dG = (
            weighted.sum(-1)
            - weighted.sum(-2)
            - dtail
            + x.E[..., 0] * ((dEbk * bk).sum(-1) + (dEq * q).sum(-1))
        )
        dG[..., -1] += dtail.sum(-1) + x.E[..., -1, 0] * (dS * S).sum((-1, -2))
        dg = dG.flip(-1).cumsum(-1).flip(-1)
        dbeta = (dbk * k).sum(-1) + (dbv * v).sum(-1)
        return dq, dk, b * dbv, dg, dbeta, dstate


def _scan_backward(
    x: _Chunks, Eq: Tensor, tail_k: Tensor, do: Tensor, dstate: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The chunks in reverse. Returns the gradients of D, of the state after each chunk [B, H, N,
    K, V], of the first state.
    """
    num_chunks = do.shape[2]
    dD, after = x.R.mT @ do, []
    for n in reversed(range(num_chunks)):
        after.append(dstate)
        dD_n = dD[:, :, n].add_(tail_k[:, :, n] @ dstate)
        dstate = dstate * x.E[:, :, n, -1:] + Eq[:, :, n].mT @ do[:, :, n] - x.W[:, :, n].mT @ dD_n
    return dD, torch.stack(after[::-1], dim=2), dstate
