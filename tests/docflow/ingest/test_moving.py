"""Files that are moved away keep their content and replace nothing."""

from __future__ import annotations

import errno
import os
from pathlib import Path, PurePath

import pytest

from docflow.ingest.moving import move_file


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "a.pdf"
    path.parent.mkdir()
    path.write_bytes(b"one")
    return path


def names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_a_file_keeps_its_place_below_the_new_folder(source: Path, tmp_path: Path) -> None:
    target = move_file(source, tmp_path / "done", PurePath("2026/a.pdf"))
    assert target == tmp_path / "done" / "2026" / "a.pdf"
    assert target.read_bytes() == b"one"
    assert not source.exists()


def test_a_file_that_is_there_is_not_replaced(source: Path, tmp_path: Path) -> None:
    done = tmp_path / "done"
    done.mkdir()
    (done / "a.pdf").write_bytes(b"other")
    assert move_file(source, done, PurePath("a.pdf")).name == "a (2).pdf"
    assert (done / "a.pdf").read_bytes() == b"other"


def test_a_move_that_was_killed_half_way_is_finished(source: Path, tmp_path: Path) -> None:
    done = tmp_path / "done"
    done.mkdir()
    os.link(source, done / "a.pdf")
    move_file(source, done, PurePath("a.pdf"))
    assert names(done) == ["a.pdf"]
    assert not source.exists()


def test_on_another_disk_the_file_is_copied(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    done = tmp_path / "done"
    done.mkdir()
    (done / "a.pdf").write_bytes(b"other")
    move_file(source, done, PurePath("a.pdf"))
    assert names(done) == ["a (2).pdf", "a.pdf"]
    assert (done / "a (2).pdf").read_bytes() == b"one"
    assert not source.exists()


def test_what_cannot_be_moved_stays(source: Path, tmp_path: Path) -> None:
    (tmp_path / "done").write_bytes(b"a file where the folder should be")
    with pytest.raises(OSError, match="done"):
        move_file(source, tmp_path / "done", PurePath("a.pdf"))
    assert source.read_bytes() == b"one"
