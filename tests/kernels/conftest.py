"""Fresh memory is NaN in every kernel test: what a kernel forgets to write cannot pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True)
def fresh_memory_is_nan() -> Iterator[None]:
    # PyTorch fills what `torch.empty` and its relatives return when both are set.
    torch.use_deterministic_algorithms(True)
    filled = torch.utils.deterministic.fill_uninitialized_memory
    torch.utils.deterministic.fill_uninitialized_memory = True
    yield
    torch.utils.deterministic.fill_uninitialized_memory = filled
    torch.use_deterministic_algorithms(False)
