# newsarchive: every job of the checkout in one word. `make` alone lists them.

PYTHON ?= python3
CONSTRAINTS ?= constraints.txt
COVERAGE_FLOOR := 85

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install crawl sqlite chromium test check bench clean

help: ## This list
	@echo "newsarchive, from a fresh clone:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

install: $(STAMP) ## Set up .venv; does nothing when it is up to date
	@:

# The stamp says where the set-up was made: programs in .venv name their interpreter by its path, so a
# checkout that was moved or copied is set up anew.
MADE_IN := $(shell cat $(STAMP) 2>/dev/null)
ifneq ($(MADE_IN),$(CURDIR))
.PHONY: $(STAMP)
endif

# pip first: the one that comes with an old Python may not understand today's packages.
# The stamp is written last, so an interrupted set-up is taken up again.
$(STAMP): pyproject.toml $(wildcard $(CONSTRAINTS))
	@command -v $(PYTHON) >/dev/null || { \
	  echo "make: no $(PYTHON) here: install Python 3.11 or newer, or name one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "make: newsarchive needs Python 3.11 or newer, this is $$($(PYTHON) --version 2>&1): name another with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "make: $(PYTHON) cannot make virtual environments: install its venv module (Debian: python3-venv)" >&2; exit 1; }
	@{ test "$(or $(MADE_IN),$(CURDIR))" = "$(CURDIR)" && $(BIN)/python -m pip --version >/dev/null 2>&1; } || \
	  $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c $(CONSTRAINTS) -e '.[dev]'
	@echo "$(CURDIR)" > $@

# The address is read from the environment, where make puts it: its & and ? never meet the shell.
crawl: install ## Crawl the built-in demo newspaper, or a real one with URL=https://…
ifeq ($(strip $(URL)),)
	$(BIN)/newsarchive crawl --demo --show 5 -a data/demo.db
else
	@$(BIN)/newsarchive crawl "$$URL" --show 5
endif

# The docs show the sqlite3 program at work, and what they show is run.
sqlite:
	@command -v sqlite3 >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sqlite3; } || { \
	  echo "make: the tests need the sqlite3 program: install it (Debian: apt-get install sqlite3)" >&2; exit 1; }

# Pages that need JavaScript are tested with the browser that users have.
chromium:
	@for name in $${NEWSARCHIVE_CHROMIUM:-chromium chromium-browser google-chrome-stable google-chrome}; do \
	  command -v "$$name" >/dev/null && exit 0; done; { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } || { \
	  echo "make: the tests need Chromium: install it (Debian: apt-get install chromium), or name it with NEWSARCHIVE_CHROMIUM=…" >&2; \
	  exit 1; }

test: install sqlite chromium ## Set up, then run every check
	@$(MAKE) --no-print-directory check

check: install ## Style, types, imports, tests with a floor under their coverage
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --cov --cov-report=term-missing:skip-covered --cov-fail-under=$(COVERAGE_FLOOR)

bench: install ## Run what benchmarks/ measures (bench_*.py, one a claim)
	@set -e; for script in $(sort $(wildcard benchmarks/bench_*.py)); do \
	  echo "== $$script"; $(BIN)/python $$script; done

clean: ## Remove caches and built files; .venv and data/ stay
	rm -rf build dist .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find newsarchive tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +
