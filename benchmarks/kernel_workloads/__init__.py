"""The kernels' workloads: the sizes of the 2B model at which each is measured.

A module has `workloads(divisor)`: its workloads, with numbers of tokens divided where a test on a
CPU wants less.
"""

from collections.abc import Iterator

from benchmarks.kernel_rows import Workload
from benchmarks.kernel_workloads import attention, delta_rule, elementwise, output

MODULES = (delta_rule, elementwise, attention, output)


def all_workloads(divisor: int = 1) -> Iterator[Workload]:
    for module in MODULES:
        yield from module.workloads(divisor)
