"""The house rules that matter, read from the source: imports, the name `kernels`, sizes, paths."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("docflow", "workers", "model", "kernels", "schemas")
OURS = frozenset({*PACKAGES, "training", "benchmarks", "tests"})
# package -> the packages of ours it may import besides itself
MAY_IMPORT = {
    "schemas": frozenset(),
    "kernels": frozenset(),
    "model": frozenset({"kernels"}),
    "docflow": frozenset({"schemas"}),
    "workers": frozenset({"docflow", "model", "schemas"}),
    "training": OURS - {"tests", "benchmarks"},
    "benchmarks": OURS - {"tests"},
}
# The composition root may reach into `workers`, inside a function.
COMPOSITION_ROOT = re.compile(r"docflow/(cli\.py|commands/.+\.py)")
# docflow answers in a fraction of a second because it never loads these.
HEAVY = frozenset({"torch", "transformers", "triton", "onnxruntime", "rapidocr", "pymupdf"})
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
# Lists of what a printed document may say are as long as the variety they hold.
MAX_WORDING_LINES = 110
WORDING = ("training", "documents")
MAX_KERNEL_LINES = 150
# A migration is as long as the tables it makes, and is never changed again.
MIGRATIONS = Path("docflow/database/migrations/versions")
TEXT_SUFFIXES = frozenset(
    {"", ".py", ".md", ".toml", ".txt", ".json", ".jsonl", ".csv", ".sh", ".yml", ".yaml", ".cfg"}
)
SKIPPED_FOLDERS = frozenset({"runs", "build", "dist", "__pycache__"})
# Written so that this file does not match itself.
MACHINE_PATH = re.compile(r"(?<![\w.~])/(?:work|root|home|Users|opt/pypi)" + r"/\w")


def source_files(root: Path, suffixes: frozenset[str] = frozenset({".py"})) -> Iterator[Path]:
    """The project's own files below `root`, relative to it, sorted."""
    found = []
    for folder, folders, files in os.walk(root):
        # Not entered at all: an environment holds tens of thousands of files.
        folders[:] = [name for name in folders if _is_ours(name)]
        paths = [Path(folder, name).relative_to(root) for name in files if name[0] != "."]
        found.extend(path for path in paths if path.suffix in suffixes)
    yield from sorted(found)


def _is_ours(folder: str) -> bool:
    hidden = folder.startswith(".") and folder != ".ci"
    return not (hidden or folder in SKIPPED_FOLDERS or folder.endswith(".egg-info"))


def imports(tree: ast.Module) -> Iterator[tuple[str, int, bool, bool]]:
    """(module, line, stands inside a function, is `import x`) of every import."""
    inside = {
        child
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, node in inside, True
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or "", node.lineno, node in inside, False


def import_faults(root: Path) -> list[str]:
    """Every import below `root` that breaks a rule, as `file:line what`."""
    faults = []
    for path in source_files(root):
        package = path.parts[0]
        if package not in MAY_IMPORT:
            continue
        for module, line, local, plain in imports(ast.parse((root / path).read_text("utf-8"))):
            target = module.split(".")[0]
            reason = _import_fault(path, package, target, local=local, plain=plain)
            if reason:
                faults.append(f"{path}:{line} {reason}")
    return faults


def _import_fault(path: Path, package: str, target: str, *, local: bool, plain: bool) -> str:
    if package == "docflow" and target in HEAVY:
        return f"docflow must not import {target}"
    if target not in OURS:
        return ""
    if plain:
        return f"write `from {target}.… import …`, not `import {target}`"
    if target == package or target in MAY_IMPORT[package]:
        return ""
    if target == "workers" and COMPOSITION_ROOT.fullmatch(path.as_posix()):
        return "" if local else "workers must be imported inside a function here"
    return f"{package} must not import {target}"


def plant(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_packages_import_only_what_they_may() -> None:
    assert import_faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("model/a.py", "from docflow.settings import x", "model must not import docflow"),
        ("kernels/a.py", "from model.config import x", "kernels must not import model"),
        ("schemas/a.py", "def f():\n from docflow.results import x", "schemas must not import"),
        (
            "docflow/a.py",
            "def f():\n from workers.page import x",
            "docflow must not import workers",
        ),
        ("docflow/commands/a.py", "from workers.page import x", "inside a function"),
        ("docflow/commands/a.py", "def f():\n import torch", "docflow must not import torch"),
        ("workers/a.py", "from kernels.x import y", "workers must not import kernels"),
        ("workers/a.py", "import model", "not `import model`"),
        ("model/a.py", "from training.train import x", "model must not import training"),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, path: str, text: str, fault: str) -> None:
    plant(tmp_path, path, text)
    [found] = import_faults(tmp_path)
    assert fault in found
    assert found.startswith(path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docflow/commands/a.py", "def f():\n from workers.pipeline import Pipeline"),
        ("workers/a.py", "from model.engine import Engine\nfrom docflow.errors import x"),
        ("model/a.py", "from kernels.x import y"),
    ],
)
def test_an_allowed_import_is_not_found(tmp_path: Path, path: str, text: str) -> None:
    plant(tmp_path, path, text)
    assert import_faults(tmp_path) == []


