"""Whatever stands in a code, reading it ends well."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codes import read_code
from schemas.schema import load_builtin

HEADERS = (
    "SPC\n", "SPC\r\n0200\r\n", "BCD\n002\n", "UPNQR\n", "HRVHUB30\nEUR\n", "SPD*1.0*",
    "A:123456789*B:999999990*C:PT*", "eyJ0eXAi.", "//S1/",
)  # fmt: skip
LINES = st.lists(st.text(max_size=40) | st.sampled_from(["QRR", "EPD", "S", "0.5", "CH44"]))


@pytest.mark.parametrize(
    "text",
    ["", "4006381333931", "https://example.org/track?id=1", "WIFI:S:guest;;", "SPC", "BCD 002"],
    ids=["empty", "ean", "address", "wifi", "swiss_word", "epc_word"],
)
def test_a_text_of_no_known_standard_says_nothing(text: str) -> None:
    assert read_code(text) is None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADERS), LINES, st.sampled_from(["\n", "\r\n", "*", "/", "."]))
def test_no_text_makes_reading_fail(header: str, lines: list[str], end: str) -> None:
    read = read_code(header + end.join(lines))
    if read is not None:
        assert all(fact.value for fact in read.facts)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_no_other_text_does_either(text: str) -> None:
    read_code(text)


def test_every_path_is_a_leaf_of_the_invoice() -> None:
    texts = [
        "\n".join(["SPC", "0200", "1", "CH5800791123000889012", "S", "A", "B", "1", "2", "C", "CH",
                   *[""] * 7, "1.00", "CHF", "S", "D", "E", "1", "2", "F", "CH", "NON", "", "",
                   "EPD", "//S1/10/1/11/260302/20/3/30/106017086/31/260201260228/32/8.1:5/40/0:1"]),
        "A:500697370*B:500697370*C:PT*D:FT*E:N*F:20260302*G:FT 1*H:C*N:1*O:2",
        "SPD*1.0*ACC:CZ6508000000192000145399+GIBACZPX*AM:1*CC:CZK*RN:A*DT:20260415*X-VS:1",
    ]  # fmt: skip
    pointers = {leaf.pointer for leaf in load_builtin("invoice").leaves()}
    for text in texts:
        read = read_code(text)
        assert read is not None
        named = {"/".join("*" if p.isdigit() else p for p in f.path.split("/")) for f in read.facts}
        assert named <= pointers
