"""A value that a person gives, in the type its schema wants. Knows no document and no page.

What is written as the result writes it (`119.00`, `2026-03-01`) is taken as it is. Anything else is
read like print, as far as that needs no guess.
"""

from __future__ import annotations

import re
from datetime import date

from docflow.errors import DocflowError
from docflow.results import Json
from schemas.normalise import DocumentContext, normalise_leaf
from schemas.tree import Leaf

MAX_CHARS = 20_000
INVALID = "invalid_correction"
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,12})?")
_NUMERIC = frozenset({"amount", "quantity", "percent"})
#: a person's word for these is kept letter for letter
_VERBATIM = frozenset({"string", "name", "address", "identifier", "code"})
_NO_CONTEXT = DocumentContext()


def typed_value(given: Json, leaf: Leaf, path: str) -> Json:
    """The value in the leaf's JSON type; None for null.

    Raises:
        DocflowError: `invalid_correction`.
    """
    if given is None:
        return None
    if isinstance(given, dict | list):
        raise invalid(path, "a single value is wanted here")
    if leaf.enum is not None and given in leaf.enum:
        return given
    if leaf.json_type == "boolean" or isinstance(given, bool):
        return _boolean(given, leaf, path)
    if isinstance(given, int | float):
        return _of_number(given, leaf, path)
    text = str(given).strip()
    if not text:
        raise invalid(path, "an empty text is no value; null says that there is none")
    if len(text) > MAX_CHARS:
        raise invalid(path, f"longer than {MAX_CHARS:,} characters")
    return _of_text(text, leaf, path)


def invalid(path: str, reason: str) -> DocflowError:
    """The error of one change."""
    return DocflowError(INVALID, f"{path[:200]}: {reason}")


def _of_text(text: str, leaf: Leaf, path: str) -> Json:
    if leaf.json_type == "string" and leaf.enum is None and _is_as_stored(text, leaf):
        return text
    answer = normalise_leaf(text, leaf, _NO_CONTEXT)
    if answer.value is None:
        raise invalid(path, f"cannot be read as {leaf.kind} ({answer.derivation})")
    if not answer.confident:
        raise invalid(path, f"can be read in more than one way as {leaf.kind}; {_canonical(leaf)}")
    return answer.value


def _is_as_stored(text: str, leaf: Leaf) -> bool:
    if leaf.kind in _VERBATIM:
        return True
    if leaf.kind in _NUMERIC:
        return _DECIMAL.fullmatch(text) is not None
    return leaf.kind == "date" and _is_date(text)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _canonical(leaf: Leaf) -> str:
    if leaf.kind == "date":
        return "write YYYY-MM-DD"
    return "write it with a decimal point and without separators"


def _of_number(given: int | float, leaf: Leaf, path: str) -> Json:
    if leaf.json_type == "integer" and int(given) != given:
        raise invalid(path, "a whole number is wanted here")
    if leaf.json_type in ("number", "integer"):
        return int(given) if leaf.json_type == "integer" else given
    if leaf.kind not in _NUMERIC:
        raise invalid(path, "a text is wanted here")
    text = str(given)
    if not _DECIMAL.fullmatch(text):
        raise invalid(path, "write the number as text, such as 119.00")
    return text


def _boolean(given: Json, leaf: Leaf, path: str) -> Json:
    if leaf.json_type != "boolean":
        raise invalid(path, "neither true nor false is wanted here")
    if isinstance(given, bool):
        return given
    if not isinstance(given, str):
        raise invalid(path, "true or false is wanted here")
    answer = normalise_leaf(given, leaf, _NO_CONTEXT)
    if not isinstance(answer.value, bool):
        raise invalid(path, "true or false is wanted here")
    return answer.value
