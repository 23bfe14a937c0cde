"""Logs: one line an event on stderr, found by what it is about, without a document's text."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from docflow.logs import configure_logs
from docflow.settings import Settings


def logged(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    entry: dict[str, object] = json.loads(line)
    return entry


def test_a_line_is_an_object_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_format="json"))
    with structlog.contextvars.bound_contextvars(document_id="doc_1"):
        structlog.get_logger().info("split", num_pages=2)
    entry = logged(capsys)
    assert (entry["event"], entry["level"]) == ("split", "info")
    assert (entry["document_id"], entry["num_pages"]) == ("doc_1", 2)
    assert str(entry["timestamp"]).endswith("Z")


def test_a_traceback_has_no_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_format="json"))

    def fail(text_of_document: str) -> None:
        raise RuntimeError("no luck")

    text = " ".join(["Jane", "Doe"])
    try:
        fail(text)
    except RuntimeError:
        structlog.get_logger().exception("failed")
    entry = logged(capsys)
    assert "no luck" in str(entry["exception"])
    assert "Jane Doe" not in str(entry["exception"])


def test_libraries_speak_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_format="json"))
    logging.getLogger("some.library").warning("careful")
    logging.getLogger("some.library").info("chatter")
    assert logged(capsys)["event"] == "careful"


def test_a_command_hears_warnings_only(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings(log_format="text"), "warning")
    structlog.get_logger().info("chatter")
    structlog.get_logger().warning("careful")
    captured = capsys.readouterr()
    assert "careful" in captured.err
    assert "chatter" not in captured.err + captured.out
