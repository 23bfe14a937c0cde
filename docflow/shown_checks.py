"""A rule's answer as results show it. Knows no rule."""

from __future__ import annotations

from collections.abc import Iterable

from docflow.results import CheckResult
from schemas.checks import Check


def shown(check: Check, repaired: Iterable[str] = ()) -> CheckResult:
    """The entry of a check that passed or failed. repaired: paths of values that were repaired;
    those of them that the check looked at are told.
    """
    entry: CheckResult = {
        "name": check.name,
        "passed": bool(check.passed),
        "message": check.message,
    }
    if check.rule:
        entry["rule"] = check.rule
    paths = sorted({path for path in repaired if path in check.paths})
    if paths:
        entry["repaired"] = paths
    return entry
