"""A form with files as it comes in: files go to disk while they arrive, and nothing is held in
memory but one chunk and the short fields. Knows no document and no HTTP beyond the form's bytes.

Fields may stand before or behind the files. A file that is larger than allowed ends itself, not the
form: what follows of it is passed over, and the other files are taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from docflow.documents.incoming import Incoming
from docflow.errors import DocflowError, display_name

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FILES = 100
#: of a part's header line; a file name of 5,000 characters fits
_MAX_HEADER_BYTES = 16_384
UNNAMED = "document"


class FormError(Exception):
    """The form as a whole cannot be taken. code: stable, snake case."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class FilePart:
    """One file of the form. error: why it was refused while it came in, None where it was not."""

    def __init__(self, file_name: str, incoming: Incoming) -> None:
        self.file_name = file_name
        self.incoming = incoming
        self.error: DocflowError | None = None

    def write(self, chunk: bytes) -> None:
        """Takes the next bytes, or passes over them once the file was refused."""
        if self.error is not None:
            return
        try:
            self.incoming.write(chunk)
        except DocflowError as error:
            shown = display_name(self.file_name)
            self.error = DocflowError(error.code, f"{shown}: {error.message}")
            self.incoming.discard()


class FormReader:
    """Reads one form. Not thread-safe. Whoever makes it closes it.

    fields: values by name. files: in the order sent.
    """

    def __init__(
        self,
        boundary: bytes,
        field_limits: Mapping[str, int],
        open_file: Callable[[], Incoming],
    ) -> None:
        """field_limits: bytes each field may have, by name. Raises FormError."""
        self.fields: dict[str, str] = {}
        self.files: list[FilePart] = []
        self._limits = field_limits
        self._open_file = open_file
        self._is_whole = False
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = b""
        self._field: tuple[str, bytearray] | None = None
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._end_form,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks, max_header_size=_MAX_HEADER_BYTES)
        except FormParserError as error:
            raise FormError("invalid_form", f"the form cannot be read: {error}") from error

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes of the form.

        Raises:
            FormError: it is no form, or has what none may have.
            OSError: the disk is full.
        """
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise FormError("invalid_form", f"the form cannot be read: {error}") from error

    def finish(self) -> None:
        """Says that nothing follows. Raises FormError for a form that broke off."""
        if not self._is_whole:
            raise FormError("incomplete_form", "the form ends before its last boundary")

    def close(self) -> None:
        """Removes what was not stored. Safe to call twice."""
        for part in self.files:
            part.incoming.discard()

    def _begin(self) -> None:
        self._disposition = b""
        self._header = (bytearray(), bytearray())

    def _end_header(self) -> None:
        name, value = self._header
        if name.strip().lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        name = _text(options.get(b"name", b""))
        if name == "file":
            self._begin_file(_text(options.get(b"filename", b"")))
        elif name not in self._limits:
            names = ", ".join(["file", *self._limits])
            raise FormError(
                "unknown_field", f"the form has a field {name[:40]!r}; there are {names}"
            )
        elif name in self.fields:
            raise FormError("repeated_field", f"the field {name!r} stands there twice")
        else:
            self._field = (name, bytearray())

    def _begin_file(self, file_name: str) -> None:
        if len(self.files) == MAX_FILES:
            raise FormError("too_many_files", f"a form holds at most {MAX_FILES} files")
        self.files.append(FilePart(file_name or UNNAMED, self._open_file()))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is None:
            self.files[-1].write(data[start:end])
            return
        name, value = self._field
        value.extend(data[start:end])
        if len(value) > self._limits[name]:
            limit = self._limits[name]
            raise FormError("field_too_large", f"the field {name!r} has more than {limit:,} bytes")

    def _end(self) -> None:
        if self._field is None:
            self.files[-1].incoming.end()
            return
        name, value = self._field
        self.fields[name] = _text(bytes(value))
        self._field = None

    def _end_form(self) -> None:
        self._is_whole = True


def boundary_of(content_type: str | None) -> bytes | None:
    """The boundary of a form's content type; None for another content type."""
    kind, options = parse_options_header(content_type)
    return (options.get(b"boundary") or None) if kind == b"multipart/form-data" else None


def _text(value: bytes) -> str:
    """Bytes of a form as text. PostgreSQL stores no NUL, and nobody means to send one."""
    return value.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
