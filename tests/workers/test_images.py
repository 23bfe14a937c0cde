"""Image files of every colour kind come out as upright RGB on white."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from docflow.limits import Limits
from tests.workers.documents import encoded, picture_of_text
from workers.backends import images
from workers.backends.base import BackendError, Pixels

RED = np.full((40, 60, 3), (200, 0, 0), dtype=np.uint8)


def rendered(data: bytes, kind: str) -> Pixels:
    page = images.open_document(data, kind, Limits()).page(0)
    assert page.native_px is not None
    return page.render(*page.native_px)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp", "gif", "bmp"])
def test_each_kind_is_read(kind: str) -> None:
    pixels = rendered(encoded(RED, kind), kind)
    assert pixels.shape == (40, 60, 3)
    assert pixels[20, 30] == pytest.approx([200, 0, 0], abs=6)


def test_cmyk_becomes_rgb() -> None:
    image = Image.new("CMYK", (20, 20), (0, 255, 255, 0))
    red, green, blue = rendered(saved(image, "JPEG"), "jpeg")[10, 10]
    assert red > 180
    assert max(green, blue) < 80


def test_16_bit_grey_keeps_its_brightness() -> None:
    grey = np.full((20, 20), 32768, dtype=np.uint16)
    assert rendered(saved(Image.fromarray(grey), "PNG"), "png")[5, 5].tolist() == [128, 128, 128]


def test_floating_point_grey_is_stretched_to_what_can_be_seen() -> None:
    grey = np.linspace(-1, 1, 400, dtype=np.float32).reshape(20, 20)
    pixels = rendered(saved(Image.fromarray(grey), "TIFF"), "tiff")
    assert (pixels.min(), pixels.max()) == (0, 255)


def test_black_and_white_becomes_rgb() -> None:
    image = Image.new("1", (20, 20), 1)
    image.putpixel((3, 4), 0)
    pixels = rendered(saved(image, "TIFF", compression="group4"), "tiff")
    assert pixels[4, 3].tolist() == [0, 0, 0]
    assert pixels[0, 0].tolist() == [255, 255, 255]


def test_transparency_shows_white() -> None:
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert rendered(saved(image, "PNG"), "png").min() == 255


def test_a_palette_with_a_transparent_colour_shows_white_there() -> None:
    image = Image.new("P", (20, 20), 0)
    image.putpalette([9, 9, 9, 200, 0, 0])
    image.putpixel((5, 5), 1)
    pixels = rendered(saved(image, "PNG", transparency=0), "png")
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[5, 5].tolist() == [200, 0, 0]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
def test_exif_orientation_is_undone(kind: str, orientation: int) -> None:
    upright = np.full((40, 60, 3), 255, dtype=np.uint8)
    upright[:10, :20] = 0
    image = Image.fromarray(upright)
    undone_by = images._TURNS.get(orientation)
    if undone_by is not None:
        opposite = {
            Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
            Image.Transpose.ROTATE_270: Image.Transpose.ROTATE_90,
        }
        image = image.transpose(opposite.get(undone_by, undone_by))
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = rendered(saved(image, kind, exif=exif), kind)
    assert pixels.shape == (40, 60, 3)
    assert pixels[3, 3].max() < 40
    assert pixels[35, 55].min() > 200


def test_every_frame_of_a_tiff_is_a_page() -> None:
    frames = [Image.new("L", (30, 20), shade) for shade in (10, 100, 200)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    document = images.open_document(data, "tiff", Limits())
    assert document.num_pages == 3
    assert [int(document.page(i).render(30, 20)[5, 5, 0]) for i in (2, 0, 1)] == [200, 10, 100]


def test_an_animation_is_one_page() -> None:
    frames = [Image.new("L", (30, 20), shade) for shade in (10, 200)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert images.open_document(data, "gif", Limits()).num_pages == 1


def test_too_many_frames_are_refused() -> None:
    frames = [Image.new("1", (8, 8)) for _ in range(4)]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(BackendError, match="4 frames; the limit is 3") as caught:
        images.open_document(data, "tiff", Limits(max_image_frames=3))
    assert caught.value.code == "too_many_pages"


def test_a_header_that_claims_too_many_pixels_is_refused_before_decoding() -> None:
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    data += struct.pack(">I", zlib.crc32(chunk)) + struct.pack(">I", 0) + b"IDAT" + bytes(4)
    with pytest.raises(BackendError, match="100,000 x 100,000 pixels") as caught:
        images.open_document(data, "png", Limits()).page(0)
    assert caught.value.code == "page_limit"


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp", "bmp"])
def test_a_truncated_image_is_refused(kind: str) -> None:
    data = encoded(picture_of_text(), kind)
    with pytest.raises(BackendError) as caught:
        images.open_document(data[: len(data) // 2], kind, Limits()).page(0)
    assert caught.value.code == "corrupt_file"


def test_bytes_that_only_start_like_an_image_are_refused() -> None:
    with pytest.raises(BackendError) as caught:
        images.open_document(b"\x89PNG\r\n\x1a\n" + bytes(100), "png", Limits())
    assert caught.value.code == "corrupt_file"


def test_the_size_in_points_follows_the_stated_resolution() -> None:
    page = images.open_document(encoded(RED, "PNG", dpi=(300, 300)), "png", Limits()).page(0)
    assert (page.width_pt, page.height_pt) == pytest.approx(
        (60 * 72 / 300, 40 * 72 / 300), rel=0.01
    )


def test_72_dpi_is_what_cameras_write_and_is_not_believed() -> None:
    page = images.open_document(encoded(RED, "JPEG", dpi=(72, 72)), "jpeg", Limits()).page(0)
    assert page.width_pt == pytest.approx(60 * 72 / 150)


def test_a_large_picture_is_kept_smaller_and_still_says_its_size() -> None:
    image = Image.new("L", (9000, 8000), 77)
    page = images.open_document(saved(image, "PNG"), "png", Limits()).page(0)
    assert page.native_px == (9000, 8000)
    assert page.render(64, 64)[32, 32].tolist() == [77, 77, 77]


def test_a_whole_page_is_picture() -> None:
    page = images.open_document(encoded(RED, "PNG"), "png", Limits()).page(0)
    assert page.image_boxes() == [(0, 0, 1, 1)]
    assert page.words() == []
