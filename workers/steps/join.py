"""What the windows of a document say together: joined, without sums carried from page to page,
without balances among a statement's transactions, and without rows behind the table's end. Types
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from workers.steps.balances import without_balances
from workers.steps.carried import without_carried
from workers.steps.merge import merge_windows
from workers.steps.table_end import end_table_at_sums
from workers.steps.values import Reading, WindowReading


def join_windows(windows: Sequence[WindowReading]) -> list[Reading]:
    """The document's readings, from those of its windows in their order."""
    text = "\n".join(window.text for window in windows)
    return end_table_at_sums(without_carried(without_balances(merge_windows(windows)), text))
