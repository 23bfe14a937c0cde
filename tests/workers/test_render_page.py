"""One page as a picture."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from docflow.errors import FileError
from tests.workers.documents import encoded, lines, pdf, picture_of_text
from workers.render_page import Order, draw


def order(tmp_path: Path, content: bytes, **changes: Any) -> dict[str, Any]:
    source = tmp_path / "source"
    source.write_bytes(content)
    return {
        "source": str(source),
        "target": str(tmp_path / "page.png"),
        "name": "a.pdf",
        "number": 1,
        "width_px": 400,
        "width_pt": 595.0,
        "turn": 0,
        "password": None,
        "stored": None,
        "backend": "mupdf",
        "limits": {},
    } | changes


def drawn(content: dict[str, Any]) -> Image.Image:
    draw(Order(**content))
    with Image.open(content["target"]) as image:
        image.load()
        return image


@pytest.mark.parametrize("width_pt", [595.0, None], ids=["known", "unknown"])
def test_a_page_is_drawn_at_the_width_asked_for(tmp_path: Path, width_pt: float | None) -> None:
    image = drawn(order(tmp_path, pdf(lines), width_pt=width_pt))
    assert image.size == (400, 566)
    assert image.getextrema() == ((0, 255),) * 3


def test_a_picture_is_not_blown_up(tmp_path: Path) -> None:
    small = encoded(picture_of_text(size=(300, 210)), "PNG")
    assert drawn(order(tmp_path, small, width_px=1600)).size == (300, 210)


def test_a_till_roll_stays_bounded(tmp_path: Path) -> None:
    roll = pdf(lines, size=(200.0, 14_000.0))
    image = drawn(order(tmp_path, roll, width_px=1600, width_pt=200.0))
    assert image.width * image.height <= 12_100_000


def test_a_page_there_is_not_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        drawn(order(tmp_path, pdf(lines), number=2))
    assert caught.value.code == "not_found"


def test_the_program_says_what_is_wrong_on_standard_output(tmp_path: Path) -> None:
    wrong = order(tmp_path, b"%PDF-1.7 and nothing")
    done = subprocess.run(
        [sys.executable, "-m", "workers.render_page"],
        input=json.dumps(wrong).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == "corrupt_file"
    assert not (tmp_path / "page.png").exists()


def test_where_the_turn_is_not_known_ocr_tells_which_way_is_up(tmp_path: Path) -> None:
    sideways = encoded(np.rot90(picture_of_text()), "PNG")
    told = order(tmp_path, sideways, width_px=1600, turn=None)
    assert drawn(told).size == (700, 1000)
    assert drawn({**told, "ocr": "auto"}).size == (1000, 700)


def test_where_the_turn_is_not_known_a_text_layer_tells_it_without_ocr(tmp_path: Path) -> None:
    def sideways(page: Any) -> None:
        for number in range(4):
            page.insert_text((200 + 30 * number, 700), "Invoice number R-1042", rotate=90)

    image = drawn(order(tmp_path, pdf(sideways), width_pt=None, turn=None))
    assert image.width > image.height
