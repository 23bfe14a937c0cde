"""How much of a document one request to a model takes, known from its configuration alone. Loads
no weights, and nothing that would.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

from docflow.errors import DocflowError
from docflow.model_ref import FolderReference, HubReference, ModelReference, NanoReference
from model.config import ModelConfig
from workers.steps.calibration import Calibration, load_calibration

NANO_FOLDER = Path(__file__).resolve().parent.parent / "model" / "weights"
CONFIG_FILE = "config.json"


@dataclass(frozen=True, slots=True)
class PageBudget:
    """How much of a document one request takes.

    image_pixels: (least, most) pixels of a page's image. max_tokens: prompt tokens of a window.
    max_pages: its pages.
    max_items: items of an array in an answer; max_answer_tokens: its length.
    document_pages: pages of a document that are read at most, its first and last ones.
    document_windows: windows of these pages that are asked about at most.
    window_s: seconds one window may take; what is complete by then counts.
    core_only: the model is asked for the schema's core leaves only.
    """

    image_pixels: tuple[int, int]
    max_tokens: int
    max_pages: int
    max_items: int
    max_answer_tokens: int
    document_pages: int
    document_windows: int
    window_s: float
    core_only: bool


#: docflow-nano was trained on prompts of this size, with images of at most 64 tokens. The seconds
#: are those of an answer among many others on a slow machine.
NANO_BUDGET = PageBudget((32_768, 65_536), 1_600, 3, 100, 5_000, 8, 32, 180.0, core_only=True)
#: two megapixels are 150 dpi of an A4 page
RAX_BUDGET = PageBudget(
    (65_536, 2_097_152), 24_000, 8, 200, 16_000, 2_000, 2_000, 600.0, core_only=False
)


def budget_of(config: ModelConfig) -> PageBudget:
    """The budget of a model with this configuration."""
    return NANO_BUDGET if config.nano.copy_head else RAX_BUDGET


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """What the pages of a document are prepared for. name: as shown in results. calibration: what
    the confidence of its values is, None where none was fitted.
    """

    name: str
    budget: PageBudget
    calibration: Calibration | None = None


def read_profile(reference: ModelReference, max_pages: int | None = None) -> ModelProfile:
    """The profile of a model that is not loaded.

    max_pages: of a document, where the user wants another number than the model's own.

    Raises:
        DocflowError: ``model_unavailable`` with the reason and what to do next.
    """
    profile = _profile(reference)
    if max_pages is None:
        return profile
    per_page = profile.budget.document_windows / profile.budget.document_pages
    budget = replace(
        profile.budget,
        document_pages=max_pages,
        document_windows=math.ceil(per_page * max_pages),
    )
    return replace(profile, budget=budget)


def _profile(reference: ModelReference) -> ModelProfile:
    match reference:
        case NanoReference():
            return ModelProfile("nano", NANO_BUDGET, load_calibration(NANO_FOLDER))
        case FolderReference(path=path):
            budget = _budget_in(path.name, path / CONFIG_FILE)
            return ModelProfile(path.name, budget, load_calibration(path))
        case HubReference(repository=repository):
            return ModelProfile(repository, _budget_in(repository, _download_config(repository)))
        case _:
            raise unavailable_server(reference)


def unavailable_server(reference: ModelReference) -> DocflowError:
    """The error of a reference that names a server."""
    return DocflowError(
        "model_unavailable",
        f"{reference} names a server; this version runs models in the process only: "
        "give `nano`, a local folder or a hub id",
    )


def unavailable_on_hub(repository: str, error: Exception) -> DocflowError:
    """The error of a checkpoint that could not be fetched."""
    return DocflowError(
        "model_unavailable",
        f"model {repository} cannot be had from the hub ({error}); "
        "download it elsewhere and give its folder",
    )


def _budget_in(name: str, path: Path) -> PageBudget:
    try:
        return budget_of(ModelConfig.from_dict(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError) as error:
        # ConfigError and JSON's error are ValueErrors.
        raise DocflowError(
            "model_unavailable", f"model {name}: cannot read {path}: {error}"
        ) from error


def _download_config(repository: str) -> Path:
    # Only here: the hub's client takes time to import and most runs never need it.
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        return Path(hf_hub_download(repository, CONFIG_FILE))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise unavailable_on_hub(repository, error) from error
