"""Following JSON while it is written."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workers.steps.json_walk import Event, ItemEnd, ItemFollows, JsonWalker, Leaf

SCALARS = st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=6)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(st.text(max_size=4), VALUES, max_size=4)


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def walk(data: bytes, cuts: list[int]) -> list[Event]:
    walker = JsonWalker()
    events: list[Event] = []
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(edges):
        walker = walker.copy()
        events += walker.feed(data[start:end])
    return events


def leaves_of(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    if isinstance(value, dict):
        pairs: Any = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        return {path: value}
    return {k: v for step, child in pairs for k, v in leaves_of(child, (*path, step)).items()}


@given(DOCUMENTS, st.lists(st.integers(0, 200), max_size=6))
def test_leaves_are_found_wherever_the_bytes_are_cut(document: Any, cuts: list[int]) -> None:
    data = dump(document)
    leaves = [event for event in walk(data, cuts) if isinstance(event, Leaf)]
    assert {leaf.path: leaf.value for leaf in leaves} == leaves_of(document)
    assert all(json.loads(data[leaf.start : leaf.end]) == leaf.value for leaf in leaves)


def test_items_end_and_follow() -> None:
    events = list(JsonWalker().feed(b'{"a":[{"b":1},{"b":null}],"c":["x","y"],"d":[]}'))
    assert [event for event in events if not isinstance(event, Leaf)] == [
        ItemEnd(("a", 0)),
        ItemFollows(("a",)),
        ItemEnd(("a", 1)),
        ItemEnd(("c", 0)),
        ItemFollows(("c",)),
        ItemEnd(("c", 1)),
    ]


def test_a_text_cut_short_gives_the_leaves_that_are_complete() -> None:
    events = list(JsonWalker().feed(b'{"a":"x","b":{"c":"unfin'))
    assert events == [Leaf(("a",), "x", 5, 8)]


def test_the_path_is_that_of_the_value_being_written() -> None:
    walker = JsonWalker()
    list(walker.feed(b'{"a":{"b":[1,"tw'))
    assert walker.path == ("a", "b", 1)


def test_a_value_is_known_as_far_as_it_is_complete() -> None:
    walker = JsonWalker()
    known = []
    for byte in '{"a":"\\"é\\\\\\u00e9x"'.encode():
        list(walker.feed(bytes([byte])))
        known.append(walker.partial)
    assert known[:6] == [None, None, None, None, None, ""]
    assert list(dict.fromkeys(known[6:])) == ["", '"', '"é', '"é\\', '"é\\é', '"é\\éx', None]
