"""Reads a model reference such as `nano`. Knows no model and opens no file of one.

| written | meaning |
|---|---|
| `nano` | the model in the package |
| `./folder`, `~/folder`, `/folder` or any existing folder | a local checkpoint |
| `owner/name` | a checkpoint on the hub |
| `openai:<base url>#<model>` | an OpenAI-compatible server |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
FORMS = "nano, a local folder, a hub id (owner/name) or openai:<base url>#<model>"


@dataclass(frozen=True, slots=True)
class NanoReference:
    """The small model that ships in the package."""

    kind: Literal["nano"] = "nano"


@dataclass(frozen=True, slots=True)
class FolderReference:
    """A checkpoint in a local folder."""

    path: Path
    kind: Literal["folder"] = "folder"


@dataclass(frozen=True, slots=True)
class HubReference:
    """A checkpoint on the hub, `repository` as `owner/name`."""

    repository: str
    kind: Literal["hub"] = "hub"


@dataclass(frozen=True, slots=True)
class ServerReference:
    """An OpenAI-compatible server; `base_url` has no trailing slash, `model` is its name there."""

    base_url: str
    model: str
    kind: Literal["openai"] = "openai"


ModelReference = NanoReference | FolderReference | HubReference | ServerReference


class InvalidModelReference(ValueError):
    """The text names no kind of model; the message says which forms exist."""


def parse_model_reference(text: str) -> ModelReference:
    """The typed form of `text`. An existing folder wins over a hub id that is written the same way.

    Raises:
        InvalidModelReference: `text` has none of the four forms.
    """
    if text == "nano":
        return NanoReference()
    if text.startswith("openai:"):
        return _parse_server(text)
    path = Path(text).expanduser()
    if text.startswith(("/", "./", "../", "~")) or (text and path.is_dir()):
        return FolderReference(path)
    if HUB_ID.fullmatch(text):
        return HubReference(text)
    raise InvalidModelReference(f"{text!r} is no model reference; write {FORMS}")


def _parse_server(text: str) -> ServerReference:
    base_url, _, model = text.removeprefix("openai:").partition("#")
    if not model or not _is_http_url(base_url):
        raise InvalidModelReference(
            f"{text!r} names no server and model; write openai:<base url>#<model>, "
            "for example openai:http://localhost:8000/v1#my-model"
        )
    return ServerReference(base_url.rstrip("/"), model)


def _is_http_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
