"""Caps on a user's schema file: bytes, nesting, counts and compile time.

A user's schema is hostile until proven. Everything here is linear in the size of the file, except
the compilation, which runs in a child process that is killed at its limit. Knows nothing of what a
schema means.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from schemas.errors import SchemaError

MAX_BYTES = 64 * 1024
MAX_JSON_DEPTH = 100
MAX_DEPTH = 30
MAX_PROPERTIES = 300
MAX_LEAVES = 2_000
MAX_NODES = 6_000
MAX_ENUM_VALUES = 500
MAX_ENUM_CHARS = 200
MAX_PATTERN_CHARS = 500
MAX_NAME_CHARS = 100
MAX_BOUND = 10_000
MAX_REGEX_BYTES = 1024 * 1024
COMPILE_CPU_S = 2
# The CPU limit does the work; this one is for a machine so busy that the child hardly starts.
COMPILE_WALL_S = 30.0

_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f.\[\]\u2028\u2029\ud800-\udfff]")
_LOWER_BOUNDS = ("minLength", "minItems", "minProperties")


def pointer_join(pointer: str, key: str | int) -> str:
    """Appends one reference token, escaped as RFC 6901 asks."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def parse_bounded(text: bytes) -> dict[str, Any]:
    """JSON text -> object.

    Raises:
        SchemaError: too large, nested too deeply, not strict JSON (duplicate keys, NaN), or not an
        object.
    """
    if len(text) > MAX_BYTES:
        raise SchemaError(
            "too_large", f"a schema has at most {MAX_BYTES} bytes, this one {len(text)}"
        )
    _check_json_depth(text)
    try:
        document = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except SchemaError:
        raise
    except (ValueError, RecursionError) as error:
        raise SchemaError("invalid_json", f"not valid JSON: {str(error)[:200]}") from None
    if not isinstance(document, dict):
        raise SchemaError("not_an_object", "a schema file holds one JSON object")
    return document


def dump_bounded(document: dict[str, Any]) -> bytes:
    """An object given as such -> the JSON text that `parse_bounded` then judges like a file's."""
    try:
        return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise SchemaError("invalid_json", f"not valid JSON: {str(error)[:200]}") from None


def _check_json_depth(text: bytes) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        first = match.group()[:1]
        if first in b"[{":
            depth += 1
            if depth > MAX_JSON_DEPTH:
                raise SchemaError("too_deep", f"JSON nested deeper than {MAX_JSON_DEPTH} levels")
        elif first in b"]}":
            depth -= 1


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    node = dict(pairs)
    if len(node) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SchemaError("invalid_json", f"the key {twice[:60]!r} stands twice in one object")
    return node


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def check_limits(document: dict[str, Any]) -> None:
    """Caps on everything countable before any reference is followed.

    Raises:
        SchemaError: with the pointer of the first offender.
    """
    for pointer, node in _objects(document):
        properties = node.get("properties")
        if isinstance(properties, dict):
            _check_properties(properties, pointer_join(pointer, "properties"))
        enum = node.get("enum")
        if isinstance(enum, list):
            _check_enum(enum, pointer_join(pointer, "enum"))
        pattern = node.get("pattern")
        if isinstance(pattern, str) and len(pattern) > MAX_PATTERN_CHARS:
            raise SchemaError(
                "limit_exceeded",
                f"a pattern has at most {MAX_PATTERN_CHARS} characters",
                pointer_join(pointer, "pattern"),
            )
        for bound in _LOWER_BOUNDS:
            value = node.get(bound)
            if isinstance(value, int | float) and value > MAX_BOUND:
                raise SchemaError(
                    "limit_exceeded",
                    f"{bound} is at most {MAX_BOUND}",
                    pointer_join(pointer, bound),
                )


def _objects(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    stack: list[tuple[str, Any]] = [("", document)]
    while stack:
        pointer, node = stack.pop()
        if isinstance(node, dict):
            yield pointer, node
            stack.extend((pointer_join(pointer, key), value) for key, value in node.items())
        elif isinstance(node, list):
            stack.extend((pointer_join(pointer, index), value) for index, value in enumerate(node))


def _check_properties(properties: dict[str, Any], pointer: str) -> None:
    if len(properties) > MAX_PROPERTIES:
        raise SchemaError(
            "too_many_properties",
            f"an object has at most {MAX_PROPERTIES} properties, this one {len(properties)}",
            pointer,
        )
    for name in properties:
        if not name or len(name) > MAX_NAME_CHARS or _BAD_NAME.search(name):
            raise SchemaError(
                "property_name",
                f"a property name has 1 to {MAX_NAME_CHARS} characters, no control characters and "
                f"none of . [ ]; got {name[:40]!r}",
                pointer,
            )


def _check_enum(enum: list[Any], pointer: str) -> None:
    if len(enum) > MAX_ENUM_VALUES:
        raise SchemaError(
            "too_many_enum_values",
            f"an enum has at most {MAX_ENUM_VALUES} values, this one {len(enum)}",
            pointer,
        )
    for value in enum:
        if isinstance(value, dict | list):
            raise SchemaError(
                "unsupported_keyword", "enum values are strings, numbers, booleans or null", pointer
            )
        if isinstance(value, str) and len(value) > MAX_ENUM_CHARS:
            raise SchemaError(
                "limit_exceeded", f"an enum value has at most {MAX_ENUM_CHARS} characters", pointer
            )


def check_compiles(resolved: dict[str, Any]) -> None:
    """Compiles the resolved schema in a child process with CPU, memory and time limits.

    Blocks for about 0.1 s.

    Raises:
        SchemaError: ``compile_timeout`` when the limit is hit, ``invalid_schema`` when the
        validator refuses it.
    """
    probe = Path(__file__).with_name("compile_probe.py")
    command = [sys.executable, "-I", str(probe), str(COMPILE_CPU_S), str(MAX_REGEX_BYTES)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(resolved).encode(),
            capture_output=True,
            timeout=COMPILE_WALL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SchemaError(
            "compile_timeout", f"compiling took longer than {COMPILE_WALL_S:g} s"
        ) from None
    if done.returncode < 0:
        raise SchemaError(
            "compile_timeout", f"compiling took more than {COMPILE_CPU_S} s or too much memory"
        )
    if done.returncode > 0:
        # Not the schema's fault: an installation that cannot run the child must not look like a bad
        # schema.
        raise RuntimeError(
            f"the compile probe failed: {done.stderr.decode(errors='replace')[-500:]}"
        )
    answer = json.loads(done.stdout)
    if not answer["ok"]:
        pointer = ""
        for token in answer["path"]:
            pointer = pointer_join(pointer, token)
        hint = (
            " (look-around and back references are not supported)"
            if "(?" in answer["error"]
            else ""
        )
        raise SchemaError("invalid_schema", f"{answer['error']}{hint}", pointer)
