"""What a folder as storage does beyond what every store does."""

from __future__ import annotations

from pathlib import Path

import pytest

from docflow.storage import local
from docflow.storage.local import LocalStore


def test_a_new_name_is_durable_in_every_folder_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    sync = local._sync_folder
    monkeypatch.setattr(local, "_sync_folder", lambda folder: (synced.append(folder), sync(folder)))
    store = LocalStore(tmp_path / "files")
    store.put_bytes("ten_1/doc_1/original", b"x")
    files = tmp_path / "files"
    assert {files, files / "ten_1", files / "ten_1" / "doc_1"} <= set(synced)
    synced.clear()
    store.put_bytes("ten_1/doc_1/original", b"y")
    assert synced == [files / "ten_1" / "doc_1"]
