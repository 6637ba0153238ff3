# make run     start EcoGov on http://127.0.0.1:8501
# make test    every check and every test
# make help    the rest
#
# Everything is installed into .venv beside this file; nothing else on the machine changes.

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz format bench lock clean browser

PYTHON ?=
ARGS ?=
JOBS ?= logical
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || { test -x $(BIN)/uv && echo $(BIN)/uv; })
LOCK := pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url

help:  ## show this list
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/.run-installed  ## migrate and serve: make run ARGS="--port 8600"
	$(BIN)/python -m ecogov run $(ARGS)

test: check browser  ## every check and every test: make test ARGS="-k risk"
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist loadfile $(ARGS)

check: .venv/.test-installed  ## lint, format, types, arrows between layers, holes in what is pinned
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r app.py ecogov pages
	@$(BIN)/python -m tests.harness.auditing

format: .venv/.test-installed  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

fuzz: .venv/.test-installed  ## look longer for what breaks a property, elsewhere each time
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n $(JOBS) --dist loadfile tests/property $(ARGS)

bench: .venv/.test-installed  ## measure speed and print it
	$(BIN)/python -m pytest tests/benchmarks -m benchmark -s $(ARGS)

lock:  ## pin what pyproject.toml asks for (needs uv)
	@test -n "$(UV)" || { echo "make lock needs uv: https://docs.astral.sh/uv/" >&2; exit 1; }
	$(UV) $(LOCK) pyproject.toml -o requirements.txt
	$(UV) $(LOCK) --group test -c requirements.txt -o tests/requirements.txt

clean:  ## remove caches and .venv; the database stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find app.py ecogov pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

browser: .venv/.test-installed
	@$(BIN)/python -m tests.harness.chromium

# The locks are complete, so there is nothing to resolve; the stamps say what is installed.
ifdef UV
INSTALL := $(UV) pip install --python $(BIN)/python
else
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --no-input
endif
INSTALL += --require-hashes --no-deps

.venv/.run-installed: requirements.txt | $(BIN)/python
	@$(BIN)/python -c '$(NEW_ENOUGH)' || { \
	  echo "The folder .venv holds a Python older than 3.11: remove it, then run make again." >&2; \
	  exit 1; }
	$(INSTALL) -r requirements.txt
	@touch $@

.venv/.test-installed: tests/requirements.txt .venv/.run-installed
	$(INSTALL) -r tests/requirements.txt
	@touch $@

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

$(BIN)/python:
	@for candidate in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  if "$$candidate" -c '$(NEW_ENOUGH)' 2>/dev/null; then \
	    "$$candidate" -m venv .venv && exit 0; rm -rf .venv; exit 1; \
	  fi; \
	done; \
	echo "EcoGov needs Python 3.11 or newer, and found: $$($(or $(PYTHON),python3) --version 2>&1)." >&2; \
	echo "Install one from https://www.python.org, or name it: make run PYTHON=/path/to/python3" >&2; \
	exit 1
