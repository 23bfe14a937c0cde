"""Writes the documents of ``examples/``: ``python -m training.make_examples``.

A born-digital invoice, a scanned one (pixels only, in a PDF) and a photo of a receipt, all made by
our own generator, so that they may be shipped.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pymupdf
from PIL import Image

from training.documents import invoices, receipts
from training.documents.canvas import SyntheticDocument
from training.documents.degrade import degrade
from training.documents.render import pdf_bytes, pixels

SCAN_DPI = 200
PHOTO_DPI = 250


def write_examples(folder: Path, seed: int) -> None:
    """Three files into `folder`; `seed` picks the documents."""
    folder.mkdir(parents=True, exist_ok=True)
    invoice = _single_page(invoices, seed)
    (folder / "invoice.pdf").write_bytes(pdf_bytes(invoice.pages))
    scan = _picture(_single_page(invoices, seed + 1000), SCAN_DPI, 0.2, seed)
    document = pymupdf.open()
    page = document.new_page(width=scan.width / SCAN_DPI * 72, height=scan.height / SCAN_DPI * 72)
    scan.save(folder / "scan.jpg", quality=80)
    page.insert_image(page.rect, filename=str(folder / "scan.jpg"))
    document.save(folder / "invoice-scan.pdf", garbage=3, deflate=True)
    (folder / "scan.jpg").unlink()
    photo = _picture(_single_page(receipts, seed + 2000), PHOTO_DPI, 0.3, seed)
    photo.save(folder / "receipt.jpg", quality=85)


def _single_page(module: object, seed: int) -> SyntheticDocument:
    """The first document at or after `seed` that has one page, a total and an issue date."""
    while True:
        document: SyntheticDocument = module.generate(random.Random(seed))  # type: ignore[attr-defined]
        wanted = {"totals.total", "issue_date", "supplier.name", "currency"}
        if len(document.pages) == 1 and wanted <= set(document.values):
            return document
        seed += 1


def _picture(document: SyntheticDocument, dpi: int, level: float, seed: int) -> Image.Image:
    canvas = document.pages[0]
    size = round(canvas.width * dpi / 72), round(canvas.height * dpi / 72)
    return Image.fromarray(degrade(pixels(canvas, *size), random.Random(seed), level))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("examples"))
    parser.add_argument("--seed", type=int, default=4242)
    options = parser.parse_args()
    write_examples(options.out, options.seed)


if __name__ == "__main__":
    main()
