"""The tree of errors is what its docstring draws."""

from __future__ import annotations

import re

import pytest

from docflow import errors
from docflow.errors import DocflowError, FileError, LimitError, SetupError, display_name, error_of


def test_the_drawn_codes_are_the_codes() -> None:
    drawn = set(re.findall(r"^[│ ] {4,5} ([a-z_]+) {2,}", errors.__doc__ or "", re.MULTILINE))
    assert drawn == errors.FILE_CODES | errors.LIMIT_CODES | errors.SETUP_CODES


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("corrupt_file", FileError),
        ("timed_out", LimitError),
        ("backend_missing", SetupError),
        ("something_new", DocflowError),
    ],
)
def test_a_code_finds_its_place_in_the_tree(code: str, kind: type[DocflowError]) -> None:
    error = error_of(code, "a.pdf: why")
    assert type(error) is kind
    assert (error.code, error.message, str(error)) == (code, "a.pdf: why", "a.pdf: why")


def test_only_what_may_pass_is_worth_a_second_try() -> None:
    assert error_of("timed_out", "").retryable
    assert not error_of("too_large", "").retryable
    assert not error_of("corrupt_file", "").retryable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rechnung „März“ 発票.pdf", "Rechnung „März“ 発票.pdf"),
        ("in\x00voice\r\n.pdf", "in\ufffdvoice\ufffd\ufffd.pdf"),
        ("\u202efdp.exe", "\ufffdfdp.exe"),
        ("a\u2028b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_names_are_shown_on_one_line_in_reading_order(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_long_names_keep_their_ends() -> None:
    shown = display_name("a" * 500 + ".pdf")
    assert len(shown) == 120
    assert shown.endswith(".pdf")
