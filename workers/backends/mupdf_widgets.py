"""Form fields of a PDF's page (AcroForm widgets) through MuPDF. Judges no label and no value.

Read from the objects themselves, bounded: a field's value may be a stream that unpacks to GB, its
list of options as long as the file. Fields nobody sees or fills in are left out: hidden ones,
passwords, push buttons, signatures. A page with more fields than allowed, or with broken ones, has
none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workers.backends.base import inside_page
from workers.page import Box, Widget, WidgetKind

MAX_WIDGETS = 600
MAX_VALUE_CHARS = 4_000
MAX_NAME_CHARS = 300
_MAX_OPTIONS = 500
_MAX_SELECTED = 20
#: of the annotation: invisible, hidden, not to be viewed
_UNSEEN = 1 | 2 | 32
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_RADIO, _PUSH_BUTTON = 1 << 15, 1 << 16
_OFF = "Off"


def widgets(page: Any, mupdf: Any, as_pdf_page: Any, size_pt: tuple[float, float]) -> list[Widget]:
    """The fields that are shown on `page`, in no promised order; none where they cannot be read.

    as_pdf_page: from the library's page to MuPDF's. size_pt: of the page as it is shown.
    """
    errors = (mupdf.FzErrorBase, RuntimeError, ValueError, AssertionError, TypeError)
    try:
        found = []
        for number, each in enumerate(_each(as_pdf_page(page, required=False), mupdf)):
            if number >= MAX_WIDGETS:
                return []
            widget = _Field(mupdf, each).widget(size_pt)
            if widget is not None:
                found.append(widget)
        return found
    except errors:
        # A broken form is no reason to refuse a page that can be read.
        return []


def _each(page: Any, mupdf: Any) -> Iterator[Any]:
    if not page.m_internal:
        return
    widget = mupdf.pdf_first_widget(page)
    while widget.m_internal:
        yield widget
        widget = mupdf.pdf_next_widget(widget)


class _Field:
    """One widget and what it inherits from its field."""

    def __init__(self, mupdf: Any, widget: Any) -> None:
        self._mupdf = mupdf
        self._widget = widget
        self._object = mupdf.pdf_annot_obj(widget)
        self._flags = mupdf.pdf_to_int(self._inherited("Ff"))

    def widget(self, size_pt: tuple[float, float]) -> Widget | None:
        """None for one that is not seen or takes no value."""
        mupdf = self._mupdf
        kind = self._kind()
        box = self._box(size_pt)
        if kind is None or box is None or self._own_int("F") & _UNSEEN:
            return None
        is_button = kind in ("checkbox", "radio")
        state = self._state() if is_button else ""
        return Widget(
            kind=kind,
            name=_clean(mupdf.pdf_load_field_name(self._object), MAX_NAME_CHARS),
            tooltip=self._text(self._inherited("TU"), MAX_NAME_CHARS),
            value=self._option(state) if is_button else self._value(kind),
            is_on=is_button and self._is_on(state),
            bbox=box,
            max_chars=max(0, mupdf.pdf_to_int(self._inherited("MaxLen"))),
            is_comb=kind == "text" and bool(self._flags & _COMB),
            is_multiline=kind == "text" and bool(self._flags & _MULTILINE),
        )

    def _kind(self) -> WidgetKind | None:
        kind = self._name(self._inherited("FT"))
        if kind == "Tx":
            return None if self._flags & _PASSWORD else "text"
        if kind == "Ch":
            return "choice"
        if kind == "Btn" and not self._flags & _PUSH_BUTTON:
            return "radio" if self._flags & _RADIO else "checkbox"
        return None

    def _box(self, size_pt: tuple[float, float]) -> Box | None:
        width, height = size_pt
        bound = self._mupdf.pdf_bound_widget(self._widget)
        share = (bound.x0 / width, bound.y0 / height, bound.x1 / width, bound.y1 / height)
        return next(iter(inside_page([share])), None)

    def _value(self, kind: WidgetKind) -> str:
        value = self._inherited("V")
        if kind == "text":
            return self._text(value, MAX_VALUE_CHARS)
        if not self._mupdf.pdf_is_array(value):
            return self._shown_option(self._text(value, MAX_VALUE_CHARS))
        count = min(self._mupdf.pdf_array_len(value), _MAX_SELECTED)
        chosen = (self._text(self._mupdf.pdf_array_get(value, i), 200) for i in range(count))
        return ", ".join(self._shown_option(text) for text in chosen if text)

    def _shown_option(self, value: str) -> str:
        """What a list shows for a value that it exports under another name."""
        for exported, shown in self._options():
            if exported == value:
                return shown
        return value

    def _options(self) -> Iterator[tuple[str, str]]:
        mupdf, options = self._mupdf, self._inherited("Opt")
        if not mupdf.pdf_is_array(options):
            return
        for index in range(min(mupdf.pdf_array_len(options), _MAX_OPTIONS)):
            entry = mupdf.pdf_array_get(options, index)
            if mupdf.pdf_is_array(entry):
                pair = [self._text(mupdf.pdf_array_get(entry, i), MAX_NAME_CHARS) for i in (0, 1)]
                yield pair[0], pair[1]
            else:
                text = self._text(entry, MAX_NAME_CHARS)
                yield text, text

    def _state(self) -> str:
        """The name of the state in which the button is on; "" where it draws none."""
        mupdf = self._mupdf
        states = mupdf.pdf_dict_gets(mupdf.pdf_dict_gets(self._object, "AP"), "N")
        if not mupdf.pdf_is_dict(states) or mupdf.pdf_is_stream(states):
            return ""
        for index in range(min(mupdf.pdf_dict_len(states), _MAX_OPTIONS)):
            name = self._name(mupdf.pdf_dict_get_key(states, index))
            if name != _OFF:
                return name
        return ""

    def _is_on(self, state: str) -> bool:
        """By what the widget draws; where it does not say, by its field's value."""
        shown = self._mupdf.pdf_dict_gets(self._object, "AS")
        if self._mupdf.pdf_is_name(shown):
            return self._name(shown) != _OFF and (not state or self._name(shown) == state)
        value = self._inherited("V")
        name = self._name(value) if self._mupdf.pdf_is_name(value) else ""
        return bool(name) and name != _OFF and (not state or name == state)

    def _option(self, state: str) -> str:
        """What a button stands for: its entry in the list of options, else its state's name."""
        options = [exported for exported, _ in self._options()]
        if state.isascii() and state.isdigit() and int(state) < len(options):
            return options[int(state)]
        return state[:MAX_NAME_CHARS]

    def _inherited(self, key: str) -> Any:
        return self._mupdf.pdf_dict_get_inheritable(self._object, self._mupdf.pdf_new_name(key))

    def _own_int(self, key: str) -> int:
        return int(self._mupdf.pdf_to_int(self._mupdf.pdf_dict_gets(self._object, key)))

    def _text(self, value: Any, limit: int) -> str:
        """A string or a name; "" for everything else, streams among it."""
        if self._mupdf.pdf_is_string(value):
            return _clean(self._mupdf.pdf_to_text_string(value), limit)
        return self._name(value)[:limit] if self._mupdf.pdf_is_name(value) else ""

    def _name(self, value: Any) -> str:
        data = str(self._mupdf.pdf_to_name(value)).encode("utf-8", "surrogateescape")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            # Names have no encoding; older writers used that of Western Europe.
            return data.decode("latin-1")


def _clean(text: Any, limit: int) -> str:
    """Without what no page prints, but with its line breaks."""
    lines = str(text)[:limit].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char if char.isprintable() or char == "\n" else " " for char in lines).strip()
