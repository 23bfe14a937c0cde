"""What only the PyMuPDF backend promises."""

from __future__ import annotations

import subprocess
import sys

import pytest

from docflow.limits import Limits
from tests.workers.documents import lines, pdf
from workers.backends import mupdf
from workers.backends.base import BackendError


@pytest.mark.parametrize(
    "data",
    [b"<html><body>%PDF-1.4</body></html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ids=["html", "svg"],
)
def test_what_is_no_pdf_is_refused_whatever_it_is_called(data: bytes) -> None:
    with pytest.raises(BackendError) as caught:
        mupdf.open_document(data, None, Limits())
    assert caught.value.code in {"unsupported_type", "corrupt_file"}


def test_content_that_unpacks_to_too_much_is_refused_before_it_is_parsed() -> None:
    document = mupdf.pymupdf.open(stream=pdf(lines), filetype="pdf")
    xref = document[0].get_contents()[0]
    document.update_stream(xref, b"q Q " * 2_000_000)
    data = document.tobytes(deflate=True)
    assert len(data) < 100_000
    opened = mupdf.open_document(data, None, Limits(max_content_bytes=1_000_000))
    with pytest.raises(BackendError, match="unpacks to more than 1,000,000 bytes"):
        opened.page(0)


def test_a_page_that_lost_a_part_of_its_content_is_refused() -> None:
    document = mupdf.pymupdf.open(stream=pdf(lines), filetype="pdf")
    first, *others = document[0].get_contents()
    kept = " ".join(f"{xref} 0 R" for xref in [first, document.xref_length() + 5, *others])
    document.xref_set_key(document[0].xref, "Contents", f"[{kept}]")
    opened = mupdf.open_document(document.tobytes(), None, Limits())
    with pytest.raises(BackendError, match="lost a part of its content"):
        opened.page(0)


def test_a_repaired_document_says_so() -> None:
    whole = pdf(lines)
    assert not mupdf.open_document(whole, None, Limits()).repaired
    cut = whole[: whole.rindex(b"xref\n")]
    assert mupdf.open_document(cut, None, Limits()).repaired


def test_the_layout_package_is_never_imported() -> None:
    question = (
        "import sys; from workers.backends import mupdf; print(sys.modules.get('onnxruntime'))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "None"
