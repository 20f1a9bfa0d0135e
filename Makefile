# Every command does its own set-up: Python 3.11 or newer and make are all that has to be there.
#   make demo         the product with demo data on http://127.0.0.1:8000 (PORT=… for another)
#   make demo-reset   the same, from the beginning
#   make test         everything that can be checked on this machine
#   make check, fix   linters and types; formatters
#   make bench        how fast the pages are with 1,000, 10,000 and 100,000 citizens (SIZES="1000" for some, ROUNDS=40)
#   make mutants      small errors planted in the access rules; every one must be found by a test (a second or so each, 1,100 of them)
#   make messages     collect, merge and compile the Danish texts
#   make lock         resolve the dependencies of pyproject.toml anew

PORT ?= 8000
WORKERS ?= 2
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	command -v $$p >/dev/null && $$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
BIN = .venv/bin
UV_FLAGS = pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: demo demo-reset test mutants check fix messages bench lock
.DEFAULT_GOAL := demo

# The file says that the environment holds exactly the lock; it is written last, so a broken-off set-up starts again.
.venv/installed: requirements.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null || { rm -rf .venv; $(PYTHON) -m venv .venv; }
	@echo "Installing the Python packages (once, about a minute) …"
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

demo: .venv/installed
	@tools/system_packages.sh demo
	@exec $(BIN)/python manage.py demo --port $(PORT)

demo-reset: .venv/installed
	@$(BIN)/python -m core.demo
	@$(MAKE) --no-print-directory demo

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	SOMV_PG=off $(BIN)/mypy
	SOMV_PG=off $(BIN)/lint-imports --no-cache
	$(BIN)/python tools/messages.py --check

fix: .venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: .venv/installed
	@tools/system_packages.sh test
	@$(MAKE) --no-print-directory check
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py check
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	@day=$$($(DANISH_DAY)); $(SUITE) && exit 0; failed=$$?; test "$$day" = "$$($(DANISH_DAY))" && exit $$failed; \
	echo "It has become another day in Denmark meanwhile: what was red is asked once more."; $(SUITE) --last-failed

SUITE = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -rfEs
# Many tests are told days when they are collected, and are about yesterday when midnight passes before they run.
DANISH_DAY = $(BIN)/python -c 'import datetime, zoneinfo; print(datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Copenhagen")).date())'

# The tests that know the access rules; the stateful one is the slowest, and asked last.
KNOWING = tests/access tests/plans/test_access_plans.py tests/tracks/test_views_access.py tests/tracks/test_merging.py \
	tests/tracks/test_merging_pages.py tests/followups/test_merged.py tests/guards/test_noted.py tests/guards/test_roles.py \
	tests/overview/test_emergency_opened.py tests/overview/test_views_log.py tests/overview/test_week_pack.py tests/overview/test_outbox_page.py

mutants: .venv/installed
	SOMV_STATEFUL=200 $(BIN)/python -m pytest -q -p no:randomly -p tests.mutants.planted $(KNOWING)

messages: .venv/installed
	$(BIN)/python tools/messages.py

bench: .venv/installed
	@exec $(BIN)/python -m bench $(SIZES) $(if $(ROUNDS),--rounds $(ROUNDS))

# uv lives in an environment of its own: it resolves the packages, it is none of them.
lock:
	@test -x .venv-lock/bin/uv || { $(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv; }
	.venv-lock/bin/uv pip compile $(UV_FLAGS) --group dev --output-file requirements.lock
	.venv-lock/bin/uv pip compile $(UV_FLAGS) --constraint requirements.lock --output-file requirements.prod.lock
