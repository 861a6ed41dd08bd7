# Needs Python 3.11 or newer and nothing else; `make` alone lists what can be made.

PORT ?= 8000
UV := 0.13.9
# A process for each processor; files stay whole, since their tests share what was read once.
TEST_PROCESSES := --numprocesses auto --dist loadfile

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
IS_NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON = $(firstword $(foreach python,$(PYTHONS),$(shell $(python) $(IS_NEW_ENOUGH) && echo $(python))))
INSTALL := .venv/bin/python -m uv --quiet pip
PLAIN_INSTALL := { echo "uv cannot install; pip does it, more slowly ..." >&2; \
	.venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock; }

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check bench lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: .venv/.run ## Run the site, its database and queue included: http://127.0.0.1:8000 (or PORT=8123)
	@exec .venv/bin/python manage.py up --port "$(PORT)"

test: .venv/.dev ## Run all tests, those in a real browser and with real servers included
	@.venv/bin/python -m pytest $(TEST_PROCESSES)

check: .venv/.dev ## Run every gate: layout, lint, types, imports, migrations, tests, quality floors
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	.venv/bin/python manage.py makemigrations --check --dry-run
	.venv/bin/python -m pytest $(TEST_PROCESSES)
	.venv/bin/python -m benchmarks.gate --quick

bench: .venv/.dev ## Measure quality on the sample, and on the corpora in NEWSCLAIMS_CORPORA
	@.venv/bin/python -m benchmarks

lock: .venv/.dev ## Choose the versions in requirements.lock anew, within pyproject.toml
	.venv/bin/python -m uv lock --upgrade
	.venv/bin/python -m uv export --quiet --frozen --all-groups --no-emit-project --no-annotate --no-header --output-file requirements.lock

clean: ## Remove the environment and all caches; the data in var/ stay
	rm -rf .venv .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What running needs: the dependencies of pyproject.toml at the versions and hashes of the lock.
.venv/.run: .venv/.uv pyproject.toml requirements.lock
	@echo "installing what newsclaims needs into .venv ..."
	@$(INSTALL) install --python .venv/bin/python --require-hashes -r pyproject.toml -c requirements.lock || $(PLAIN_INSTALL)
	@touch $@

# All of the lock: the tools for tests and checks too.
.venv/.dev: .venv/.uv pyproject.toml requirements.lock
	@echo "installing what newsclaims and its tests need into .venv ..."
	@$(INSTALL) sync --python .venv/bin/python --require-hashes requirements.lock || $(PLAIN_INSTALL)
	@touch .venv/.run $@

# Without uv, pip does the same more slowly.
.venv/.uv: Makefile
	@test -n "$(PYTHON)" || { echo "newsclaims needs Python 3.11 or newer; on Debian or Ubuntu: apt install python3 python3-venv" >&2; exit 1; }
	@.venv/bin/python $(IS_NEW_ENOUGH) || $(PYTHON) -m venv --clear .venv \
		|| { echo "Python cannot make an environment; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@.venv/bin/python -m pip install --quiet uv==$(UV) || echo "uv cannot be had" >&2
	@touch $@
