"""The program that draws one page as PNG: `python -m workers.render_page`. Knows no database.

Its standard input is one JSON object, the order (`Order`); the picture goes to the file that names.
What cannot be drawn ends it with status 1 and {"code", "message"} on standard output. The document
itself is parsed in yet another process, with limits, as everywhere (workers/steps/pages.py).
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from docflow.errors import DocflowError, FileError
from docflow.limits import Limits
from workers.backends.base import ANGLES, Pixels
from workers.page import Page
from workers.stages.page_blob import unpack_page
from workers.steps.ocr import OcrMode
from workers.steps.pages import BackendName, open_pages
from workers.steps.raster import RasterSpec
from workers.steps.reader_process import ReaderPool
from workers.steps.turning import turn_pixels

#: a page as long as a till roll is drawn narrower than asked for
MAX_PIXELS = 12_000_000
_POINTS_PER_INCH = 72
_A4_WIDTH_PT = 595.0
#: small against the time to draw; the picture is kept, so its size is not all that matters
_COMPRESSION = 4
_LOCKED = frozenset({"password_required", "wrong_password"})


@dataclass(frozen=True)
class Order:
    """What to draw.

    number: from 1. width_px: of the upright page, at most. width_pt: its width where it is known.
    turn: clockwise, what brings the page upright; None where it is not known: then `ocr` tells, if
    the page has no text layer. name: what messages call the file. stored: the page as the model saw
    it, for a document whose password was forgotten; None where there is none. cache_folder: where
    results of OCR are kept.
    """

    source: str
    target: str
    name: str
    number: int
    width_px: int
    width_pt: float | None
    turn: int | None
    password: str | None
    stored: str | None
    backend: BackendName
    limits: dict[str, int]
    ocr: OcrMode = "off"
    cache_folder: str | None = None


def draw(order: Order) -> None:
    """Writes the page to the order's target.

    Raises:
        FileError: `not_found`, the document has no such page; or what reading it raises.
    """
    image = _fitted(Image.fromarray(_upright_pixels(order)), order.width_px)
    image.save(order.target, "PNG", compress_level=_COMPRESSION)


def _upright_pixels(order: Order) -> Pixels:
    try:
        page = _read(order)
    except FileError as error:
        if error.code not in _LOCKED or order.stored is None:
            raise
        return _stored_pixels(Path(order.stored), error)
    assert page.pixels is not None
    if order.turn is None:
        return page.pixels
    # A page with a text layer comes upright already, one that OCR would have to turn does not.
    turned = next((int(note[7:]) for note in page.notes if note.startswith("turned_")), 0)
    return turn_pixels(page.pixels, ANGLES[(order.turn - turned) % 360])


def _stored_pixels(path: Path, locked: FileError) -> Pixels:
    """Fewer pixels than may be asked for, and upright already."""
    page = unpack_page(path.read_bytes())
    if page.pixels is None:
        raise locked
    return page.pixels


def _read(order: Order) -> Page:
    dpi = _POINTS_PER_INCH * order.width_px / (order.width_pt or _A4_WIDTH_PT)
    raster = RasterSpec(multiple=1, min_pixels=1, max_pixels=MAX_PIXELS, dpi=dpi)
    # A pool of its own, so that no process is kept for a next document that never comes.
    pool = ReaderPool()
    try:
        with open_pages(
            Path(order.source),
            name=order.name,
            password=order.password,
            limits=Limits.from_mapping(dict(order.limits)),
            raster=raster,
            ocr=order.ocr,
            backend=order.backend,
            pages=[order.number],
            cache_folder=None if order.cache_folder is None else Path(order.cache_folder),
            pool=pool,
        ) as stream:
            page = next(stream, None)
    finally:
        pool.clear()
    if page is None:
        raise FileError("not_found", f"{order.name}: there is no page {order.number}")
    return page


def _fitted(image: Image.Image, width_px: int) -> Image.Image:
    """Scaled down to the width; never up, which would add nothing to see."""
    if image.width <= width_px:
        return image
    height_px = max(1, round(image.height * width_px / image.width))
    return image.resize((width_px, height_px), Image.Resampling.LANCZOS)


def main() -> int:
    """Draws what standard input orders; the exit status."""
    order: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    try:
        draw(Order(**order))
    except DocflowError as error:
        sys.stdout.write(json.dumps({"code": error.code, "message": error.message}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
