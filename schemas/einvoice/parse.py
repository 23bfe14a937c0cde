"""Bytes to elements, for XML that strangers send. Knows no invoice.

Nothing outside the bytes is ever read: a document type declaration is refused before anything in it
is looked at, so there are no entities, no external subsets and no XInclude. Size, depth and number
of elements are bounded while parsing, and so are time and memory.
"""

from __future__ import annotations

from lxml import etree

from schemas.einvoice.errors import EInvoiceError
from schemas.einvoice.node import Node

#: an invoice takes some kilobytes, with files embedded in it some megabytes
MAX_BYTES = 10 * 2**20
MAX_DEPTH = 48
MAX_ELEMENTS = 300_000
MAX_ATTRIBUTES = 40
#: what files are embedded in; their base64 is of no use here
_BINARY = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject", "Attachment"})
#: what may hold anything, signatures above all, and never a value of the invoice
_SKIPPED = frozenset({"UBLExtensions", "Signature"})
_CHUNK = 1 << 16


def parse_xml(data: bytes) -> Node:
    """The root element of an XML document.

    Raises:
        EInvoiceError: ``broken_xml``, ``refused_xml`` or ``too_large``.
    """
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise EInvoiceError("too_large", f"has more than {limit} MiB of XML")
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise EInvoiceError("broken_xml", "is empty XML")
    builder = _Builder()
    parser = etree.XMLParser(
        target=builder,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except etree.XMLSyntaxError as error:
        # Its own limits look like faults of the document; ours come first for what people send.
        raise EInvoiceError("broken_xml", f"is broken XML ({_reason(error)})") from None
    except (AssertionError, LookupError, UnicodeError) as error:
        raise EInvoiceError("broken_xml", f"is broken XML ({error})") from None
    if builder.root is None:
        raise EInvoiceError("broken_xml", "is XML without an element")
    return builder.root


def _reason(error: etree.XMLSyntaxError) -> str:
    text = " ".join(str(error.msg or "no reason given").split())
    return "".join(char if char.isprintable() else "?" for char in text)[:160]


class _Builder:
    """Takes the parser's events; its exceptions end the parsing."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[tuple[Node, list[str]]] = []
        self._num_elements = 0
        # How deep below an element that is skipped; 0 outside.
        self._skipping = 0

    def doctype(self, *_: object) -> None:
        raise EInvoiceError("refused_xml", "has a document type declaration, which is refused")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._num_elements += 1
        if self._num_elements > MAX_ELEMENTS:
            raise EInvoiceError("too_large", f"has more than {MAX_ELEMENTS:,} elements")
        if len(self._open) + self._skipping >= MAX_DEPTH:
            raise EInvoiceError("too_large", f"is nested more than {MAX_DEPTH} deep")
        if len(attributes) > MAX_ATTRIBUTES:
            raise EInvoiceError("too_large", f"has more than {MAX_ATTRIBUTES} attributes at once")
        namespace, name = _split(tag)
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        # Without entities the parser leaves an ampersand of an attribute as this reference, and no
        # other sign.
        values = {_split(key)[1]: text.replace("&#38;", "&") for key, text in attributes.items()}
        node = Node(name, namespace, values)
        if self._open:
            self._open[-1][0].children.append(node)
        elif self.root is None:
            self.root = node
        self._open.append((node, []))

    def data(self, text: str) -> None:
        if self._open and not self._skipping and self._open[-1][0].name not in _BINARY:
            self._open[-1][1].append(text)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        node, texts = self._open.pop()
        node.text = "".join(texts)

    def close(self) -> None:
        """Nothing is left to do."""


def _split(tag: str) -> tuple[str, str]:
    """(namespace, local name) of ``{namespace}name``."""
    if tag.startswith("{"):
        namespace, _, name = tag[1:].partition("}")
        return namespace, name
    return "", tag
