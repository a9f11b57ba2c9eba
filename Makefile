# Everything below sets itself up: a machine needs Python >= 3.11, make and a way to install packages.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo tour test faults check bench lock clean

BIN := .venv/bin
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed

# Our own uv is only for machines without one. A version manager's stub that answers "not found" counts as none.
USE_UV = uv=uv; uv --version >/dev/null 2>&1 || uv=.tools/uv/bin/uv; export UV_PYTHON_DOWNLOADS=never;
COMPILE = "$$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock'

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

demo: $(RUNTIME) ## Try deploy-check in the browser, with a Slack of its own and no account anywhere.
	@$(BIN)/deploy-check demo $(ARGS)

tour: $(RUNTIME) ## Watch one whole deployment go through in the terminal.
	@$(BIN)/deploy-check demo --tour $(ARGS)

test: $(DEV) ## Run the tests on SQLite, and on PostgreSQL where its server is installed.
	@$(BIN)/python -m pytest -n auto --dist worksteal -m 'not faults' $(ARGS)

faults: $(DEV) ## Run the tests that kill the bot over and over; this takes minutes.
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m faults $(ARGS)

check: $(DEV) ## Check style, types and the direction of imports.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV) ## Measure how fast answers are recorded and delivered.
	@$(BIN)/python -m tests.bench $(ARGS)

lock: $(BIN)/python ## Bring both lock files in line with pyproject.toml (ARGS=--upgrade for the newest versions).
	@$(USE_UV) $(COMPILE) $(ARGS) pyproject.toml -o requirements.lock
	@$(USE_UV) printf '%s\n' hatchling editables | \
		$(COMPILE) $(ARGS) -c requirements.lock --group dev pyproject.toml - -o requirements-dev.lock

clean: ## Remove everything that these targets made.
	rm -rf .venv .tools dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .screenshots
	find bot migrations tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3.14 python3 python); do \
		python=$$("$$candidate" -c 'import sys, sqlite3, ssl; print(sys.executable); sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null) && break; python=; \
	done; \
	if test -z "$$python"; then \
		echo 'deploy-check needs Python 3.11 or newer: install it, or name one with make PYTHON=/path/to/python.' >&2; exit 1; \
	fi; \
	$(USE_UV) \
	if test "$$uv" != uv && ! test -x "$$uv"; then \
		echo 'Installing uv into .tools …'; \
		if ! "$$python" -m venv .tools/uv; then \
			rm -rf .tools/uv; \
			echo "This Python cannot make environments: install uv, or your system's python3-venv package." >&2; exit 1; \
		fi; \
		.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv || { rm -rf .tools/uv; exit 1; }; \
	fi; \
	"$$uv" venv --quiet --clear --python "$$python" .venv

# The project is built with the locked, hashed build tools, so nothing unlocked is ever downloaded.
$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing deploy-check into .venv …'
	@$(USE_UV) "$$uv" pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(USE_UV) "$$uv" pip install --quiet --python $(BIN)/python --no-deps --build-constraints requirements-dev.lock -e .
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@echo 'Installing the development tools into .venv …'
	@$(USE_UV) "$$uv" pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@
