"""How results are scored against known truth: pure functions, no files, no model.

`score_document` judges one document, `aggregate` counts over many.
"""

from schemas.evaluate.outcome import FieldScore, Outcome
from schemas.evaluate.score import score_document
from schemas.evaluate.table import Row, Table, aggregate

__all__ = ["FieldScore", "Outcome", "Row", "Table", "aggregate", "score_document"]
