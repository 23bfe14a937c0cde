"""Finds out what a path, pattern or URL on the command line means. Knows no database."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from docflow.ingest.candidates import Source
from docflow.ingest.local_files import LocalFiles, Pattern

_URL_SCHEMES = ("s3://", "s3a://", "gs://", "az://", "abfs://", "abfss://")


def open_source(text: str, *, excluded: Iterable[Path] = ()) -> Source:
    """The source that `text` names. excluded: folders whose files are none of it.

    Raises:
        ValueError: there is no such file or folder, or the URL is wrong.
        DocflowError: `backend_missing`, `storage_unavailable`.
    """
    if text.startswith(_URL_SCHEMES):
        # Local import: the client of object storage is large and most runs read folders.
        from docflow.ingest.object_files import ObjectFiles

        return ObjectFiles(text)
    if "://" in text:
        known = ", ".join(scheme.removesuffix("://") for scheme in _URL_SCHEMES)
        raise ValueError(f"{text!r}: documents come from paths or from {known}")
    path = Path(text).expanduser()
    if os.path.lexists(path):
        return LocalFiles(path, excluded=excluded)
    if glob.has_magic(text):
        return Pattern(str(path), excluded=excluded)
    raise ValueError(f"{text!r}: there is no such file or folder")
