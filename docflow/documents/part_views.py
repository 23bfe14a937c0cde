"""Found kinds and the documents of a packet as REST shows them. Knows no database session."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from docflow.database.tables import Document
from docflow.documents.parts import part_of
from docflow.jobs.states import DocumentState


class AlternativeView(BaseModel):
    """A kind that a document could be as well."""

    model_config = ConfigDict(protected_namespaces=())

    # under this name, since `schema` is a method of pydantic's models
    schema_name: str = Field(alias="schema")
    confidence: float = Field(description="Probability, 0 to 1.")


class ClassificationView(BaseModel):
    """Which kind a document was found to be."""

    model_config = ConfigDict(protected_namespaces=())

    schema_name: str = Field(alias="schema")
    confidence: float = Field(description="Probability, 0 to 1.")
    alternatives: list[AlternativeView] = Field(description="The likeliest first.")


class PartView(BaseModel):
    """Which of the documents of a file. Pages are numbered from 1, as in the file."""

    number: int = Field(description="From 1, in the order of pages.")
    count: int
    first_page: int
    last_page: int


class ChildView(BaseModel):
    """One document of a packet."""

    model_config = ConfigDict(protected_namespaces=())

    id: str
    status: DocumentState
    schema_name: str = Field(serialization_alias="schema")
    first_page: int
    last_page: int
    url: str


def classification_view(document: Document) -> ClassificationView | None:
    """What was found, where nobody named a schema."""
    found = document.classification
    return None if found is None else ClassificationView.model_validate(found)


def part_view(document: Document) -> PartView | None:
    """Which part it is; None where it is a file of its own."""
    part = part_of(document)
    return None if part is None else PartView(**part)


def child_view(document: Document, path: str) -> ChildView:
    """A document of a packet. path: of all documents."""
    return ChildView(
        id=document.id,
        status=DocumentState(document.state),
        schema_name=document.schema_name,
        first_page=document.first_page or 0,
        last_page=document.last_page or 0,
        url=f"{path}/{document.id}",
    )
