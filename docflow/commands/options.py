"""Options that several commands share, and the settings as a command gets them."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer
from pydantic import ValidationError

from docflow.model_ref import InvalidModelReference, parse_model_reference
from docflow.settings import Settings


def check_model_reference(text: str | None) -> str | None:
    """Typer callback: `text` unchanged where it has one of the forms of a model reference."""
    if text is not None:
        try:
            parse_model_reference(text)
        except InvalidModelReference as error:
            raise typer.BadParameter(str(error)) from error
    return text


ModelOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="REF",
        callback=check_model_reference,
        help="The model: nano, a local folder, or a hub id such as owner/name. "
        "Default: DOCFLOW_MODEL, else nano.",
    ),
]


SchemaOption: TypeAlias = Annotated[
    str,
    typer.Option(
        "--schema",
        metavar="NAME|FILE.json|auto",
        help="What to extract: a schema's name (see `docflow schemas`) or a schema file; `auto` "
        "finds the kind, and the documents of a file that holds several.",
    ),
]


def load_settings() -> Settings:
    """The settings of this process; wrong ones are a usage error, each named with its variable."""
    try:
        return Settings()
    except ValidationError as error:
        problems = [
            "DOCFLOW_" + "_".join(map(str, problem["loc"])).upper() + ": " + problem["msg"]
            for problem in error.errors()
        ]
        raise typer.BadParameter("; ".join(problems), param_hint="the environment") from error
