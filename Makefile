# Sofra. `make help` lists what there is to do.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run demo test lint types drill bench bench-analysis conversations screens messages lock clean

PORT ?= 8000
DATA := $(if $(SOFRA_DATA_DIR),$(SOFRA_DATA_DIR),data)
DEMO_DATA := $(if $(SOFRA_DATA_DIR),$(SOFRA_DATA_DIR),demo-data)
TESTS ?= tests
POLIS ?= ../shared/data/polis
# One more than there are cores: some tests wait for a browser or another process.
JOBS ?= $(shell expr $$(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1)

VENV := .venv
PY := $(VENV)/bin/python
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
UV := $(shell command -v uv 2>/dev/null)
INSTALL := $(if $(UV),uv pip install --quiet --python $(PY),$(PY) -m pip install --quiet --disable-pip-version-check)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))

export FLASK_APP := wsgi:app
# Every process would compile everything again where the environment forbids to keep what was compiled.
unexport PYTHONDONTWRITEBYTECODE

help: ## Lists these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.run-ok $(CATALOGUES) ## Makes .venv with the locked wheels and compiles the catalogues (the others do this first)
	@echo "Sofra is set up in $(VENV)."

run: setup ## Serves Sofra as in production: make run PORT=8123 SOFRA_DATA_DIR=/srv/sofra
	@exec $(PY) bin/serve.py --port "$(PORT)" --data "$(DATA)"

demo: setup ## Serves a worked example with fictional people, in a place of its own (./demo-data)
	@exec $(PY) bin/serve.py --port "$(PORT)" --data "$(DEMO_DATA)" --demo

test: $(VENV)/.test-ok $(CATALOGUES) ## Runs the whole suite in parallel: SQLite, PostgreSQL, browser (TESTS=tests/core for a part)
	@echo "Testing on SQLite and, where they are found, PostgreSQL, Redis, Chromium and hunspell."
	@$(PY) -m compileall -q forum tests
	@$(PY) -m pytest -n $(JOBS) --dist loadgroup $(TESTS)

lint: $(VENV)/.test-ok ## Checks style, the ladder and rooms of the house, and types
	@echo "ruff: style and habits";          $(PY) -m ruff check .
	@echo "import-linter: ladder and rooms"; $(VENV)/bin/lint-imports --no-logo
	@$(MAKE) --no-print-directory types

types: $(VENV)/.test-ok ## Checks types alone
	@echo "mypy: types";                     $(PY) -m mypy

drill: $(VENV)/.test-ok $(CATALOGUES) ## Runs the long checks: many writers, generated requests, a caching proxy
	@$(PY) -m pytest -m drill -s $(TESTS)

bench: $(VENV)/.test-ok $(CATALOGUES) ## Measures speed against the yardstick and writes docs/bench.md
	@$(PY) -m tests.bench $(BENCH)

bench-analysis: $(VENV)/.test-ok ## Measures the analysis of answers and writes its section of docs/bench.md
	@OPENBLAS_NUM_THREADS=1 $(PY) -m tests.bench.analysis $(BENCH)

conversations: setup ## Analyses public conversations held with Polis and writes docs/conversations.md
	@OPENBLAS_NUM_THREADS=1 $(PY) -m flask opinion compare --to docs/conversations.md $(wildcard $(POLIS)/*/)
	@echo "Written: docs/conversations.md"

screens: $(VENV)/.test-ok $(CATALOGUES) ## Pictures the main pages of the worked example in docs/screens (needs Chromium)
	@$(PY) -m tests.screens $(SCREENS)

messages: setup ## Takes new messages into the catalogues, makes the Latin one, checks and compiles them
	@set -e; for verb in update compile check; do echo "flask messages $$verb"; $(PY) -m forum.cli.messages $$verb; done

lock: ## Locks requirements/*.in again, with hashes and without addresses (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH."; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		requirements/run.in -o requirements/run.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--constraint requirements/run.lock requirements/test.in -o requirements/test.lock

clean: ## Removes .venv, caches and compiled catalogues; data stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(CATALOGUES)

$(PY):
	@test -n "$(PYTHON)" || { echo "Sofra needs Python 3.11 or newer; none was found on the PATH."; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)."
	@$(if $(UV),uv venv --quiet --python "$(PYTHON)" $(VENV),"$(PYTHON)" -m venv $(VENV)) || { rm -rf $(VENV); \
		echo "Python could not make a virtual environment; on Debian and Ubuntu install python3-venv."; exit 1; }

$(VENV)/.run-ok: requirements/run.lock | $(PY)
	@echo "Installing the locked wheels of requirements/run.lock$(if $(UV), with uv)."
	@$(INSTALL) --require-hashes --only-binary :all: -r $<
	@touch $@

$(VENV)/.test-ok: requirements/test.lock $(VENV)/.run-ok
	@echo "Installing what the tests need besides (requirements/test.lock)."
	@$(INSTALL) --require-hashes --only-binary :all: -r $<
	@touch $@

%.mo: %.po | $(VENV)/.run-ok
	@echo "Compiling $<."
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@
