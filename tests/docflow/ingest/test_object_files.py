"""Documents from object storage, by a client that talks to a bucket on loopback."""

from __future__ import annotations

import pytest

from docflow.ingest.candidates import Candidate
from docflow.ingest.object_files import ObjectFiles
from docflow.ingest.open import open_source
from docflow.services import Services
from docflow.tenants.service import ensure_local_tenant
from tests.docflow.ingest.support import Run, documents, files_of, pdf
from tests.docflow.storage.conftest import bucket  # noqa: F401
from tests.docflow.storage.s3_server import Bucket


@pytest.fixture
def inbox(bucket: Bucket) -> Bucket:  # noqa: F811
    bucket.objects |= {
        "inbox/a.pdf": pdf("a"),
        "inbox/2026/b.pdf": pdf("b"),
        "inbox/.hidden.pdf": pdf("h"),
        "inbox/c.pdf.part": pdf("c"),
        "other/d.pdf": pdf("d"),
    }
    return bucket


def only(source: ObjectFiles) -> Candidate:
    [found] = source.candidates()
    assert isinstance(found, Candidate)
    return found


@pytest.mark.parametrize("url", ["s3://bucket/inbox", "s3://bucket/inbox/"])
def test_a_url_names_all_below_it(inbox: Bucket, url: str) -> None:
    assert sorted(files_of(ObjectFiles(url))) == ["2026/b.pdf", "a.pdf"]


def test_a_url_may_name_one_object(inbox: Bucket) -> None:
    found = only(ObjectFiles("s3://bucket/inbox/a.pdf"))
    assert (found.uri, found.file_name) == ("s3://bucket/inbox/a.pdf", "a.pdf")


def test_a_whole_bucket_may_be_named(inbox: Bucket) -> None:
    assert "other/d.pdf" in files_of(ObjectFiles("s3://bucket"))


def test_an_object_that_is_gone_is_no_candidate(inbox: Bucket) -> None:
    source = ObjectFiles("s3://bucket/inbox/a.pdf")
    found = only(source)
    inbox.objects.clear()
    assert list(source.candidates()) == []
    assert source.look_again(found) is None
    with pytest.raises(FileNotFoundError):
        source.read_into(found, lambda chunk: None)


def test_an_object_that_was_replaced_is_not_taken_for_the_old_one(inbox: Bucket) -> None:
    source = ObjectFiles("s3://bucket/inbox/a.pdf")
    found = only(source)
    inbox.objects["inbox/a.pdf"] = pdf("another")
    assert not source.read_into(found, lambda chunk: None)
    again = source.look_again(found)
    assert again is not None
    assert again.version != found.version


def test_a_run_reads_each_object_once(
    inbox: Bucket, sqlite_services: Services, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tenant = ensure_local_tenant(sqlite_services)
    folder = tmp_path_factory.mktemp("unused")
    for _ in range(2):
        source = open_source("s3://bucket/inbox")
        Run(sqlite_services, tenant, folder, source=source)()
    assert sorted(row.file_name for row in documents(sqlite_services)) == ["a.pdf", "b.pdf"]
    inbox.objects["inbox/a.pdf"] = pdf("changed")
    Run(sqlite_services, tenant, folder, source=open_source("s3://bucket/inbox"))()
    assert len(documents(sqlite_services)) == 3
