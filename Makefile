# The portal's commands. Each works in a fresh clone; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup:  ## .venv with the locked dependencies
	@$(PYTHON) -m scripts.setup

run: setup  ## serve the portal with sample content on 127.0.0.1:$${PORT:-8000}
	@exec $(VENV) -m scripts.run

test: setup  ## everything, against a real PostgreSQL, Redis, Elasticsearch and Chromium
	@exec $(VENV) -m scripts.test

check: setup  ## lint, types, architecture, templates, migrations: seconds
	@exec $(VENV) -m scripts.check

format: setup  ## rewrite the code in the house's format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

bench: setup  ## speed of pages, list, score, ledger and register, and kill -9; a quarter of an hour
	@exec $(VENV) -m bench

lock: setup  ## lock the dependency ranges of pyproject.toml; LOCK_FLAGS=--upgrade for newer versions
	@sh scripts/lock.sh

clean:  ## remove what can be made again; the data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
