"""Reads a manifest: documents whose truth is known, one JSON object a line. Scores nothing.

Keys used here: `path` (relative to the manifest), `kind` (invoice, receipt, form, other) and, where
the file is encrypted, `password`. All others, `truth` and `schema` among them, are for those who
score.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One document of a manifest. `line` is the whole object, as it stands in the file; `folder`
    is what its paths are relative to.
    """

    file: Path
    kind: str
    password: str | None
    line: dict[str, Any]
    folder: Path = Path()


class ManifestError(ValueError):
    """A line that is no document; the message names file and line."""


def read_manifest(path: Path, *, kind: str | None = None) -> list[ManifestEntry]:
    """The documents of the manifest in its order; only those of `kind` where one is given.

    Raises:
        ManifestError: the file cannot be read, or a line is no JSON object with a `path`.
    """
    entries = list(_entries(path))
    return [entry for entry in entries if kind is None or entry.kind == kind]


def _entries(path: Path) -> Iterator[ManifestEntry]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path} cannot be read: {error}") from error
    # Not splitlines: a JSON string may hold U+2028, which that takes for the end of a line.
    for number, text_line in enumerate(text.split("\n"), start=1):
        if text_line.strip():
            yield _entry(path, number, text_line)


def _entry(manifest: Path, number: int, text_line: str) -> ManifestEntry:
    try:
        line = json.loads(text_line)
    except ValueError as error:
        raise ManifestError(f"{manifest}, line {number}: no JSON: {error}") from error
    if not isinstance(line, dict) or not isinstance(line.get("path"), str):
        raise ManifestError(f"{manifest}, line {number}: no object with a `path`")
    return ManifestEntry(
        file=manifest.parent / line["path"],
        kind=str(line.get("kind", "other")),
        password=line.get("password"),
        line=line,
        folder=manifest.parent,
    )
