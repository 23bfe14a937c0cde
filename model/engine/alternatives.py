"""What else the network thought of where it chose a token. Knows no network and no text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The likeliest tokens of one choice, and where in the prompt the copy head looked.

    tokens, logprobs: among all tokens, allowed or not, best first; natural logarithms. The chosen
    one is mostly among them. positions, weights: [K], places of the prompt whatever token they
    hold, best first; empty without a copy head.
    """

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    positions: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
