"""What is compiled in the check: each folder of `kernels` at the shapes of the 2B model.

A module has `operators(dtype)`, calls on tensors without storage, and `WANTED`: what must be in a
kernel's code on Hopper in bfloat16 ("wgmma", "tma"), by the kernel's name.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def case_names() -> list[str]:
    """The modules of cases."""
    return sorted(module.name for module in iter_modules(__path__))


def case_module(name: str) -> Any:
    return import_module(f"{__name__}.{name}")
