"""Boxes and labels over a page."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from hypothesis import given
from hypothesis import strategies as st

from docflow.reports.boxes import Box, overlay, place_label
from tests.docflow.reports.reviewed import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
SIDES = st.floats(0, 1)
PAGE = (1000.0, 1400.0)


def rectangle(element: ElementTree.Element) -> tuple[float, ...]:
    return tuple(float(element.attrib[name]) for name in ("x", "y", "width", "height"))


def test_a_box_stands_at_its_share_of_the_picture() -> None:
    svg = ElementTree.fromstring(overlay([Box([0.1, 0.2, 0.3, 0.25], "wrong", "total")], 1000, 800))
    [box] = svg.findall(f"{SVG}rect")
    assert rectangle(box) == (100.0, 160.0, 200.0, 40.0)
    assert (box.attrib["class"], box.findtext(f"{SVG}title")) == ("wrong", "total")
    assert svg.attrib["viewBox"] == "0 0 1000 800"


def test_a_label_stands_above_its_box() -> None:
    boxes = [Box([0.1, 0.2, 0.3, 0.25], "wrong", "total", "1 total")]
    svg = ElementTree.fromstring(overlay(boxes, 1000, 800))
    [label] = svg.findall(f"{SVG}g")
    assert label.findtext(f"{SVG}text") == "1 total"
    found = label.find(f"{SVG}rect")
    assert found is not None
    left, top, _, height = rectangle(found)
    assert left == 100.0
    assert abs(top + height - 160.0) < 0.2


def test_hostile_labels_stay_text() -> None:
    boxes = [Box([0, 0, 1, 1], "wrong", HOSTILE, HOSTILE)]
    svg = ElementTree.fromstring(overlay(boxes, 1000, 800))
    tags = {element.tag.removeprefix(SVG) for element in svg.iter()}
    assert tags == {"svg", "rect", "title", "g", "text"}


def test_a_box_outside_the_page_is_cut_at_its_edge() -> None:
    svg = ElementTree.fromstring(overlay([Box([-1, 0.5, 2, 0.6], "wrong", "x")], 100, 100))
    [box] = svg.findall(f"{SVG}rect")
    assert rectangle(box) == (0.0, 50.0, 100.0, 10.0)


def test_a_second_label_does_not_cover_the_first() -> None:
    around = (100.0, 300.0, 200.0, 320.0)
    first = place_label(around, 80, 16, [], PAGE)
    second = place_label(around, 80, 16, [first], PAGE)
    assert first[3] <= 300.0
    assert second[1] >= 320.0


@given(SIDES, SIDES, st.floats(1, 1000), st.floats(1, 40))
def test_a_label_is_inside_the_page(x: float, y: float, width: float, size: float) -> None:
    around = (x * PAGE[0], y * PAGE[1], min(x * PAGE[0] + 50, PAGE[0]), y * PAGE[1])
    left, top, right, bottom = place_label(around, width, size, [], PAGE)
    assert left >= 0
    assert top >= 0
    assert right <= PAGE[0] + 1e-6
    assert bottom <= PAGE[1] + 1e-6
