# Two commands matter: `make demo` and `make test`. Each does all of its own set-up on a bare machine with python3, venv and make.

.DEFAULT_GOAL := help
SHELL := /bin/bash
DATA_DIR ?= .data
PORT ?= 8000
export DATA_DIR PORT
PY := .venv/bin/python

.PHONY: help setup demo demo-data stop test check bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: .venv/.installed ## the whole product with demo data on http://127.0.0.1:$PORT (PORT, DATA_DIR); Ctrl-C stops it
	@scripts/system_packages.sh runtime
	@$(PY) manage.py demo

demo-data: .venv/.installed ## only seed the demo data (once)
	@scripts/system_packages.sh runtime
	@$(PY) manage.py demo_data

stop: ## stop what a demo or a command left running in DATA_DIR
	@if [ -x $(PY) ]; then $(PY) -m cchc.embedded stop; fi

test: setup ## everything: format, lint, types, import contracts, migrations, deployment check, all tests
	@scripts/test.sh

check: setup ## the same without the slow and the browser tests
	@scripts/test.sh -m "not browser and not slow"

bench: setup ## ratios to the references, printed and written to DATA_DIR/bench.json
	@$(PY) -m bench

setup: .venv/.installed ## the virtual environment and, with root or sudo, the few Debian packages
	@scripts/system_packages.sh runtime tests

LOCK := -m uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --universal \
	--python-version 3.11 --quiet

lock: .venv/.installed ## recompile requirements.lock and, from it, deploy/requirements.lock (without the tools)
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PY) -m pip install --quiet uv
	@$(PY) $(LOCK) --group dev -o requirements.lock
	@$(PY) $(LOCK) --constraint requirements.lock -o deploy/requirements.lock

clean: stop ## remove the virtual environment and caches; the data in DATA_DIR stay
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: requirements.lock scripts/install.sh
	@scripts/install.sh
	@touch $@
