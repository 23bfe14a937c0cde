"""Writes a checkpoint as the model folder that ships: ``python -m training.export runs/nano``."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch

from model.config import ModelConfig
from model.loader import save_checkpoint
from model.network.rax import Rax
from workers.budgets import NANO_FOLDER
from workers.steps.calibration import CALIBRATION_FILE

#: how the shipped weights came about, beside them
CARD = "training.json"
SUMMED = ("config.json", "model.safetensors", "tokenizer.json", CALIBRATION_FILE)


def export(run: Path, tokenizer: Path, folder: Path) -> None:
    """Weights, configuration, tokenizer and a record of the training, into `folder`.

    run: folder of ``training.train`` with its ``checkpoint.pt``, ``config.json`` and ``log.jsonl``.
    """
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    rax = Rax(ModelConfig.from_dict(json.loads((run / "config.json").read_text())))
    rax.load_state_dict(state["rax"])
    folder.mkdir(parents=True, exist_ok=True)
    save_checkpoint(rax, folder)
    shutil.copy(tokenizer, folder / "tokenizer.json")
    last = (run / "log.jsonl").read_text().splitlines()[-1]
    card = {
        "parameters": sum(parameter.numel() for parameter in rax.parameters()),
        "trained_on": "generated documents only",
        "last_log": json.loads(last),
    }
    (folder / CARD).write_text(json.dumps(card, indent=2) + "\n")
    # A calibration belongs to its weights: one of other weights must not stay beside these.
    (folder / CALIBRATION_FILE).unlink(missing_ok=True)
    if (run / CALIBRATION_FILE).exists():
        shutil.copy(run / CALIBRATION_FILE, folder / CALIBRATION_FILE)
    list_sums(folder)


def list_sums(folder: Path) -> None:
    """Writes the digests of a model folder's files into it."""
    names = [name for name in SUMMED if (folder / name).exists()]
    sums = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--tokenizer", type=Path, default=Path("runs/tokenizer.json"))
    parser.add_argument("--out", type=Path, default=NANO_FOLDER)
    options = parser.parse_args()
    export(options.run, options.tokenizer, options.out)
    print(json.dumps({file.name: file.stat().st_size for file in sorted(options.out.iterdir())}))


if __name__ == "__main__":
    main()
