"""Pages and their pictures over REST, drawn by the real program."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from docflow.database.tables import Document
from docflow.documents import page_images
from docflow.documents.page_images import WIDTHS_PX, PageImage, page_png, step_of
from docflow.errors import DocflowError
from docflow.services import Services
from docflow.storage.store import page_key
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.documents.finished import finish, upload
from tests.docflow.documents.forms import pdf
from tests.workers.documents import blank
from tests.workers.documents import pdf as locked_pdf
from workers.backends import mupdf
from workers.page import Page as WorkersPage
from workers.stages.page_blob import pack_page

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture
def tenant(sqlite_services: Services) -> str:
    return ensure_local_tenant(sqlite_services)


@pytest.fixture
def services(sqlite_services: Services) -> Services:
    """One database is enough: the rows are read as everywhere."""
    return sqlite_services


def png_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def done(services: Services, tenant: str, content: bytes, *notes: str) -> Document:
    document = upload(services, tenant, content)
    finish(services, document, notes=notes)
    return document


def test_a_page_is_drawn_once_and_kept(services: Services, tenant: str, client: TestClient) -> None:
    document = done(services, tenant, (EXAMPLES / "invoice.pdf").read_bytes())
    url = f"/v1/documents/{document.id}/pages/1.png"
    first = client.get(url, params={"width": 700})
    assert (first.status_code, first.headers["content-type"]) == (200, "image/png")
    assert png_of(first.content).size == (800, 1132)
    key = f"{tenant}/{document.id}/pages/1-800.png"
    assert services.store.get_bytes(key) == first.content
    services.store.put_bytes(key, b"the kept one")
    assert client.get(url, params={"width": 800}).content == b"the kept one"


def test_a_page_that_had_to_be_turned_is_drawn_upright(
    services: Services, tenant: str, client: TestClient
) -> None:
    lying = Image.new("RGB", (600, 300), "white")
    lying.paste("red", (0, 0, 100, 300))
    buffer = io.BytesIO()
    lying.save(buffer, "PNG")
    document = done(services, tenant, buffer.getvalue(), "ocr_tesseract", "turned_90")
    drawn = png_of(client.get(f"/v1/documents/{document.id}/pages/1.png").content)
    assert drawn.size == (300, 600)
    assert drawn.getpixel((150, 20)) == (255, 0, 0)


def test_pages_are_listed(services: Services, tenant: str, client: TestClient) -> None:
    document = done(services, tenant, pdf(), "blank")
    answer = client.get(f"/v1/documents/{document.id}/pages").json()
    assert answer["num_pages"] == 1
    assert answer["data"][0]["notes"] == ["blank"]
    assert answer["data"][0]["image_url"] == f"/v1/documents/{document.id}/pages/1.png"


def test_a_document_that_was_not_opened_has_no_pictures(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = upload(services, tenant, pdf())
    answer = client.get(f"/v1/documents/{document.id}/pages/1.png")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")


@pytest.mark.parametrize("number", ["0", "2", "1000001", "-1", "a", "1e3"])
def test_a_page_there_is_not_is_not_found(
    services: Services, tenant: str, client: TestClient, number: str
) -> None:
    document = done(services, tenant, pdf())
    answer = client.get(f"/v1/documents/{document.id}/pages/{number}.png")
    assert answer.status_code in (404, 422)


def test_a_page_that_cannot_be_drawn_says_why(
    services: Services, tenant: str, client: TestClient
) -> None:
    document = done(services, tenant, pdf("this is no PDF inside"))
    answer = client.get(f"/v1/documents/{document.id}/pages/1.png")
    assert (answer.status_code, answer.json()["code"]) == (409, "page_not_drawable")
    assert answer.json()["reason"] == "corrupt_file"


def test_a_locked_page_is_shown_as_the_model_saw_it(
    services: Services, tenant: str, client: TestClient
) -> None:
    protection = {"encryption": mupdf.pymupdf.PDF_ENCRYPT_AES_256, "user_pw": "open"}
    document = done(services, tenant, locked_pdf(blank, **protection))
    url = f"/v1/documents/{document.id}/pages/1.png"
    refused = client.get(url)
    assert (refused.status_code, refused.json()["reason"]) == (409, "password_required")
    seen = np.full((300, 200, 3), 77, dtype=np.uint8)
    blob = pack_page(WorkersPage(1, 595.0, 842.0, (), seen))
    services.store.put_bytes(page_key(tenant, document.id, 1), blob)
    drawn = png_of(client.get(url).content)
    assert (drawn.size, drawn.getpixel((0, 0))) == ((200, 300), (77, 77, 77))


def test_what_is_drawn_of_a_document_that_is_deleted_meanwhile_is_removed(
    services: Services, tenant: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = done(services, tenant, pdf())

    def draw(_services: Services, image: PageImage) -> bytes:
        client.delete(f"/v1/documents/{image.document.id}")
        return b"late"

    monkeypatch.setattr(page_images, "_draw", draw)
    answer = client.get(f"/v1/documents/{document.id}/pages/1.png")
    assert answer.status_code == 404
    assert list(services.store.keys("")) == []


def test_only_few_pages_are_drawn_at_the_same_time(
    services: Services, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = done(services, tenant, pdf())
    all_drawing = threading.Barrier(page_images.MAX_DRAWING + 1)
    refused = threading.Event()

    def draw(*_: object) -> bytes:
        all_drawing.wait(10)
        refused.wait(10)
        return b"drawn"

    monkeypatch.setattr(page_images, "_TURN_S", 0.05)
    monkeypatch.setattr(page_images, "_draw", draw)
    threads = [
        threading.Thread(target=page_png, args=(services, PageImage(document, 1, None, width)))
        for width in WIDTHS_PX[: page_images.MAX_DRAWING]
    ]
    for thread in threads:
        thread.start()
    all_drawing.wait(10)
    with pytest.raises(DocflowError) as caught:
        page_png(services, PageImage(document, 1, None, WIDTHS_PX[-1]))
    refused.set()
    for thread in threads:
        thread.join()
    assert (caught.value.code, caught.value.retryable) == ("busy", True)


@pytest.mark.parametrize(("asked", "kept"), [(1, 200), (200, 200), (201, 800), (99_999, 1600)])
def test_few_widths_are_kept(asked: int, kept: int) -> None:
    assert step_of(asked) == kept
