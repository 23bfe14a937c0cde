"""The one error of this package. Knows no HTTP status and no exit code.

    SchemaError      a schema cannot be used; ``code`` is stable, ``pointer`` says where

Codes: ``unknown_schema``, ``unreadable``, ``too_large``, ``invalid_json``, ``not_an_object``,
``too_deep``,
``too_many_properties``, ``too_many_leaves``, ``too_many_enum_values``, ``limit_exceeded``,
``property_name``,
``remote_ref``, ``recursive_ref``, ``unresolved_ref``, ``unsupported_keyword``, ``invalid_keyword``,
``conflict``,
``no_leaves``, ``unknown_path``, ``invalid_schema``, ``compile_timeout``.
"""

from __future__ import annotations


class SchemaError(ValueError):
    """A schema is missing, malformed, too big, or uses what cannot be extracted.

    code: stable, snake case. message: one sentence. pointer: JSON Pointer into the schema file, ""
    for the whole.
    """

    def __init__(self, code: str, message: str, pointer: str = "") -> None:
        self.code = code
        self.message = message
        self.pointer = pointer
        super().__init__(f"{message} (at {pointer})" if pointer else message)
