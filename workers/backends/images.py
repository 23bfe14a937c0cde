"""Image files as pages through Pillow, with all frames of a TIFF. Runs no OCR.

Sizes are read from the header and checked before anything is decoded. Whatever the file's colours
are, pixels come out as 8-bit RGB on white, upright by EXIF.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from docflow.limits import Limits
from workers.backends.base import (
    Attachment,
    BackendError,
    Pixels,
    RawWord,
    check_pages,
    ran_out_of_memory,
)
from workers.page import Box, Widget

# Our own limit stands in for Pillow's, which only warns up to twice its value.
Image.MAX_IMAGE_PIXELS = None

FORMATS = {
    "jpeg": ("JPEG", "MPO"),
    "png": ("PNG",),
    "tiff": ("TIFF",),
    "webp": ("WEBP",),
    "gif": ("GIF",),
    "bmp": ("BMP",),
    "heic": ("HEIF",),
}
_DEFAULT_DPI = 150.0
_DPI_RANGE = (50.0, 1200.0)
#: a larger picture is halved (or more) once decoded: no model and no OCR engine looks closer
_KEPT_PIXELS = 16_000_000
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise on damaged files, found by feeding them such files.
_PILLOW_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    KeyError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
)


class ImagePage:
    """One decoded frame; see BackendPage."""

    def __init__(self, image: Image.Image, native_px: tuple[int, int], dpi: float) -> None:
        self._image = image
        self.native_px: tuple[int, int] | None = native_px
        self.width_pt = native_px[0] * 72 / dpi
        self.height_pt = native_px[1] * 72 / dpi

    def words(self) -> list[RawWord]:
        return []

    def image_boxes(self) -> list[Box]:
        return [(0.0, 0.0, 1.0, 1.0)]

    def widgets(self) -> list[Widget]:
        return []

    def render(self, width_px: int, height_px: int, *, text: bool = True) -> Pixels:
        # Nothing to leave out: an image has no text layer.
        size = (width_px, height_px)
        if self._image.size == size:
            return np.asarray(self._image)
        return np.asarray(self._image.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0))

    def render_grey(self, width_px: int, height_px: int) -> Pixels:
        grey = self._image.convert("L")
        size = (width_px, height_px)
        return np.asarray(grey if grey.size == size else grey.resize(size, reducing_gap=3.0))


class ImageDocument:
    """An image file; see Document. An animation is its first frame."""

    repaired = False

    def __init__(self, image: Image.Image, limits: Limits) -> None:
        self._image = image
        self._limits = limits
        self.num_pages = 1
        if image.format == "TIFF":
            self.num_pages = int(getattr(image, "n_frames", 1))
        check_pages(self.num_pages, limits.max_image_frames, "frames")

    def page(self, index: int) -> ImagePage:
        image = self._image
        try:
            if self.num_pages > 1:
                image.seek(index)
            self._check_size(image)
            # Before the orientation is asked: Pillow turns TIFFs upright itself while loading.
            image.load()
            orientation = _orientation(image)
            dpi = _dpi(image)
            rgb, shrunk = on_white(image)
        except _PILLOW_ERRORS as error:
            raise _refusal(error) from error
        turn = _TURNS.get(orientation)
        if turn is not None:
            rgb = rgb.transpose(turn)
        native = (rgb.width * shrunk, rgb.height * shrunk)
        return ImagePage(rgb, native, dpi)

    def attachments(self, max_bytes: int) -> Iterator[Attachment]:
        """An image carries none."""
        return iter(())

    def xfa_packets(self, max_bytes: int) -> dict[str, bytes]:
        """An image holds none."""
        return {}

    def close(self) -> None:
        self._image.close()

    def _check_size(self, image: Image.Image) -> None:
        width, height = image.size
        limit = self._limits.max_image_pixels
        if width * height > limit:
            pixels = f"{width:,} x {height:,} pixels"
            raise BackendError("page_limit", f"claims {pixels}; the limit is {limit:,} in all")


def open_document(data: bytes, kind: str, limits: Limits) -> ImageDocument:
    """Opens the bytes of an image of `kind` (a key of FORMATS). See PageBackend for errors."""
    if kind == "heic":
        _register_heic()
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS[kind])
        return ImageDocument(image, limits)
    except _PILLOW_ERRORS as error:
        raise _refusal(error) from error


def on_white(image: Image.Image) -> tuple[Image.Image, int]:
    """(the picture as RGB on white, how many times smaller it was made).

    16-bit and floating-point greys are brought to 8 bits; transparency shows white.
    """
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = Image.fromarray(_eight_bits(np.asarray(image)))
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P" or image.mode == "PA":
        image = image.convert(
            "RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB"
        )
    image, shrunk = _shrunk(image)
    if image.mode in ("L", "CMYK", "YCbCr", "LAB", "HSV", "RGBX"):
        return image.convert("RGB"), shrunk
    if image.mode == "RGB" and "transparency" not in image.info:
        return image, shrunk
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB"), shrunk


def _shrunk(image: Image.Image) -> tuple[Image.Image, int]:
    factor = int((image.width * image.height / _KEPT_PIXELS) ** 0.5)
    if factor < 2:
        return image, 1
    factor = min(factor, image.width, image.height)
    return image.reduce(factor), factor


def _eight_bits(grey: Any) -> Pixels:
    """Greys of any depth as uint8.

    Unsigned 16 bits are cut to the upper 8; what fits 8 bits stays; the rest is stretched.
    """
    values = np.nan_to_num(grey.astype(np.float32))
    low, high = float(values.min()), float(values.max())
    if grey.dtype.kind == "u" or (low >= 0 and 255 < high <= 65535):
        low, high = 0.0, 65535.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    scaled = (values - low) * (255 / max(high - low, 1e-6))
    eight: Pixels = np.clip(scaled.round(), 0, 255).astype(np.uint8)
    return eight


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1 to 8. Damaged EXIF is no reason to lose the page."""
    try:
        value = image.getexif().get(_ORIENTATION_TAG, 1)
    except _PILLOW_ERRORS:
        return 1
    return value if isinstance(value, int) else 1


def _dpi(image: Image.Image) -> float:
    """Resolution the file states, where believable: cameras write 72 and mean nothing by it."""
    try:
        value = float(image.info.get("dpi", (0.0, 0.0))[0])
    except (*_PILLOW_ERRORS, AttributeError):
        return _DEFAULT_DPI
    low, high = _DPI_RANGE
    return value if low <= value <= high and round(value) != 72 else _DEFAULT_DPI


def _register_heic() -> None:
    try:
        # Local import: an optional package that few documents need.
        from pillow_heif import register_heif_opener
    except ImportError:
        reason = "HEIC photos need the package pillow-heif: pip install 'docflow[heic]'"
        raise BackendError("backend_missing", reason) from None
    register_heif_opener()


def _refusal(error: Exception) -> BackendError:
    if ran_out_of_memory(error):
        return BackendError("out_of_memory", "needs more memory than allowed")
    if isinstance(error, UnidentifiedImageError):
        return BackendError("corrupt_file", "cannot be read as an image (its header is damaged)")
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return BackendError("corrupt_file", f"cannot be read as an image ({reason[:200]})")
