"""Packets are joined with their borders, siblings among them."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from training.sorting.documents import Drawn, draw
from training.sorting.packets import draw_packet, sibling


@pytest.fixture(scope="module")
def pool() -> list[Drawn]:
    return [draw(random.Random(f"pool {i}")) for i in range(24)]


@pytest.mark.parametrize("seed", range(8))
def test_a_packet_knows_where_its_documents_begin(pool: list[Drawn], seed: int) -> None:
    packet = draw_packet(random.Random(seed), pool)
    assert [page.number for page in packet.pages] == list(range(1, len(packet.pages) + 1))
    assert packet.starts[0] == 0
    assert all(one < two < len(packet.pages) for one, two in pairwise(packet.starts))
    assert len(packet.schemas) == len(packet.starts) >= 2


def test_a_packet_has_as_many_documents_as_asked(pool: list[Drawn]) -> None:
    assert len(draw_packet(random.Random(1), pool, count=5).starts) == 5


def test_a_sibling_has_the_same_sender_and_another_number() -> None:
    drawn = draw(random.Random(11), "invoice")
    other = sibling(random.Random(2), drawn)

    def texts(of: Drawn, leaf: str) -> list[str]:
        words = [word for canvas in of.canvases for word in canvas.words]
        return [w.text for w in words if any(mark.path.startswith(leaf) for mark in w.marks)]

    assert texts(other, "supplier.") == texts(drawn, "supplier.")
    assert texts(other, "line_items") != texts(drawn, "line_items")
