# Everything a contributor runs; CI runs the same. Needs Python 3.11 or newer and make.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
SHOP := docs/examples/shop
OTHER = .venv-$(notdir $(PYTHON))
# What `make check` runs beside `make lint`: the tests that the most changes have broken or have had to change, and those
# that hold the engine, as far as they are quick. Whoever works on a face, a format or git runs the tests of it as well.
QUICK := cases mdtest endings operations fixes rules settings layers keepers source noqa
# What says the same whatever Python runs it, or takes too long to say it on each.
ONCE := docs ci catalogue boundaries dialects fix_laws fix_peers growth injected_failures mcp report_browser
EDITORS := actions diagnostics hover notebooks real_editors session settings workspace

.DEFAULT_GOAL := help
.PHONY: help try check test test-python vscode lint pages returns docs bench-safety bench-breaks bench-suites bench-unknowns
.PHONY: bench-oracle clean

help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  \1: /'

.venv/.package: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.dev: .venv/.package
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

try: .venv/.package ## the main job on an example service: what may fail unseen, then the fix as a diff
	@echo "== flake8 --select=OWN $(SHOP)"
	@$(BIN)/flake8 --select=OWN $(SHOP) || test $$? -eq 1
	@echo
	@echo "== flake8-ownership fix --unsafe-fixes --diff $(SHOP)"
	@$(BIN)/flake8-ownership fix --unsafe-fixes --diff $(SHOP) || test $$? -eq 1

check: .venv/.dev lint ## while working: lint, and the tests that break most, in less than a minute
	$(BIN)/pytest -q -n 2 $(QUICK:%=tests/test_%.py)

test: .venv/.dev lint ## sets up and passes everything
	$(BIN)/pytest -q -n auto --cov --cov-report=term:skip-covered

$(OTHER)/.portable: pyproject.toml
	$(PYTHON) -m venv $(OTHER)
	$(OTHER)/bin/python -m pip install --quiet --upgrade pip
	$(OTHER)/bin/python -m pip install --quiet --editable . --group portable
	@touch $@

test-python: $(OTHER)/.portable ## the tests that can differ on another Python: make test-python PYTHON=python3.13
	$(OTHER)/bin/python -m pytest -q -n auto $(ONCE:%=--ignore=tests/test_%.py) $(EDITORS:%=--ignore=tests/lsp/test_%.py)

vscode: .venv/.dev ## tests the VS Code extension with a real server, and packages it; wants Node 20 and npm
	cd editors/vscode && npm ci --silent && npm run --silent check && npm run --silent build && npm test && npm run --silent package

pages: .venv/.dev ## writes what the docs say of rules, options and commands, from the code
	$(BIN)/python docs/generate.py

returns: .venv/.dev ## writes what libraries' members return, from the versions that the catalogue pins
	$(BIN)/python tools/returns.py

docs: .venv/.dev ## builds the site into docs/_build/html; a warning or a broken link inside is an error
	$(BIN)/python docs/generate.py --check
	$(BIN)/sphinx-build -q -E -W --keep-going -b html docs docs/_build/html

lint: .venv/.dev ## format, ruff, mypy, the layers, no circles of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/flake8-ownership check --no-cache .
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/python tools/sizes.py --check

bench-safety: .venv/.dev ## fixes real packages and thousands of made-up programs, and looks for harm
	OWNERSHIP_EXAMPLES=1500 $(BIN)/pytest -q tests/test_fix_laws.py # 1,500 for each of seven laws
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/safety/safety.py

bench-breaks: .venv/.dev ## brings about each fault of the first version: nothing harms, hangs or lies; wants a Python 3.13
	$(MAKE) --no-print-directory .venv-python3.13/.portable PYTHON=python3.13
	$(BIN)/python benchmarks/safety/breaks

bench-suites: .venv/.dev ## runs the test suites of real packages before and after their fix
	$(BIN)/python benchmarks/safety/suites.py

bench-unknowns: .venv/.dev ## fails where a place in a few small real packages is unknown that was known
	$(BIN)/python benchmarks/accuracy/unknowns.py --gate

bench-oracle: .venv/.dev ## runs thousands of made-up programs and projects, and compares where failures end
	OWNERSHIP_EXAMPLES=5000 $(BIN)/pytest -q -n auto tests/test_oracle.py
	OWNERSHIP_PROJECTS=3000 $(BIN)/pytest -q -s -n 0 tests/test_project_oracle.py

clean: ## removes what the other targets made
	rm -rf docs/_build editors/vscode/dist editors/vscode/node_modules editors/vscode/*.vsix .venv .venv-* .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
