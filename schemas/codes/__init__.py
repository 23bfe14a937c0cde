"""What the text of a bar code or QR code says of a document: payment codes and tax authorities'
codes, as values with paths. Knows no picture and no decoder.
"""

from schemas.codes.facts import CodeFacts, Fact
from schemas.codes.read import read_code

__all__ = ["CodeFacts", "Fact", "read_code"]
