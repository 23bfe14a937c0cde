"""Bar codes and QR codes in the picture of a page: where they stand and what they say.

Runs inside the reader process: what is decoded is a stranger's. Knows no page and no meaning of a
code; schemas/codes/ reads that.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from workers.page import Box, PageCode
from workers.steps.pictures import inked_cells

Grey = npt.NDArray[np.uint8]

#: a page is drawn at this resolution to look for codes: modules of 0.25 mm are 2 pixels wide, and
#: codes are read from 1.75 on
DPI = 200.0
#: bounds of the picture that is looked at: somewhat more than an A4 page at that resolution
MAX_PIXELS = 4_200_000
MAX_SIDE_PX = 8_000
#: those that stand on documents; each kind costs time, and rare ones are seen where nothing is
FORMATS = (
    "QRCode", "MicroQRCode", "DataMatrix", "Aztec", "PDF417",
    "EAN13", "EAN8", "UPCA", "UPCE", "Code128", "Code39", "ITF",
)  # fmt: skip
MAX_CODES = 32
MAX_CHARS = 8_000
#: shorter ones are as often lines of print that look like a code
_MIN_CHARS = 3


def find_codes(grey: Grey) -> tuple[PageCode, ...]:
    """The codes in a picture [H, W], at most MAX_CODES, from the top. Boxes are shares of it."""
    height, width = grey.shape
    if min(height, width) < 16:
        return ()
    decoder, formats = _decoder()
    found = decoder.read_barcodes(
        np.ascontiguousarray(grey),
        formats=formats,
        # White on black is not printed on documents, and to look for it doubles the time.
        try_invert=False,
    )
    codes = [
        PageCode(format_name(str(code.format)), text, _box(code.position, width, height))
        for code in found
        if len(text := code.text[:MAX_CHARS]) >= _MIN_CHARS
    ]
    return tuple(sorted(set(codes), key=lambda code: (code.bbox[1], code.bbox[0]))[:MAX_CODES])


def may_hold_codes(bare: npt.NDArray[np.uint8]) -> bool:
    """Whether anything beside text is on a page that could be a code: a spot two cells of a grid
    wide and high. Rules and frames are thinner. bare: the page without its text, [H, W, 3].
    """
    inked = inked_cells(bare)
    return bool((inked[1:, 1:] & inked[1:, :-1] & inked[:-1, 1:] & inked[:-1, :-1]).any())


def format_name(name: str) -> str:
    """``Code 128`` as ``code_128``, ``EAN-13`` as ``ean_13``."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")


@cache
def _decoder() -> tuple[Any, Any]:
    # Local import: most pages are never looked at.
    import zxingcpp

    return zxingcpp, zxingcpp.barcode_formats_from_str(",".join(FORMATS))


def _box(position: Any, width: int, height: int) -> Box:
    corners = (
        position.top_left, position.top_right, position.bottom_right, position.bottom_left
    )  # fmt: skip
    across = [min(1.0, max(0.0, corner.x / width)) for corner in corners]
    down = [min(1.0, max(0.0, corner.y / height)) for corner in corners]
    return min(across), min(down), max(across), max(down)