def test_kernels_is_the_folder_of_this_repository() -> None:
    spec = find_spec("kernels")
    assert spec is not None
    assert spec.origin == str(ROOT / "kernels" / "__init__.py")


def test_no_distribution_is_named_kernels() -> None:
    with pytest.raises(PackageNotFoundError):
        version("kernels")


def test_kernels_belongs_to_no_other_distribution() -> None:
    assert set(packages_distributions().get("kernels", ["docflow"])) == {"docflow"}


def test_transformers_does_not_take_our_kernels_for_the_hub_package() -> None:
    # Local import: two seconds that the other tests of this file need not pay.
    from transformers.utils.import_utils import is_kernels_available

    assert not is_kernels_available()


def test_kernels_init_holds_a_docstring_and_at_most_all() -> None:
    tree = ast.parse((ROOT / "kernels" / "__init__.py").read_text("utf-8"))
    assert ast.get_docstring(tree)
    names = [ast.unparse(node).split(" = ")[0] for node in tree.body[1:]]
    assert names in ([], ["__all__"])


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {path.parent for path in source_files(ROOT) if path.parts[0] in OURS}
    parents = {parent for folder in folders for parent in [folder, *folder.parents][:-1]}
    assert [
        str(folder) for folder in sorted(parents) if not (ROOT / folder / "__init__.py").is_file()
    ] == []


def test_no_python_file_is_longer_than_the_limit() -> None:
    sizes = {
        str(path): len((ROOT / path).read_text("utf-8").splitlines())
        for path in source_files(ROOT)
        if not path.is_relative_to(MIGRATIONS)
    }
    assert {path: size for path, size in sizes.items() if size > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_the_limit() -> None:
    assert [fault for path in source_files(ROOT) for fault in _long_functions(path)] == []


def _long_functions(path: Path) -> Iterator[str]:
    plain = MAX_WORDING_LINES if path.parts[:2] == WORDING else MAX_FUNCTION_LINES
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            compiled = any("jit" in ast.unparse(item) for item in node.decorator_list)
            num_lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if num_lines > (MAX_KERNEL_LINES if compiled else plain):
                yield f"{path}:{node.lineno} {node.name} has {num_lines} lines"


def test_no_file_names_a_path_of_one_machine() -> None:
    faults = [
        f"{path}:{number}"
        for path in source_files(ROOT, TEXT_SUFFIXES)
        for number, line in enumerate((ROOT / path).read_text("utf-8", "replace").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert faults == []


@pytest.mark.parametrize(
    "line", ["see /wo" + "rk/main/x", "cd /ro" + "ot/x", "file:///ro" + "ot/x"]
)
def test_a_planted_machine_path_is_found(line: str) -> None:
    assert MACHINE_PATH.search(line)


def test_constraints_refuse_the_hub_package_kernels() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert "kernels<0" in lines


def test_constraints_name_no_place_packages_come_from() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert not re.search(r"://|--|@ |\+cpu|\+cu\d", text)
