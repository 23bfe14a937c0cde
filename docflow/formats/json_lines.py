"""JSON Lines: one result a line, UTF-8, in the order given."""

from __future__ import annotations

import json
from typing import TextIO

from docflow.results import Result


def write_json_line(result: Result, stream: TextIO) -> None:
    """Writes `result` as one line and flushes: who reads the pipe sees each document when it ends.

    `stream` must encode with `errors="backslashreplace"`: a lone surrogate (an undecodable file
    name) then becomes the JSON escape of itself.
    """
    stream.write(json.dumps(result, ensure_ascii=False, allow_nan=False))
    stream.write("\n")
    stream.flush()
