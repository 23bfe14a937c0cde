"""What every store keeps to, on this machine and in object storage."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from docflow.errors import DocflowError
from docflow.settings import Settings
from docflow.storage.local import LocalStore
from docflow.storage.objects import ObjectStorage
from docflow.storage.open import open_store
from docflow.storage.store import Store
from tests.docflow.storage.s3_server import Bucket


def incoming(store: Store, content: bytes) -> Path:
    with store.scratch_file() as file:
        file.write(content)
    return Path(file.name)


@pytest.mark.parametrize("size", [0, 1, 12_000_000])
def test_a_file_is_stored_whole_and_its_source_is_gone(store: Store, size: int) -> None:
    content = os.urandom(size)
    source = incoming(store, content)
    store.put_file("t/d/original", source)
    assert store.get_bytes("t/d/original") == content
    assert not source.exists()


def test_bytes_replace_what_was_there(store: Store) -> None:
    store.put_bytes("t/d/page", b"one")
    store.put_bytes("t/d/page", b"two")
    assert store.get_bytes("t/d/page") == b"two"


def test_a_copy_exists_inside_its_block(store: Store) -> None:
    store.put_bytes("t/d/page", b"one")
    with store.local_copy("t/d/page") as path:
        assert path.read_bytes() == b"one"
    assert store.get_bytes("t/d/page") == b"one"


def test_what_is_absent_is_not_found(store: Store) -> None:
    assert not store.exists("t/d/original")
    with pytest.raises(FileNotFoundError):
        store.get_bytes("t/d/original")
    with pytest.raises(FileNotFoundError), store.local_copy("t/d/original"):
        pass


def test_keys_are_those_below_the_prefix(store: Store) -> None:
    for key in ("t/d1/original", "t/d1/pages/1.bin", "t/d10/original", "u/d1/original"):
        store.put_bytes(key, b"x")
    assert sorted(store.keys("t/d1/")) == ["t/d1/original", "t/d1/pages/1.bin"]
    assert len(list(store.keys(""))) == 4


def test_deletion_takes_all_below_and_nothing_beside(store: Store) -> None:
    for key in ("t/d1/original", "t/d1/pages/1.bin", "t/d10/original"):
        store.put_bytes(key, b"x")
    assert store.delete_below("t/d1/") == 2
    assert store.delete_below("t/d1/") == 0
    assert list(store.keys("")) == ["t/d10/original"]
    assert not store.exists("t/d1/original")


def test_what_is_coming_in_is_no_key(store: Store) -> None:
    incoming(store, b"x")
    assert list(store.keys("")) == []


def test_abandoned_files_are_removed_and_new_ones_kept(store: Store) -> None:
    assert isinstance(store, LocalStore | ObjectStorage)
    old, new = incoming(store, b"old"), incoming(store, b"new")
    os.utime(old, (time.time() - 7_200,) * 2)
    assert store.remove_abandoned() == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_a_copy_leaves_nothing_behind(tmp_path: Path) -> None:
    store = ObjectStorage("memory:///", tmp_path / "scratch")
    store.put_bytes("t/d/page", b"one")
    with store.local_copy("t/d/page"):
        pass
    with pytest.raises(FileNotFoundError), store.local_copy("t/d/none"):
        pass
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_prefix_of_the_url_is_part_of_every_key(bucket: Bucket, tmp_path: Path) -> None:
    ObjectStorage("s3://bucket/files", tmp_path).put_bytes("t/d/original", b"x")
    assert list(bucket.objects) == ["files/t/d/original"]


@pytest.mark.parametrize("status", [403, 503])
def test_a_bucket_that_refuses_is_a_retryable_error_without_secrets(
    bucket: Bucket, tmp_path: Path, status: int
) -> None:
    store = ObjectStorage("s3://bucket/files", tmp_path)
    bucket.status = status
    with pytest.raises(DocflowError) as caught:
        store.put_bytes("t/d/original", b"x")
    assert caught.value.code == "storage_unavailable"
    assert caught.value.retryable
    assert "secret" not in caught.value.message
    assert "\n" not in caught.value.message


def test_a_file_that_could_not_be_sent_is_still_there(bucket: Bucket, tmp_path: Path) -> None:
    store = ObjectStorage("s3://bucket/files", tmp_path)
    source = incoming(store, b"x")
    bucket.status = 503
    with pytest.raises(DocflowError):
        store.put_file("t/d/original", source)
    assert source.exists()


def test_settings_open_object_storage(bucket: Bucket) -> None:
    store = open_store(Settings(storage_url="s3://bucket/files"))
    assert isinstance(store, ObjectStorage)


def test_a_url_that_lacks_something_is_named() -> None:
    with pytest.raises(ValueError, match="Account"):
        open_store(Settings(storage_url="az://container"))
