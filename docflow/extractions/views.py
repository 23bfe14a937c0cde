"""Extractions as REST shows them, and corrections as it takes them. Knows no database session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from docflow.database.tables import Extraction
from docflow.documents.part_views import ClassificationView, PartView
from docflow.extractions.corrections import Change
from docflow.results import DocumentResult

MAX_CHANGES = 500
Share = Annotated[float, Field(ge=0, le=1)]


class ReadBeforeView(BaseModel):
    """What was read in a repaired value's place."""

    value: JsonValue
    raw: str | None
    page: int | None
    bbox: list[float] | None


class CodeView(BaseModel):
    """A bar code or QR code on a page."""

    format: str = Field(description="`qr_code`, `code_128`, `ean_13` ...")
    text: str
    page: int
    bbox: list[float] = Field(description="Left, top, right, bottom as shares of the upright page.")


class RepairedView(BaseModel):
    """A value that is not the model's first, but the one number of the page that makes its sums
    hold.
    """

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    before: ReadBeforeView = Field(alias="from")
    by: list[str] = Field(description="Checks that failed before and hold now.")
    derivation: str


class FieldView(BaseModel):
    """One value with its evidence."""

    path: str = Field(description="JSON Pointer into `data`.")
    value: JsonValue
    raw: str | None = Field(description="Exactly what the page shows, or the XML of an e-invoice.")
    page: int | None
    bbox: list[float] | None = Field(
        description="Left, top, right, bottom as shares of the upright page."
    )
    confidence: float | None
    source: str = Field(
        description="`xml`, `acroform`, `barcode`, `text`, `ocr`, `pixels` or `human`."
    )
    checks: list[str] = Field(description="Names of the checks it passed.")
    repaired: RepairedView | None = Field(
        default=None, description="Why it took the place of what the model read first."
    )
    term: str | None = Field(
        default=None, description="Business term of EN 16931 (`BT-112`), of a value from XML."
    )


class CheckView(BaseModel):
    """One test of values against each other."""

    name: str
    passed: bool
    message: str
    rule: str | None = Field(
        default=None, description="What a standard calls it: `BR-CO-15`, `ISO 13616`."
    )
    repaired: list[str] | None = Field(
        default=None, description="Paths of values that were repaired, so that it passes."
    )


class UsageView(BaseModel):
    """What the document cost."""

    model_config = ConfigDict(extra="allow")

    prompt_tokens: int
    output_tokens: int
    seconds: float


class ExtractionView(BaseModel):
    """The result of a document, in one version."""

    model_config = ConfigDict(protected_namespaces=())

    id: str = Field(description="Of the document.")
    extraction_id: str
    version: int = Field(description="Counts up from 1 with each correction.")
    file: str
    # under this name, since `schema` is a method of pydantic's models
    schema_name: str = Field(serialization_alias="schema")
    status: Literal["done", "needs_review"]
    model: str = Field(description="`none` where an e-invoice said it all.")
    pages: int
    data: dict[str, JsonValue]
    fields: list[FieldView]
    checks: list[CheckView]
    flags: list[str] | None = Field(
        default=None,
        description="Signs of fraud, null without: `xml_page_mismatch`, `acroform_page_mismatch`, "
        "`barcode_page_mismatch`.",
    )
    codes: list[CodeView] | None = Field(
        default=None, description="Bar codes and QR codes on its pages, null without."
    )
    usage: UsageView
    classification: ClassificationView | None = Field(
        default=None, description="What kind it was found to be; null where a schema was named."
    )
    part: PartView | None = Field(
        default=None, description="Which document of its file; null where it is the only one."
    )
    created_by: str = Field(description="`model`, or the id of the key that corrected it.")
    created_at: datetime


class VersionView(BaseModel):
    """One version, without its values."""

    extraction_id: str
    version: int
    is_latest: bool
    status: Literal["done", "needs_review"]
    model: str
    created_by: str
    created_at: datetime


class VersionsView(BaseModel):
    """All versions, newest first."""

    data: list[VersionView]
    next_cursor: None = None


class ChangeView(BaseModel):
    """One change; changes are made in their order, each on what the one before made."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(
        min_length=1,
        max_length=1_000,
        description="JSON Pointer into `data`. One that ends in `/-` adds an item to a list.",
    )
    value: JsonValue = Field(
        description="The value, typed as in the result; null: not on the page, or, for an item of "
        "a list, that it is to be removed."
    )
    page: int | None = Field(default=None, ge=1, le=1_000_000)
    bbox: tuple[Share, Share, Share, Share] | None = None
    raw: str | None = Field(default=None, max_length=20_000)

    @model_validator(mode="after")
    def _place_makes_sense(self) -> ChangeView:
        if self.bbox is None:
            return self
        left, top, right, bottom = self.bbox
        if self.page is None:
            raise ValueError("a bbox needs its page")
        if left > right or top > bottom:
            raise ValueError("a bbox is left, top, right, bottom")
        return self

    def as_change(self) -> Change:
        """The change as the service takes it."""
        return Change(self.path, self.value, self.page, self.bbox, self.raw)


class CorrectionView(BaseModel):
    """What a person found: values to change, and whether the result is right now."""

    model_config = ConfigDict(extra="forbid")

    changes: list[ChangeView] = Field(default_factory=list, max_length=MAX_CHANGES)
    status: Literal["done"] | None = Field(
        default=None,
        description="`done`: right as it is, whatever the checks say. Without it they decide.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> CorrectionView:
        if not self.changes and self.status is None:
            raise ValueError("there is neither a change nor a status")
        return self


def extraction_view(result: DocumentResult, extraction: Extraction) -> ExtractionView:
    """The version as it is shown."""
    members: dict[str, Any] = dict(result)
    return ExtractionView(
        **{name: value for name, value in members.items() if name != "schema"},
        schema_name=result["schema"],
        extraction_id=extraction.id,
        version=extraction.version,
        created_by=extraction.created_by,
        created_at=extraction.created_at,
    )


def version_view(extraction: Extraction) -> VersionView:
    """The version as a list shows it."""
    return VersionView(
        extraction_id=extraction.id,
        version=extraction.version,
        is_latest=extraction.is_latest,
        status="needs_review" if extraction.status == "needs_review" else "done",
        model=extraction.model,
        created_by=extraction.created_by,
        created_at=extraction.created_at,
    )
