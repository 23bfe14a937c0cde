"""Pages as pictures for people: drawn when first asked for, kept afterwards. Knows no PDF library.

Drawing runs as a program of its own (workers/render_page.py), with limits on time and memory; few
run at once, since each takes a core.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docflow.database.tables import Document, Page
from docflow.errors import DocflowError, LimitError, SetupError, error_of
from docflow.services import Services
from docflow.settings import Settings
from docflow.storage.store import document_prefix, page_image_key, page_key

#: the widths that are kept; another one gets the next larger of these
WIDTHS_PX = (200, 800, 1200, 1600)
DEFAULT_WIDTH_PX = 1200
#: pictures that are drawn at the same time; and those that may wait for their turn, each of which
#: holds a thread of the server
MAX_DRAWING = 2
MAX_WAITING = 8
_TURN_S = 20.0
#: for one page, whatever the limits of reading are: someone waits for it
TIMEOUT_S = 60.0
_MODULE = "workers.render_page"
_SOURCE_ROOT = Path(__file__).resolve().parents[2]
_TURNS = {"turned_90": 90, "turned_180": 180, "turned_270": 270}
#: what the program sees of this one's environment: nothing that could be a secret
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
_drawing = threading.BoundedSemaphore(MAX_DRAWING)
_admitted = threading.BoundedSemaphore(MAX_DRAWING + MAX_WAITING)


@dataclass(frozen=True)
class PageImage:
    """Which page is wanted, and what is known of it. page: None where its words were not read."""

    document: Document
    number: int
    page: Page | None
    width_px: int


def step_of(width_px: int) -> int:
    """The smallest kept width that is not smaller, or the largest one."""
    return next((step for step in WIDTHS_PX if step >= width_px), WIDTHS_PX[-1])


def page_png(services: Services, image: PageImage) -> bytes:
    """The page as PNG, upright as its boxes are.

    Effects: keeps the picture in the storage. Blocks for about a second the first time, longer
    where others are drawn before.

    Raises:
        DocflowError: the page cannot be drawn; `busy` where too many are being drawn.
        FileNotFoundError: the document's file is gone.
    """
    document = image.document
    key = page_image_key(document.tenant_id, document.id, image.number, image.width_px)
    try:
        return services.store.get_bytes(key)
    except FileNotFoundError:
        pass
    with _turn_to_draw():
        content = _draw(services, image)
    services.store.put_bytes(key, content)
    return content


@contextlib.contextmanager
def _turn_to_draw() -> Iterator[None]:
    busy = DocflowError("busy", "too many pages are being drawn; try again", retryable=True)
    if not _admitted.acquire(blocking=False):
        raise busy
    try:
        if not _drawing.acquire(timeout=_TURN_S):
            raise busy
        try:
            yield
        finally:
            _drawing.release()
    finally:
        _admitted.release()


def draw_file(
    settings: Settings,
    source: Path,
    number: int,
    *,
    width_px: int,
    password: str | None = None,
    with_ocr: bool = False,
) -> bytes:
    """A page of a file that no database knows, as PNG; upright as the boxes of its values are.

    with_ocr: whether they were found by OCR, which then has to tell again which way is up. Blocks
    for about a second, with OCR for some; nothing is kept but what OCR read.

    Raises:
        DocflowError: the page cannot be drawn.
    """
    with tempfile.TemporaryDirectory(prefix="docflow-page-") as folder:
        target = Path(folder) / "page.png"
        order: dict[str, object] = {
            "source": str(source),
            "target": str(target),
            "name": source.name,
            "number": number,
            "width_px": width_px,
            "width_pt": None,
            "turn": None,
            "password": password,
            "stored": None,
            "backend": settings.pdf_backend,
            "limits": settings.limits.as_mapping(),
            "ocr": settings.ocr if with_ocr else "off",
            "cache_folder": str(settings.home / "cache" / "ocr"),
        }
        return _drawn(order, target)


def forget_images_of_deleted(services: Services, tenant_id: str, document_id: str) -> None:
    """Removes what was drawn while the document was being deleted."""
    services.store.delete_below(document_prefix(tenant_id, document_id))


def _draw(services: Services, image: PageImage) -> bytes:
    document = image.document
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(services.store.local_copy(document.storage_key))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="docflow-page-"))
        stored = None
        kept = page_key(document.tenant_id, document.id, image.number)
        # A finished document's password is forgotten; what was drawn for the model remains.
        if document.password is None and services.store.exists(kept):
            stored = stack.enter_context(services.store.local_copy(kept))
        target = Path(folder) / "page.png"
        return _drawn(_order(services.settings, image, path, target, stored), target)


def _drawn(order: dict[str, object], target: Path) -> bytes:
    _run(order)
    try:
        return target.read_bytes()
    except FileNotFoundError:
        raise SetupError("reader_failed", "the program that draws pages drew none") from None


def _order(
    settings: Settings, image: PageImage, source: Path, target: Path, stored: Path | None
) -> dict[str, object]:
    """What the program is told, see `Order` there."""
    return {
        "source": str(source),
        "target": str(target),
        "name": image.document.file_name,
        "number": image.number,
        "width_px": image.width_px,
        "width_pt": None if image.page is None else image.page.width_pt,
        "turn": 0 if image.page is None else _turn(image.page),
        "password": image.document.password,
        "stored": None if stored is None else str(stored),
        "backend": settings.pdf_backend,
        "limits": settings.limits.as_mapping(),
    }


def _run(order: dict[str, object]) -> None:
    """Runs the program. The order goes through its standard input, since it can hold a password."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"PYTHONPATH": str(_SOURCE_ROOT), "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            # -P: what lies in the current folder must not be imported.
            [sys.executable, "-P", "-m", _MODULE],
            input=json.dumps(order).encode(),
            capture_output=True,
            env=environment,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LimitError("timed_out", f"the page took more than {TIMEOUT_S:g} s to draw") from None
    if done.returncode == 0:
        return
    try:
        told = json.loads(done.stdout)
        raise error_of(str(told["code"]), str(told["message"]))
    except (ValueError, KeyError, TypeError):
        raise SetupError("reader_failed", "the program that draws pages does not run") from None


def _turn(page: Page) -> int:
    return next((_TURNS[note] for note in page.notes if note in _TURNS), 0)
