"""JSON Pointers (RFC 6901) of the values that are scored. Knows no fields."""

from __future__ import annotations


def child(pointer: str, key: str | int) -> str:
    """The pointer of what `key` names in the object or list at `pointer`."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
