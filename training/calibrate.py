"""Fits how far values can be believed: ``python -m training.calibrate --weights runs/nano``.

Generated documents that nobody trained on go through the product's own steps; what is known about
each value is set against whether it is right, and the model that tells one from the other is
written beside the weights. Run it again after each training. Real documents take no part.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from docflow.errors import DocflowError
from schemas.checks import run_checks
from schemas.evaluate.calibration import (
    coverage_curve,
    cut_at,
    expected_calibration_error,
    reliability_bins,
)
from training.export import list_sums
from training.fit import fit, out_of_fold
from training.held_out import HeldOut, held_out
from training.judge import header_values, right_values
from training.measure import load
from workers.document import asked_of, plan_document
from workers.models import LoadedModel
from workers.steps.ask import ask
from workers.steps.assemble import data_of, type_values
from workers.steps.calibration import CALIBRATION_FILE, Calibration
from workers.steps.confidence import FEATURES, features_of, item_of
from workers.steps.join import join_windows
from workers.steps.windows import take

#: a window's time: none is cut short because the machine is busy
WINDOW_S = 120.0
#: a value of a list counts less than one of the header: lists are long and alike
ITEM_WEIGHT = 0.5
COVERAGE = 0.8


@dataclass(frozen=True, slots=True)
class Sample:
    """A document's n values that could be judged.

    rows: [n, F]. right: [n]. own: [n], the model's own probability. in_list: [n], part of a list's
    item. header: of its headline fields, how many are right and how many there are. num_missed:
    values on the pages that were not read.
    """

    kind: str
    is_plain: bool
    rows: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    own: npt.NDArray[np.float64]
    in_list: npt.NDArray[np.bool_]
    header: tuple[int, int]
    num_missed: int

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """What each value counts in the fit."""
        return np.where(self.in_list, ITEM_WEIGHT, 1.0)


def sample_of(model: LoadedModel, document: HeldOut) -> Sample:
    """What the model makes of a document, against its truth.

    Raises:
        DocflowError: the model gave no answer.
    """
    budget = model.profile.budget
    schema = asked_of(document.schema, budget)
    pages = {page.number: page for page in document.pages}
    windows = [
        ask(model, schema, [take(pages[piece.number], piece) for piece in window], WINDOW_S)
        for window in plan_document(document.pages, budget)
    ]
    text = "\n".join(window.text for window in windows)
    values = type_values(schema, join_windows(windows), text)
    data = data_of(schema, values)
    rows = features_of(values, run_checks(schema, data), windows)
    judged = right_values(schema, document.values, data)
    kept = [i for i, value in enumerate(values) if value.path in judged]
    header = [value.is_right for value in header_values(document.kind, document.values, data)]
    right = np.array([judged[values[i].path] for i in kept], dtype=np.bool_)
    return Sample(
        kind=document.kind,
        is_plain=document.is_plain,
        rows=np.array([rows[i] for i in kept], dtype=np.float64).reshape(-1, len(FEATURES)),
        right=right,
        own=np.exp([values[i].reading.certainty.logprob for i in kept]),
        in_list=np.array([bool(item_of(values[i].path)) for i in kept], dtype=np.bool_),
        header=(sum(header), len(header)),
        num_missed=max(len(document.values) - int(right.sum()), 0),
    )


def samples(model: LoadedModel, count: int, seed: int) -> Iterator[Sample]:
    """Of `count` documents those that have a value; what can't be read has nothing to say."""
    for index in range(count):
        try:
            sample = sample_of(model, held_out(seed, index))
        except DocflowError as error:
            print(f"document {index}: {error}", flush=True)
            continue
        if len(sample.right):
            yield sample


def report(read: Sequence[Sample], calibrated: npt.NDArray[np.float64]) -> dict[str, object]:
    """Figures on documents that took no part in the fit that `calibrated` comes from."""
    right = np.concatenate([sample.right for sample in read])
    own = np.concatenate([sample.own for sample in read])
    plain = np.concatenate([np.full(len(s.right), s.is_plain) for s in read])
    header = [
        (sum(s.header[0] for s in chosen), sum(s.header[1] for s in chosen))
        for chosen in ([s for s in read if s.is_plain], [s for s in read if not s.is_plain])
    ]
    return {
        "documents": len(read),
        "values": len(right),
        "right": round(float(right.mean()), 4),
        "before": _figures(own, right),
        "after": _figures(calibrated, right),
        "after_plain": _figures(calibrated[plain], right[plain]),
        "after_hard": _figures(calibrated[~plain], right[~plain]),
        "header_exact_plain": round(header[0][0] / max(header[0][1], 1), 4),
        "header_exact_hard": round(header[1][0] / max(header[1][1], 1), 4),
    }


def _figures(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]
) -> dict[str, float | None]:
    rated = list(zip(confidence.tolist(), right.tolist(), strict=True))
    cut = cut_at(coverage_curve(rated), COVERAGE)
    ece = expected_calibration_error(reliability_bins(rated))
    return {
        "ece": None if ece is None else round(ece, 4),
        "accuracy_at_80_coverage": None if cut is None else round(cut.accuracy, 4),
    }


def write(calibration: Calibration, folder: Path) -> None:
    """Writes the calibration into a folder of weights, and its digest into the list of those."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(calibration.to_json(), indent=1) + "\n"
    (folder / CALIBRATION_FILE).write_text(text, encoding="utf-8")
    if (folder / "model.safetensors").exists():
        list_sums(folder)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path("model/weights"))
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder to write to; default: that of --weights")
    options = parser.parse_args()
    torch.set_num_threads(1)
    start = time.monotonic()
    read = list(samples(load(options.weights), options.documents, options.seed))
    print(f"{len(read)} documents read in {time.monotonic() - start:.0f} s", flush=True)
    # Figures on what the fit has not seen: each fifth of the documents by a fit on the others.
    print(json.dumps(report(read, out_of_fold(read)), indent=1))
    calibration = fit(read)
    write(calibration, options.out or options.weights)
    print(json.dumps({"null_below": calibration.null_below, "thresholds": dict(
        zip(calibration.error_rates, calibration.thresholds, strict=True)
    )}))  # fmt: skip


if __name__ == "__main__":
    main()
