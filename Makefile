# People and CI use the same targets. `make` alone prints them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
PAGE := backend/fanscope_backend/static/index.html
NODE_MODULES := frontend/node_modules/.package-lock.json
PAGE_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null)
ARGS ?=

.PHONY: help up setup test check format bench pictures openapi clean

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: .venv/.installed $(PAGE) ## Set everything up and open the dashboard (ARGS="--port 9000 --no-browser")
	@exec $(BIN)/fanscope up $(ARGS)

setup: .venv/.installed-dev $(PAGE) ## Set everything up: .venv, the page, the tools of development

test: setup ## Set everything up and run all tests (ARGS="-k spec")
	@npm_run() { scripts/with-node npm --prefix frontend run "$$@"; }; npm_run test --silent
	@OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile $(ARGS)

check: setup ## Formatting, lint, types, the arrows between the rooms, drift of generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/check-openapi
	scripts/with-node npm --prefix frontend run check

format: setup ## Format and mend what can be mended automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	scripts/with-node npm --prefix frontend run format

bench: setup ## Run the benchmarks of benchmarks/, each beside its peer; results go to benchmarks/results/
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

pictures: setup ## Take the pictures of README.md and docs/ anew: a quarter of an hour of training (DATA=folder with mnist/)
	$(BIN)/python docs/photograph_page.py $(if $(DATA),--data-dir $(DATA))
	$(BIN)/python docs/draw_figures.py $(if $(DATA),--data-dir $(DATA))
	$(BIN)/python docs/draw_experiments.py

openapi: .venv/.installed-dev $(NODE_MODULES) ## Write frontend/openapi.json and the client types that are made from it
	$(BIN)/python -m fanscope_backend openapi > frontend/openapi.json
	scripts/with-node npm --prefix frontend run generate

clean: ## Remove everything that setup made
	rm -rf .venv frontend/node_modules $(dir $(PAGE))

.venv/.installed: pyproject.toml constraints.txt scripts/install-python
	@PYTHON=$(PYTHON) scripts/install-python runtime
	@touch $@

.venv/.installed-dev: .venv/.installed
	@PYTHON=$(PYTHON) scripts/install-python dev
	@touch $@

$(NODE_MODULES): frontend/package-lock.json scripts/with-node | .venv/.installed
	@echo "Installing the page's packages ..."
	@scripts/with-node npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGE): $(PAGE_SOURCES) $(NODE_MODULES)
	@echo "Building the page ..."
	@scripts/with-node npm --prefix frontend run build --silent
	@touch $@
