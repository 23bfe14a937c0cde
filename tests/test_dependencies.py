"""What is imported is declared: `pip install docflow` brings all that the five packages use."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.test_layout import OURS, PACKAGES, ROOT, imports, source_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# folder -> what of `optional-dependencies` its imports may come from
EXTRAS_OF = {
    "workers": ["heic", "pdfium"],
    "docflow": ["parquet"],
    "training": ["train"],
    "benchmarks": ["dev"],
    "tests": ["dev", "parquet", "train", "pdfium"],
}


def names(requirements: list[str]) -> set[str]:
    """Distribution names, as PEP 503 normalises them."""
    return {normalised(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("folder", [*PACKAGES, "training", "benchmarks", "tests"])
def test_every_import_is_declared(folder: str) -> None:
    declared = names(PROJECT["dependencies"])
    for extra in EXTRAS_OF.get(folder, []):
        declared |= names(EXTRAS[extra])
    of_module = packages_distributions()
    undeclared = set()
    for path in source_files(ROOT):
        if path.parts[0] != folder:
            continue
        for module, line, _, _ in imports(ast.parse((ROOT / path).read_text("utf-8"))):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top in OURS or not top:
                continue
            if not {normalised(name) for name in of_module.get(top, [top])} & declared:
                undeclared.add(f"{path}:{line} {top}")
    assert undeclared == set()


def test_every_requirement_is_pinned_in_the_constraints() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {normalised(line.split("==")[0]) for line in lines if "==" in line}
    declared = names(
        PROJECT["dependencies"] + [item for extra in EXTRAS.values() for item in extra]
    )
    assert declared - pinned == {"docflow"}
