# propctl: `make run` and `make test` do all the set-up themselves; `make help` lists the rest.
# Needs GNU make, a POSIX shell and Python 3.11 or newer. uv is used when it is on PATH, but is not needed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
RUN_LOCKS := requirements/run.txt requirements/build.txt
DEV_LOCKS := requirements/dev.txt
LOWEST := .venv-lowest
LOWEST_TESTS := tests/domain tests/normalize tests/projection tests/connectors tests/cache tests/storage/test_local.py \
	tests/storage/test_contract.py tests/storage/test_snapshots.py tests/jobs/test_run_once.py tests/jobs/recording \
	tests/telemetry/test_metrics.py tests/cli/test_usage.py tests/cli/test_reading_commands.py tests/test_settings.py \
	tests/sample/test_program.py
LOWEST_TOOLS := cryptography hypothesis pytest pytest-socket pytest-timeout pytest-xdist pyyaml
WORKERS ?= auto
COMPILE := uv pip compile --no-config --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

# Install hash-locked requirements, then the package itself without asking for anything that is not locked.
# Both installers compile to bytecode: without it every command starts twice as slowly.
define INSTALL
set -e; \
if command -v uv >/dev/null 2>&1; then \
	echo "installing $(1) with uv"; \
	uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes $(foreach f,$(1),-r $(f)); \
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
else \
	echo "installing $(1) with pip"; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes $(foreach f,$(1),-r $(f)); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
fi
endef

# The interpreter: PYTHON when it is given, else the first one that is new enough.
define FIND_PYTHON
new_enough() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }; \
python=; \
for candidate in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python); do \
	if new_enough "$$candidate"; then python=$$(command -v "$$candidate"); break; fi; \
done; \
if [ -z "$$python" ] && [ -z "$(PYTHON)" ] && command -v uv >/dev/null 2>&1; then \
	python=$$(uv python find --no-config --system '>=3.11' 2>/dev/null || true); \
fi; \
if [ -z "$$python" ]; then \
	echo "propctl needs Python 3.11 or newer, and none was found$(if $(PYTHON), at PYTHON=$(PYTHON)): \
	install one, or name it with make PYTHON=/path/to/python3" >&2; \
	exit 1; \
fi
endef

# Prints the demo's store as a URL, and eleven and sixteen o'clock of today in New York.
DEMO_SETTINGS := from datetime import datetime; from pathlib import Path; from propctl.domain.calendar import NEW_YORK; \
	today = datetime.now(NEW_YORK).replace(minute=0, second=0, microsecond=0); \
	print(Path(".demo/store").absolute().as_uri(), *(today.replace(hour=hour).isoformat() for hour in (11, 16)))
# Reads two snapshots, one a line. Prints the first's id and that of the player whose projections moved most between
# them, a pitcher if one has moved; nothing when they have no prop in common, because every game has begun.
DEMO_MOVED := import json, sys; before, after = map(json.loads, sys.stdin); \
	means = {prop["prop_id"]: prop["projection"] for prop in before["props"]}; \
	moves = {prop["prop_id"]: abs(prop["projection"] - means.get(prop["prop_id"], 0.0)) for prop in after["props"]}; \
	both = [prop for prop in after["props"] if prop["prop_id"] in means]; \
	rank = lambda prop: (moves[prop["prop_id"]] > 0, prop["role"] == "pitcher", moves[prop["prop_id"]]); \
	both and print(before["snapshot"]["snapshot_id"], max(both, key=rank)["player_id"])

.PHONY: help
help: ## List these targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name does; do \
		printf '%-10s %s\n' "$$name" "$$does"; done

.PHONY: setup
setup: $(VENV)/.dev ## Make .venv with everything to run, test and check (quick when nothing has changed)

.PHONY: run
run: $(VENV)/.run ## Build today's snapshot and look at its top (reads .env when there is one)
	@set -e; \
	if [ -f .env ]; then export PROPCTL_ENV_FILE="$${PROPCTL_ENV_FILE-.env}"; fi; \
	$(BIN)/propctl run-once; \
	case $$($(BIN)/propctl config show) in \
		*USE_FREE_INGESTION=false*) ;; \
		*PROPCTL_PROVIDER_MODE=sample*) $(BIN)/propctl opportunities --limit 20;; \
		*USE_FREE_INGESTION=shadow*) $(BIN)/propctl opportunities --namespace shadow --limit 20;; \
		*) $(BIN)/propctl opportunities --limit 20;; \
	esac

# The clock stands at eleven in the morning, then at four, so that games are open whatever time it is; between the
# two, line-ups are posted. The store is made anew, because a second look at eleven would come before the one at four.
.PHONY: demo
demo: $(VENV)/.run ## See it work on the sample league: no network, no terms, invented players (in .demo)
	@set -e; \
	unset $$(env | sed -n 's/^\(PROPCTL_[A-Z_0-9]*\)=.*/\1/p') USE_FREE_INGESTION; \
	show() { echo; echo "\$$ propctl $$*"; $(BIN)/propctl "$$@"; }; \
	rm -rf .demo; mkdir .demo; \
	export PROPCTL_PROVIDER_MODE=sample; \
	$(BIN)/python -c '$(DEMO_SETTINGS)' >.demo/settings; \
	read -r store eleven sixteen <.demo/settings; \
	export PROPCTL_STORAGE_URL="$$store" PROPCTL_NOW="$$eleven"; \
	echo "It is 11:00 in New York. The day's board, and the best two of each market:"; \
	show run-once; \
	show opportunities --per-market 2; \
	$(BIN)/propctl snapshot show --json >.demo/board; \
	export PROPCTL_NOW="$$sixteen"; \
	echo; \
	echo "It is 16:00. Games have begun, line-ups are posted:"; \
	show run-once; \
	show snapshot ls --long; \
	$(BIN)/propctl snapshot show --json | cat .demo/board - | $(BIN)/python -c '$(DEMO_MOVED)' >.demo/moved; \
	if read -r first starter <.demo/moved; then \
		echo; \
		echo "A player whose projections moved, at 11:00 and now:"; \
		show snapshot show "$$first" --player "$$starter"; \
		show snapshot show --player "$$starter"; \
	fi; \
	echo; \
	echo "The clock stands at 16:00. The snapshots are in $(CURDIR)/.demo/store"; \
	echo "(the next demo and make clean remove it). To go on from here, say to your shell:"; \
	echo; \
	echo "  export PROPCTL_PROVIDER_MODE=sample PROPCTL_NOW=$$PROPCTL_NOW"; \
	echo "  export PROPCTL_STORAGE_URL=$$PROPCTL_STORAGE_URL"; \
	echo; \
	echo "and try one of:"; \
	echo; \
	for arguments in "opportunities --market pitcher_strikeouts --side both" "snapshot show --summary" \
		"snapshot verify" "fetch --market pitcher_outs --format csv"; do echo "  $(BIN)/propctl $$arguments"; done

# Tests must not depend on whoever runs them: no setting of propctl comes in from outside.
.PHONY: test
test: $(VENV)/.dev ## Run the tests (ARGS='-k store' for some of them, WORKERS=0 for one process)
	@$(BIN)/python -m compileall -q propctl tests # many tests start programs: each would compile again
	@unset $$(env | sed -n 's/^\(PROPCTL_[A-Z_0-9]*\)=.*/\1/p') USE_FREE_INGESTION; \
	$(BIN)/pytest -n $(WORKERS) --maxprocesses 8 $(ARGS)

.PHONY: test-nightly
test-nightly: $(VENV)/.dev ## Run the long storms and exhaustive cases, and every law with more examples (an hour or so)
	@unset $$(env | sed -n 's/^\(PROPCTL_[A-Z_0-9]*\)=.*/\1/p') USE_FREE_INGESTION; \
	$(BIN)/pytest -m 'nightly or hypothesis' --hypothesis-profile=night --timeout=3600 -n $(WORKERS) --maxprocesses 8 $(ARGS)

