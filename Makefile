# `make` alone lists the targets.  Each works from a fresh clone: python3 (3.11 or newer) and make are all a machine needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# One more than there are cores: each waits for its database a third of the time.
SIDE_BY_SIDE = $$($(BIN)/python -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
# What is compiled is kept: each of the processes side by side would compile all tests anew, and each server that a test starts all of Frontdesk.
unexport PYTHONDONTWRITEBYTECODE
BUILT := src/frontdesk/web/static/built/manifest.json
PAGES := $(shell find frontend src/frontdesk/web/templates src/frontdesk/web/locale -type f -not -name '*.mo' 2>/dev/null) vite.config.ts package-lock.json

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(BUILT) ## everything, with a made-up practice; PORT=8080 for another port, RESET=1 starts afresh
	@exec $(BIN)/frontdesk demo --port $(PORT) $(if $(RESET),--reset)

test: check unit browser ## all checks and tests

check: $(VENV)/test $(BUILT) ## ruff, djlint, mypy, import-linter, migrations, deploy check, types of the pages
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/djlint src/frontdesk/web/templates --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	FRONTDESK_AS_OWNER=1 $(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings frontdesk.server.settings
	FRONTDESK_PUBLIC_URL=https://frontdesk.example FRONTDESK_SECRET_KEY=$$(printf 'a1B2c3D4e5%.0s' 1 2 3 4 5 6) \
	  $(BIN)/python -m django check --deploy --fail-level WARNING --settings frontdesk.server.settings
	$(BIN)/node node_modules/typescript/bin/tsc --noEmit

unit: $(VENV)/test $(BUILT) ## tests without a browser
	$(BIN)/python -m pytest -n $(SIDE_BY_SIDE) tests -m "not browser and not slow"

browser: $(VENV)/test $(BUILT) chromium ## tests in a real Chromium, axe on every page
	$(BIN)/python -m pytest -n auto --maxprocesses 2 tests/browser -m "browser and not slow"

torture: $(VENV)/test $(BUILT) pgbouncer chromium ## what takes longer: servers that are killed, backups, the wheel on a fresh environment, long races, more of the long tables
	$(BIN)/python -m pytest tests -m "slow and alone and not browser and not endurance"
	$(BIN)/python -m pytest -n $(SIDE_BY_SIDE) tests -m "slow and not alone and not browser and not endurance"
	$(BIN)/python -m pytest -n auto --maxprocesses 2 tests/browser -m "slow and browser and not endurance"

endurance: $(VENV)/test $(BUILT) ## what takes hours: all of the long tables, properties with TIMES=20 as many examples as torture, the worker killed 100 times
	$(BIN)/python -m pytest -n $(SIDE_BY_SIDE) tests -m endurance
	@$(MAKE) kills

kills: $(VENV)/test ## the worker killed 100 times under load: nothing lost, nothing doubled where a peer honours keys
	KILLS=$${KILLS:-100} $(BIN)/python -m pytest tests/messaging/test_killed_worker.py -s

bench: $(VENV)/test ## speed and memory, as ratios of things run side by side
	$(BIN)/python -m bench

house: $(VENV)/test ## the house in figures: circles, long functions, typed rooms, queries of pages; SINCE=commit beside another
	@$(BIN)/python -m bench.house $(SINCE)

ux: $(VENV)/test $(BUILT) chromium ## the scorecard of the journeys
	$(BIN)/python -m pytest tests/browser -m browser -k scorecard -s

shots: $(VENV)/test $(BUILT) chromium ## screenshots of every page, two widths, light and dark, into test-results/
	FRONTDESK_SHOTS=1 $(BIN)/python -m pytest tests/browser -m browser -k every_page

schema: $(VENV)/test $(BUILT) ## what tests compare: docs/schema.sql as the migrations make it, docs/rules.md, roles.md, routes.md and openapi.json
	@for page in rules roles routes openapi; do FRONTDESK_AS_OWNER=1 $(BIN)/python -W ignore docs/write_$$page.py; done
	WRITE_SCHEMA=1 $(BIN)/python -m pytest -q tests/database/test_schema.py -k written_down

words: $(VENV)/test ## the Spanish words (django.po) in their order, wherever new ones were added
	$(BIN)/python docs/write_spanish.py

fmt: $(VENV)/test ## format and sort imports
	$(BIN)/ruff check --fix-only src tests bench
	$(BIN)/ruff format src tests bench

build: $(BUILT) ## the styles and scripts of the pages, and their Spanish

look: $(VENV)/test $(BUILT) chromium ## every page at both widths in both themes and both languages: axe, no sideways scrolling
	FRONTDESK_LOOK=1 $(BIN)/python -m pytest tests/browser -m browser -k every_page

sbom: $(VENV)/test node_modules/made ## what a wheel holds of others, as CycloneDX, into build/sbom/
	@mkdir -p build/sbom
	$(BIN)/cyclonedx-py requirements requirements/runtime.lock --output-reproducible --of JSON -o build/sbom/python.cdx.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm sbom --package-lock-only --sbom-format cyclonedx --loglevel error > build/sbom/pages.cdx.json

audit: $(VENV)/test node_modules/made ## known faults of what we build on; needs the databases of PyPI and npm, and fails where it cannot ask them
	$(BIN)/pip-audit --strict --disable-pip -r requirements/runtime.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm audit --loglevel error

wheel: sbom $(BUILT) ## a wheel that needs no Node
	$(BIN)/python -m build --wheel --no-isolation --outdir dist .

lock: ## resolve the dependencies anew (needs uv)
	for set in runtime demo build test; do uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" requirements/$$set.in -o requirements/$$set.lock; done

clean: ## remove what was built and installed here (the demo's data stay)
	rm -rf $(VENV) node_modules build dist test-results src/frontdesk/web/static/built

# A virtual environment; `ensurepip` is missing from some Debian installations, which says so in one line.
$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "make: Python 3.11 or newer is needed; name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null || { echo "make: python3 cannot make virtual environments here; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/build: requirements/build.lock pyproject.toml | $(VENV)/made
	@echo "installing what Frontdesk runs on"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/build.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e '.[demo]'
	@touch $@

$(VENV)/test: requirements/test.lock $(VENV)/build
	@echo "installing what the tests need"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/test.lock
	@touch $@

node_modules/made: package-lock.json $(VENV)/build
	@echo "installing what the pages are built with"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --no-progress --loglevel error
	@touch $@

$(BUILT): $(PAGES) node_modules/made
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/node node_modules/vite/bin/vite.js build --logLevel error
	@$(BIN)/python -m whitenoise.compress -q src/frontdesk/web/static
	@$(BIN)/pybabel -q compile -d src/frontdesk/web/locale -D django
	@touch $@

# The shell is Chromium without its window; where it cannot be installed, Chromium itself will do.
chromium:
	@command -v chromium-headless-shell >/dev/null || { echo "installing Chromium from Debian's packages"; \
	  S=$$([ $$(id -u) = 0 ] || echo sudo); $$S apt-get update -qq && $$S apt-get install -y -qq chromium-headless-shell >/dev/null; } \
	  || command -v chromium >/dev/null || { S=$$([ $$(id -u) = 0 ] || echo sudo); $$S apt-get install -y -qq chromium >/dev/null; }

pgbouncer:
	@command -v pgbouncer >/dev/null || test -x /usr/sbin/pgbouncer || { echo "installing PgBouncer from Debian's packages"; \
	  S=$$([ $$(id -u) = 0 ] || echo sudo); $$S apt-get update -qq && $$S apt-get install -y -qq pgbouncer >/dev/null; }

.PHONY: help demo test check unit browser torture endurance kills bench house ux shots look schema words fmt build sbom audit wheel lock clean chromium pgbouncer
