"""Stores of every kind, and a bucket on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from docflow.storage.local import LocalStore
from docflow.storage.objects import ObjectStorage
from docflow.storage.store import Store
from tests.docflow.storage.s3_server import Bucket, serve_bucket


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A bucket of S3's kind; the client finds it by its variables."""
    with serve_bucket() as served:
        monkeypatch.setenv("AWS_ENDPOINT_URL", served.url)
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-bucket")
        yield served


@pytest.fixture(params=["folder", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "folder":
        return LocalStore(tmp_path / "files")
    if request.param == "memory":
        return ObjectStorage("memory:///", tmp_path / "scratch")
    request.getfixturevalue("bucket")
    return ObjectStorage("s3://bucket/files", tmp_path / "scratch")
