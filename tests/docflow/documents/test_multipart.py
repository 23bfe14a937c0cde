"""Forms while they come in."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docflow.documents.incoming import Incoming
from docflow.documents.multipart import MAX_FILES, FormError, FormReader, boundary_of
from docflow.limits import Limits
from docflow.storage.local import LocalStore
from tests.docflow.documents.forms import BOUNDARY, CONTENT_TYPE, field_part, file_part, form, pdf

LIMITS = {"schema": 20, "metadata": 100}


def reader(folder: Path, max_file_bytes: int = 1_000_000) -> FormReader:
    store = LocalStore(folder)
    limits = Limits(max_file_bytes=max_file_bytes)
    return FormReader(BOUNDARY, LIMITS, lambda: Incoming(store, limits))


def scratch_files(folder: Path) -> int:
    return len(list((folder / ".incoming").glob("*")))


@given(
    st.binary(max_size=300),
    st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_a_form_is_the_same_however_it_is_cut(content: bytes, sizes: list[int]) -> None:
    tricky = content + b"\r\n--" + BOUNDARY[:10] + b"\r\n-" + content
    whole = form([field_part("schema", "receipt"), file_part(b"a.pdf", tricky)])
    with tempfile.TemporaryDirectory() as folder:
        read = reader(Path(folder))
        start = 0
        for size in sizes * (len(whole) // sum(sizes) + 1):
            read.feed(whole[start : start + size])
            start += size
        read.finish()
        assert read.fields == {"schema": "receipt"}
        assert read.files[0].incoming.sha256 == hashlib.sha256(tricky).hexdigest()
        read.close()


def test_fields_may_follow_the_files(tmp_path: Path) -> None:
    read = reader(tmp_path)
    read.feed(form([file_part(b"a.pdf", pdf()), field_part("schema", "receipt")]))
    read.finish()
    read.close()
    assert read.fields == {"schema": "receipt"}


def test_a_file_that_is_too_large_ends_itself_and_not_the_form(tmp_path: Path) -> None:
    read = reader(tmp_path, max_file_bytes=100)
    read.feed(form([file_part(b"big", pdf(size=500)), file_part(b"small", pdf())]))
    read.finish()
    codes = [part.error and part.error.code for part in read.files]
    num_left = scratch_files(tmp_path)
    read.close()
    assert (codes, num_left) == (["too_large", None], 1)


def test_what_was_not_stored_is_removed(tmp_path: Path) -> None:
    read = reader(tmp_path)
    read.feed(form([file_part(b"a", pdf()), file_part(b"b", pdf())])[:-40])
    read.close()
    assert scratch_files(tmp_path) == 0


def test_a_form_that_breaks_off_is_told_apart(tmp_path: Path) -> None:
    read = reader(tmp_path)
    read.feed(form([file_part(b"a", pdf())])[:-3])
    with pytest.raises(FormError) as caught:
        read.finish()
    read.close()
    assert caught.value.code == "incomplete_form"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([field_part("colour", "red")], "unknown_field"),
        ([field_part("schema", "a"), field_part("schema", "b")], "repeated_field"),
        ([field_part("schema", "a" * 21)], "field_too_large"),
        ([file_part(b"a", b"")] * (MAX_FILES + 1), "too_many_files"),
        ([b"this is no form at all"], "invalid_form"),
        ([file_part(b"a" * 20_000, b"")], "invalid_form"),
    ],
    ids=lambda value: value if isinstance(value, str) else "form",
)
def test_what_no_form_may_have_is_refused(tmp_path: Path, parts: list[bytes], code: str) -> None:
    read = reader(tmp_path)
    with pytest.raises(FormError) as caught:
        read.feed(form(parts))
    read.close()
    assert caught.value.code == code


def test_many_files_hold_few_open(tmp_path: Path) -> None:
    read = reader(tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    read.feed(form([file_part(b"a", pdf())] * 50))
    opened = len(list(Path("/proc/self/fd").iterdir())) - before
    read.close()
    assert opened <= 1


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        (CONTENT_TYPE, BOUNDARY),
        ('Multipart/Form-Data; boundary="a b"', b"a b"),
        ("multipart/form-data", None),
        ("multipart/form-data; boundary=", None),
        ("application/json", None),
        (None, None),
    ],
)
def test_only_a_form_has_a_boundary(content_type: str | None, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary
