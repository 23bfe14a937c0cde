"""Pages of files, drawn by the real program."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docflow.errors import DocflowError
from docflow.reports import pages
from docflow.reports.pages import WIDTH_PX, PageDrawer
from docflow.reports.reviews import Review, review
from docflow.settings import Settings
from tests.docflow.fakes import document_result
from tests.docflow.reports.reviewed import entry, evidence
from tests.workers.documents import lines, pdf
from workers.backends import mupdf

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

ENCRYPTION = mupdf.pymupdf.PDF_ENCRYPT_AES_256


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def reviewed(file: Path, password: str | None = None, source: str = "text") -> Review:
    fields = [evidence("/totals/total", "119.00", source=source)]
    of_file = replace(entry({"total": 1}), file=file, password=password)
    found = review(of_file, document_result(fields=fields))
    assert found is not None
    return found


def test_a_page_is_a_jpeg_of_the_width(settings: Settings) -> None:
    picture = PageDrawer(settings)(reviewed(EXAMPLES / "invoice.pdf"), 1)
    media_type, content = picture.uri.split(";base64,")
    image = Image.open(io.BytesIO(base64.b64decode(content)))
    assert (media_type, image.format) == ("data:image/jpeg", "JPEG")
    assert (picture.width_px, picture.height_px) == image.size
    assert image.width == WIDTH_PX


def test_the_password_of_the_manifest_opens_the_file(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "locked.pdf"
    file.write_bytes(pdf(lines, encryption=ENCRYPTION, owner_pw="owner", user_pw="secret"))
    assert PageDrawer(settings)(reviewed(file, "secret"), 1).width_px == WIDTH_PX
    with pytest.raises(DocflowError, match="password"):
        PageDrawer(settings)(reviewed(file), 1)


def test_a_file_that_is_gone_is_an_error_of_ours(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(DocflowError) as caught:
        PageDrawer(settings)(reviewed(tmp_path / "gone.pdf"), 1)
    assert caught.value.code == "not_found"


@pytest.mark.parametrize(
    ("source", "number", "asked"), [("ocr", 1, True), ("text", 1, False), ("ocr", 2, False)]
)
def test_ocr_is_asked_only_for_a_page_it_has_read(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, source: str, number: int, asked: bool
) -> None:
    orders: list[dict[str, Any]] = []

    def noted(*arguments: Any, **options: Any) -> bytes:
        orders.append(options)
        stream = io.BytesIO()
        Image.new("RGB", (2, 2)).save(stream, "PNG")
        return stream.getvalue()

    monkeypatch.setattr(pages, "draw_file", noted)
    PageDrawer(settings)(reviewed(EXAMPLES / "invoice.pdf", source=source), number)
    assert [order["with_ocr"] for order in orders] == [asked]
