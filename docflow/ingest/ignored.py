"""Which names are no documents: hidden, half written, or put there by the system. Reads no file.

Content decides what a document is, so only names are here that are never one.
"""

from __future__ import annotations

from collections.abc import Iterable

# Editors, browsers and copying programs write under these names and rename at the end.
_UNFINISHED_ENDINGS = (
    "~",
    ".bak",
    ".crdownload",
    ".download",
    ".filepart",
    ".lock",
    ".opdownload",
    ".part",
    ".partial",
    ".swp",
    ".temp",
    ".tmp",
    ".upload",
)
# Dots: hidden. Tildes: the lock files of office programs.
_BEGINNINGS = (".", "~$", "~lock", ".~")
_OF_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "__macosx"})


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is passed over without a word."""
    lower = name.lower()
    return (
        lower.startswith(_BEGINNINGS) or lower.endswith(_UNFINISHED_ENDINGS) or lower in _OF_SYSTEMS
    )


def any_ignored(names: Iterable[str]) -> bool:
    """Whether one of the parts of a path is ignored."""
    return any(map(is_ignored, names))
