# Everything starts here: `make run` to use the portal, `make test` to check it. Both set up what is missing.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint check clients bench fuzz lock schema clean

PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
OURS := kernel cities catalog accounts
UV_COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --generate-hashes --no-annotate --python-version 3.11

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

run: ## Run the portal in the foreground (PORT, PORTAL_HOME); Ctrl-C ends all of it
	@scripts/prepare.sh runtime
	@exec $(MANAGE) portal

# Three times as many as there are cores: much of the suite waits for processes that it started.
test: WORKERS ?= $(shell expr $$(nproc) \* 3)
test: lint ## Check everything: lint, types, contracts, migrations, schema, then every test
	@scripts/browser.sh
	@scripts/clients.sh
	$(PYTHON) -m pytest -n $(WORKERS) --dist worksteal -q

lint: ## Check everything that needs no test run
	@scripts/prepare.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	@$(MAKE) --no-print-directory check

check: export PORTAL_HOME := $(CURDIR)/var/test
check: export PORTAL_ENGINES_DURABLE := 0
check: export DJANGO_SETTINGS_MODULE := tests.settings
check: ## Let Django check itself: configuration, migrations and the API document
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) lintmigrations --no-cache --quiet ok ignore --warnings-as-errors --ignore-initial-migrations --ignore-name 0002_identifier 0003_drop_phone_columns 0011_old_accounts --include-apps $(OURS)
	$(MANAGE) spectacular --validate --fail-on-warn --file /dev/null

clients: ## Sign in with three clients of others to a portal that `make run` starts (HOME_OF_CLIENTS)
	@scripts/prepare.sh dev
	@scripts/clients.sh
	@DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON) -m tests.clients.against $(HOME_OF_CLIENTS)

bench: ## Measure public reads against their floor; one JSON line a figure
	@scripts/prepare.sh dev
	@$(MANAGE) bench

fuzz: export PORTAL_HOME := $(CURDIR)/var/test
fuzz: RUNS ?= 20000
fuzz: ## Give every adapter damaged sources, guided by coverage (RUNS each); what breaks one is left in var/fuzz
	@scripts/prepare.sh dev
	@$(PYTHON) -m tests.fuzz.harness | while read -r name; do \
		echo "$$name"; $(PYTHON) -m tests.fuzz.harness "$$name" -runs=$(RUNS) -verbosity=0 -print_final_stats=1; done

lock: ## Write requirements/*.lock anew from pyproject.toml
	@scripts/prepare.sh dev
	$(UV_COMPILE) pyproject.toml --output-file requirements/runtime.lock
	$(UV_COMPILE) pyproject.toml --group dev --output-file requirements/dev.lock

schema: ## Write docs/openapi.yaml
	@scripts/prepare.sh runtime
	$(MANAGE) spectacular --validate --fail-on-warn --lang en --file docs/openapi.yaml

clean: ## Remove caches, test data and the virtual environment; the portal's own data in var/ stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/test var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
