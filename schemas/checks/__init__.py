"""Rules that a result can be tested by: sums, tax, dates, check digits."""

from schemas.checks.check import Check
from schemas.checks.rules import run_checks

__all__ = ["Check", "run_checks"]
