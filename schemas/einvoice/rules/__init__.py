"""The business rules of EN 16931, on the data that are to be written."""

from schemas.einvoice.rules.check import check_rules
from schemas.einvoice.rules.finding import Finding

__all__ = ["Finding", "check_rules"]
