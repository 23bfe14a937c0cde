"""Every error a user can cause or meet, as one tree. Knows no HTTP status and no command line.

DocflowError                 code, message, retryable
├── FileError                what this file will always be; a second try changes nothing
│     not_found              there is no such file
│     unreadable             the operating system does not hand it out, or its reader crashed on it
│     empty_file             zero bytes
│     unsupported_type       not one of the types read here
│     corrupt_file           says it is such a type and cannot be read as one
│     no_pages               opens, and has no page
│     password_required      locked, and no password was given
│     wrong_password         locked, and the given password does not open it
├── LimitError               more than a limit of docflow/limits.py allows
│     too_large              bytes of the file
│     too_many_pages         pages or frames
│     page_limit             one page: side, pixels, words or size of its content
│     timed_out              CPU or wall time; retryable, for a busy machine is one of its causes
│     out_of_memory          memory
└── SetupError               this machine lacks something the request needs
      backend_missing        the PDF or image library is not installed
      reader_failed          the process that opens documents does not run

Other packages add codes by raising DocflowError itself. A message names the file and the reason in
one sentence; a code is stable, snake case and what programs look at.
"""

from __future__ import annotations

import unicodedata

_MAX_NAME_CHARS = 120


class DocflowError(Exception):
    """The base of the tree. `str(error)` is the message."""

    def __init__(self, code: str, message: str, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r})"


class FileError(DocflowError):
    """The file cannot be read, and no second try will change that."""


class LimitError(DocflowError):
    """The document needs more than the limits allow."""

    def __init__(self, code: str, message: str, retryable: bool | None = None) -> None:
        super().__init__(code, message, code == "timed_out" if retryable is None else retryable)


class SetupError(DocflowError):
    """This machine lacks what the request needs."""


FILE_CODES = frozenset(
    {
        "not_found",
        "unreadable",
        "empty_file",
        "unsupported_type",
        "corrupt_file",
        "no_pages",
        "password_required",
        "wrong_password",
    }
)
SETUP_CODES = frozenset({"backend_missing", "reader_failed"})
LIMIT_CODES = frozenset({"too_large", "too_many_pages", "page_limit", "timed_out", "out_of_memory"})


def error_of(code: str, message: str) -> DocflowError:
    """The error of a code that came out of another process or a stored row."""
    if code in FILE_CODES:
        return FileError(code, message)
    if code in LIMIT_CODES:
        return LimitError(code, message)
    if code in SETUP_CODES:
        return SetupError(code, message)
    return DocflowError(code, message)


def display_name(name: str) -> str:
    """A file name that is safe to print: one line, no control or direction signs, not endless.

    A name comes from whoever sent the file; unescaped it could rewrite a terminal's line or reverse
    the reading order of a log.
    """
    shown = "".join(
        char
        if unicodedata.category(char)[0] not in "CZ" or char == " "
        else "\N{REPLACEMENT CHARACTER}"
        for char in name
    )
    if len(shown) <= _MAX_NAME_CHARS:
        return shown
    return f"{shown[: _MAX_NAME_CHARS - 21]}…{shown[-20:]}"
