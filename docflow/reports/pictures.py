"""Pictures as part of a page of HTML: data URIs, so that one file holds everything."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

from PIL import Image

_JPEG_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as data URI, with its size in pixels."""

    uri: str
    width_px: int
    height_px: int


def as_jpeg(png: bytes) -> Picture:
    """A drawn page, a few times smaller than as PNG."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        stream = io.BytesIO()
        image.convert("RGB").save(stream, "JPEG", quality=_JPEG_QUALITY, optimize=True)
        return Picture(_uri("image/jpeg", stream.getvalue()), image.width, image.height)


def as_png(png: bytes) -> Picture:
    """A diagram, whose lines stay sharp."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        return Picture(_uri("image/png", png), image.width, image.height)


def _uri(media_type: str, content: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
