# Two commands matter: `make demo` to see it work, `make test` before you send a change.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/.demo-ready
TEST_READY := $(VENV)/.test-ready

# A person watches the progress bars; a log does not need them.
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(if $(CI),--quiet)
PYTEST := $(BIN)/python -m pytest -n 2
PARTS_READY := $(VENV)/.parts-ready
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal \
	--python-version 3.11 --fork-strategy fewest --custom-compile-command "make requirements" \
	$(if $(UPGRADE),--upgrade) --group build pyproject.toml

.PHONY: help demo test quick deep bench lint unit-tests all-tests coverage format requirements words clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(DEMO_READY) ## install into .venv and let a synthetic city live under the policy
	@$(BIN)/wuzha demo

test: ## everything that must hold: lint, types, floors, all tests, coverage
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory all-tests
	@$(MAKE) --no-print-directory coverage

quick: ## lint and unit tests, within a minute
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory unit-tests

deep: $(TEST_READY) ## the property tests with far more examples: hours
	WUZHA_DEEP=1 $(PYTEST) tests/property

bench: $(TEST_READY) ## the figures of PROMISES.md, beside their rivals
	@for name in engine rules screen policy simulate centre console; do $(BIN)/wuzha bench $$name || exit 1; done

lint: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit-tests: $(TEST_READY)
	$(PYTEST) -q tests/unit tests/shape

all-tests: $(TEST_READY) $(PARTS_READY)
	$(PYTEST) --cov --cov-report=

coverage: $(TEST_READY)
	@$(BIN)/coverage report --fail-under 95

format: $(TEST_READY) ## put the code in its one shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

requirements: $(TEST_READY) ## lock what pyproject.toml asks for; UPGRADE=1 takes newer releases
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra test --extra bench --constraint requirements.txt \
		--output-file requirements-test.txt

words: $(TEST_READY) ## add new texts of the pages to their catalogue
	$(BIN)/python -c "from wuzha.web.catalogue import update; print(update())"

clean: ## take away .venv and everything that was made
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache tests/parts/*/node_modules
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "No $(PYTHON) here: install Python 3.11 or later, or say make PYTHON=/where/it/is" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$$($(PYTHON) --version) is too old: Wuzha needs 3.11 or later; say make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "$(PYTHON) cannot make a venv: install its venv module (Debian: python3-venv)" >&2; exit 1; }

# The build backend is locked too, so the package itself installs without fetching anything.
$(DEMO_READY): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV): some 200 MB to fetch, once"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(TEST_READY): requirements-test.txt $(DEMO_READY)
	@$(PIP) --require-hashes -r requirements-test.txt
	@touch $@

# Real parts that tests talk to: a browser, a database server, a message centre, a protocol analyser.
# Installed where that is allowed (root on Debian); tests whose part is missing are skipped and say so,
# except in CI, where nothing may be skipped.
NEEDED := chromium:chromium initdb:postgresql tshark:tshark node:nodejs npm:npm
FONTS := fonts-noto-cjk

$(PARTS_READY): $(wildcard tests/parts/*/package-lock.json)
	@mkdir -p $(VENV)
	@missing=""; for part in $(NEEDED); do \
		command -v "$${part%%:*}" >/dev/null || ls /usr/lib/postgresql/*/bin/"$${part%%:*}" >/dev/null 2>&1 \
			|| missing="$$missing $${part##*:}"; done; \
	if [[ -n "$$missing" ]]; then \
		if [[ "$$(id -u)" = 0 ]] && command -v apt-get >/dev/null; then \
			echo "Installing for tests:$$missing"; \
			$(APT) update && $(APT) install --no-install-recommends $$missing $(FONTS) >/dev/null; \
		else echo "Tests that need$$missing are skipped: install them to run these too"; fi; fi
	@for part in $(dir $^); do \
		command -v npm >/dev/null && (cd "$$part" && npm ci --silent --ignore-scripts --no-audit --no-fund) \
			|| echo "Tests that need $$part are skipped: npm could not fetch it"; done
	@touch $@
