# Everything that is done with Lianxin, each by one word. `make help` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PY := $(BIN)/python
.DEFAULT_GOAL := help
.PHONY: help run test test-fast check bench lock words clean
unexport PYTHONDONTWRITEBYTECODE # packages are compiled as they are imported, which has to happen only once

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@echo "Installing what Lianxin needs …"
	@$(PY) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	@echo "Installing what the tests need …"
	@$(PY) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/ready ## serve the demo county at http://127.0.0.1:8080/
	@$(PY) -m bot serve --demo

test: .venv/ready ## run every test, on SQLite and PostgreSQL, with coverage
	@$(PY) -m tests.prepare & $(MAKE) --no-print-directory .venv/ready-dev && $(PY) -m tools.test; code=$$?; wait; exit $$code

test-fast: .venv/ready-dev ## run the tests of the rules only
	@$(PY) -m pytest tests/unit

check: .venv/ready-dev ## check style, types, arrows, scope, migrations and translations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-cache
	@$(PY) -m tools.lint_scope
	@$(PY) -m migrations.check
	@$(PY) -m tools.words check

bench: .venv/ready-dev ## measure: chat, matching, waves, plans, language, summary
	@for name in chat assign waves plan town_day language summary; do echo "== $$name"; $(PY) -m bench.$$name || exit 1; done

lock: .venv/ready-dev ## pin the newest versions, with hashes
	@$(BIN)/uv pip compile --quiet --upgrade requirements/runtime.in -o requirements.txt --generate-hashes --no-annotate --no-header --no-strip-extras --no-emit-index-url --python-version 3.11
	@$(BIN)/uv pip compile --quiet --upgrade requirements/dev.in -c requirements.txt -o requirements-dev.txt --generate-hashes --no-annotate --no-header --no-strip-extras --no-emit-index-url --python-version 3.11

words: .venv/ready-dev ## list the shown texts that lack an English
	@$(PY) -m tools.words list

clean: ## remove the demo's data and every cache
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis build
