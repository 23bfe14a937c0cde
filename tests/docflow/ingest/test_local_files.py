"""What is a candidate below a folder, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docflow.ingest.candidates import Candidate
from docflow.ingest.ignored import is_ignored
from docflow.ingest.local_files import LocalFiles, Pattern
from tests.docflow.ingest.support import files_of, pdf


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder: Path, name: str, content: bytes = b"%PDF-1.7") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def only(source: LocalFiles | Pattern) -> Candidate:
    [found] = source.candidates()
    assert isinstance(found, Candidate)
    return found


def test_all_files_below_a_folder_are_found_in_a_steady_order(inbox: Path) -> None:
    for name in ("b.pdf", "a.pdf", "x/y/c.pdf"):
        put(inbox, name)
    assert files_of(LocalFiles(inbox)) == ["a.pdf", "b.pdf", "x/y/c.pdf"]


def test_a_path_may_be_one_file(inbox: Path) -> None:
    found = only(LocalFiles(put(inbox, "a.pdf")))
    assert (found.file_name, str(found.relative)) == ("a.pdf", "a.pdf")


@pytest.mark.parametrize(
    "name",
    [".hidden.pdf", "~$letter.docx", "a.pdf.part", "b.CRDOWNLOAD", "c.tmp", "Thumbs.db", "d.pdf~"],
)
def test_hidden_and_half_written_names_are_passed_over(inbox: Path, name: str) -> None:
    put(inbox, name)
    assert is_ignored(name)
    assert files_of(LocalFiles(inbox)) == []


def test_hidden_folders_are_not_entered(inbox: Path) -> None:
    put(inbox, ".git/a.pdf")
    assert files_of(LocalFiles(inbox)) == []


def test_a_folder_named_by_the_user_may_be_hidden(inbox: Path) -> None:
    put(inbox, ".scans/a.pdf")
    assert files_of(LocalFiles(inbox / ".scans")) == ["a.pdf"]


def test_excluded_folders_are_not_entered(inbox: Path) -> None:
    put(inbox, "stored/a.pdf")
    put(inbox, "b.pdf")
    source = LocalFiles(inbox, excluded=[inbox / "stored"])
    assert files_of(source) == ["b.pdf"]
    assert list(source.candidates_of([inbox / "stored" / "a.pdf"])) == []


def test_pipes_and_devices_are_no_candidates(inbox: Path) -> None:
    os.mkfifo(inbox / "pipe.pdf")
    assert files_of(LocalFiles(inbox)) == []


def test_a_link_to_a_file_outside_is_not_followed(inbox: Path, tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.pdf")
    (inbox / "link.pdf").symlink_to(secret)
    assert files_of(LocalFiles(inbox)) == []


def test_a_link_to_a_file_inside_is_followed(inbox: Path) -> None:
    put(inbox, ".objects/1")
    (inbox / "link.pdf").symlink_to(inbox / ".objects" / "1")
    assert files_of(LocalFiles(inbox)) == ["link.pdf"]


def test_a_folder_is_not_entered_through_a_link(inbox: Path, tmp_path: Path) -> None:
    put(tmp_path, "outside/a.pdf")
    (inbox / "link").symlink_to(tmp_path / "outside")
    (inbox / "loop").symlink_to(inbox)
    assert files_of(LocalFiles(inbox)) == []


def test_a_folder_that_becomes_a_link_outside_is_not_read_through(
    inbox: Path, tmp_path: Path
) -> None:
    put(tmp_path, "outside/a.pdf", pdf("secret"))
    put(inbox, "sub/a.pdf", pdf("secret"))
    os.utime(tmp_path / "outside/a.pdf", ns=(1, 1))
    os.utime(inbox / "sub/a.pdf", ns=(1, 1))
    source = LocalFiles(inbox)
    found = only(source)
    (inbox / "sub").rename(tmp_path / "away")
    (inbox / "sub").symlink_to(tmp_path / "outside")
    with pytest.raises(PermissionError):
        source.read_into(found, lambda chunk: None)


def test_a_link_given_by_the_user_is_followed(inbox: Path, tmp_path: Path) -> None:
    put(inbox, "a.pdf", pdf("1"))
    (tmp_path / "link").symlink_to(inbox)
    source = LocalFiles(tmp_path / "link")
    read = bytearray()
    assert source.read_into(only(source), read.extend)
    assert bytes(read) == pdf("1")


def test_a_file_that_grew_since_it_was_looked_at_is_not_taken(inbox: Path) -> None:
    path = put(inbox, "a.pdf")
    source = LocalFiles(inbox)
    found = only(source)
    path.write_bytes(pdf("more"))
    assert not source.read_into(found, lambda chunk: None)


def test_a_file_that_is_replaced_while_it_is_read_is_not_taken(inbox: Path) -> None:
    path = put(inbox, "a.pdf")
    source = LocalFiles(inbox)
    found = only(source)

    def replace(chunk: bytes) -> None:
        os.replace(put(inbox, "new"), path)

    assert not source.read_into(found, replace)


def test_names_that_are_no_text_have_a_uri_of_their_own(inbox: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(inbox) + b"/\xff\n.pdf"))
    path.write_bytes(pdf())
    assert only(LocalFiles(inbox)).uri.endswith("/%FF%0A.pdf")


def test_a_pattern_is_looked_up_at_every_scan(inbox: Path) -> None:
    source = Pattern(str(inbox / "**" / "*.pdf"))
    put(inbox, "a.txt")
    assert files_of(source) == []
    put(inbox, "x/b.pdf")
    assert files_of(source) == ["x/b.pdf"]


def test_a_pattern_may_name_folders(inbox: Path) -> None:
    put(inbox, "2026-01/a.pdf")
    put(inbox, "2026-01/.b.pdf")
    put(inbox, "2025-12/c.pdf")
    source = Pattern(str(inbox / "2026-*"))
    assert source.folder == inbox
    assert files_of(source) == ["2026-01/a.pdf"]


def test_a_pattern_names_each_file_once(inbox: Path) -> None:
    put(inbox, "a.pdf")
    put(inbox, "x/y/b.pdf")
    assert files_of(Pattern(str(inbox / "**"))) == ["a.pdf", "x/y/b.pdf"]


def test_a_pattern_follows_no_link_outside(inbox: Path, tmp_path: Path) -> None:
    (inbox / "link.pdf").symlink_to(put(tmp_path, "secret.pdf"))
    assert files_of(Pattern(str(inbox / "*.pdf"))) == []


def test_changed_paths_are_candidates_where_they_belong_to_the_source(
    inbox: Path, tmp_path: Path
) -> None:
    new = put(inbox, "new/a.pdf")
    changed = [new, new.parent, put(inbox, ".b.pdf"), put(tmp_path, "c.pdf"), inbox / "gone.pdf"]
    found = LocalFiles(inbox).candidates_of(changed)
    assert [str(item.relative) for item in found if isinstance(item, Candidate)] == ["new/a.pdf"]
