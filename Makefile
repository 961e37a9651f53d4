# The front door. `make demo` and `make test` are all that a newcomer needs.
.PHONY: help demo run test test-fast check fix locales scenarios bench mutate chaos clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("tellmore needs Python 3.11 or newer") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(READY_DEV): pyproject.toml $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(READY)  ## Walk 70 simulated participants through an interview, no keys needed
	$(BIN)/tellmore demo

run: $(READY)  ## Run the whole system here, until Ctrl-C
	$(BIN)/tellmore up

test: $(READY_DEV)  ## Everything the tests need, then the whole suite
	tests/install-debian-packages
	$(BIN)/python -m pytest -m "not slow" -n 2
	$(BIN)/python -m pytest -m slow

test-fast: $(READY_DEV)  ## The suite without its slow part
	$(BIN)/python -m pytest -m "not slow" -n 2

check: $(READY_DEV)  ## Format, lint, import contracts, types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy

fix: $(READY_DEV)  ## Format and mend what can be mended safely
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

locales: $(READY_DEV)  ## Extract phrases, update the catalogues, check them
	$(BIN)/tellmore locales update
	$(BIN)/tellmore locales check

scenarios: $(READY_DEV)  ## Rewrite the golden conversations and the state diagram; review the diff
	$(BIN)/python -m tellmore.testing.scenario --update tests/scenarios
	$(BIN)/python -m tellmore.testing.state_diagram

bench: $(READY_DEV)  ## Peers and us on the same work, in one run
	$(BIN)/python -m benchmarks.turns
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.locales

chaos: $(READY_DEV)  ## Kill everything, many times; nothing may be lost
	$(BIN)/python -m tests.chaos --runs 20 --seed 1

mutate: $(READY_DEV)  ## Mutation testing of the core
	$(BIN)/mutmut run

clean:  ## Remove what make made; data in .tellmore/ and exports/ stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache mutants
