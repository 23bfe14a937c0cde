"""What to extract from a document: schema files, normalisers, checks and the rules of scoring.

Imports nothing of ours. `schemas.schema` loads schemas, `schemas.normalise` turns printed text into
typed values, `schemas.checks` tests a result's arithmetic and identifiers, `schemas.evaluate`
scores results against known truth.
"""

from schemas.errors import SchemaError
from schemas.schema import Schema, list_builtin, load, load_builtin, load_user
from schemas.tree import Leaf

__all__ = ["Leaf", "Schema", "SchemaError", "list_builtin", "load", "load_builtin", "load_user"]
