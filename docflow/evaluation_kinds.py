"""How often the kind of a document was found right, against a manifest's. Reads no document.

A file that was taken for several documents is wrong: a manifest's line is one document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docflow.evaluation import GENERAL_SCHEMA, SCHEMA_OF_KIND
from docflow.manifest import ManifestEntry
from docflow.results import Json, Result
from schemas.evaluate.asked import labelled_pairs
from schemas.schema import list_builtin

#: what stands for a kind where a file was taken apart, and where it could not be read
SEVERAL, UNREAD = "several documents", "not read"
#: how the labels of the boxes of form W-9 begin in public test sets
_W9_LABEL = "TaxClassify"


@dataclass(frozen=True, slots=True)
class KindsFound:
    """counts: documents by (schema of their kind, schema that was found)."""

    counts: Mapping[tuple[str, str], int]

    @property
    def num_documents(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def num_right(self) -> int:
        """Those whose kind was found."""
        return sum(count for (wanted, found), count in self.counts.items() if wanted == found)

    def to_json(self) -> dict[str, Json]:
        """Counts, and the confusions with the commonest first."""
        return {
            "documents": self.num_documents,
            "right": self.num_right,
            "wrong": [
                {"kind": wanted, "found": found, "documents": count}
                for (wanted, found), count in self._wrong()
            ],
        }

    def sentences(self) -> list[str]:
        """The same for people."""
        share = self.num_right / max(self.num_documents, 1)
        return [
            f"kind right: {self.num_right} of {self.num_documents} documents ({share:.1%})",
            *(
                f"  {wanted.replace('_', ' ')} taken for {found.replace('_', ' ')}: {count}"
                for (wanted, found), count in self._wrong()
            ),
        ]

    def _wrong(self) -> list[tuple[tuple[str, str], int]]:
        wrong = [(pair, count) for pair, count in self.counts.items() if pair[0] != pair[1]]
        return sorted(wrong, key=lambda entry: (-entry[1], entry[0]))


def kinds_found(entries: Sequence[ManifestEntry], results: Sequence[Result]) -> KindsFound:
    """`results[i]` belongs to `entries[i]`, and was read with the schema that was found."""
    pairs = zip(entries, results, strict=True)
    return KindsFound(Counter((schema_of(entry), _found(result)) for entry, result in pairs))


def schema_of(entry: ManifestEntry) -> str:
    """The schema of the package that reads the entry's kind of document."""
    named: Any = entry.line.get("schema")
    for name in (named, entry.kind):
        if name in list_builtin() and name != GENERAL_SCHEMA:
            return str(name)
    pairs = labelled_pairs(entry.line.get("truth"))
    if any(str(pair["key"]).startswith(_W9_LABEL) for pair in pairs or ()):
        return "w9"
    return SCHEMA_OF_KIND.get(entry.kind, GENERAL_SCHEMA)


def _found(result: Result) -> str:
    if result["status"] == "failed":
        return UNREAD
    return SEVERAL if "part" in result else result["schema"]
