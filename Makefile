# Needs Python 3.11 or newer, and make. `make` alone lists what there is.

VENV ?= .venv
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PACKAGES := parsers lieferschein flows tasks

.DEFAULT_GOAL := help
.PHONY: help install demo up test torture check bench fuzz soak canaries

help: ## list what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

install: $(VENV)/.dev ## create the virtual environment with everything for development

demo: $(VENV)/.runtime ## file a dozen sample mails and show what became of each
	@$(BIN)/lieferschein demo

up: $(VENV)/.runtime ## run the Prefect server with its UI, a worker, and the hourly schedule
	@$(BIN)/lieferschein up

test: check ## check, then run all tests
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

torture: $(VENV)/.dev ## kill runs at random on a real server (SEED=1 ROUNDS=100 SERVER=slash DATABASE=sqlite KIND=kills)
	$(BIN)/python -m tests.reliability --seed $(or $(SEED),1) --rounds $(or $(ROUNDS),100) \
		--server $(or $(SERVER),slash) --database $(or $(DATABASE),sqlite) --kind $(or $(KIND),kills)

check: $(VENV)/.dev ## lint, format, types, import contracts, insecure code, known vulnerabilities, bill of materials
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet -c pyproject.toml -ll --recursive $(PACKAGES)
	@.ci/audit $(VENV) .audit

bench: $(VENV)/.dev ## measure how fast notes are read and imported
	$(BIN)/python -m bench

fuzz: $(VENV)/.dev ## search for inputs that crash or hang a reader (TARGET=desadv SECONDS=60)
	$(PIP) -e '.[fuzz]'
	$(BIN)/python -m fuzz $(or $(TARGET),unpack) --seconds $(or $(SECONDS),60)

soak: $(VENV)/.dev ## many mailboxes, much mail, faults all along (MINUTES=30 MAILBOXES=50 MESSAGES=20000 SEED=1)
	$(BIN)/python -m tests.load.soak --minutes $(or $(MINUTES),30) --mailboxes $(or $(MAILBOXES),50) --messages $(or $(MESSAGES),20000) --seed $(or $(SEED),1)

canaries: $(VENV)/.dev ## run all tests, then search what they left for secrets (TESTS=tests/flows)
	$(BIN)/python -m tests.security.canaries -n 2 --dist loadfile $(or $(TESTS),tests)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name yours: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# `make demo` and `make up` do without the tools for development.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.runtime
