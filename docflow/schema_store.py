"""Finds schemas by name or file, and keeps a user's own in the home folder. Knows no document.

A name is looked for among those of the package first, then in `<home>/schemas`; what is neither is
taken for the path of a file.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from schemas.errors import SchemaError
from schemas.schema import Schema, list_builtin, list_reserved, load_builtin, load_user


@dataclass(frozen=True, slots=True)
class SchemaEntry:
    """A schema that can be named."""

    name: str
    origin: Literal["package", "user"]
    schema: Schema


class SchemaStore:
    """The schemas of the package and those added to the folder `home`."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "schemas"

    def get(self, reference: str) -> Schema:
        """The schema of that name, or the one in that file.

        Raises:
            SchemaError: there is none, or it cannot be used.
        """
        if reference in list_builtin():
            return load_builtin(reference)
        stored = self._path(reference)
        if stored is not None and stored.is_file():
            return load_user(stored)
        if Path(reference).is_file():
            return load_user(Path(reference))
        names = ", ".join([*list_builtin(), *self._user_names()])
        raise SchemaError(
            "unknown_schema", f"{reference!r} is neither a file nor a schema; there are {names}"
        )

    def entries(self) -> list[SchemaEntry]:
        """Every schema that can be named, those of the package first.

        Raises:
            SchemaError: a stored file was changed into one that cannot be used.
        """
        builtin = [SchemaEntry(name, "package", load_builtin(name)) for name in list_builtin()]
        own = [SchemaEntry(name, "user", self.get(name)) for name in self._user_names()]
        return builtin + own

    def add(self, source: Path, *, replace: bool = False) -> Schema:
        """Checks the schema file `source` and stores it under its name.

        Effects: writes one file in the home folder, whole or not at all.

        Raises:
            SchemaError: it cannot be used, its name belongs to the package, or another schema has
                the name and `replace` is false.
            OSError: the home folder cannot be written.
        """
        schema = load_user(source)
        if schema.name in list_reserved():
            raise SchemaError("conflict", f"{schema.name!r} is a schema of the package; rename it")
        target = self._folder / f"{schema.name}.json"
        text = source.read_bytes()
        if target.exists() and target.read_bytes() != text and not replace:
            raise SchemaError(
                "conflict", f"there is another schema {schema.name!r}; --replace overwrites it"
            )
        _write_whole(target, text)
        return schema

    def _user_names(self) -> list[str]:
        return sorted(path.stem for path in self._folder.glob("*.json"))

    def _path(self, name: str) -> Path | None:
        """Where a schema of that name would be stored; None for what is no name, such as `../x`."""
        plain = name.replace("_", "").isalnum() and name.isascii()
        return self._folder / f"{name}.json" if plain else None


def _write_whole(target: Path, text: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-")
    try:
        with open(descriptor, "wb") as file:
            file.write(text)
        os.replace(name, target)
    except OSError:
        os.unlink(name)
        raise
