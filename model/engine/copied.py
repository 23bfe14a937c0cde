"""Where in the prompt a token of the answer was copied from. Knows no network and no text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Copied:
    """Where in the prompt the copy head looked for a token: positions that hold it, best first."""

    positions: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
