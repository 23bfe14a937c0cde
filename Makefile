# Every target sets up what it needs; run `make demo` or `make test` in a fresh checkout.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.docflow-installed
CORES := $(shell $(PYTHON) -c "import os; print(min(8, os.cpu_count() or 1))")
# One thread in each test process: more than one process a core only waits.
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(CORES) --dist loadfile
EXAMPLE_INVOICES := examples/invoice.pdf examples/invoice-scan.pdf
EXAMPLE_RECEIPT := examples/receipt.jpg

.PHONY: help setup demo test test-slow lint format docs bench-smoke bench-kernels bench-engine compile-check \
	constraints clean

help:
	@echo "make demo         read three example documents and show what is on them"
	@echo "make test         run the tests (make test-slow: the long ones)"
	@echo "make lint         ruff and mypy (make format: let ruff rewrite)"
	@echo "make docs         write docs/cli.md from the commands, fail if one is not documented"
	@echo "make bench-smoke  time one page from file to JSON"
	@echo "make compile-check  compile every kernel for its GPUs; needs none"
	@echo "make bench-engine   time the engine at the 2B model's shape; needs a GPU"
	@echo "make bench-kernels  time every kernel against its peers; needs an NVIDIA GPU"
	@echo "make setup        create $(VENV); the other targets do it when needed"

setup: $(STAMP)

# The stamp is written last: an interrupted installation is repeated, a finished one is not.
$(STAMP): pyproject.toml constraints.txt
	@echo "Installing into $(VENV); the first time this takes some minutes."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e '.[dev,pdfium]' -c constraints.txt
	@touch $@

demo: setup
	@mkdir -p runs
	@$(BIN)/docflow extract $(EXAMPLE_INVOICES) --output runs/demo-invoices.jsonl
	@$(BIN)/docflow extract $(EXAMPLE_RECEIPT) --schema receipt --output runs/demo-receipt.jsonl
	@echo "The same as JSON, with the place of each value: runs/demo-invoices.jsonl, runs/demo-receipt.jsonl"

test: setup
	@sh tests/install_servers.sh
	$(PYTEST) -m "not slow"

test-slow: setup
	@sh tests/install_servers.sh
	$(PYTEST) -m slow

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup
	$(BIN)/python -m docflow.reference docs/cli.md

compile-check: setup
	$(BIN)/python -m benchmarks.compile_check

bench-smoke: setup
	$(BIN)/python -m benchmarks.pages --repeats 3

bench-engine: setup
	$(BIN)/python -m benchmarks.engine

bench-kernels: setup
	$(BIN)/python -m benchmarks.kernels

# After a change of dependencies: install them, run the tests, then pin what was tested.
constraints:
	grep -E '^(#|kernels<0|$$)' constraints.txt > constraints.new
	$(BIN)/python -m pip freeze --exclude-editable --exclude docflow \
		| sed -E 's/[+](cpu|cu[0-9]+)$$//' >> constraints.new
	mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
