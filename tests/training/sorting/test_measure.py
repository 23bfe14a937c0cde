"""The shipped weights sort generated documents that nothing was fitted to, and scores count what
they say.
"""

from __future__ import annotations

import random

import pytest

from tests.workers.sorting.pages import page
from training.sorting.measure import Score, generated, real_packets, single
from training.sorting.packets import Packet
from training.sorting.real import RealDocument
from workers.sorting.sort import Part


@pytest.fixture(scope="module")
def scores() -> tuple[Score, Score]:
    return generated("test", 60, 12)


def test_generated_documents_have_the_right_kind(scores: tuple[Score, Score]) -> None:
    alone, _ = scores
    assert alone.right >= 0.88
    assert alone.whole / alone.count >= 0.95


def test_borders_of_generated_packets_are_found(scores: tuple[Score, Score]) -> None:
    _, packets = scores
    assert packets.right_starts / packets.true_starts >= 0.9
    assert packets.right_starts / packets.found_starts >= 0.9


def test_a_missed_border_and_a_wrong_kind_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Part(1, 2, "invoice", 0.9), Part(3, 3, "form", 0.8)]
    monkeypatch.setattr("training.sorting.measure.sort_pages", lambda pages: found)
    score = Score()
    pages = [page("Invoice", number=n) for n in (1, 2, 3)]
    score.add("packet", Packet(pages, [0, 1, 2], ["invoice", "receipt", "form"]))
    assert (score.true_starts, score.found_starts, score.right_starts) == (2, 1, 1)
    assert (score.whole, score.count) == (0, 1)
    assert score.right == pytest.approx(2 / 3)
    assert score.kinds["receipt", "invoice"] == 1


def test_a_packet_of_real_documents_keeps_all_their_pages() -> None:
    documents = [
        RealDocument(f"{n}.pdf", "invoice", tuple(page("Invoice") for _ in range(n)))
        for n in range(1, 13)
    ]
    (packet,) = real_packets(random.Random(1), documents, 1)
    assert len(packet.starts) == len(packet.schemas) >= 2
    assert [p.number for p in packet.pages] == list(range(1, len(packet.pages) + 1))


def test_a_single_document_has_no_border() -> None:
    assert single([page("One"), page("Two")], "form").starts == [0]
