"""From a file to its pages, through the process that opens it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docflow.errors import DocflowError, FileError, LimitError, SetupError
from docflow.limits import Limits
from tests.schemas.einvoice import documents
from tests.workers.documents import LINES, blank, encoded, lines, pdf, picture_of_text, scan, texts
from workers.backends import mupdf, ocr_rapidocr
from workers.page import Page
from workers.steps.pages import BackendName, PageStream, may_carry_einvoice, open_pages
from workers.steps.raster import RasterSpec
from workers.steps.reader_process import ReaderPool

WORDS = " ".join(LINES).split()
AES_256 = mupdf.pymupdf.PDF_ENCRYPT_AES_256


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """One process for all tests of this file, as in a worker; tests that kill it get another."""
    shared = ReaderPool()
    yield shared
    shared.clear()


@pytest.fixture(params=["mupdf", "pdfium"])
def backend(request: pytest.FixtureRequest) -> BackendName:
    if request.param == "pdfium":
        pytest.importorskip("pypdfium2")
    name: BackendName = request.param
    return name


def pages_of(source: Path | bytes, pool: ReaderPool, **options: Any) -> list[Page]:
    options.setdefault("ocr", "off")
    with open_pages(source, pool=pool, **options) as stream:
        return list(stream)


def error_of(source: Path | bytes, pool: ReaderPool, **options: Any) -> DocflowError:
    with pytest.raises(DocflowError) as caught:
        pages_of(source, pool, **options)
    return caught.value


def test_a_pdf_becomes_pages(pool: ReaderPool, backend: BackendName) -> None:
    first, second = pages_of(pdf(lines, blank), pool, backend=backend)
    assert texts(first.words) == WORDS
    assert (first.number, second.number) == (1, 2)
    assert second.notes == ("blank",)
    assert first.pixels is None


def test_pixels_come_at_the_size_that_was_asked_for(pool: ReaderPool, backend: BackendName) -> None:
    raster = RasterSpec(multiple=32, max_pixels=400_000)
    (page,) = pages_of(pdf(lines), pool, raster=raster, backend=backend)
    assert page.pixels is not None
    height, width = page.pixels.shape[:2]
    assert (width, height) == raster.size(595 * 150 / 72, 842 * 150 / 72)
    assert page.pixels.flags.writeable


def test_a_file_is_opened_by_its_path(pool: ReaderPool, tmp_path: Path) -> None:
    path = tmp_path / "invoice.bin"
    path.write_bytes(pdf(lines))
    with open_pages(path, pool=pool) as stream:
        assert stream.file_type.kind == "pdf"
        assert stream.num_pages == 1


def test_an_image_becomes_a_page(pool: ReaderPool) -> None:
    data = encoded(picture_of_text(size=(640, 480)), "JPEG")
    (page,) = pages_of(data, pool, raster=RasterSpec())
    assert page.notes == ("ocr_off",)
    assert page.pixels is not None
    assert page.pixels.shape == (480, 640, 3)


@pytest.mark.skipif(not ocr_rapidocr.installed(), reason="needs the package rapidocr")
def test_a_scan_is_read_without_any_program_installed(
    pool: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    pool.clear()
    (page,) = pages_of(pdf(scan), pool, ocr="auto")
    assert texts(page.words) == WORDS
    assert page.notes == ("ocr_rapidocr",)
    pool.clear()


def test_chosen_pages_come_in_the_order_asked_for(pool: ReaderPool) -> None:
    data = pdf(*[lines] * 5)
    with open_pages(data, pool=pool, pages=[4, 2, 9, 0]) as stream:
        assert [page.number for page in stream] == [4, 2]
        assert stream.num_pages == 5


def test_pages_can_be_chosen_once_their_number_is_known(pool: ReaderPool) -> None:
    with open_pages(pdf(*[lines] * 5), pool=pool) as stream:
        stream.select([stream.num_pages, 1])
        assert [page.number for page in stream] == [5, 1]


def test_one_process_serves_document_after_document(pool: ReaderPool) -> None:
    pages_of(pdf(lines), pool)
    [first] = pool._idle
    pages_of(encoded(picture_of_text(), "PNG"), pool)
    assert pool._idle == [first]


def test_a_document_that_is_given_up_leaves_no_process_behind(pool: ReaderPool) -> None:
    stream = open_pages(pdf(*[lines] * 9), pool=pool)
    next(stream)
    reader = stream._reader
    assert reader is not None
    stream.close()
    assert not reader.alive
    assert list(stream) == []
    assert texts(pages_of(pdf(lines), pool)[0].words) == WORDS


def test_a_process_is_replaced_after_enough_pages(pool: ReaderPool) -> None:
    pages_of(pdf(lines), pool)
    [first] = pool._idle
    pages_of(pdf(lines, lines), pool, limits=Limits(pages_per_reader=1))
    assert first not in pool._idle


def test_two_documents_can_be_open_at_once(pool: ReaderPool) -> None:
    with (
        open_pages(pdf(lines, lines), pool=pool) as first,
        open_pages(pdf(blank), pool=pool) as second,
    ):
        assert texts(next(first).words) == WORDS
        assert next(second).words == ()
        assert texts(next(first).words) == WORDS


def test_an_e_invoice_comes_along_where_it_is_wanted(pool: ReaderPool) -> None:
    with open_pages(documents.cii(), pool=pool, einvoice=True) as stream:
        assert stream.einvoice is not None
        assert (stream.num_pages, stream.einvoice.num_lines) == (0, 2)
        assert list(stream) == []
    with open_pages(pdf(lines), pool=pool, einvoice=True) as stream:
        assert (stream.num_pages, stream.einvoice, stream.einvoice_fault) == (1, None, None)


def test_only_xml_and_files_with_others_inside_are_looked_at_for_an_e_invoice(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a"
    assert not may_carry_einvoice(file)
    for data, expected in (
        (documents.cii(), True),
        (pdf(lines), False),
        (pdf(lines) + b"<< /Type /EmbeddedFile >>", True),
        (b"\x89PNG\r\n\x1a\nEmbeddedFile", False),
        (b"EmbeddedFile", False),
        (b"", False),
    ):
        file.write_bytes(data)
        assert may_carry_einvoice(file) is expected


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [
        (b"", "empty_file", "no content"),
        (b"hello, this is a letter", "unsupported_type", "plain text"),
        (b"PK\x03\x04" + bytes(50), "unsupported_type", "ZIP"),
        (b"<?xml version='1.0'?><Invoice/>", "unsupported_type", "XML"),
        (b"%PDF-1.7 and nothing else", "corrupt_file", "cannot be read as PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "corrupt_file", "cannot be read as an image"),
    ],
    ids=["empty", "text", "zip", "xml", "pdf", "png"],
)
def test_what_is_wrong_is_named_with_the_file(
    pool: ReaderPool, data: bytes, code: str, reason: str
) -> None:
    error = error_of(data, pool, name="march.pdf")
    assert isinstance(error, FileError)
    assert error.code == code
    assert error.message.startswith("march.pdf: ")
    assert reason in error.message
    assert not error.retryable


def test_passwords_are_asked_for_refused_and_taken(pool: ReaderPool, backend: BackendName) -> None:
    locked = pdf(lines, encryption=AES_256, user_pw="secret", owner_pw="owner")
    assert error_of(locked, pool, backend=backend).code == "password_required"
    assert error_of(locked, pool, backend=backend, password="guess").code == "wrong_password"
    (page,) = pages_of(locked, pool, backend=backend, password="secret")
    assert texts(page.words) == WORDS


def test_a_password_nobody_asked_for_is_ignored(pool: ReaderPool, backend: BackendName) -> None:
    assert len(pages_of(pdf(lines), pool, backend=backend, password="secret")) == 1


@pytest.mark.parametrize(
    ("limits", "code", "reason"),
    [
        (Limits(max_file_bytes=100), "too_large", "the limit is 100"),
        (Limits(max_pages=2), "too_many_pages", "3 pages; the limit is 2"),
        (Limits(max_page_words=3), "page_limit", "page 1: has more than 3 words"),
        (Limits(max_page_side_pt=500), "page_limit", "842 pt long; the limit is 500"),
    ],
    ids=["bytes", "pages", "words", "side"],
)
def test_a_limit_is_named_with_both_numbers(
    pool: ReaderPool, limits: Limits, code: str, reason: str
) -> None:
    error = error_of(pdf(lines, lines, lines), pool, limits=limits, name="big.pdf")
    assert isinstance(error, LimitError)
    assert error.code == code
    assert error.message.startswith("big.pdf")
    assert reason in error.message


def forms_in_forms(depth: int = 7, width: int = 12) -> bytes:
    """A page that draws a form that draws `width` forms, and so on: 2 kB that take for ever."""
    document = mupdf.pymupdf.open()
    page = document.new_page()
    below = document.get_new_xref()
    document.update_object(below, "<</Type/XObject/Subtype/Form/BBox[0 0 600 800]>>")
    document.update_stream(below, b"0 0 1 rg 0 0 500 500 re f")
    for _ in range(depth):
        xref = document.get_new_xref()
        resources = f"<</XObject<</F {below} 0 R>>>>"
        document.update_object(
            xref, f"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources{resources}>>"
        )
        document.update_stream(xref, b"/F Do " * width)
        below = xref
    page.insert_text((10, 10), "x")
    document.xref_set_key(page.xref, "Resources", f"<</XObject<</F {below} 0 R>>>>")
    document.update_stream(page.get_contents()[0], b"/F Do")
    data: bytes = document.tobytes()
    return data


@pytest.mark.slow
def test_a_page_that_never_ends_is_ended(pool: ReaderPool, backend: BackendName) -> None:
    bomb = forms_in_forms()
    assert len(bomb) < 10_000
    error = error_of(bomb, pool, backend=backend, limits=Limits(page_cpu_s=2), name="bomb.pdf")
    assert error.code == "timed_out"
    assert error.retryable
    assert "bomb.pdf: page 1 took too much processor time to read (2 s" in error.message
    assert texts(pages_of(pdf(lines), pool, backend=backend)[0].words) == WORDS


@pytest.mark.slow
def test_a_clock_limits_pages_too(pool: ReaderPool) -> None:
    limits = Limits(page_wall_s=1, page_cpu_s=60)
    error = error_of(forms_in_forms(), pool, limits=limits)
    assert error.code == "timed_out"
    # Opening it may take that long already where the machine is busy.
    assert "took more than 1 s" in error.message


def test_a_document_of_many_pages_may_take_longer(pool: ReaderPool) -> None:
    data = forms_in_forms()
    # Its one page never ends; what ends it tells which limit was the first.
    short = Limits(document_wall_s=2, page_mean_s=1, page_cpu_s=60)
    error = error_of(data, pool, limits=short)
    assert error.retryable
    assert "the document took more than 2 s to read; send it in parts" in error.message
    assert "DOCFLOW_LIMIT_PAGE_MEAN_S" in error.message
    long = Limits(document_wall_s=2, page_mean_s=600, page_cpu_s=2)
    assert "processor time to read (2 s" in error_of(data, pool, limits=long).message


def test_memory_is_limited(pool: ReaderPool) -> None:
    # 150 million pixels are within the limit of pixels and need 150 MB.
    wide = encoded(picture_of_text(size=(15_000, 10_000))[..., 0], "PNG")
    pool.clear()
    limits = Limits(page_memory_bytes=200 * 2**20)
    error = error_of(wide, pool, limits=limits, name="wide.png")
    assert error.code == "out_of_memory"
    assert error.message.startswith("wide.png: page 1")
    assert len(pages_of(encoded(picture_of_text(), "PNG"), pool)) == 1


def kill_reader(stream: PageStream) -> None:
    """As the system does when memory is short."""
    assert stream._reader is not None
    os.kill(stream._reader._process.pid, signal.SIGKILL)


@pytest.mark.parametrize("num_read", [0, 1])
def test_a_document_that_finds_no_room_in_a_used_process_gets_a_new_one(
    pool: ReaderPool, num_read: int
) -> None:
    pages_of(pdf(lines), pool)
    stream = open_pages(pdf(*[lines] * 3), pool=pool)
    pages = [next(stream) for _ in range(num_read)]
    kill_reader(stream)
    pages += list(stream)
    assert [page.number for page in pages] == [1, 2, 3]


def test_a_document_that_finds_no_room_in_a_new_process_is_an_error(pool: ReaderPool) -> None:
    pages_of(pdf(lines), pool)
    stream = open_pages(pdf(*[lines] * 3), pool=pool)
    next(stream)
    kill_reader(stream)
    next(stream)
    kill_reader(stream)
    with pytest.raises(LimitError, match="needs more memory") as caught:
        list(stream)
    assert caught.value.code == "out_of_memory"


def test_a_crash_of_the_reader_ends_one_document(pool: ReaderPool) -> None:
    stream = open_pages(pdf(*[lines] * 3), pool=pool, name="evil.pdf")
    next(stream)
    assert stream._reader is not None
    os.kill(stream._reader._process.pid, signal.SIGSEGV)
    with pytest.raises(FileError) as caught:
        list(stream)
    assert caught.value.code == "unreadable"
    assert "evil.pdf" in caught.value.message
    assert list(stream) == []
    assert texts(pages_of(pdf(lines), pool)[0].words) == WORDS


def test_a_reader_that_ends_by_itself_is_a_fault_of_the_setup(pool: ReaderPool) -> None:
    stream = open_pages(pdf(lines), pool=pool)
    reader = stream._reader
    assert reader is not None
    assert reader._process.stdin is not None
    reader._process.stdin.close()
    reader._process.wait(60)
    with pytest.raises(SetupError, match="docflow doctor"):
        stream._answer("page 1")


def test_a_missing_file_is_named(pool: ReaderPool, tmp_path: Path) -> None:
    error = error_of(tmp_path / "gone.pdf", pool)
    assert (error.code, error.message) == ("not_found", "gone.pdf: there is no such file")


def test_a_folder_and_a_pipe_are_no_files(pool: ReaderPool, tmp_path: Path) -> None:
    assert error_of(tmp_path, pool).code == "unreadable"
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    assert error_of(pipe, pool).code == "unreadable"


def test_a_name_that_is_no_name_is_refused(pool: ReaderPool) -> None:
    assert error_of(Path("in\0voice.pdf"), pool).code == "unreadable"


def test_names_are_safe_to_print(pool: ReaderPool) -> None:
    error = error_of(b"", pool, name="in\x1b[2Jvoice\n\u202efdp.exe")
    assert error.message.isprintable()


def test_ocr_results_are_kept_where_asked(pool: ReaderPool, tmp_path: Path) -> None:
    if not ocr_rapidocr.installed():
        pytest.skip("needs the package rapidocr")
    first = pages_of(pdf(scan), pool, ocr="rapidocr", cache_folder=tmp_path)
    assert len(list(tmp_path.rglob("*.json"))) == 1
    assert (
        pages_of(pdf(scan), pool, ocr="rapidocr", cache_folder=tmp_path)[0].words == first[0].words
    )
