"""What a page backend must give: pages with words, image areas and pixels. Knows no library.

Positions are shares (0 to 1) of the page as the file asks for it to be shown: /Rotate, EXIF
orientation and crop box are already applied. A backend runs inside the reader process only. It says
everything it finds and judges nothing: what can be seen is decided in workers/steps/visible.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from docflow.limits import Limits
from workers.page import Box, Widget

Pixels = npt.NDArray[np.uint8]
Angle = Literal[0, 90, 180, 270]


#: what a file says that asks for a password
LOCKED = "it is locked with a password; send it along (--password, or password in the upload)"


class BackendError(Exception):
    """What a backend found wrong: a code of docflow/errors.py and the reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def ran_out_of_memory(error: Exception) -> bool:
    """Whether an error says that memory was refused; libraries say it in many ways and types."""
    return isinstance(error, MemoryError) or bool(_MEMORY.search(str(error)))


_MEMORY = re.compile(
    r"alloc\w*\b.*fail|fail\w* .*alloc|out of memory|bad_alloc|not enough memory", re.I
)


#: attached files that are looked at
MAX_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a document. name: as the document calls it, which may be anything."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as the file states it, seen or not.

    size_pt: height of the type on the page. angle: how far its reading direction is turned,
    clockwise.
    painted: False where the file itself says not to draw it (render mode 3, no opacity).
    clipped: the letters cut out something else that is painted.
    rgb: its fill colour, None where the file uses a pattern.
    """

    text: str
    bbox: Box
    size_pt: float
    angle: Angle = 0
    painted: bool = True
    clipped: bool = False
    rgb: tuple[int, int, int] | None = None


class BackendPage(Protocol):
    """One page. native_px: its own size in pixels, None for a drawn page."""

    width_pt: float
    height_pt: float
    native_px: tuple[int, int] | None

    def words(self) -> list[RawWord]:
        """The text layer, in the order it is painted. Raises BackendError("page_limit")."""
        ...

    def image_boxes(self) -> list[Box]:
        """Where pictures stand. May overlap."""
        ...

    def widgets(self) -> list[Widget]:
        """Fields of a form that are shown on it; none where they cannot be read."""
        ...

    def render(self, width_px: int, height_px: int, *, text: bool = True) -> Pixels:
        """RGB pixels of exactly this size, on white. text: False leaves the text layer out."""
        ...

    def render_grey(self, width_px: int, height_px: int) -> Pixels:
        """Brightness [height_px, width_px] of all that is on the page, on white."""
        ...


class Document(Protocol):
    """An open document. repaired: its structure was damaged and has been guessed."""

    num_pages: int
    repaired: bool

    def page(self, index: int) -> BackendPage:
        """The page at `index`, from 0. Valid until the next call."""
        ...

    def attachments(self, max_bytes: int) -> Iterator[Attachment]:
        """Files it carries inside, of at most `max_bytes` each."""
        ...

    def xfa_packets(self, max_bytes: int) -> Mapping[str, bytes]:
        """Parts of a form that is on no page, by name, of at most `max_bytes` each."""
        ...

    def close(self) -> None: ...


class PageBackend(Protocol):
    """A library that opens one family of files."""

    def __call__(self, data: bytes, password: str | None, limits: Limits) -> Document:
        """Opens a document. Raises BackendError if it is locked, broken, empty or too large."""
        ...


def quarter_turn(degrees: float) -> Angle:
    """The nearest multiple of 90."""
    turned = round(degrees / 90) % 4 * 90
    return ANGLES[turned]


ANGLES: dict[int, Angle] = {0: 0, 90: 90, 180: 180, 270: 270}


def check_pages(num_pages: int, limit: int, what: str) -> None:
    """Raises BackendError for a document without pages or with more than `limit`."""
    if num_pages < 1:
        raise BackendError("no_pages", f"it has no {what}")
    if num_pages > limit:
        raise BackendError("too_many_pages", f"it has {num_pages:,} {what}; the limit is {limit:,}")


def check_words(num_words: int, limits: Limits) -> None:
    """Raises BackendError for a page with more words than allowed."""
    limit = limits.max_page_words
    if num_words > limit:
        raise BackendError("page_limit", f"has more than {limit:,} words")


def too_long(side_pt: float, limits: Limits) -> BackendError:
    """The error of a page with a longer side than allowed."""
    limit = limits.max_page_side_pt
    return BackendError("page_limit", f"is {side_pt:,.0f} pt long; the limit is {limit:,}")


def around(boxes: Sequence[Sequence[float]]) -> Box:
    """The smallest box that holds all of `boxes`."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def inside_page(boxes: Sequence[Box]) -> list[Box]:
    """The boxes cut to the page; those outside it are left out."""
    cut = [tuple(min(1.0, max(0.0, value)) for value in box) for box in boxes]
    return [(a, b, c, d) for a, b, c, d in cut if c > a and d > b]
