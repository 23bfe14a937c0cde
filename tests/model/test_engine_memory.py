"""Two thousand requests through one engine: what it holds does not grow."""

from __future__ import annotations

import random
from concurrent.futures import Future

import psutil
import pytest
import torch

from model.engine.engine import Engine
from model.engine.plan import Limits
from model.engine.request import Generation, Request
from model.loader import load_network
from tests.model.engine_doubles import text_positions
from workers.budgets import NANO_FOLDER

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

NUM_REQUESTS, NUM_WARM, IN_FLIGHT = 2_000, 400, 8
#: malloc's own unevenness; a leak of 100 kB a request would be 160 MB
MOST_GROWTH_BYTES = 48 * 2**20


def request(drawn: random.Random) -> Request:
    count = drawn.randint(20, 300)
    ids = torch.tensor([drawn.randrange(100, 8_000) for _ in range(count)])
    return Request(
        input_ids=ids,
        positions=text_positions(count),
        max_new_tokens=drawn.randint(1, 12),
        layout=torch.zeros(count, 4, dtype=torch.int64),
        copyable=torch.ones(count, dtype=torch.bool),
        group=str(drawn.randrange(50)),
    )


def test_memory_is_flat_over_two_thousand_requests() -> None:
    drawn, process = random.Random(7), psutil.Process()
    engine = Engine(
        load_network(NANO_FOLDER), max_tokens=16_384, limits=Limits(max_sequences=IN_FLIGHT)
    )
    under_way: list[Future[Generation]] = []
    sizes: dict[int, int] = {}
    for number in range(1, NUM_REQUESTS + 1):
        under_way.append(engine.submit(request(drawn)))
        if len(under_way) >= 2 * IN_FLIGHT:
            under_way.pop(0).result()
        if number in (NUM_WARM, NUM_REQUESTS):
            sizes[number] = process.memory_info().rss
    for future in under_way:
        future.result()
    engine.close()
    assert engine.allocator.num_used_pages == engine.allocator.num_used_slots == 0
    engine.allocator.check_integrity()
    grown = sizes[NUM_REQUESTS] - sizes[NUM_WARM]
    assert grown < MOST_GROWTH_BYTES, f"{sizes}"