# The suite's core on the lowest versions that pyproject.toml declares, in an environment of its own.
.PHONY: test-lowest
test-lowest: $(LOWEST)/.made ## Run the core of the tests on the lowest declared versions
	@unset $$(env | sed -n 's/^\(PROPCTL_[A-Z_0-9]*\)=.*/\1/p') USE_FREE_INGESTION; \
	$(LOWEST)/bin/python -m pytest -n $(WORKERS) --maxprocesses 8 -k 'not s3' $(LOWEST_TESTS) $(ARGS)

.PHONY: test-live
test-live: $(VENV)/.dev ## Run the connector tests against the real providers (their terms apply)
	@PROPCTL_LIVE_TESTS=1 $(BIN)/pytest -m live tests/live $(ARGS)

.PHONY: check
check: $(VENV)/.dev ## Lint, formatting, types and the floors of the package
	@set -e; set -x; \
	$(BIN)/ruff check .; \
	$(BIN)/ruff format --check .; \
	$(BIN)/mypy; \
	$(BIN)/lint-imports

.PHONY: metrics
metrics: $(VENV)/.dev ## Print the figures of the code: sizes, circles, files a run goes through (ARGS='--base REV')
	@$(BIN)/python -m research.metrics $(ARGS)

.PHONY: rules
rules: ## Write the PrometheusRule of k8s/monitoring anew from the rule file
	@set -e; cd k8s/monitoring; \
	{ sed '/^  groups:/,$$d' prometheusrule.yaml; sed -n '/^groups:/,$$s/^\(.\)/  \1/p;/^$$/p' propctl.rules.yaml; } >.new; \
	mv .new prometheusrule.yaml

.PHONY: lock
lock: ## Resolve the dependencies again and rewrite requirements/*.txt (needs uv)
	@command -v uv >/dev/null 2>&1 || { echo "make lock needs uv on PATH" >&2; exit 1; }
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements/run.txt
	$(COMPILE) $(UPGRADE) --group build --constraints requirements/run.txt --output-file requirements/build.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev --group build --constraints requirements/run.txt \
		--constraints requirements/build.txt --output-file requirements/dev.txt

.PHONY: clean
clean: ## Remove .venv, the demo and all caches; snapshots are elsewhere and stay
	rm -rf $(VENV) $(LOWEST) .demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find propctl tests benchmarks research -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	@$(FIND_PYTHON); \
	if [ -x $(BIN)/python ] && new_enough $(BIN)/python; then touch $@; exit 0; fi; \
	echo "making $(VENV) with $$python"; \
	if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --no-config --clear --python "$$python" $(VENV); \
	elif ! "$$python" -m venv --clear $(VENV) >$(VENV).log 2>&1; then \
		cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; \
		echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
		exit 1; \
	fi; \
	rm -f $(VENV).log; touch $@

$(LOWEST)/.made: .ci/lowest.py pyproject.toml
	@$(FIND_PYTHON); \
	echo "making $(LOWEST) with $$python"; \
	if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --no-config --clear --python "$$python" $(LOWEST); \
		install="uv pip install --quiet --python $(LOWEST)/bin/python"; \
	else \
		"$$python" -m venv --clear $(LOWEST); \
		install="$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check"; \
	fi; \
	$(LOWEST)/bin/python .ci/lowest.py >$(LOWEST)/lowest.txt; \
	$$install -r $(LOWEST)/lowest.txt $(LOWEST_TOOLS); \
	$$install --no-deps --editable .; \
	touch $@

$(VENV)/.run: $(VENV)/.made $(RUN_LOCKS) pyproject.toml
	@$(call INSTALL,$(RUN_LOCKS))
	@touch $@

$(VENV)/.dev: $(VENV)/.made $(DEV_LOCKS) pyproject.toml
	@$(call INSTALL,$(DEV_LOCKS))
	@touch $@ $(VENV)/.run
