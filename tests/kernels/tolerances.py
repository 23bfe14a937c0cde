"""How far a kernel may be from its float32 reference, and how that is measured.

The numbers are never widened to pass a change.
"""

from __future__ import annotations

import torch
from torch import Tensor

#: relative RMS error by the dtype of the inputs
TOLERANCE = {torch.float64: 1e-12, torch.float32: 1e-5, torch.bfloat16: 5e-3}


def relative_rms_error(actual: Tensor, expected: Tensor) -> float:
    """RMS of the difference over RMS of what is expected."""
    difference = (actual.double() - expected.double()).square().mean().sqrt()
    return float(difference / expected.double().square().mean().sqrt().clamp_min(1e-30))
