"""Files that hold several documents: generated ones and examples, joined as a scanner would."""

from __future__ import annotations

import random
from pathlib import Path

import pymupdf

from training.documents.render import pdf_bytes
from training.sorting.documents import draw

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def generated(kind: str, seed: int) -> bytes:
    """A generated document of `kind` as a PDF."""
    return pdf_bytes(draw(random.Random(seed), kind).canvases)


def joined(*documents: bytes) -> bytes:
    """The pages of all, in one PDF."""
    with pymupdf.open() as whole:
        for data in documents:
            with pymupdf.open("pdf", data) as part:
                whole.insert_pdf(part)
        written: bytes = whole.tobytes(garbage=3, deflate=True)
    return written


def packet_files() -> dict[str, tuple[bytes, list[str]]]:
    """Files by name, each with the kinds of its documents; one holds one document only."""
    invoice = (EXAMPLES / "invoice.pdf").read_bytes()
    scan = (EXAMPLES / "invoice-scan.pdf").read_bytes()
    statement, receipt = generated("bank_statement", 1), generated("receipt", 1)
    w9, payslip = generated("w9", 0), generated("payslip", 1)
    return {
        "scan.pdf": (joined(scan, receipt, statement), ["invoice", "receipt", "bank_statement"]),
        "mail.pdf": (joined(w9, invoice, payslip), ["w9", "invoice", "payslip"]),
        "one.pdf": (payslip, ["payslip"]),
    }
