"""The same client as the documents' tests have."""

from tests.docflow.documents.conftest import client, sqlite_client

__all__ = ["client", "sqlite_client"]
