"""Draws payslips with their marks in colour, three to a picture: ``python -m
training.documents.payslips.preview N OUT_DIR [FIRST_SEED]``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from training.documents import payslips
from training.documents.sheets import write_sheets

if __name__ == "__main__":
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    write_sheets(payslips.generate, int(sys.argv[1]), Path(sys.argv[2]), first)
